//! From what a file holds to a model: ids, tokens and merges that must fit together.

use super::error::{FormatError, shown};
use super::vocab_json::Tokens;
use crate::error::Error;
use crate::model::Merge;
use crate::pair_map::pair_key;
use crate::spelling::Spelling;
use crate::vocabulary::Vocabulary;
use gainful_kernels::Control;
use rustc_hash::FxHashMap;

/// Ids without a token that a file may have besides one for each token: a table of ids takes eight
/// bytes for each, so a short file cannot ask for a large table.
const GAPS: usize = 1 << 20;

/// Tokens or merges taken between two looks at the [`Control`]: below a millisecond.
const TOKENS_PER_CHECK: usize = 4096;

/// A token of a file.
pub(super) enum Token {
    /// What the vocabulary holds.
    Plain(Vec<u8>),
    /// A special token as it is written.
    Special(String),
    /// A special token that stands for its text, however it is written.
    Literal(String),
}

/// A vocabulary of these tokens, in any order.
pub(super) fn vocabulary(
    format: &str,
    spelling: Spelling,
    mut tokens: Vec<(u32, Token)>,
    control: &Control,
) -> Result<Vocabulary, Error> {
    tokens.sort_by_key(|&(id, _)| id);
    let limit = 2 * tokens.len() + GAPS;
    let mut vocabulary = Vocabulary::new(spelling);
    for (id, token) in tokens {
        let index = id as usize;
        if index.is_multiple_of(TOKENS_PER_CHECK) {
            control.check()?;
        }
        if index >= limit {
            let problem = format!("the id {id} leaves too many ids below it without a token");
            return Err(FormatError::reading(format, problem).into());
        }
        if index < vocabulary.len() {
            let problem = format!("the id {id} belongs to two tokens");
            return Err(FormatError::reading(format, problem).into());
        }
        while vocabulary.len() < index {
            vocabulary.push_gap();
        }
        match token {
            Token::Plain(bytes) => vocabulary.push(&bytes),
            Token::Special(text) => vocabulary.push_special(text),
            Token::Literal(text) => {
                let bytes = text.clone().into_bytes();
                vocabulary.push_special_for(text, &bytes)
            }
        };
    }
    Ok(vocabulary)
}

/// The tokens of a `vocab` that are not special. `special` tells which ones are.
pub(super) fn plain_tokens(
    format: &str,
    spelling: &Spelling,
    tokens: &Tokens,
    is_special: impl Fn(&str) -> bool,
) -> Result<Vec<(u32, Token)>, FormatError> {
    let plain = tokens.list.iter().filter(|(text, _)| !is_special(text));
    let read = |(text, id): &(String, u32)| {
        let bytes = spelling.read(text).ok_or_else(|| {
            let problem = format!(
                "the token {} (id {id}) is neither special nor written in the byte-to-unicode \
                 alphabet",
                shown(text)
            );
            FormatError::reading(format, problem)
        })?;
        Ok((*id, Token::Plain(bytes)))
    };
    plain.map(read).collect()
}

/// The merges of pairs that a file writes; `place` tells where the merge of an index stands.
pub(super) fn merges<'a>(
    format: &str,
    spelling: &Spelling,
    tokens: &Tokens,
    pairs: impl Iterator<Item = &'a (String, String)>,
    place: impl Fn(usize) -> String,
    control: &Control,
) -> Result<Vec<Merge>, Error> {
    let mut merges = Vec::new();
    let mut indices = FxHashMap::default();
    let prefix = match spelling {
        Spelling::Bytes => "",
        Spelling::Characters(marks) => marks.continuing_subword_prefix.as_str(),
    };
    let mut whole = String::new();
    for (index, (left, right)) in pairs.enumerate() {
        if index.is_multiple_of(TOKENS_PER_CHECK) {
            control.check()?;
        }
        let fail = |problem: String| {
            Err(FormatError::reading(format, format!("{}: {problem}", place(index))).into())
        };
        let Some(rest) = right.strip_prefix(prefix) else {
            let right = shown(right);
            return fail(format!("{right} continues a word but does not begin with {prefix:?}"));
        };
        whole.clear();
        whole.extend([left.as_str(), rest]);
        let mut ids = [0; 3];
        for (id, token) in ids.iter_mut().zip([left, right, &whole]) {
            match tokens.id(token) {
                Some(found) => *id = found,
                None => {
                    let (token, left, right) = (shown(token), shown(left), shown(right));
                    return fail(format!("the vocabulary lacks {token} of {left} and {right}"));
                }
            }
        }
        let [left, right, token] = ids;
        if let Some(first) = indices.insert(pair_key(left, right), index) {
            return fail(format!("the same merge as that of {}", place(first)));
        }
        merges.push(Merge { left, right, token });
    }
    Ok(merges)
}
