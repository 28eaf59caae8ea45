//! Merges as pairs of strings: the two tokens that become one.
//!
//! Where a sequence of merges is applied and each of them occurs, no string becomes a token in two
//! ways: what happens inside the place of a token is decided by its string alone, since no merge
//! crosses its borders. So strings say which token is meant, and equal ones are one token.

use super::words::FIRST_MERGED;
use crate::error::Error;
use crate::model::{Merge, Model};
use crate::room;
use crate::spelling::Spelling;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::FxHashMap;

/// Merges looked at between two looks at the [`Control`].
const MERGES_PER_CHECK: usize = 1 << 10;

/// The merges that `pairs` mean, for words of letters: each side is a single character, or what an
/// earlier merge makes.
///
/// # Errors
///
/// [`Error::Argument`] for a side that is neither; [`Error::Cancelled`] and [`Error::Memory`].
pub fn read_merges<T: AsRef<str>>(
    pairs: &[[T; 2]],
    control: &Control,
) -> Result<Vec<Merge>, Error> {
    let mut tokens: FxHashMap<String, u32> = FxHashMap::default();
    let mut merges = Vec::new();
    room::reserve(&mut merges, pairs.len())?;
    for (index, pair) in pairs.iter().enumerate() {
        if index % MERGES_PER_CHECK == 0 {
            control.check()?;
        }
        let [left, right] = pair.each_ref().map(AsRef::as_ref);
        let number = |side: &str| {
            let mut characters = side.chars();
            match (characters.next(), characters.next()) {
                (Some(character), None) => Ok(character.into()),
                _ => tokens.get(side).copied().ok_or_else(|| {
                    let expected = "pairs of characters, or of what earlier merges make,";
                    let found = format!("'{side}' in merge {index}");
                    ArgumentError::invalid("merges", expected, found)
                }),
            }
        };
        let (left_number, right_number) = (number(left)?, number(right)?);
        room::reserve_entry(&mut tokens)?;
        let next = FIRST_MERGED + index as u32;
        let token = *tokens.entry([left, right].concat()).or_insert(next);
        merges.push(Merge { left: left_number, right: right_number, token });
    }
    Ok(merges)
}

/// Merges as files write them: of the tokens of `model`, or of letters if there is none.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn write_merges(
    merges: &[Merge],
    model: Option<&Model>,
    control: &Control,
) -> Result<Vec<[String; 2]>, Error> {
    let mut tokens: FxHashMap<u32, String> = FxHashMap::default();
    let mut pairs = Vec::new();
    room::reserve(&mut pairs, merges.len())?;
    for (index, merge) in merges.iter().enumerate() {
        if index % MERGES_PER_CHECK == 0 {
            control.check()?;
        }
        let text = |symbol: u32| match (tokens.get(&symbol), model) {
            (Some(text), _) => text.clone(),
            (None, Some(model)) => model.vocabulary().text(symbol).unwrap_or_default(),
            (None, None) => char::from_u32(symbol).map(String::from).unwrap_or_default(),
        };
        let (left, right) = (text(merge.left), text(merge.right));
        let joined = match model.map(Model::spelling) {
            None | Some(Spelling::Bytes) => [&left[..], &right].concat(),
            Some(spelling) => {
                let joined = spelling.join(left.as_bytes(), right.as_bytes());
                String::from_utf8_lossy(&joined).into_owned()
            }
        };
        room::reserve_entry(&mut tokens)?;
        tokens.insert(merge.token, joined);
        pairs.push([left, right]);
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::testing::{all_strings, for_each_sequence, words_of};

    #[test]
    fn sides_are_characters_or_tokens_of_earlier_merges() {
        let control = Control::new();
        let pairs = [["a", "b"], ["ab", "é"], ["b", "é"], ["a", "bé"], ["abé", "abé"]];
        let merges = read_merges(&pairs, &control).unwrap();
        let numbers: Vec<[u32; 3]> =
            merges.iter().map(|merge| [merge.left, merge.right, merge.token]).collect();
        let (a, b, e, first) = (97, 98, 0xe9, FIRST_MERGED);
        assert_eq!(
            numbers,
            [
                [a, b, first],
                [first, e, first + 1],
                [b, e, first + 2],
                [a, first + 2, first + 1],
                [first + 1, first + 1, first + 4],
            ]
        );
        assert_eq!(write_merges(&merges, None, &control).unwrap(), pairs);
    }

    #[test]
    fn what_no_merge_makes_is_refused() {
        for (pairs, found) in [
            ([["a", "b"], ["abc", "a"]], "'abc' in merge 1"),
            ([["ab", "b"], ["a", "b"]], "'ab' in merge 0"),
            ([["a", "b"], ["a", ""]], "'' in merge 1"),
        ] {
            let error = read_merges(&pairs, &Control::new()).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "Expected pairs of characters, or of what earlier merges make, for merges but received {found}"
                )
            );
        }
    }

    /// Sequences of which each merge occurs, of all short strings: written and read again they are the
    /// same, though one that made a string in two ways would not be.
    #[test]
    fn no_string_becomes_a_token_in_two_ways() {
        let control = Control::new();
        for (letters, length, count) in [(2, 8, 4), (3, 6, 4)] {
            for string in all_strings(letters, length) {
                for_each_sequence(&words_of(&[&string]), count, &mut |merges, _| {
                    let pairs = write_merges(merges, None, &control).unwrap();
                    assert_eq!(read_merges(&pairs, &control).unwrap(), merges, "{string}");
                });
            }
        }
    }
}
