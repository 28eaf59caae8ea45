//! What is wrong with a model file, and where.

use std::fmt::Display;

/// A file that is no model, or a model that a format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cannot {task} {file}: {problem}")]
pub struct FormatError {
    task: &'static str,
    file: String,
    problem: String,
}

impl FormatError {
    /// A file of this format that cannot be read; `problem` says what was found, and where.
    pub(crate) fn reading(format: &str, problem: impl Display) -> Self {
        Self { task: "read", file: format.to_owned(), problem: problem.to_string() }
    }

    /// A model that cannot be written in this format.
    pub(crate) fn writing(format: &str, problem: impl Display) -> Self {
        Self { task: "write", file: format.to_owned(), problem: problem.to_string() }
    }

    /// The same, of the file that was asked for: of two, the second one has the merges.
    #[must_use]
    pub fn of_files<P: Display>(self, paths: impl IntoIterator<Item = P>) -> Self {
        let index = usize::from(self.file == super::merges_txt::NAME);
        let paths: Vec<String> = paths.into_iter().map(|path| path.to_string()).collect();
        let file = paths.get(index).or(paths.first()).cloned().unwrap_or(self.file);
        Self { file, ..self }
    }
}

/// The longest part of a file that a message quotes, in characters.
const QUOTED: usize = 40;

/// A part of a file as a message shows it: quoted, escaped and not too long.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}...", &text[..end]),
    }
}

/// [`shown`], for bytes that need not be UTF-8.
pub(crate) fn shown_bytes(bytes: &[u8]) -> String {
    // A character has at most four bytes.
    shown(&String::from_utf8_lossy(&bytes[..bytes.len().min(4 * (QUOTED + 1))]))
}
