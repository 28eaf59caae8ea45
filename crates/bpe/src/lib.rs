//! Byte-pair encoding: count the words of a corpus, train merges on them, apply the merges.
//!
//! The three steps are [`Counter`], [`train`] and [`Tokenizer`]; a [`Model`] holds what was trained
//! and writes the file formats of other libraries.
//!
//! ```
//! use gainful_bpe::{Pattern, TrainingOptions, WordCounts, train};
//! use gainful_kernels::Control;
//!
//! let control = Control::new();
//! let text = "she sells sea shells by the sea shore";
//! let words = WordCounts::of_text(text, Pattern::GPT2, &control)?;
//!
//! let model = train(&words, Pattern::GPT2, &TrainingOptions::new(260), &control)?;
//! let first: Vec<(String, String)> = model.merge_texts().take(2).collect();
//! assert_eq!(first, [("Ġ".into(), "s".into()), ("h".into(), "e".into())]);
//!
//! let tokenizer = model.tokenizer()?;
//! let tokens = tokenizer.encode("sea shells", &control)?;
//! assert_eq!(tokenizer.decode(&tokens)?, "sea shells");
//! # Ok::<(), gainful_bpe::Error>(())
//! ```

pub mod alphabet;
mod counting;
mod encoding;
mod error;
mod format;
mod model;
mod normalization;
mod packed;
mod pair_map;
mod pattern;
mod room;
mod slots;
mod spelling;
pub mod stages;
pub mod theory;
mod trace;
mod training;
mod vocabulary;

pub use counting::{Counter, Feed, InvalidBytes, WordCounts, WordIndex, files_matching};
pub use encoding::{
    Batch, Cut, Decoding, Input, LiveEncoder, Placed, SpecialPolicy, SpecialTokens, Tokenizer,
    Truncated, Unit, WordRules,
};
pub use error::Error;
pub use format::{FormatError, Unsaid, file};
pub use model::{Event, Merge, Model, Parts};
pub use normalization::Normalizer;
pub use pattern::Pattern;
pub use spelling::{Marks, Spelling};
pub use trace::{Step, Stop, Trace};
pub use training::{
    Accept, Alphabet, Candidate, CharacterAlphabet, Initial, Overlap, TieBreak, TrainingOptions,
    train, train_if,
};
pub use vocabulary::{SpecialRules, Vocabulary};
