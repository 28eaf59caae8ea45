//! The words of a corpus and how often each occurs: all that training looks at.
//!
//! Texts are split into pre-tokens and counted in one pass, on all cores, in memory bounded by the
//! number of distinct words. Counts are sums and a word's place is that of its first occurrence, so
//! the result does not depend on how the work was divided.

mod blocks;
mod combine;
mod counter;
pub(crate) mod files;
mod fold;
mod globs;
mod index;
mod long_words;
mod saved;
mod stream;
mod table;
pub(crate) mod utf8;
mod words;

#[cfg(test)]
mod tests;

pub use blocks::Feed;
pub use counter::Counter;
pub use globs::files_matching;
pub use index::WordIndex;
pub use utf8::InvalidBytes;
pub use words::WordCounts;
