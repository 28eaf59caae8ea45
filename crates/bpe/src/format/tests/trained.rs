//! Models of every tie rule, alphabet and pattern, written and read again.

use super::fuzz::check_round_trips;
use crate::{
    Alphabet, CharacterAlphabet, Marks, Model, Pattern, TieBreak, TrainingOptions, WordCounts,
    train,
};
use gainful_kernels::{Control, Workers};

const TEXT: &str = "the cat sat on the mat; they'LL pay 12345 for the cats' hats\r\n\r\n\tand  more \
    aaaa aaaaaaaa naïve naïveté e\u{301}a\u{308} 東京都は日本の首都。日本語 Москва Москвы עברית हिन्दी में \
    she sells sea shells by the sea shore\n\nthe shells she sells   are ABCdef \u{1f600}\u{1f600} //\n/\n";

const PATTERNS: [&str; 8] =
    ["gpt2", "cl100k", "o200k", "llama3", "qwen2", "deepseek-v3", "whitespace", "none"];

const RULES: [&str; 5] = ["huggingface", "raw-ids", "first-seen", "subword-nmt", "sentencepiece"];

fn trained(pattern: &str, rule: &str, alphabet: Alphabet, special: &str) -> Model {
    let control = Control::new();
    let pattern = Pattern::from_name(pattern).unwrap();
    let counts = WordCounts::of_text(TEXT, pattern.clone(), &control).unwrap();
    let options = TrainingOptions {
        alphabet,
        tie_break: TieBreak::from_name(rule).unwrap(),
        special_tokens: vec!["<s>".into(), special.into(), "<end of text>".into()],
        merges: Some(120),
        ..TrainingOptions::without_limit()
    };
    train(&counts, pattern, &options, &control).unwrap()
}

fn alphabets() -> Vec<Alphabet> {
    let characters = |prefix: &str, suffix: &str| {
        Alphabet::Characters(CharacterAlphabet {
            marks: Marks {
                continuing_subword_prefix: prefix.into(),
                end_of_word_suffix: suffix.into(),
            },
            ..CharacterAlphabet::default()
        })
    };
    vec![
        Alphabet::AllBytes,
        Alphabet::ObservedBytes,
        characters("", ""),
        characters("", "</w>"),
        characters("##", ""),
        characters("##", "</w>"),
    ]
}

#[test]
fn what_was_trained_survives_all_formats() {
    for rule in RULES {
        for (index, alphabet) in alphabets().into_iter().enumerate() {
            for pattern in PATTERNS {
                let model = trained(pattern, rule, alphabet.clone(), "he");
                assert!(model.merges().len() > 50, "{rule} {pattern} {index}");
                check_round_trips(&model).unwrap();
                let again = model.to_tokenizer_json();
                match again {
                    Ok(file) => {
                        let again = Model::from_tokenizer_json(file.as_bytes(), &Control::new());
                        assert_eq!(again.unwrap().tie_break().unwrap().name(), rule);
                    }
                    // A special token may be written like one that a merge made.
                    Err(error) => {
                        assert_ne!(rule, "huggingface");
                        assert!(error.to_string().contains("are written alike"), "{error}");
                    }
                }
            }
        }
    }
}

#[test]
fn ranks_express_what_was_trained_from_bytes() {
    let (workers, control) = (Workers::single(), Control::new());
    for rule in RULES {
        for pattern in PATTERNS {
            let model = trained(pattern, rule, Alphabet::AllBytes, "<pad>");
            let file = model.to_tiktoken(&workers, &control).unwrap();
            assert_eq!(file.lines().count(), model.merges().len() + 256, "{rule} {pattern}");
        }
    }
}

/// A special token that a merge makes has a smaller id than the bytes.
#[test]
fn ranks_express_no_merge_of_a_special_token() {
    let model = trained("gpt2", "huggingface", Alphabet::AllBytes, "he");
    assert!(model.merge_texts().any(|(left, right)| (left.as_str(), right.as_str()) == ("h", "e")));
    let refused = model.to_tiktoken(&Workers::single(), &Control::new()).unwrap_err();
    assert!(refused.to_string().contains("is merged earlier than tokens with smaller ids"));
}
