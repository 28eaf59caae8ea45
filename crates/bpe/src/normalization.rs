//! Normal forms of Unicode: what a model does to texts before it splits them.
//!
//! A text is normalized block by block. A block may begin with any character that no character before
//! it is composed or reordered with (Unicode Standard Annex 15, section 9: of combining class 0, and with
//! a quick check of Yes): the normal forms of such blocks make that of the text.

use crate::error::Error;
use crate::room;
use gainful_kernels::Control;
use std::borrow::Cow;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes between two looks at the [`Control`], but for longer runs of combining marks: a millisecond.
const BLOCK: usize = 1 << 16;

/// Characters below U+0300 are composed with none before them; that is where UTF-8 begins with this byte.
const FIRST_COMPOSED: u8 = 0xcc;

/// What is done to a text before it is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalizer {
    /// Characters are composed: Normalization Form C.
    Nfc,
}

impl Normalizer {
    /// The normal form of a text; the text itself if it is in that form.
    ///
    /// Takes O(n) time, below a nanosecond a byte for texts below U+0300. Fails if `control` is
    /// cancelled, or for lack of memory.
    pub fn apply<'a>(self, text: &'a str, control: &Control) -> Result<Cow<'a, str>, Error> {
        let Self::Nfc = self;
        let mut changed: Option<String> = None;
        let mut start = 0;
        while start < text.len() {
            control.check()?;
            let end = block_end(text, start);
            let block = &text[start..end];
            if changed.is_none() && is_normal(block) {
                start = end;
                continue;
            }
            let done = match &mut changed {
                Some(done) => done,
                None => {
                    let mut done = String::new();
                    reserve(&mut done, text.len())?;
                    done.push_str(&text[..start]);
                    changed.insert(done)
                }
            };
            for (index, character) in block.nfc().enumerate() {
                if index.is_multiple_of(BLOCK) {
                    control.check()?;
                    reserve(done, 4 * BLOCK)?;
                }
                done.push(character);
            }
            start = end;
        }
        Ok(changed.map_or(Cow::Borrowed(text), Cow::Owned))
    }

    /// Where in a text in its normal form that may change begins when more text follows: the last
    /// character with which a block may begin, and what follows it.
    pub(crate) fn stable_end(self, text: &str) -> usize {
        let Self::Nfc = self;
        let last = text.char_indices().rev().find(|&(_, character)| begins_block(character));
        last.map_or(0, |(at, _)| at)
    }
}

fn reserve(text: &mut String, more: usize) -> Result<(), Error> {
    text.try_reserve(more).map_err(|_| room::too_large::<u8>(text.len().saturating_add(more)))
}

/// Whether a block is known to be normal.
fn is_normal(block: &str) -> bool {
    block.bytes().all(|byte| byte < FIRST_COMPOSED)
        || is_nfc_quick(block.chars()) == IsNormalized::Yes
}

/// Where the block that starts at `start` ends.
fn block_end(text: &str, start: usize) -> usize {
    let mut end = start + BLOCK.min(text.len() - start);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let rest = &text[end..];
    let first = rest.char_indices().find(|&(_, character)| begins_block(character));
    first.map_or(text.len(), |(at, _)| end + at)
}

/// Whether a character is never composed or reordered with those before it.
fn begins_block(character: char) -> bool {
    canonical_combining_class(character) == 0
        && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn nfc(text: &str) -> Cow<'_, str> {
        Normalizer::Nfc.apply(text, &Control::new()).unwrap()
    }

    /// Examples of Unicode Standard Annex 15 (figures 3 to 6), and Hangul.
    #[test]
    fn characters_are_composed() {
        for (text, normal) in [
            ("", ""),
            ("a\u{30a}", "\u{e5}"),
            ("\u{212b}", "\u{c5}"),
            ("\u{2126}", "\u{3a9}"),
            ("s\u{323}\u{307}", "\u{1e69}"),
            ("\u{1e0b}\u{323}", "\u{1e0d}\u{307}"),
            ("q\u{307}\u{323}", "q\u{323}\u{307}"),
            ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"),
            ("\u{fb01}", "\u{fb01}"),
            ("\u{958}", "\u{915}\u{93c}"),
            (">\u{338}", "\u{226f}"),
        ] {
            assert_eq!(nfc(text), normal, "{text:?}");
            assert_eq!(nfc(normal), normal);
        }
    }

    #[test]
    fn what_is_normal_is_not_copied() {
        for text in ["", "plain", "d\u{e9}j\u{e0} vu", "\u{6771}\u{4eac} \u{d55c}\u{ad6d}"] {
            assert!(matches!(nfc(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn blocks_are_cut_where_nothing_is_composed() {
        for before in [BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1] {
            for text in [
                "e\u{301}x",
                "\u{1112}\u{1161}\u{11ab}x",
                "q\u{307}\u{323}\u{301}x",
                // A mark that is composed with nothing but that others come before.
                "a\u{305}\u{323}x",
            ] {
                let long = "x".repeat(before) + text;
                assert_eq!(nfc(&long), "x".repeat(before) + &*nfc(text));
                let twice = long.repeat(2);
                assert_eq!(nfc(&twice), twice.nfc().collect::<String>());
            }
        }
    }

    #[test]
    fn a_long_run_of_marks_takes_linear_time() {
        let text = "a\u{301}\u{323}".to_owned() + &"\u{301}\u{323}".repeat(500_000);
        let normal =
            "\u{1ea1}".to_owned() + &"\u{323}".repeat(500_000) + &"\u{301}".repeat(500_001);
        assert!(nfc(&text) == normal);
    }

    #[test]
    fn a_cancelled_call_ends() {
        let control = Control::new();
        control.cancel();
        assert!(matches!(Normalizer::Nfc.apply("e\u{301}", &control), Err(Error::Cancelled(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_follows_changes_nothing_before_the_stable_end(
            text in "([a-e]|[\u{300}-\u{345}]|[\u{1100}-\u{11ff}]|[\u{ac00}-\u{ac40}]){0,6}",
            more in "([a-e]|[\u{300}-\u{345}]|[\u{1100}-\u{11ff}]){0,4}",
        ) {
            let normal = nfc(&text);
            let stable = Normalizer::Nfc.stable_end(&normal);
            let whole: String = (text.clone() + &more).nfc().collect();
            prop_assert!(whole.starts_with(&normal[..stable]), "{text:?} {more:?}");
            let rest: String = (normal[stable..].to_owned() + &more).nfc().collect();
            prop_assert_eq!(&whole[stable..], rest);
        }

        /// Blocks make what the whole text makes, wherever they are cut.
        #[test]
        fn equal_to_the_whole_text(
            part in "([a-z \n]|[\u{300}-\u{345}]|[\u{1100}-\u{11ff}]|[\u{ac00}-\u{ac40}]|[\u{900}-\u{97f}]|\\PC){1,60}",
        ) {
            let text = part.repeat(2 * BLOCK / part.len() + 2);
            let whole: String = text.nfc().collect();
            prop_assert_eq!(nfc(&text), whole);
        }
    }
}
