//! The byte-to-unicode alphabet of GPT-2: a printable character for each byte, so that any string of
//! bytes can be written as a token in a text file.
//!
//! Bytes 33-126, 161-172 and 174-255 stand for themselves; the other 68, in increasing order, are
//! written as U+0100, U+0101, ..., U+0143.
//!
//! Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), `encoder.py`.

/// The character of each byte.
pub const CHARACTERS: [char; 256] = characters();

/// Bytes in the order of their characters' code points: the order in which Hugging Face numbers the
/// start symbols.
pub const BYTES_BY_CHARACTER: [u8; 256] = bytes_by_character();

const fn is_printable(byte: u8) -> bool {
    matches!(byte, 33..=126 | 161..=172 | 174..=255)
}

const fn characters() -> [char; 256] {
    let mut table = ['\0'; 256];
    let mut substitute = 0x100u32;
    let mut byte = 0;
    while byte < 256 {
        table[byte] = if is_printable(byte as u8) {
            byte as u8 as char
        } else {
            substitute += 1;
            match char::from_u32(substitute - 1) {
                Some(character) => character,
                None => panic!("U+0100 to U+0143 are characters"),
            }
        };
        byte += 1;
    }
    table
}

const fn bytes_by_character() -> [u8; 256] {
    // Printable bytes are their own code points, and all substitutes lie above them.
    let mut order = [0; 256];
    let mut filled = 0;
    let mut pass = 0;
    while pass < 2 {
        let mut byte = 0;
        while byte < 256 {
            if is_printable(byte as u8) == (pass == 0) {
                order[filled] = byte as u8;
                filled += 1;
            }
            byte += 1;
        }
        pass += 1;
    }
    order
}

/// Bytes written in the alphabet.
pub fn to_characters(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| CHARACTERS[usize::from(byte)]).collect()
}

/// The bytes that `text` stands for, or `None` if a character of it stands for none.
pub fn to_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(byte_of).collect()
}

fn byte_of(character: char) -> Option<u8> {
    match u32::from(character) {
        code @ 0..=0xff => u8::try_from(code).ok().filter(|&byte| is_printable(byte)),
        // The substitutes follow the printable characters in `BYTES_BY_CHARACTER`.
        code @ 0x100..=0x143 => Some(BYTES_BY_CHARACTER[(code - 0x100) as usize + 188]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_own_character() {
        for byte in 0..=255u8 {
            let text = to_characters(&[byte]);
            assert_eq!(text.chars().count(), 1);
            assert_eq!(to_bytes(&text), Some(vec![byte]));
        }
        assert_eq!(to_characters(b" \n\xad\x00a"), "ĠĊŃĀa");
        assert_eq!(to_bytes("a b"), None);
        assert_eq!(to_bytes("\u{144}"), None);
    }

    #[test]
    fn bytes_are_ordered_by_code_point() {
        let mut order: Vec<u8> = (0..=255).collect();
        order.sort_by_key(|&byte| CHARACTERS[usize::from(byte)]);
        assert_eq!(order, BYTES_BY_CHARACTER);
    }
}
