//! Bytes that should be UTF-8.

use crate::error::Error;
use gainful_kernels::Control;
use std::borrow::Cow;

/// What is done with bytes that are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidBytes {
    /// They are an error, which has the offset of the first one.
    Refuse,
    /// They become U+FFFD by the rule of the WHATWG Encoding Standard: one for each longest beginning
    /// of a character, and one for each other byte.
    Replace,
}

/// Bytes that are checked between two looks at the control: well under a millisecond.
const BLOCK: usize = 1 << 20;

/// The text of bytes which begin at `offset` of what `name` names.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    invalid: InvalidBytes,
    offset: u64,
    name: impl FnOnce() -> String,
    control: &Control,
) -> Result<Cow<'a, str>, Error> {
    match (valid_length(bytes, control)?, invalid) {
        (length, _) if length == bytes.len() => {
            // SAFETY: `valid_length` found all of the bytes to be UTF-8.
            Ok(Cow::Borrowed(unsafe { std::str::from_utf8_unchecked(bytes) }))
        }
        (length, InvalidBytes::Refuse) => {
            Err(Error::InvalidUtf8 { name: name(), offset: offset + length as u64 })
        }
        (_, InvalidBytes::Replace) => Ok(String::from_utf8_lossy(bytes)),
    }
}

/// How many bytes come before the first one that belongs to no character.
pub(crate) fn valid_length(bytes: &[u8], control: &Control) -> Result<usize, Error> {
    let mut start = 0;
    while start < bytes.len() {
        let end = bytes.len().min(start + BLOCK);
        match std::str::from_utf8(&bytes[start..end]) {
            Ok(_) => start = end,
            Err(error) => {
                start += error.valid_up_to();
                // A character may go on in the next block.
                if error.error_len().is_some() || end == bytes.len() {
                    break;
                }
            }
        }
        control.check()?;
    }
    Ok(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], invalid: InvalidBytes) -> Result<String, String> {
        decode(bytes, invalid, 10, || "It".to_owned(), &Control::new())
            .map(Cow::into_owned)
            .map_err(|error| error.to_string())
    }

    /// From the Encoding Standard's examples and Unicode's table of replaced subparts (chapter 3.9).
    #[test]
    fn bytes_are_refused_or_replaced() {
        let cases: [(&[u8], &str, usize); 6] = [
            (b"a\xffb", "a\u{fffd}b", 1),
            (
                b"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82A",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}A",
                0,
            ),
            (
                b"\xed\xa0\x80\xed\xbf\xbf\xed\xafA",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}A",
                0,
            ),
            (b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbfA", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}A", 0),
            ("é".as_bytes(), "é", 2),
            (b"\xc3\xa9\xe2\x82", "é\u{fffd}", 2),
        ];
        for (bytes, replaced, valid) in cases {
            assert_eq!(decoded(bytes, InvalidBytes::Replace).unwrap(), replaced);
            if valid < bytes.len() {
                let message = format!(
                    "It is not valid UTF-8: the first bad byte is at offset {}",
                    10 + valid
                );
                assert_eq!(decoded(bytes, InvalidBytes::Refuse), Err(message));
            }
        }
    }

    #[test]
    fn characters_lie_across_blocks() {
        for shift in 0..4 {
            let mut text = "a".repeat(shift) + &"😀é".repeat(BLOCK / 4);
            assert_eq!(decoded(text.as_bytes(), InvalidBytes::Refuse).unwrap(), text);
            let length = text.len();
            text.push_str("end");
            let mut bytes = text.into_bytes();
            bytes[length] = 0x80;
            let message = decoded(&bytes, InvalidBytes::Refuse).unwrap_err();
            assert!(message.ends_with(&format!("offset {}", 10 + length)), "{message}");
        }
    }
}
