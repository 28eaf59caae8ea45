//! Applying merges to one word: among all neighbours the pair of lowest rank first, leftmost on
//! ties.
//!
//! Short words, which is nearly all of them, look for the lowest rank by going through an array on
//! the stack. Long ones keep their pairs in a heap, so that a word of n bytes takes O(n log n)
//! whatever it holds.

use crate::model::Merge;
use crate::pair_map::{PairMap, pair_key};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The longest word whose pairs are searched one by one.
const SHORT: usize = 64;

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
}

/// Merges `symbols` in place and returns how many are left.
pub(crate) fn apply(ranks: &impl Ranks, symbols: &mut [u32]) -> usize {
    if symbols.len() <= SHORT { apply_short(ranks, symbols) } else { apply_long(ranks, symbols) }
}

/// The merges by their pairs.
#[derive(Clone)]
pub(super) struct MergeTable(PairMap<Ranked>);

impl MergeTable {
    pub(super) fn new(merges: &[Merge]) -> Self {
        let mut table = PairMap::with_capacity(merges.len());
        for (rank, merge) in (0..).zip(merges) {
            table.get_or_insert(
                pair_key(merge.left, merge.right),
                Ranked { rank, token: merge.token },
            );
        }
        Self(table)
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

impl Ranks for MergeTable {
    #[inline(always)]
    fn merge_of(&self, left: u32, right: u32) -> Option<Ranked> {
        self.0.get(pair_key(left, right))
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

/// Keeps the symbols linked to their neighbours. A pair in the heap whose rank is not that of
/// the symbols now at its place is out of date.
///
/// Eight bytes for each link and each pair, as words may be as long as a text.
fn apply_long(ranks: &impl Ranks, symbols: &mut [u32]) -> usize {
    let length = symbols.len();
    assert!(length < GONE as usize, "a word of 2^32 bytes or more");
    let mut links: Vec<Link> = (0..length as u32)
        .map(|index| Link { before: index.wrapping_sub(1), after: index + 1 })
        .collect();
    links[length - 1].after = END;
    // Room for all pairs, of which the system hands over what is used.
    let mut heap = BinaryHeap::with_capacity(length);
    heap.extend(
        (0..)
            .zip(symbols.windows(2))
            .map(|(index, pair)| (merge_of(ranks, pair[0], pair[1]).rank, index))
            .filter(|&(rank, _)| rank != NO_RANK)
            .map(Reverse),
    );
    while let Some(Reverse((rank, at))) = heap.pop() {
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
        let mut file = |left: u32, right: u32| {
            let rank = merge_of(ranks, symbols[left as usize], symbols[right as usize]).rank;
            if rank != NO_RANK {
                heap.push(Reverse((rank, left)));
            }
        };
        if after != END {
            links[after as usize].before = at;
            file(at, after);
        }
        if at > 0 {
            file(links[at as usize].before, at);
        }
    }
    // The first symbol is never merged into one before it.
    let (mut at, mut left) = (0, 0);
    while at != END {
        symbols[left] = symbols[at as usize];
        left += 1;
        at = links[at as usize].after;
    }
    left
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
