//! What a model does with words besides merging.

/// How words become tokens where the merges do not say it all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordRules {
    /// A word that is a token, but not a special one, becomes that token whatever the merges make of
    /// it: `ignore_merges` of Hugging Face's tokenizers, and what tiktoken does.
    pub whole_words: bool,
    /// The token of a byte or character that is none itself. Without it, text that has one cannot be
    /// encoded.
    pub unknown: Option<u32>,
    /// Neighbours without tokens in a word become one unknown token.
    pub fuse_unknown: bool,
}
