//! Writing JSON piece by piece, because a tree of values would take several times the memory of the
//! model, and would not keep the vocabulary in the order of its ids.

use std::fmt::{self, Write};

/// Writes items with commas between them.
pub(super) fn separated<T>(
    f: &mut fmt::Formatter<'_>,
    items: impl Iterator<Item = T>,
    write_item: impl Fn(&mut fmt::Formatter<'_>, T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        write_item(f, item)?;
    }
    Ok(())
}

/// A string as JSON.
pub(super) fn quoted(text: &str) -> serde_json::Value {
    serde_json::Value::from(text)
}
