//! Words as sequences of start symbols.

use crate::error::Error;
use crate::room;
use rustc_hash::FxHashMap;

/// What stands for characters that were left out, and for bytes that do not occur.
pub(super) const NO_TOKEN: u32 = u32::MAX;

/// Where in its word a character stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) is_first: bool,
    pub(super) is_last: bool,
}

/// The characters of a word and their places.
pub(super) fn places(word: &str) -> impl Iterator<Item = (char, Place)> {
    word.char_indices().map(|(start, character)| {
        let is_last = start + character.len_utf8() == word.len();
        (character, Place { is_first: start == 0, is_last })
    })
}

/// The start symbol of each byte or character.
pub(super) enum Speller {
    Bytes(Box<[u32; 256]>),
    Characters(Characters),
}

impl Speller {
    /// The number of symbols of a word.
    pub(super) fn length(&self, word: &[u8]) -> usize {
        match self {
            Self::Bytes(_) => word.len(),
            Self::Characters(_) => self.spell(word).count(),
        }
    }

    /// The tokens of a word, in order; characters that were left out are missing.
    pub(super) fn spell<'a>(&'a self, word: &'a [u8]) -> Symbols<'a> {
        match self {
            Self::Bytes(tokens) => Symbols::Bytes(tokens, word.iter()),
            Self::Characters(characters) => {
                // Training begins only after all words were found to be text.
                let word = std::str::from_utf8(word).unwrap_or_default();
                Symbols::Characters(characters, word, word.char_indices())
            }
        }
    }
}

/// The symbols of one word. Made by [`Speller::spell`].
pub(super) enum Symbols<'a> {
    Bytes(&'a [u32; 256], std::slice::Iter<'a, u8>),
    Characters(&'a Characters, &'a str, std::str::CharIndices<'a>),
}

impl Iterator for Symbols<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        match self {
            Self::Bytes(tokens, bytes) => bytes.next().map(|&byte| tokens[usize::from(byte)]),
            Self::Characters(characters, word, rest) => loop {
                let (start, character) = rest.next()?;
                let is_last = start + character.len_utf8() == word.len();
                let token = characters.token(character, Place { is_first: start == 0, is_last });
                if token != NO_TOKEN {
                    return Some(token);
                }
            },
        }
    }
}

/// The tokens of characters at each of their places.
#[derive(Default)]
pub(super) struct Characters(FxHashMap<char, [Option<u32>; 4]>);

impl Characters {
    fn index(place: Place) -> usize {
        usize::from(place.is_first) + 2 * usize::from(place.is_last)
    }

    /// Whether something was inserted for the character at such a place.
    pub(super) fn is_known(&self, character: char, place: Place) -> bool {
        self.0.get(&character).is_some_and(|tokens| tokens[Self::index(place)].is_some())
    }

    /// Notes the token of a character, or that it has none.
    pub(super) fn insert(
        &mut self,
        character: char,
        place: Place,
        token: Option<u32>,
    ) -> Result<(), Error> {
        room::reserve_entry(&mut self.0)?;
        let tokens = self.0.entry(character).or_default();
        tokens[Self::index(place)] = Some(token.unwrap_or(NO_TOKEN));
        Ok(())
    }

    fn token(&self, character: char, place: Place) -> u32 {
        let tokens = self.0.get(&character);
        tokens.and_then(|tokens| tokens[Self::index(place)]).unwrap_or(NO_TOKEN)
    }
}
