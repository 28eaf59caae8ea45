//! `merges.txt` of GPT-2: one merge a line, first one first, the two tokens with a space between
//! them. The first line may name a version.
//!
//! The codes of subword-nmt ([`super::subword_nmt`]) are the same, with characters and a suffix at the
//! ends of words.

use super::error::{FormatError, shown, shown_bytes};
use super::vocab_json::check_plain;
use crate::error::Error;
use crate::model::Model;
use gainful_kernels::Control;

/// What messages call the format.
pub(super) const NAME: &str = "merges.txt";

/// How the first line begins that is no merge. Elsewhere it is one, as `#` can be a token.
const VERSION: &str = "#version";

/// The first line of what is written.
const HEADER: &str = "#version: 0.2\n";

/// Lines read between two looks at the [`Control`]: below a millisecond.
const LINES_PER_CHECK: usize = 4096;

/// A merge and the line that it stands on.
pub(super) type NumberedMerge = (usize, (String, String));

/// The merges of a file, which messages call `name`. Empty lines are skipped.
pub(super) fn parse(
    name: &str,
    file: &[u8],
    control: &Control,
) -> Result<Vec<NumberedMerge>, Error> {
    let mut merges = Vec::new();
    for (index, line) in file.split(|&byte| byte == b'\n').enumerate() {
        if index.is_multiple_of(LINES_PER_CHECK) {
            control.check()?;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || index == 0 && line.starts_with(VERSION.as_bytes()) {
            continue;
        }
        let number = index + 1;
        let text = std::str::from_utf8(line).map_err(|_| {
            let found = shown_bytes(line);
            FormatError::reading(name, format!("line {number}: {found} is not UTF-8"))
        })?;
        let merge = parse_merge(text).ok_or_else(|| {
            let found = shown(text);
            let problem = format!("line {number}: expected two tokens but found {found}");
            FormatError::reading(name, problem)
        })?;
        merges.push((number, merge));
    }
    Ok(merges)
}

/// Two tokens with one space between them.
pub(super) fn parse_merge(text: &str) -> Option<(String, String)> {
    let (left, right) = text.split_once(' ')?;
    let is_merge = !left.is_empty() && !right.is_empty() && !right.contains(' ');
    is_merge.then(|| (left.to_owned(), right.to_owned()))
}

impl Model {
    /// The merges as the text of a `merges.txt`.
    ///
    /// # Errors
    ///
    /// [`FormatError`] if a token has a space or a line end, which separate tokens and merges.
    pub fn to_merges_txt(&self) -> Result<String, Error> {
        write(NAME, self)
    }
}

/// The merges of a model as a file that messages call `name`.
pub(super) fn write(name: &'static str, model: &Model) -> Result<String, Error> {
    check_plain(model, name)?;
    let mut text = HEADER.to_owned();
    for (left, right) in model.merge_texts() {
        let separates = |character| matches!(character, ' ' | '\n' | '\r');
        if let Some(token) = [&left, &right].into_iter().find(|token| token.contains(separates)) {
            let problem = format!("the token {} has a space or a line end", shown(token));
            return Err(FormatError::writing(name, problem).into());
        }
        text.extend([left.as_str(), " ", right.as_str(), "\n"]);
    }
    Ok(text)
}
