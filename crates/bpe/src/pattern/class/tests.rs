//! The table against an independent copy of the Unicode database.

use super::*;
use regex_syntax::hir::{Class as Set, HirKind};

/// Code point ranges of a character class.
fn unicode(class: &str) -> Vec<(u32, u32)> {
    let hir = regex_syntax::parse(class).unwrap();
    let HirKind::Class(Set::Unicode(set)) = hir.kind() else { panic!("not a class") };
    set.iter().map(|range| (range.start().into(), range.end().into())).collect()
}

#[test]
fn every_character_has_its_properties() {
    let mut expected = vec![0u8; 0x11_0000];
    for (class, property) in [
        (r"\p{L}", Class::LETTER),
        (r"\p{N}", Class::NUMBER),
        (r"\s", Class::SPACE),
        (r"\p{M}", Class::MARK),
        (r"[\p{P}\p{S}]", Class::SYMBOL),
        (r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", Class::UPPER),
        (r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]", Class::LOWER),
        ("[一-龥぀-ゟ゠-ヿ]", Class::CJK),
    ] {
        for (first, last) in unicode(class) {
            expected[first as usize..=last as usize].iter_mut().for_each(|set| *set |= property.0);
        }
    }
    for character in '\0'..=char::MAX {
        let code = u32::from(character);
        let expected = Class(expected[code as usize]);
        let mut buffer = [0; 4];
        let text = character.encode_utf8(&mut buffer).as_bytes();
        assert_eq!(at(text, 0), (expected, text.len()), "U+{code:04X}");
        assert_eq!(before(text, text.len()), Some(expected), "U+{code:04X}");
        assert_eq!(after(text, 0), Some(expected), "U+{code:04X}");
    }
}

#[test]
fn bytes_that_are_no_character_have_no_class() {
    for bytes in [&[0xc3][..], &[0x80], &[0xe3, 0x81], &[0xf0, 0x9f, 0x98], &[0xed, 0xa0, 0x80]] {
        assert_eq!((before(bytes, bytes.len()), after(bytes, 0)), (None, None), "{bytes:x?}");
    }
    assert_eq!((before(b"a", 0), after(b"a", 1)), (None, None));
}
