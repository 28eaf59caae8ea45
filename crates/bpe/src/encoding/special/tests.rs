//! The search against a plain one that looks at every place, and policies.

use super::finder::{Finder, Part, Role};
use super::{KEPT, SpecialPolicy, SpecialTokens};
use crate::encoding::Input;
use crate::error::Error;
use crate::spelling::Spelling;
use crate::vocabulary::{SpecialRules, Vocabulary};
use crate::{Model, Pattern, Tokenizer, TrainingOptions, WordCounts, train};
use gainful_kernels::Control;
use proptest::prelude::*;
use std::ops::Range;

type Token = (String, SpecialRules, Role);

fn finder(tokens: &[Token]) -> Finder {
    let mut vocabulary = Vocabulary::new(Spelling::Bytes);
    for (text, rules, _) in tokens {
        let token = vocabulary.push_special_for(text.clone(), text.as_bytes());
        vocabulary.set_rules(token, *rules);
    }
    let roles: Vec<Role> = tokens.iter().map(|(_, _, role)| *role).collect();
    Finder::new(&vocabulary, None, &roles).unwrap()
}

fn parts(finder: &Finder, text: &str) -> Result<Vec<Part>, (String, usize)> {
    let mut parts = vec![Part::Text(0..text.len())];
    for pass in finder.passes().into_iter().flatten() {
        let mut next = Vec::new();
        for part in parts {
            let Part::Text(range) = part else {
                next.push(part);
                continue;
            };
            let moved = |inner: Range<usize>| inner.start + range.start..inner.end + range.start;
            let found = pass.for_each_part(&text[range.clone()], &Control::new(), &mut |part| {
                next.push(match part {
                    Part::Text(inner) => Part::Text(moved(inner)),
                    Part::Special(token, inner) => Part::Special(token, moved(inner)),
                });
                Ok(())
            });
            match found {
                Err(Error::SpecialToken { token, index }) => {
                    return Err((token, range.start + index));
                }
                found => found.unwrap(),
            }
        }
        parts = next;
    }
    parts.retain(|part| !matches!(part, Part::Text(range) if range.is_empty()));
    Ok(parts)
}

/// The parts by their definition: at each place the longest token that stands there.
fn plain_parts(tokens: &[Token], text: &str) -> Result<Vec<Part>, (String, usize)> {
    let mut parts = vec![Part::Text(0..text.len())];
    for pass in [false, true] {
        let mut next = Vec::new();
        for part in parts {
            match part {
                Part::Text(range) => next.extend(plain_pass(tokens, text, range, pass)?),
                special => next.push(special),
            }
        }
        parts = next;
    }
    parts.retain(|part| !matches!(part, Part::Text(range) if range.is_empty()));
    Ok(parts)
}

fn plain_pass(
    tokens: &[Token],
    text: &str,
    whole: Range<usize>,
    normalized: bool,
) -> Result<Vec<Part>, (String, usize)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut parts, mut done, mut at) = (Vec::new(), whole.start, whole.start);
    while at < whole.end {
        let here = (0..tokens.len()).filter(|&index| {
            let (token, rules, role) = &tokens[index];
            rules.normalized == normalized
                && *role != Role::Ordinary
                && text[at..whole.end].starts_with(token.as_str())
        });
        let Some(index) = here.max_by_key(|&index| tokens[index].0.len()) else {
            at += text[at..].chars().next().unwrap().len_utf8();
            continue;
        };
        let (token, rules, role) = &tokens[index];
        let (mut start, mut end) = (at, at + token.len());
        at = end;
        let touches = |c: Option<char>| c.is_some_and(is_word);
        let before = text[whole.start..start].chars().next_back();
        if rules.single_word && (touches(before) || touches(text[end..whole.end].chars().next())) {
            continue;
        }
        if *role == Role::Disallowed {
            return Err((token.clone(), start));
        }
        while rules.lstrip && start > done && text[..start].ends_with(char::is_whitespace) {
            start -= text[..start].chars().next_back().unwrap().len_utf8();
        }
        while rules.rstrip && text[end..whole.end].starts_with(char::is_whitespace) {
            end += text[end..].chars().next().unwrap().len_utf8();
        }
        parts.extend([Part::Text(done..start), Part::Special(index as u32, start..end)]);
        done = end;
    }
    parts.push(Part::Text(done..whole.end));
    Ok(parts)
}

fn rules() -> impl Strategy<Value = SpecialRules> {
    any::<[bool; 4]>().prop_map(|[single_word, lstrip, rstrip, normalized]| SpecialRules {
        single_word,
        lstrip,
        rstrip,
        normalized,
        is_kept: false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Tokens that overlap, begin alike and stand beside white space; none begins with some, which is
    /// refused where it would matter.
    #[test]
    fn equal_to_the_plain_search(
        tokens in proptest::collection::btree_map("[<a>é][<a >é]{0,4}", (rules(), 0..5u8), 0..6),
        text in "[<a> é\u{3000}\n]{0,40}",
    ) {
        let roles = [Role::Ordinary, Role::Disallowed, Role::Allowed, Role::Allowed, Role::Allowed];
        let tokens: Vec<Token> = tokens
            .into_iter()
            .map(|(token, (rules, role))| (token, rules, roles[usize::from(role)]))
            .collect();
        let found = parts(&finder(&tokens), &text);
        prop_assert_eq!(found, plain_parts(&tokens, &text));
    }
}

fn allowed(text: &str) -> Token {
    (text.to_owned(), SpecialRules::default(), Role::Allowed)
}

#[test]
fn tokens_across_blocks_are_found() {
    let tokens = [allowed("<s>"), allowed("<s>x<s>"), allowed(&"y".repeat(300_000))];
    let finder = finder(&tokens);
    for before in (1 << 18) - 8..(1 << 18) + 8 {
        let text = format!("{}<s>x<s>{}-", " ".repeat(before), "y".repeat(300_000));
        let end = text.len() - 1;
        let expected = vec![
            Part::Text(0..before),
            Part::Special(1, before..before + 7),
            Part::Special(2, before + 7..end),
            Part::Text(end..end + 1),
        ];
        assert_eq!(parts(&finder, &text), Ok(expected));
    }
}

#[test]
fn the_first_disallowed_token_is_named() {
    let token = |text: &str, role| (text.to_owned(), SpecialRules::default(), role);
    let finder = finder(&[token("<a>", Role::Disallowed), token("<a>b", Role::Allowed)]);
    assert_eq!(parts(&finder, "é<a>b <a>"), Err(("<a>".to_owned(), 7)));
    assert_eq!(parts(&finder, "<a>b"), Ok(vec![Part::Special(1, 0..4)]));
}

#[test]
fn the_search_stops_when_cancelled() {
    let finder = finder(&[allowed("<s>")]);
    for text in ["-".repeat(1 << 22), "<s>".repeat(1 << 20)] {
        let control = Control::cancelled_at(2);
        let [Some(pass), None] = finder.passes() else { panic!("one pass") };
        let found = pass.for_each_part(&text, &control, &mut |_| Ok(()));
        assert!(matches!(found, Err(Error::Cancelled(_))));
    }
}

fn model(special_tokens: &[&str]) -> Model {
    let mut options = TrainingOptions::new(300);
    options.special_tokens = special_tokens.iter().map(|&token| token.to_owned()).collect();
    let counts = WordCounts::of_text("ab ab", Pattern::GPT2, &Control::new()).unwrap();
    train(&counts, Pattern::GPT2, &options, &Control::new()).unwrap()
}

fn encode_with(
    tokenizer: &Tokenizer,
    text: &str,
    policy: &SpecialPolicy,
) -> Result<Vec<u32>, Error> {
    tokenizer.encode_input(Input::Text(text), policy, &Control::new())
}

#[test]
fn policies() {
    let tokenizer = model(&["<a>", "<b>"]).tokenizer().unwrap();
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let [a, both, unknown] = [names(&["<a>"]), names(&["<b>", "<a>"]), names(&["<a>", "<c>"])];
    let ordinary = tokenizer.encode("<a> <b>", &Control::new()).unwrap();
    assert!(!ordinary.contains(&0) && !ordinary.contains(&1));
    let encode = |allowed, disallowed| {
        let policy = tokenizer.special_policy(allowed, disallowed)?;
        encode_with(&tokenizer, "<a> <b>", &policy)
    };
    let space = tokenizer.encode(" ", &Control::new()).unwrap()[0];
    let rest = tokenizer.encode(" <b>", &Control::new()).unwrap();

    use SpecialTokens::{All, None, These};
    assert_eq!(encode(None, None).unwrap(), ordinary);
    assert_eq!(encode(These(&[]), These(&[])).unwrap(), ordinary);
    assert_eq!(encode(All, None).unwrap(), [0, space, 1]);
    assert_eq!(encode(All, All).unwrap(), [0, space, 1]);
    assert_eq!(encode(These(&both), These(&a)).unwrap(), [0, space, 1]);
    assert_eq!(encode(These(&a), None).unwrap(), [&[0], rest.as_slice()].concat());
    assert_eq!(
        encode(These(&a), All).unwrap_err().to_string(),
        "The special token '<b>' at index 4 of the text is not allowed"
    );
    assert_eq!(
        encode(None, These(&unknown)).unwrap_err().to_string(),
        "Expected special tokens of the tokenizer for disallowedSpecial but received '<c>'"
    );
}

#[test]
fn places_are_counted_in_utf16() {
    let tokenizer = model(&["<a>"]).tokenizer().unwrap();
    let policy = tokenizer.special_policy(SpecialTokens::None, SpecialTokens::All).unwrap();
    let error = encode_with(&tokenizer, "é🙂<a>", &policy).unwrap_err();
    assert_eq!(error.to_string(), "The special token '<a>' at index 3 of the text is not allowed");
}

#[test]
fn few_policies_are_kept() {
    let names: Vec<String> = (0..40).map(|index| format!("<{index}>")).collect();
    let texts: Vec<&str> = names.iter().map(String::as_str).collect();
    let tokenizer = model(&texts).tokenizer().unwrap();
    for round in 0..2 {
        for (index, name) in names.iter().enumerate() {
            let allowed = SpecialTokens::These(std::slice::from_ref(name));
            let policy = tokenizer.special_policy(allowed, SpecialTokens::None).unwrap();
            let tokens = encode_with(&tokenizer, name, &policy).unwrap();
            assert_eq!(tokens, [index as u32], "round {round}");
        }
    }
    assert_eq!(tokenizer.policies.0.lock().unwrap().len(), KEPT);
}
