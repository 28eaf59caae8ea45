//! The merges of a table of tokens that says only in which order tokens are made.
//!
//! Such a table (`.tiktoken`) is meant to be applied by rank: of all neighbours whose bytes together
//! are a token, the ones of lowest rank become that token first, leftmost on ties; and a word that
//! is a token is taken whole. That is the same as merging pairs, with one pair a token: whatever
//! stands around its bytes, they are merged among themselves as they would be alone, so a token is
//! only ever made of the two parts that its bytes alone come down to. A token whose bytes come down
//! to more than two parts is never made by a merge; only a word that equals it becomes that token.
//!
//! Each token is merged by itself, so the work is cut into chunks for all threads.

use crate::encoding::merge::{self, Ranked, Ranks};
use crate::error::Error;
use crate::model::Merge;
use gainful_kernels::{Control, Workers};
use rustc_hash::FxHashMap;

/// Tokens that one thread takes at a time: some milliseconds' work.
const CHUNK: usize = 4096;

/// Tokens merged between two looks at the [`Control`].
const TOKENS_PER_CHECK: usize = 64;

/// The merges that rank merging comes down to.
pub(crate) struct RankMerges {
    /// In the order in which they apply.
    pub(crate) merges: Vec<Merge>,
    /// Tokens of two bytes or more that no merge makes, by increasing rank.
    pub(crate) unreachable: Vec<u32>,
}

/// The merges of a table of distinct tokens; each token's rank is its index, and an empty token is
/// none.
pub(crate) fn rank_merges<'a>(
    tokens: &'a [&'a [u8]],
    workers: &Workers,
    control: &Control,
) -> Result<RankMerges, Error> {
    let table = Table::new(tokens, control)?;
    let chunks = workers.map(tokens.len().div_ceil(CHUNK), |chunk| {
        let range = chunk * CHUNK..tokens.len().min((chunk + 1) * CHUNK);
        table.parts_of(range, control)
    });
    let mut found = RankMerges { merges: Vec::new(), unreachable: Vec::new() };
    for chunk in chunks {
        for (token, pair) in chunk? {
            match pair {
                Some((left, right)) => found.merges.push(Merge { left, right, token }),
                None => found.unreachable.push(token),
            }
        }
    }
    Ok(found)
}

/// Hashes of byte strings that can be put together: h(ab) = h(a) B^|b| + h(b) modulo 2^61 - 1.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Hash {
    value: u64,
    /// B to the power of the length.
    power: u64,
}

const MODULUS: u64 = (1 << 61) - 1;
const BASE: u64 = 0x0a54_3c91_7f6b_2d35;

fn product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let folded = (product as u64 & MODULUS) + (product >> 61) as u64;
    if folded >= MODULUS { folded - MODULUS } else { folded }
}

impl Hash {
    const EMPTY: Self = Self { value: 0, power: 1 };

    fn of(bytes: &[u8]) -> Self {
        bytes.iter().fold(Self::EMPTY, |hash, &byte| {
            // Zero bytes count, too.
            hash.join(Self { value: u64::from(byte) + 1, power: BASE })
        })
    }

    fn join(self, after: Self) -> Self {
        let sum = product(self.value, after.power) + after.value;
        let value = if sum >= MODULUS { sum - MODULUS } else { sum };
        Self { value, power: product(self.power, after.power) }
    }
}

/// No token.
const NONE: u32 = u32::MAX;

struct Table<'a> {
    tokens: &'a [&'a [u8]],
    hashes: Vec<Hash>,
    /// The last token of each hash, and for each token the one before it with the same hash.
    last: FxHashMap<u64, u32>,
    before: Vec<u32>,
    /// The token of each byte.
    bytes: [u32; 256],
}

impl<'a> Table<'a> {
    fn new(tokens: &'a [&'a [u8]], control: &Control) -> Result<Self, Error> {
        let mut table = Self {
            tokens,
            hashes: Vec::with_capacity(tokens.len()),
            last: FxHashMap::default(),
            before: vec![NONE; tokens.len()],
            bytes: [NONE; 256],
        };
        table.last.reserve(tokens.len());
        for (token, bytes) in (0..).zip(tokens) {
            if (token as usize).is_multiple_of(TOKENS_PER_CHECK) {
                control.check()?;
            }
            let hash = Hash::of(bytes);
            table.hashes.push(hash);
            if bytes.is_empty() {
                continue;
            }
            if let Some(same) = table.last.insert(hash.value, token) {
                table.before[token as usize] = same;
            }
            if let &[byte] = *bytes {
                table.bytes[usize::from(byte)] = token;
            }
        }
        Ok(table)
    }

    /// For each token in the range of two bytes or more: the parts that it is made of.
    #[expect(clippy::type_complexity)]
    fn parts_of(
        &self,
        range: std::ops::Range<usize>,
        control: &Control,
    ) -> Result<Vec<(u32, Option<(u32, u32)>)>, Error> {
        let mut parts = Vec::with_capacity(range.len());
        let mut symbols = Vec::new();
        for index in range {
            if index.is_multiple_of(TOKENS_PER_CHECK) {
                control.check()?;
            }
            let (token, bytes) = (index as u32, self.tokens[index]);
            if bytes.len() < 2 {
                continue;
            }
            symbols.clear();
            symbols.extend(bytes.iter().map(|&byte| self.bytes[usize::from(byte)]));
            let pair = if symbols.contains(&NONE) {
                None
            } else {
                let below = Below { table: self, whole: token };
                let left = merge::apply(&below, &mut symbols, control)?;
                (left == 2).then(|| (symbols[0], symbols[1]))
            };
            parts.push((token, pair));
        }
        Ok(parts)
    }
}

/// Merging by rank the bytes of the token `whole`, which itself is not made.
struct Below<'a> {
    table: &'a Table<'a>,
    whole: u32,
}

impl Ranks for Below<'_> {
    fn merge_of(&self, left: u32, right: u32) -> Option<Ranked> {
        let Table { tokens, hashes, last, before, .. } = self.table;
        let bytes = |token: u32| tokens[token as usize];
        let hash = hashes[left as usize].join(hashes[right as usize]);
        let mut token = *last.get(&hash.value)?;
        while token != NONE {
            let (start, end) = (bytes(left), bytes(right));
            let is_both = bytes(token).len() == start.len() + end.len()
                && bytes(token).starts_with(start)
                && bytes(token).ends_with(end);
            if is_both {
                return (token != self.whole).then_some(Ranked { rank: token, token });
            }
            token = before[token as usize];
        }
        None
    }
}
