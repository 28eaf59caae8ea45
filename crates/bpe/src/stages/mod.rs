//! What is done with a model after its training: fewer tokens, other tokens, or tokens across words.
//!
//! Each stage goes on from a [`crate::Model`] and makes another one, on the engine of
//! [`crate::training`] where it learns merges.

mod adapt;
mod reduced;
mod shrink;
pub mod superwords;
mod truncate;

#[cfg(test)]
pub(crate) mod testing;

pub use adapt::{Adaptation, Adapted, adapt};
pub use reduced::Reduced;
pub(crate) use reduced::arranged;
pub use shrink::shrink;
pub use superwords::{SuperwordOptions, superwords};
pub use truncate::truncate;

use crate::model::Model;
use crate::spelling::Spelling;
use crate::training::{Alphabet, CharacterAlphabet};

/// The alphabet to go on training with: that of the model, and what else the corpus has.
fn alphabet_of(model: &Model) -> Alphabet {
    match model.spelling() {
        Spelling::Bytes => Alphabet::ObservedBytes,
        Spelling::Characters(marks) => Alphabet::Characters(CharacterAlphabet {
            marks: marks.clone(),
            ..CharacterAlphabet::default()
        }),
    }
}
