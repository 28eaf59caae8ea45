//! The fields of a JSON object, taken one by one, with paths in the messages.

use crate::format::vocab_json::shown_value;
use serde_json::{Map, Value};

/// What is expected at a path, and what is there.
pub(super) fn unexpected(expected: &str, path: &str, found: &Value) -> String {
    format!("expected {expected} for {path} but found {}", shown_value(found))
}

/// An object whose fields must all be understood.
pub(super) struct Fields {
    path: String,
    map: Map<String, Value>,
}

impl Fields {
    /// The object at this path.
    pub(super) fn new(path: &str, value: Value) -> Result<Self, String> {
        match value {
            Value::Object(map) => Ok(Self { path: path.to_owned(), map }),
            other => Err(unexpected("an object", path, &other)),
        }
    }

    /// The path of a field.
    pub(super) fn path(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    /// The object's `type`.
    pub(super) fn kind(&mut self) -> Result<String, String> {
        self.string("type")
    }

    /// A field that may be missing.
    pub(super) fn take(&mut self, field: &str) -> Value {
        self.map.remove(field).unwrap_or_default()
    }

    /// A string.
    pub(super) fn string(&mut self, field: &str) -> Result<String, String> {
        match self.take(field) {
            Value::String(text) => Ok(text),
            other => Err(unexpected("a string", &self.path(field), &other)),
        }
    }

    /// A truth value, or `default` if it is missing.
    pub(super) fn boolean(&mut self, field: &str, default: bool) -> Result<bool, String> {
        match self.map.remove(field) {
            None => Ok(default),
            Some(Value::Bool(value)) => Ok(value),
            Some(other) => Err(unexpected("true or false", &self.path(field), &other)),
        }
    }

    /// A list.
    pub(super) fn list(&mut self, field: &str) -> Result<Vec<Value>, String> {
        match self.take(field) {
            Value::Array(values) => Ok(values),
            other => Err(unexpected("a list", &self.path(field), &other)),
        }
    }

    /// An id.
    pub(super) fn id(&mut self, field: &str) -> Result<u32, String> {
        let value = self.take(field);
        value.as_u64().and_then(|id| u32::try_from(id).ok()).ok_or_else(|| {
            let expected = format!("an id from 0 to {}", u32::MAX);
            unexpected(&expected, &self.path(field), &value)
        })
    }

    /// Refuses a field that nobody asked for.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.map.iter().next() {
            None => Ok(()),
            Some((field, value)) => Err(unexpected("no such field", &self.path(field), value)),
        }
    }
}
