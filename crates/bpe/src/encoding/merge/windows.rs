//! Merging a very long word in windows that overlap, so that all that is looked at stays in the
//! processor's cache.
//!
//! Tokens are the result of merging what they are made of together exactly if each two neighbours are
//! the result of merging what those two are made of: as long as no merge crosses a border of tokens, the
//! merges among the symbols of two neighbours are the same, in the same order, whatever stands around
//! them; so the first merge that crosses a border would also cross it in the two alone. Neighbours in the
//! result of any window are such a pair. So the results of two windows may be joined at a token that
//! both have at the same place.
//!
//! (Compare "Theory" in the README of GitHub's `bpe` crate, which joins encodings of texts.)

use super::{Link, Queue, Ranks, apply_long, for_each_left, merge_linked};
use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::cmp::Ordering;

/// Symbols of a window.
const WINDOW: usize = 8192;

/// How many tokens two windows share, if they have so many; a quarter of them otherwise. A few are
/// enough nearly always: of those at the end of a window only the last ones depend on what follows.
const OVERLAP: usize = 64;

/// Merges `symbols` in place and returns how many are left.
///
/// Where two windows share no token, the word is merged at once: if how its tokens lie depends on what
/// comes more than [`OVERLAP`] tokens later. No natural text was seen to do that; merges can be made up
/// that do.
pub(super) fn apply<Q: Queue>(
    ranks: &impl Ranks,
    levels: usize,
    symbols: &mut [u32],
    control: &Control,
) -> Result<usize, Error> {
    match merge_windows::<Q>(ranks, levels, symbols, WINDOW, control)? {
        Some(tokens) => {
            symbols[..tokens.len()].copy_from_slice(&tokens);
            Ok(tokens.len())
        }
        None => apply_long::<Q>(ranks, levels, symbols, control),
    }
}

/// What one window became.
#[derive(Default)]
struct Merged {
    tokens: Vec<u32>,
    /// Where each token begins, counted from the first symbol of the word.
    starts: Vec<usize>,
}

fn merge_windows<Q: Queue>(
    ranks: &impl Ranks,
    levels: usize,
    symbols: &[u32],
    size: usize,
    control: &Control,
) -> Result<Option<Vec<u32>>, Error> {
    let mut queue = Q::new(size, levels, control)?;
    let mut links: Vec<Link> = Vec::new();
    let mut window: Vec<u32> = Vec::new();
    let mut merge = |start: usize, merged: &mut Merged| -> Result<bool, Error> {
        let end = symbols.len().min(start + size);
        window.clear();
        window.extend_from_slice(&symbols[start..end]);
        merge_linked(ranks, &mut window, &mut links, &mut queue, control)?;
        merged.tokens.clear();
        merged.starts.clear();
        for_each_left(&links, |at| {
            merged.tokens.push(window[at]);
            merged.starts.push(start + at);
        });
        Ok(end == symbols.len())
    };
    let (mut done, mut first) = (Vec::new(), 0);
    let (mut merged, mut next) = (Merged::default(), Merged::default());
    let mut is_last = merge(0, &mut merged)?;
    while !is_last {
        let count = merged.tokens.len();
        let restart = count - OVERLAP.min(count / 4).max(1);
        // The token before the one that windows share is of the first of them.
        if restart <= first {
            return Ok(None);
        }
        is_last = merge(merged.starts[restart], &mut next)?;
        let Some((end, start)) = shared(&merged, restart, &next) else { return Ok(None) };
        room::reserve(&mut done, end - first)?;
        done.extend_from_slice(&merged.tokens[first..end]);
        first = start;
        std::mem::swap(&mut merged, &mut next);
    }
    room::reserve(&mut done, merged.tokens.len() - first)?;
    done.extend_from_slice(&merged.tokens[first..]);
    Ok(Some(done))
}

/// The index of the first token that both have at the same place, in each.
fn shared(before: &Merged, restart: usize, after: &Merged) -> Option<(usize, usize)> {
    let (mut one, mut other) = (restart, 0);
    loop {
        match before.starts.get(one)?.cmp(after.starts.get(other)?) {
            Ordering::Less => one += 1,
            Ordering::Greater => other += 1,
            Ordering::Equal if before.tokens[one] == after.tokens[other] => {
                return Some((one, other));
            }
            Ordering::Equal => {
                one += 1;
                other += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{merge_plainly, merges};
    use super::super::{Levels, MergeTable};
    use super::*;
    use proptest::prelude::*;
    use std::collections::BinaryHeap;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// Windows of a few symbols, so that most borders are close to one of a window.
        #[test]
        fn windows_are_joined_where_they_may(
            merges in prop_oneof![merges(true), merges(false)],
            symbols in proptest::collection::vec(0..3u32, 1..200),
            size in 4..40usize,
        ) {
            let table = MergeTable::new(&merges);
            let expected = merge_plainly(&merges, &symbols);
            let control = Control::new();
            let heap = merge_windows::<BinaryHeap<_>>(&table, 0, &symbols, size, &control).unwrap();
            if let Some(tokens) = &heap {
                prop_assert_eq!(tokens, &expected);
            }
            if let Some(levels) = table.levels() {
                let tokens = merge_windows::<Levels>(&table, levels, &symbols, size, &control).unwrap();
                prop_assert_eq!(tokens, heap);
            }
        }
    }

    /// Each pair of neighbours comes before the one to its left, so what is at the end of a stretch decides
    /// how all of it is cut; the end of a window cuts it otherwise.
    #[test]
    fn words_whose_windows_share_no_token() {
        let ordered: Vec<crate::Merge> = (0..255)
            .rev()
            .map(|left| crate::Merge { left, right: left + 1, token: 511 - left })
            .collect();
        // And before all of them a merge of what they make.
        let mut unordered = ordered.clone();
        unordered.insert(0, crate::Merge { left: 511 - 11, right: 511 - 13, token: 600 });
        for merges in [ordered, unordered] {
            let table = MergeTable::new(&merges);
            let mut symbols: Vec<u32> = (201..201 + 10_000).map(|symbol| symbol % 256).collect();
            let expected = merge_plainly(&merges, &symbols);
            let control = Control::new();
            let queue = merge_windows::<BinaryHeap<_>>(&table, 0, &symbols, WINDOW, &control);
            assert_eq!(queue.unwrap(), None);
            let left = super::super::apply(&table, &mut symbols, &control).unwrap();
            assert_eq!(&symbols[..left], &expected);
        }
    }

    /// Long words are indeed joined, also where all their tokens are alike.
    #[test]
    fn long_words_are_joined() {
        let merges: Vec<crate::Merge> = (0..7)
            .map(|token| crate::Merge { left: token, right: token, token: token + 1 })
            .collect();
        let table = MergeTable::new(&merges);
        for length in [1000, 8192, 8193, 100_000, 100_003] {
            let symbols = vec![0; length];
            let control = Control::new();
            let tokens = merge_windows::<Levels>(&table, 7, &symbols, WINDOW, &control).unwrap();
            let tokens = tokens.unwrap();
            assert!(tokens[..length / 128].iter().all(|&token| token == 7));
            let rest: Vec<u32> = (0..7).rev().filter(|bit| length >> bit & 1 == 1).collect();
            assert_eq!(tokens[length / 128..], rest);
        }
    }
}
