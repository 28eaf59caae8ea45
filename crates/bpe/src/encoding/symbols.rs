//! The start symbols of words: the tokens of their bytes or characters, before any merge.

use super::rules::WordRules;
use crate::alphabet;
use crate::spelling::{Marks, Spelling};
use crate::vocabulary::Vocabulary;
use rustc_hash::FxHashMap;

/// No token.
const NONE: u32 = u32::MAX;

/// The tokens of single bytes or characters.
#[derive(Clone)]
pub(crate) enum Symbols {
    Bytes(Box<[u32; 256]>),
    Characters(FxHashMap<(char, Place), u32>),
}

/// Where a character stands in its word.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    is_first: bool,
    is_last: bool,
}

/// A symbol that is no token, in a model without a token for such: where it begins in its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    pub(super) at: usize,
}

impl Symbols {
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        match vocabulary.spelling() {
            Spelling::Bytes => Self::Bytes(Box::new(byte_tokens(vocabulary))),
            Spelling::Characters(marks) => Self::Characters(character_tokens(vocabulary, marks)),
        }
    }

    /// Appends the symbols of a word to `tokens`.
    ///
    /// As in Hugging Face's tokenizers, a symbol that is no token becomes the unknown token, and
    /// neighbours of that kind become one where the rules say so.
    pub(crate) fn spell(
        &self,
        word: &[u8],
        rules: WordRules,
        tokens: &mut Vec<u32>,
    ) -> Result<(), Unknown> {
        let mut after_unknown = false;
        let mut push = |token: u32, at: usize| {
            let is_unknown = token == NONE;
            match rules.unknown {
                _ if !is_unknown => tokens.push(token),
                None => return Err(Unknown { at }),
                Some(_) if rules.fuse_unknown && after_unknown => {}
                Some(unknown) => tokens.push(unknown),
            }
            after_unknown = is_unknown;
            Ok(())
        };
        match self {
            Self::Bytes(found) => {
                for (at, &byte) in word.iter().enumerate() {
                    push(found[usize::from(byte)], at)?;
                }
            }
            Self::Characters(found) => {
                let word = std::str::from_utf8(word)
                    .map_err(|error| Unknown { at: error.valid_up_to() })?;
                for (at, character) in word.char_indices() {
                    let is_last = at + character.len_utf8() == word.len();
                    let place = Place { is_first: at == 0, is_last };
                    push(found.get(&(character, place)).copied().unwrap_or(NONE), at)?;
                }
            }
        }
        Ok(())
    }

    /// The length in bytes of the symbol that begins there in a word, if that is no token.
    pub(super) fn unknown_at(&self, word: &[u8], at: usize) -> Option<usize> {
        let rest = word.get(at..).filter(|rest| !rest.is_empty())?;
        match self {
            Self::Bytes(found) => (found[usize::from(rest[0])] == NONE).then_some(1),
            Self::Characters(found) => {
                let rest = rest[..rest.len().min(4)].utf8_chunks().next()?.valid();
                let character = rest.chars().next()?;
                let length = character.len_utf8();
                let place = Place { is_first: at == 0, is_last: at + length == word.len() };
                (!found.contains_key(&(character, place))).then_some(length)
            }
        }
    }

    /// Memory held, in bytes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Bytes(_) => size_of::<[u32; 256]>(),
            Self::Characters(found) => found.capacity() * size_of::<((char, Place), u32)>(),
        }
    }
}

/// The ids of the start symbols of words, in no particular order; of those of characters, with marks.
pub(crate) fn start_symbols(vocabulary: &Vocabulary) -> Vec<u32> {
    match Symbols::new(vocabulary) {
        Symbols::Bytes(tokens) => tokens.into_iter().filter(|&token| token != NONE).collect(),
        Symbols::Characters(tokens) => tokens.into_values().collect(),
    }
}

/// The tokens with their ids and how they are written: those that are no special tokens last, which a
/// map keeps where both are there.
fn plain_last(vocabulary: &Vocabulary) -> impl Iterator<Item = (u32, &[u8])> {
    let special = vocabulary.special_tokens();
    let special = special.map(|(token, _)| (token, vocabulary.get(token).unwrap_or_default()));
    let is_plain = |&(token, _): &(u32, &[u8])| vocabulary.rules_of(token).is_none();
    special.chain((0..).zip(vocabulary.iter()).filter(is_plain))
}

/// The token of each byte: the one that is written as the byte's character. A special token " " is
/// the same byte as "Ġ", but no start symbol.
fn byte_tokens(vocabulary: &Vocabulary) -> [u32; 256] {
    let mut tokens = [NONE; 256];
    for (token, bytes) in plain_last(vocabulary) {
        if let &[byte] = bytes
            && vocabulary.text(token) == Some(alphabet::to_characters(&[byte]))
        {
            tokens[usize::from(byte)] = token;
        }
    }
    tokens
}

/// The token of each character, with the marks that it has at each place.
fn character_tokens(vocabulary: &Vocabulary, marks: &Marks) -> FxHashMap<(char, Place), u32> {
    let mut tokens = FxHashMap::default();
    for (token, bytes) in plain_last(vocabulary) {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        for (is_first, is_last) in [(true, true), (true, false), (false, true), (false, false)] {
            let place = Place { is_first, is_last };
            if let Some(character) = character_at(place, text, marks) {
                tokens.insert((character, place), token);
            }
        }
    }
    tokens
}

/// The character that is written like `text` at this place of a word.
fn character_at(place: Place, text: &str, marks: &Marks) -> Option<char> {
    let prefix = if place.is_first { "" } else { &marks.continuing_subword_prefix };
    let suffix = if place.is_last { &marks.end_of_word_suffix } else { "" };
    let mut characters = text.strip_prefix(prefix)?.strip_suffix(suffix)?.chars();
    let character = characters.next()?;
    characters.next().is_none().then_some(character)
}
