//! The words of a corpus and how often each occurs: all that training looks at.
//!
//! Texts are split into pre-tokens and counted in one pass, on all cores, in memory bounded by the
//! number of distinct words. Counts are sums and a word's place is that of its first occurrence, so
//! the result does not depend on how the work was divided.

mod blocks;
mod counter;
pub(crate) mod files;
mod fold;
mod long_words;
mod table;
mod words;

#[cfg(test)]
mod tests;

pub use blocks::Feed;
pub use counter::Counter;
pub use words::WordCounts;
