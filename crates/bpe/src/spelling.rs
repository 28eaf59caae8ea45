//! Which start symbols words are spelled in, and how tokens are written in files.
//!
//! Byte-level models (GPT-2) start from the bytes of a word, each written as a printable character.
//! Character models (Sennrich, Haddow & Birch 2016) start from its characters, where a mark can tell
//! the last one, or all but the first one, from the same character elsewhere: `</w>` at the end of a
//! word in the original, `##` before what continues a word in WordPiece.

use crate::alphabet;
use crate::error::Error;
use crate::room;

/// How a model spells words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// In the bytes of their UTF-8 form, written in the byte-to-unicode alphabet of GPT-2.
    #[default]
    Bytes,
    /// In characters, written as they are.
    Characters(Marks),
}

/// What marks the place of a character in its word. Empty strings mark nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Written before each symbol but the first one of a word.
    pub continuing_subword_prefix: String,
    /// Written after the last symbol of a word.
    pub end_of_word_suffix: String,
}

impl Spelling {
    /// How a file writes a token that a vocabulary holds as `token`: bytes as printable characters,
    /// characters as they are.
    pub fn write(&self, token: &[u8]) -> String {
        match self {
            Self::Bytes => alphabet::to_characters(token),
            Self::Characters(_) => String::from_utf8_lossy(token).into_owned(),
        }
    }

    /// Like [`Self::write`]; fails where there is no memory for the text.
    pub(crate) fn try_write(&self, token: &[u8]) -> Result<String, Error> {
        let Self::Bytes = self else { return room::copy(&String::from_utf8_lossy(token)) };
        let character = |&byte: &u8| alphabet::CHARACTERS[usize::from(byte)];
        let mut text = room::text(token.iter().map(|byte| character(byte).len_utf8()).sum())?;
        text.extend(token.iter().map(character));
        Ok(text)
    }

    /// What a vocabulary holds for a token that a file writes as `text`; `None` if the text holds a
    /// character that stands for no byte.
    pub fn read(&self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Bytes => alphabet::to_bytes(text),
            Self::Characters(_) => Some(text.as_bytes().to_vec()),
        }
    }

    /// The token that two tokens make: the right one loses the prefix that marks what continues a
    /// word.
    pub fn join(&self, left: &[u8], right: &[u8]) -> Vec<u8> {
        [left, self.continuation(right)].concat()
    }

    /// Like [`Self::join`]; fails where there is no memory for the token.
    pub(crate) fn try_join(&self, left: &[u8], right: &[u8]) -> Result<Vec<u8>, Error> {
        room::concat(&[left, self.continuation(right)])
    }

    /// What a token adds to one on its left.
    fn continuation<'a>(&self, right: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Bytes => right,
            Self::Characters(marks) => {
                right.strip_prefix(marks.continuing_subword_prefix.as_bytes()).unwrap_or(right)
            }
        }
    }

    /// Whether a token that a vocabulary holds as `token` is a single byte or character without marks.
    pub fn is_symbol(&self, token: &[u8]) -> bool {
        match self {
            Self::Bytes => token.len() == 1,
            Self::Characters(_) => {
                std::str::from_utf8(token).is_ok_and(|text| text.chars().count() == 1)
            }
        }
    }

    /// Whether the place of a character in its word is marked.
    pub fn has_marks(&self) -> bool {
        matches!(self, Self::Characters(marks) if *marks != Marks::default())
    }

    /// The symbol of a character at its place in a word.
    pub fn symbol(&self, character: &str, is_first: bool, is_last: bool) -> String {
        let Self::Characters(marks) = self else { return character.to_owned() };
        let prefix = if is_first { "" } else { marks.continuing_subword_prefix.as_str() };
        let suffix = if is_last { marks.end_of_word_suffix.as_str() } else { "" };
        [prefix, character, suffix].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_written_and_read() {
        assert_eq!(Spelling::Bytes.write(b" \xc3"), "ĠÃ");
        assert_eq!(Spelling::Bytes.read("ĠÃ"), Some(b" \xc3".to_vec()));
        assert_eq!(Spelling::Bytes.read(" "), None);
        let characters = Spelling::Characters(Marks::default());
        assert_eq!(characters.write("é ".as_bytes()), "é ");
        assert_eq!(characters.read("é "), Some("é ".into()));
    }

    #[test]
    fn marks_tell_where_a_character_stands() {
        let spelling = Spelling::Characters(Marks {
            continuing_subword_prefix: "##".into(),
            end_of_word_suffix: "</w>".into(),
        });
        assert_eq!(spelling.symbol("a", true, false), "a");
        assert_eq!(spelling.symbol("é", false, false), "##é");
        assert_eq!(spelling.symbol("a", false, true), "##a</w>");
        assert_eq!(spelling.symbol("a", true, true), "a</w>");
        assert_eq!(spelling.join(b"##ab", b"##c</w>"), b"##abc</w>");
        assert_eq!(Spelling::Bytes.join(b"##ab", b"##c"), b"##ab##c");
    }
}
