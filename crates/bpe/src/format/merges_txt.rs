//! `merges.txt` of GPT-2: one merge a line, first one first, in the byte-to-unicode alphabet.

use crate::model::Model;

/// The first line; the tokens of a merge cannot hold a space, so no merge looks like it.
const HEADER: &str = "#version: 0.2\n";

impl Model {
    /// The merges as the text of a `merges.txt`.
    pub fn to_merges_txt(&self) -> String {
        let mut text = HEADER.to_owned();
        for (left, right) in self.merge_texts() {
            text.extend([left.as_str(), " ", right.as_str(), "\n"]);
        }
        text
    }
}
