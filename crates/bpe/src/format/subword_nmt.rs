//! The codes of subword-nmt (Sennrich, Haddow & Birch 2016): merges of characters, one a line, after
//! a line with the version. In version 0.2 the last character of a word has `</w>` behind it.
//!
//! There is no vocabulary. The characters are those that merges begin with, which get the first ids in
//! the order of code points; then comes what merges make, in their order.

use super::error::{FormatError, shown, shown_bytes};
use super::merges_txt;
use crate::error::Error;
use crate::model::{Merge, Model, Parts};
use crate::pair_map::pair_key;
use crate::pattern::Pattern;
use crate::spelling::{Marks, Spelling};
use crate::vocabulary::Vocabulary;
use gainful_kernels::Control;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// What messages call the format.
const NAME: &str = "codes of subword-nmt";

/// Merges counted from version 0.2 on; in older files `</w>` was a symbol of its own.
const VERSION: &str = "#version: 0.2";

/// What follows the last character of a word.
const END_OF_WORD: &str = "</w>";

/// How words are spelled.
fn spelling() -> Spelling {
    Spelling::Characters(Marks { end_of_word_suffix: END_OF_WORD.to_owned(), ..Marks::default() })
}

impl Model {
    /// The model of a file of codes. A merge that stands there again is passed over, as subword-nmt
    /// does.
    ///
    /// # Errors
    ///
    /// [`FormatError`] names the line that is wrong.
    pub fn from_subword_nmt(
        codes: &[u8],
        pattern: Pattern,
        control: &Control,
    ) -> Result<Self, Error> {
        let first = codes.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
        if first != VERSION.as_bytes() {
            let found = shown_bytes(first);
            let problem = format!("line 1: expected \"{VERSION}\" but found {found}");
            return Err(FormatError::reading(NAME, problem).into());
        }
        let numbered = merges_txt::parse(NAME, codes, control)?;

        let mut characters = BTreeSet::new();
        for side in numbered.iter().flat_map(|(_, (left, right))| [left, right]) {
            if side.strip_suffix(END_OF_WORD).unwrap_or(side).chars().count() == 1 {
                characters.insert(side.as_str());
            }
        }
        let mut vocabulary = Vocabulary::new(spelling());
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        for character in characters {
            ids.insert(character.to_owned(), vocabulary.push(character.as_bytes()));
        }
        let mut seen = FxHashSet::default();
        let mut merges = Vec::new();
        for (line, (left, right)) in &numbered {
            let id = |side: &str| {
                ids.get(side).copied().ok_or_else(|| {
                    let side = shown(side);
                    let problem =
                        format!("line {line}: {side} is no character and no line before makes it");
                    FormatError::reading(NAME, problem)
                })
            };
            let (left_id, right_id) = (id(left)?, id(right)?);
            if !seen.insert(pair_key(left_id, right_id)) {
                continue;
            }
            let whole = [left.as_str(), right].concat();
            let token = match ids.get(&whole) {
                Some(&token) => token,
                None => vocabulary.push(whole.as_bytes()),
            };
            ids.insert(whole, token);
            merges.push(Merge { left: left_id, right: right_id, token });
        }
        let pattern = Some(pattern);
        Ok(Self::new(Parts { vocabulary, merges, pattern, ..Parts::default() }))
    }

    /// The merges as the text of a file of codes.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if words are spelled otherwise than in characters of which the last one has `</w>`
    /// behind it, or if a token has a space or a line end.
    pub fn to_subword_nmt(&self) -> Result<String, Error> {
        if *self.spelling() != spelling() {
            let problem =
                format!("words are not spelled in characters with {END_OF_WORD} at their end");
            return Err(FormatError::writing(NAME, problem).into());
        }
        merges_txt::write(NAME, self)
    }
}
