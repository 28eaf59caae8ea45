//! Formats against literal files, plain implementations and mutations of files.

mod fuzz;
mod ranks;
mod subword_nmt;
mod tiktoken;
mod tokenizer_json;
mod trained;
mod vocab_and_merges;

use crate::pattern::Pattern;
use crate::{Model, Spelling, Unsaid};
use gainful_kernels::Control;
use proptest::prelude::*;
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// How a caller names the GPT-2 pattern and special tokens.
fn unsaid(special_tokens: &[(&str, u32)]) -> Unsaid {
    let special = |&(text, id): &(&str, u32)| (text.to_owned(), Some(id));
    Unsaid {
        pattern: Some(Pattern::GPT2),
        special_tokens: special_tokens.iter().map(special).collect(),
    }
}

/// A byte-level model of these merges, each of two tokens with a space between them; the bytes of
/// `alphabet` come first.
fn model(alphabet: &str, merges: &[&str]) -> Model {
    let mut tokens: Vec<String> = alphabet.chars().map(String::from).collect();
    let mut lines = String::new();
    for merge in merges {
        tokens.push(merge.replace(' ', ""));
        writeln!(lines, "{merge}").unwrap();
    }
    let vocab: serde_json::Map<_, _> =
        tokens.into_iter().enumerate().map(|(id, token)| (token, id.into())).collect();
    let vocab = serde_json::to_vec(&vocab).unwrap();
    let control = Control::new();
    Model::from_vocab_and_merges(&vocab, lines.as_bytes(), Spelling::Bytes, unsaid(&[]), &control)
        .unwrap()
}

/// The vocabulary as files write it.
fn texts(model: &Model) -> Vec<Option<String>> {
    (0..model.vocabulary().len() as u32).map(|token| model.vocabulary().text(token)).collect()
}

fn merge_texts(model: &Model) -> Vec<(String, String)> {
    model.merge_texts().collect()
}

/// The tokens of a text, or why there are none.
fn encode(model: &Model, text: &str) -> Result<Vec<u32>, String> {
    model.tokenizer().unwrap().encode(text, &Control::new()).map_err(|error| error.to_string())
}

/// A byte-level model of random merges on the letters a, b and c; some merge what others made.
fn random_model() -> impl Strategy<Value = Model> {
    let choices = proptest::collection::vec((any::<u32>(), any::<u32>()), 0..12);
    choices.prop_map(|choices| {
        let mut tokens: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        let mut known: FxHashMap<String, ()> = FxHashMap::default();
        let mut merges = Vec::new();
        for (left, right) in choices {
            let side = |choice: u32| tokens[choice as usize % tokens.len()].clone();
            let (left, right) = (side(left), side(right));
            let whole = format!("{left}{right}");
            if whole.len() <= 8 && known.insert(whole.clone(), ()).is_none() {
                merges.push(format!("{left} {right}"));
                tokens.push(whole);
            }
        }
        model("abc", &merges.iter().map(String::as_str).collect::<Vec<_>>())
    })
}

/// A line of a `.tiktoken` file.
fn tiktoken_line(token: &[u8], rank: u32) -> String {
    let token = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, token);
    format!("{token} {rank}\n")
}
