//! Applying merges one after the other, each to all words before the next one comes.
//!
//! Each word is cut by itself: of the merges later than the last one applied, the first one that
//! occurs is applied next, so merges that do not occur cost nothing. Long words keep their pairs in
//! a heap, by merge and place, so that a word of n symbols takes O(n log n) time.

use super::words::{Pair, SYMBOLS_PER_CHECK, Words};
use crate::error::Error;
use crate::model::Merge;
use crate::room;
use gainful_kernels::{Cancelled, Control};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The longest word that is gone through once for each of its merges.
const SHORT: usize = 64;

/// What follows the last symbol of a long word.
const END: usize = usize::MAX;

/// What follows a symbol that was merged into the one before it.
const GONE: usize = usize::MAX - 1;

/// The words after all `merges`, one after the other.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn apply_merges(
    words: &Words,
    merges: &[Merge],
    control: &Control,
) -> Result<Vec<Vec<u32>>, Error> {
    let mut ranks: FxHashMap<Pair, usize> = FxHashMap::default();
    for (rank, merge) in merges.iter().enumerate() {
        room::reserve_entry(&mut ranks)?;
        ranks.entry((merge.left, merge.right)).or_insert(rank);
    }
    let mut applied = Vec::new();
    room::reserve(&mut applied, words.len())?;
    for (index, (symbols, _)) in words.iter().enumerate() {
        if index % SHORT == 0 {
            control.check()?;
        }
        let mut word = Vec::new();
        room::reserve(&mut word, symbols.len())?;
        word.extend_from_slice(symbols);
        if word.len() > SHORT {
            apply_long(&mut word, &ranks, merges, control)?;
        } else {
            apply_short(&mut word, &ranks, merges, control)?;
        }
        applied.push(word);
    }
    Ok(applied)
}

/// Applies one merge to one word, in place.
pub(super) fn replace(
    word: &mut Vec<u32>,
    merge: Merge,
    control: &Control,
) -> Result<(), Cancelled> {
    let (mut read, mut write) = (0, 0);
    let mut next_check = SYMBOLS_PER_CHECK;
    while read < word.len() {
        if read >= next_check {
            control.check()?;
            next_check = read + SYMBOLS_PER_CHECK;
        }
        let is_pair = word[read] == merge.left && word.get(read + 1) == Some(&merge.right);
        word[write] = if is_pair { merge.token } else { word[read] };
        read += 1 + usize::from(is_pair);
        write += 1;
    }
    word.truncate(write);
    Ok(())
}

fn apply_short(
    word: &mut Vec<u32>,
    ranks: &FxHashMap<Pair, usize>,
    merges: &[Merge],
    control: &Control,
) -> Result<(), Cancelled> {
    let mut next = 0;
    loop {
        let present = word.windows(2).filter_map(|pair| ranks.get(&(pair[0], pair[1])));
        let Some(&rank) = present.filter(|&&rank| rank >= next).min() else {
            return Ok(());
        };
        replace(word, merges[rank], control)?;
        next = rank + 1;
    }
}

/// Keeps the symbols linked to their neighbours. An entry of the heap whose merge is not that of the
/// symbols now at its place is out of date.
fn apply_long(
    word: &mut Vec<u32>,
    ranks: &FxHashMap<Pair, usize>,
    merges: &[Merge],
    control: &Control,
) -> Result<(), Error> {
    let length = word.len();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    room::reserve(&mut before, length)?;
    room::reserve(&mut after, length)?;
    let mut pairs = Vec::new();
    for at in 0..length {
        if at % SYMBOLS_PER_CHECK == 0 {
            control.check()?;
        }
        before.push(at.wrapping_sub(1));
        after.push(if at + 1 < length { at + 1 } else { END });
        if at + 1 < length
            && let Some(&rank) = ranks.get(&(word[at], word[at + 1]))
        {
            room::reserve(&mut pairs, 1)?;
            pairs.push(Reverse((rank, at)));
        }
    }
    let mut heap = BinaryHeap::from(pairs);
    let (mut last, mut popped) = (0, 0);
    while let Some(Reverse((rank, at))) = heap.pop() {
        popped += 1;
        if popped % SYMBOLS_PER_CHECK == 0 {
            control.check()?;
        }
        let next = after[at];
        if rank < last || next >= GONE || ranks.get(&(word[at], word[next])) != Some(&rank) {
            continue;
        }
        last = rank;
        word[at] = merges[rank].token;
        let far = std::mem::replace(&mut after[next], GONE);
        after[at] = far;
        let mut file = |left: usize, right: usize| {
            if let Some(&rank) = ranks.get(&(word[left], word[right])) {
                heap.push(Reverse((rank, left)));
            }
        };
        if far != END {
            before[far] = at;
            file(at, far);
        }
        if at > 0 {
            file(before[at], at);
        }
    }
    // The first symbol is never merged into one before it.
    let (mut at, mut left) = (0, 0);
    while at != END {
        word[left] = word[at];
        left += 1;
        at = after[at];
    }
    word.truncate(left);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{merges_of, words_of};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn merges_apply_one_after_the_other(
            texts in prop::collection::vec("[ab]{0,12}|[ab]{60,90}", 1..4),
            picks in prop::collection::vec((0..5u32, 0..5u32), 0..5),
        ) {
            // Symbols 0 and 1 are the letters, the others the merges; some of those never occur.
            let symbol = |pick: u32| if pick < 2 { 97 + pick } else { 1000 + pick - 2 };
            let merges: Vec<Merge> = picks.iter().enumerate().map(|(i, &(left, right))| {
                Merge { left: symbol(left), right: symbol(right), token: 1000 + i as u32 }
            }).collect();
            let mut seen = std::collections::HashSet::new();
            prop_assume!(picks.iter().all(|pick| seen.insert(pick)));
            let words = words_of(&texts);
            let control = Control::new();
            let applied = apply_merges(&words, &merges, &control).unwrap();
            for (index, word) in applied.iter().enumerate() {
                let mut plain = words.word(index).to_vec();
                for &merge in &merges {
                    replace(&mut plain, merge, &control).unwrap();
                }
                prop_assert_eq!(word, &plain);
            }
        }
    }

    #[test]
    fn a_long_word_is_cancelled_soon() {
        let words = words_of(&["ab".repeat(100_000)]);
        let merges = merges_of(&["(ab)".into()]);
        let looks = {
            let control = Control::new();
            apply_merges(&words, &merges, &control).unwrap();
            control.looks()
        };
        assert!(looks > 12, "{looks}");
        for look in 1..=looks {
            let found = apply_merges(&words, &merges, &Control::cancelled_at(look));
            assert!(matches!(found, Err(Error::Cancelled(_))), "{look}");
        }
    }
}
