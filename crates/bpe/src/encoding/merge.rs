//! Applying merges to one word: among all neighbours the pair of lowest rank first, leftmost on
//! ties.
//!
//! Short words, which is nearly all of them, look for the lowest rank by going through an array on
//! the stack. Long ones keep their pairs in a queue ([`super::queue`]), so that a word of n bytes takes
//! O(n log n) whatever it holds. Very long ones are merged window by window ([`windows`]), which takes
//! O(n) where the pairs of one rank are visited together: if no merge comes before one that makes a part
//! of it, which holds for all that were trained.

mod windows;

use super::queue::{Levels, Queue};
use crate::error::Error;
use crate::model::Merge;
use crate::pair_map::{PairMap, pair_key};
use crate::room;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;

/// The longest word whose pairs are searched one by one.
const SHORT: usize = 64;

/// The longest word that is merged at once, its pairs in a heap: waiting by rank takes a table of all
/// ranks.
const MEDIUM: usize = 4096;

/// Symbols or pairs looked at between two looks at the [`Control`]: below a millisecond.
const STEPS_PER_LOOK: usize = 4096;

/// What no rank reaches; also the rank of a pair that does not merge.
const NO_RANK: u32 = u32::MAX;

/// A merge's place in the order and what it makes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ranked {
    pub(crate) rank: u32,
    pub(crate) token: u32,
}

/// What does not merge.
const NONE: Ranked = Ranked { rank: NO_RANK, token: 0 };

/// Which neighbours merge, in which order, into what.
pub(crate) trait Ranks {
    /// The merge of two neighbours, if they merge.
    fn merge_of(&self, left: u32, right: u32) -> Option<Ranked>;

    /// One more than the greatest rank, if no merge makes a pair of its own rank or a lower one.
    fn levels(&self) -> Option<usize> {
        None
    }
}

/// Merges `symbols` in place and returns how many are left.
pub(crate) fn apply(
    ranks: &impl Ranks,
    symbols: &mut [u32],
    control: &Control,
) -> Result<usize, Error> {
    if symbols.len() <= SHORT {
        return Ok(apply_short(ranks, symbols));
    }
    match ranks.levels() {
        Some(levels) if symbols.len() > MEDIUM => {
            windows::apply::<Levels>(ranks, levels, symbols, control)
        }
        None if symbols.len() > MEDIUM => {
            windows::apply::<BinaryHeap<_>>(ranks, 0, symbols, control)
        }
        _ => apply_long::<BinaryHeap<_>>(ranks, 0, symbols, control),
    }
}

/// The merges by their pairs.
#[derive(Clone)]
pub(super) struct MergeTable {
    pairs: PairMap<Ranked>,
    merges: usize,
    /// Whether each merge comes after all that make a part of it.
    is_ordered: bool,
}

impl MergeTable {
    pub(super) fn new(merges: &[Merge]) -> Self {
        let mut pairs = PairMap::with_capacity(merges.len());
        let mut last_made = FxHashMap::default();
        for (rank, merge) in (0..).zip(merges) {
            pairs.get_or_insert(
                pair_key(merge.left, merge.right),
                Ranked { rank, token: merge.token },
            );
            last_made.insert(merge.token, rank);
        }
        let is_made_before =
            |token: u32, rank: u32| last_made.get(&token).is_none_or(|&made| made < rank);
        let is_ordered = (0..).zip(merges).all(|(rank, merge)| {
            is_made_before(merge.left, rank) && is_made_before(merge.right, rank)
        });
        Self { pairs, merges: merges.len(), is_ordered }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.pairs.bytes()
    }
}

impl Ranks for MergeTable {
    #[inline(always)]
    fn merge_of(&self, left: u32, right: u32) -> Option<Ranked> {
        self.pairs.get(pair_key(left, right))
    }

    fn levels(&self) -> Option<usize> {
        self.is_ordered.then_some(self.merges)
    }
}

#[inline(always)]
fn merge_of(ranks: &impl Ranks, left: u32, right: u32) -> Ranked {
    ranks.merge_of(left, right).unwrap_or(NONE)
}

fn apply_short(ranks: &impl Ranks, symbols: &mut [u32]) -> usize {
    let mut length = symbols.len();
    // pairs[i] is the merge of symbols i and i + 1.
    let mut pairs = [NONE; SHORT];
    for index in 1..length {
        pairs[index - 1] = merge_of(ranks, symbols[index - 1], symbols[index]);
    }
    while length > 1 {
        let mut best = 0;
        for index in 1..length - 1 {
            if pairs[index].rank < pairs[best].rank {
                best = index;
            }
        }
        let merge = pairs[best];
        if merge.rank == NO_RANK {
            break;
        }
        symbols[best] = merge.token;
        symbols.copy_within(best + 2..length, best + 1);
        pairs.copy_within(best + 1..length - 1, best);
        length -= 1;
        if best > 0 {
            pairs[best - 1] = merge_of(ranks, symbols[best - 1], merge.token);
        }
        if best + 1 < length {
            pairs[best] = merge_of(ranks, merge.token, symbols[best + 1]);
        }
    }
    length
}

/// Merges a word of any length at once.
fn apply_long<Q: Queue>(
    ranks: &impl Ranks,
    levels: usize,
    symbols: &mut [u32],
    control: &Control,
) -> Result<usize, Error> {
    let mut queue = Q::new(symbols.len(), levels, control)?;
    let mut links = Vec::new();
    merge_linked(ranks, symbols, &mut links, &mut queue, control)?;
    let mut left = 0;
    for_each_left(&links, |at| {
        symbols[left] = symbols[at];
        left += 1;
    });
    Ok(left)
}

/// Merges symbols, which are linked to their neighbours; what is left is where it begins. A pair in the
/// queue, which begins and ends empty, whose rank is not that of the symbols now at its place is out of
/// date.
///
/// Eight bytes for each link and each pair, as words may be as long as a text.
fn merge_linked<Q: Queue>(
    ranks: &impl Ranks,
    symbols: &mut [u32],
    links: &mut Vec<Link>,
    queue: &mut Q,
    control: &Control,
) -> Result<(), Error> {
    let length = symbols.len();
    // There are at most twice as many places in a queue as symbols.
    assert!(length < GONE as usize / 2, "a word of 2^31 bytes or more");
    links.clear();
    room::reserve(links, length)?;
    for index in 0..length as u32 {
        if (index as usize).is_multiple_of(STEPS_PER_LOOK) {
            control.check()?;
        }
        links.push(Link { before: index.wrapping_sub(1), after: index + 1 });
        if let Some(&next) = symbols.get(index as usize + 1)
            && let Some(merge) = ranks.merge_of(symbols[index as usize], next)
        {
            queue.push(merge.rank, index)?;
        }
    }
    links[length - 1].after = END;
    let mut steps = 0;
    while let Some((rank, at)) = queue.pop() {
        steps += 1;
        if steps % STEPS_PER_LOOK == 0 {
            control.check()?;
        }
        let next = links[at as usize].after;
        if next >= GONE {
            continue;
        }
        let merge = merge_of(ranks, symbols[at as usize], symbols[next as usize]);
        if merge.rank != rank {
            continue;
        }
        symbols[at as usize] = merge.token;
        let after = std::mem::replace(&mut links[next as usize].after, GONE);
        links[at as usize].after = after;
        let mut file = |left: u32, right: u32| match ranks
            .merge_of(symbols[left as usize], symbols[right as usize])
        {
            Some(merge) => queue.push(merge.rank, left),
            None => Ok(()),
        };
        if after != END {
            links[after as usize].before = at;
            file(at, after)?;
        }
        if at > 0 {
            file(links[at as usize].before, at)?;
        }
    }
    Ok(())
}

/// Passes the places of the symbols that are left to `visit`.
#[inline(always)]
fn for_each_left(links: &[Link], mut visit: impl FnMut(usize)) {
    // The first symbol is never merged into one before it.
    let mut at = 0;
    while at != END {
        visit(at as usize);
        at = links[at as usize].after;
    }
}

/// What follows the last symbol of a long word.
const END: u32 = u32::MAX;

/// What follows a symbol that was merged into the one before it.
const GONE: u32 = u32::MAX - 1;

/// The neighbours of a symbol in a long word.
struct Link {
    /// Meaningless for the first symbol.
    before: u32,
    /// Or [`END`] or [`GONE`].
    after: u32,
}

/// A word of 20 MB takes 0.3 GB to merge; with links and pairs twice as wide it was 0.6 GB.
const _: () = assert!(size_of::<Link>() == 8);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Merges of new tokens, each of two that are there, in the order in which they are made or not.
    pub(super) fn merges(is_ordered: bool) -> impl Strategy<Value = Vec<Merge>> {
        let sides = proptest::collection::vec((any::<u32>(), any::<u32>()), 0..30);
        (sides, any::<u64>()).prop_map(move |(sides, seed)| {
            let mut seen = std::collections::HashSet::new();
            let mut merges = Vec::new();
            for (left, right) in sides {
                let token = 3 + merges.len() as u32;
                let (left, right) = (left % token, right % token);
                if seen.insert(pair_key(left, right)) {
                    merges.push(Merge { left, right, token });
                }
            }
            if !is_ordered {
                merges.sort_by_key(|merge| u64::from(merge.token).wrapping_mul(seed | 1));
            }
            merges
        })
    }

    /// As the definition says: the lowest rank of all neighbours, leftmost on ties, until there is none.
    pub(super) fn merge_plainly(merges: &[Merge], symbols: &[u32]) -> Vec<u32> {
        let all = merges.iter().flat_map(|m| [m.left, m.right, m.token]).chain(symbols.to_vec());
        let tokens = 1 + all.max().unwrap_or_default() as usize;
        let mut ranks = vec![usize::MAX; tokens * tokens];
        for (rank, merge) in merges.iter().enumerate() {
            ranks[merge.left as usize * tokens + merge.right as usize] = rank;
        }
        let mut symbols = symbols.to_vec();
        let best = |symbols: &[u32]| {
            let rank = |pair: &[u32]| ranks[pair[0] as usize * tokens + pair[1] as usize];
            symbols.windows(2).enumerate().map(|(at, pair)| (rank(pair), at)).min()
        };
        while let Some((rank, at)) = best(&symbols).filter(|&(rank, _)| rank != usize::MAX) {
            symbols.splice(at..at + 2, [merges[rank].token]);
        }
        symbols
    }

    /// Each merge goes through the whole word once, which is the same where merges are in order.
    fn merge_in_turn(merges: &[Merge], symbols: &[u32]) -> Vec<u32> {
        merges.iter().fold(symbols.to_vec(), |symbols, merge| {
            let mut merged = Vec::with_capacity(symbols.len());
            let mut at = 0;
            while at < symbols.len() {
                let is_pair = symbols[at..].starts_with(&[merge.left, merge.right]);
                merged.push(if is_pair { merge.token } else { symbols[at] });
                at += 1 + usize::from(is_pair);
            }
            merged
        })
    }

    fn long<Q: Queue>(table: &MergeTable, symbols: &[u32]) -> Vec<u32> {
        let mut symbols = symbols.to_vec();
        let left = apply_long::<Q>(table, table.merges, &mut symbols, &Control::new()).unwrap();
        symbols.truncate(left);
        symbols
    }

    proptest! {
        #[test]
        fn all_ways_are_the_definition(
            merges in merges(true),
            symbols in proptest::collection::vec(0..3u32, 1..150),
        ) {
            let table = MergeTable::new(&merges);
            prop_assert_eq!(table.levels(), Some(merges.len()));
            let expected = merge_plainly(&merges, &symbols);
            prop_assert_eq!(&merge_in_turn(&merges, &symbols), &expected);
            prop_assert_eq!(&long::<BinaryHeap<_>>(&table, &symbols), &expected);
            prop_assert_eq!(&long::<Levels>(&table, &symbols), &expected);
            let mut short = symbols;
            let left = apply(&table, &mut short, &Control::new()).unwrap();
            prop_assert_eq!(&short[..left], &expected);
        }

        /// A merge before one that makes a part of it.
        #[test]
        fn merges_in_any_order(
            merges in merges(false),
            symbols in proptest::collection::vec(0..3u32, 1..150),
        ) {
            let table = MergeTable::new(&merges);
            let is_sorted = merges.is_sorted_by_key(|merge| merge.token);
            prop_assert!(!is_sorted || table.levels().is_some());
            if table.levels().is_some() {
                let expected = merge_plainly(&merges, &symbols);
                prop_assert_eq!(&long::<Levels>(&table, &symbols), &expected);
            }
            let expected = merge_plainly(&merges, &symbols);
            prop_assert_eq!(&long::<BinaryHeap<_>>(&table, &symbols), &expected);
            let mut merged = symbols;
            let left = apply(&table, &mut merged, &Control::new()).unwrap();
            prop_assert_eq!(&merged[..left], &expected);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        /// Words long enough for pairs to wait by rank.
        #[test]
        fn long_words(
            merges in merges(true),
            mut symbols in proptest::collection::vec(0..3u32, 4000..20_000),
        ) {
            let expected = merge_in_turn(&merges, &symbols);
            let left = apply(&MergeTable::new(&merges), &mut symbols, &Control::new()).unwrap();
            prop_assert_eq!(&symbols[..left], &expected);
        }

        /// And of merges in any order, where a pair that comes up may be first.
        #[test]
        fn long_words_of_merges_in_any_order(
            merges in merges(false),
            mut symbols in proptest::collection::vec(0..3u32, 4097..6000),
        ) {
            let expected = merge_plainly(&merges, &symbols);
            let left = apply(&MergeTable::new(&merges), &mut symbols, &Control::new()).unwrap();
            prop_assert_eq!(&symbols[..left], &expected);
        }
    }

    #[test]
    fn long_words_look_at_the_control() {
        let merges = [Merge { left: 0, right: 0, token: 1 }, Merge { left: 1, right: 1, token: 2 }];
        let reversed = [merges[1], merges[0]];
        for merges in [merges, reversed] {
            let table = MergeTable::new(&merges);
            let control = Control::new();
            apply(&table, &mut vec![0; 100_000], &control).unwrap();
            assert!(control.looks() >= 40, "{}", control.looks());
            for look in (1..=control.looks()).step_by(7) {
                let control = Control::cancelled_at(look);
                assert!(apply(&table, &mut vec![0; 100_000], &control).is_err());
                assert_eq!(control.looks(), look);
            }
        }
    }
}
