//! Mutations of files that are models: whatever they become, reading them ends with a model or an
//! error, and a model that was read can be written and read again.

use super::{merge_texts, random_model, texts, unsaid};
use crate::{Model, Spelling, Unsaid};
use gainful_kernels::{Control, Workers};
use proptest::prelude::*;

/// A change of a file.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(u16, u8),
    Insert(u16, Vec<u8>),
    Remove(u16, u8),
    Repeat(u16, u8),
    Truncate(u16),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    // Bytes that mean something to one of the formats are more likely than others.
    let byte = prop_oneof![
        proptest::sample::select(b"{}[]\",: \n\r\\0123456789-=+/ab#.enul".to_vec()),
        any::<u8>()
    ];
    let at = any::<u16>;
    prop_oneof![
        (at(), byte.clone()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (at(), proptest::collection::vec(byte, 1..6))
            .prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (at(), any::<u8>()).prop_map(|(at, count)| Mutation::Remove(at, count)),
        (at(), any::<u8>()).prop_map(|(at, count)| Mutation::Repeat(at, count)),
        at().prop_map(Mutation::Truncate),
    ]
}

fn mutate(mut file: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let place = |at: u16| usize::from(at) % (file.len() + 1);
        match mutation {
            Mutation::Replace(at, byte) => {
                let at = place(*at);
                if let Some(found) = file.get_mut(at) {
                    *found = *byte;
                }
            }
            Mutation::Insert(at, bytes) => {
                let at = place(*at);
                file.splice(at..at, bytes.iter().copied());
            }
            Mutation::Remove(at, count) => {
                let at = place(*at);
                let end = (at + usize::from(*count)).min(file.len());
                file.drain(at..end);
            }
            Mutation::Repeat(at, count) => {
                let at = place(*at);
                let part = file[at..(at + usize::from(*count)).min(file.len())].to_vec();
                file.splice(at..at, part);
            }
            Mutation::Truncate(at) => file.truncate(place(*at)),
        }
    }
    file
}

/// Reads the three formats' files back that the model can be written in.
pub(super) fn check_round_trips(model: &Model) -> Result<(), TestCaseError> {
    let control = Control::new();
    let special: Vec<(&str, u32)> =
        model.vocabulary().special_tokens().map(|(id, text)| (text, id)).collect();
    let unsaid = || Unsaid { pattern: model.pattern().cloned(), ..unsaid(&special) };
    let text = "abcabc cab  aab\nabba the cats' 日本";
    let encode = |model: &Model| {
        let tokens = model.tokenizer().unwrap().encode(text, &control);
        tokens.map_err(|error| error.to_string())
    };
    if let Ok(file) = model.to_tokenizer_json() {
        let again = Model::from_tokenizer_json(file.as_bytes(), &control).unwrap();
        prop_assert_eq!(texts(&again), texts(model));
        prop_assert_eq!(again.merges(), model.merges());
        prop_assert_eq!(again.rules(), model.rules());
        prop_assert_eq!(encode(&again), encode(model));
        prop_assert_eq!(again.to_tokenizer_json().unwrap(), file);
    }
    if let (Ok(vocab), Ok(merges)) = (model.to_vocab_json(), model.to_merges_txt()) {
        let again = Model::from_vocab_and_merges(
            vocab.as_bytes(),
            merges.as_bytes(),
            model.spelling().clone(),
            unsaid(),
            &control,
        )
        .unwrap();
        prop_assert_eq!(texts(&again), texts(model));
        prop_assert_eq!(merge_texts(&again), merge_texts(model));
    }
    let workers = Workers::single();
    if let Ok(file) = model.to_tiktoken(&workers, &control)
        && !file.is_empty()
    {
        let again = Model::from_tiktoken(file.as_bytes(), unsaid(), &workers, &control).unwrap();
        prop_assert_eq!(encode(&again), encode(model));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn models_survive_all_formats(model in random_model()) {
        check_round_trips(&model)?;
    }

    #[test]
    fn tokenizer_json(
        model in random_model(),
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        let file = mutate(model.to_tokenizer_json().unwrap().into_bytes(), &mutations);
        if let Ok(model) = Model::from_tokenizer_json(&file, &Control::new()) {
            check_round_trips(&model)?;
        }
    }

    #[test]
    fn vocab_and_merges(
        model in random_model(),
        mutations in proptest::collection::vec(mutation(), 0..3),
        other_mutations in proptest::collection::vec(mutation(), 0..3),
        is_of_characters: bool,
    ) {
        let vocab = mutate(model.to_vocab_json().unwrap().into_bytes(), &mutations);
        let merges = mutate(model.to_merges_txt().unwrap().into_bytes(), &other_mutations);
        let spelling =
            if is_of_characters { Spelling::Characters(crate::Marks::default()) } else { Spelling::Bytes };
        let read =
            Model::from_vocab_and_merges(&vocab, &merges, spelling, unsaid(&[]), &Control::new());
        if let Ok(model) = read {
            check_round_trips(&model)?;
        }
    }

    #[test]
    fn tiktoken(
        model in random_model(),
        mutations in proptest::collection::vec(mutation(), 1..4),
    ) {
        let (workers, control) = (Workers::single(), Control::new());
        if let Ok(file) = model.to_tiktoken(&workers, &control) {
            let file = mutate(file.into_bytes(), &mutations);
            if let Ok(model) = Model::from_tiktoken(&file, unsaid(&[]), &workers, &control) {
                check_round_trips(&model)?;
            }
        }
    }
}

/// Nesting and numbers that a careless reader would follow.
#[test]
fn small_files_take_little() {
    let control = Control::new();
    let nested = format!("{{\"model\": {}", "[".repeat(1_000_000));
    assert!(Model::from_tokenizer_json(nested.as_bytes(), &control).is_err());
    let nested = format!("{{\"normalizer\": {}", "{\"a\":".repeat(1_000_000));
    assert!(Model::from_tokenizer_json(nested.as_bytes(), &control).is_err());
    // A token of a million bytes, once alone and once with all the tokens that it is merged from.
    let mut file = String::from("YQ== 0\n");
    let mut length = 2;
    for rank in 1..=20 {
        file.push_str(&super::tiktoken_line(&vec![b'a'; length], rank));
        length *= 2;
    }
    let workers = Workers::single();
    let model = Model::from_tiktoken(file.as_bytes(), unsaid(&[]), &workers, &control).unwrap();
    assert_eq!(model.merges().len(), 20);
    let file = format!("YQ== 0\n{}", super::tiktoken_line(&vec![b'a'; 1_000_000], 1));
    let model = Model::from_tiktoken(file.as_bytes(), unsaid(&[]), &workers, &control).unwrap();
    assert_eq!(model.merges().len(), 0);
    assert!(model.rules().whole_words);
}
