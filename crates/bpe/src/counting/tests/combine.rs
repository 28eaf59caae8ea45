//! Sums and differences against counting the texts together, or the rest of them.

use super::*;

/// Words of a few letters, some of them long, in lines.
fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("([abé]{1,4} ?|[ab]{15,17}|\n){0,20}", 0..7)
}

fn counts_of<'a>(texts: impl IntoIterator<Item = &'a String>) -> WordCounts {
    count_plainly(texts.into_iter().map(String::as_str))
}

fn sorted(counts: &WordCounts) -> Vec<(&[u8], i64)> {
    let mut words: Vec<_> = counts.iter().collect();
    words.sort_unstable();
    words
}

proptest! {
    #[test]
    fn merged_parts_are_the_whole(texts in texts(), cuts in proptest::collection::vec(0..8usize, 3)) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(texts.len())).collect();
        cuts.sort_unstable();
        let parts: Vec<WordCounts> = [0].iter().chain(&cuts).zip(cuts.iter().chain([&texts.len()]))
            .map(|(&from, &to)| counts_of(&texts[from..to]))
            .collect();
        let others: Vec<&WordCounts> = parts[1..].iter().collect();
        for threads in [1, 2, 3, 8] {
            let merged = parts[0].merged(&others, &workers(threads), &Control::new()).unwrap();
            prop_assert_eq!(&merged, &counts_of(&texts));
        }
    }

    #[test]
    fn without_a_part_the_rest_is_left(texts in texts(), cut in 0..8usize) {
        let (kept, forgotten) = texts.split_at(cut.min(texts.len()));
        let (single, control) = (Workers::single(), Control::new());
        let rest = counts_of(&texts).without(&counts_of(forgotten), &single, &control).unwrap();
        // What is kept came first, so its order is that of the whole.
        prop_assert_eq!(&rest, &counts_of(kept));
        let rest = counts_of(&texts).without(&counts_of(kept), &single, &control).unwrap();
        let expected = counts_of(forgotten);
        prop_assert_eq!(sorted(&rest), sorted(&expected));
        prop_assert_eq!(rest.total(), expected.total());
    }
}

#[test]
fn what_is_left_stays_in_its_order() {
    let counts = count_plainly(["c b a b"]);
    let rest = counts.without(&count_plainly(["c"]), &Workers::single(), &Control::new()).unwrap();
    let words: Vec<_> = rest.iter().collect();
    assert_eq!(words, [(&b" b"[..], 2), (b" a", 1)]);
    assert_eq!((rest.len(), rest.total(), rest.total_length()), (2, 3, 4));
}

#[test]
fn more_than_there_is_cannot_be_forgotten() {
    let counts = count_plainly(["a b b", &"long".repeat(30)]);
    let fails = |text: &str| {
        let other = count_plainly([text]);
        counts.without(&other, &Workers::single(), &Control::new()).unwrap_err().to_string()
    };
    let expected = "Expected counts of texts that were counted here for other but received";
    assert_eq!(fails("a b b b"), format!("{expected} 3 times \" b\", which occurs 2 times"));
    assert_eq!(fails("a c"), format!("{expected} 1 times \" c\", which occurs 0 times"));
    let long = "long".repeat(31);
    let shown = "long".repeat(10);
    assert_eq!(fails(&long), format!("{expected} 1 times \"{shown}\"..., which occurs 0 times"));
}

#[test]
fn counts_of_another_pattern_are_refused() {
    let (single, control) = (Workers::single(), Control::new());
    let counts = count_plainly(["a"]);
    let other = WordCounts::of_text("a", Pattern::WHITESPACE, &control).unwrap();
    let expected = |argument| {
        format!(
            "Expected counts by the pattern gpt2 for {argument} but received counts by the pattern \
             whitespace"
        )
    };
    let merged = counts.merged(&[&counts, &other], &single, &control);
    assert_eq!(merged.unwrap_err().to_string(), expected("others"));
    let rest = counts.without(&other, &single, &control);
    assert_eq!(rest.unwrap_err().to_string(), expected("other"));
}

#[test]
fn occurrences_are_added_up_to_a_limit() {
    let mut counts = WordCounts::new(Pattern::GPT2);
    counts.push(b"a", 1 << 61).unwrap();
    let (single, control) = (Workers::single(), Control::new());
    let twice = counts.merged(&[&counts], &single, &control).unwrap();
    assert_eq!(twice.iter().collect::<Vec<_>>(), [(&b"a"[..], 1 << 62)]);
    assert!(matches!(
        twice.merged(&[&count_plainly(["a"])], &single, &control),
        Err(Error::CorpusTooLarge(_))
    ));
}

#[test]
fn combining_looks_at_the_control() {
    let text: String = (0..100_000).map(|n| format!(" {}", letters(n))).collect();
    let counts = WordCounts::of_text(&text, Pattern::GPT2, &Control::new()).unwrap();
    let single = Workers::single();
    let merge = |control: &Control| counts.merged(&[&counts], &single, control);
    let subtract = |control: &Control| counts.without(&counts, &single, control);
    for combine in [&merge as &dyn Fn(&Control) -> Result<WordCounts, Error>, &subtract] {
        let control = Control::new();
        combine(&control).unwrap();
        assert!(control.looks() > 12, "{} looks", control.looks());
        for look in [1, control.looks() / 3, control.looks() / 2, control.looks()] {
            let result = combine(&Control::cancelled_at(look));
            assert!(matches!(result, Err(Error::Cancelled(_))), "look {look}");
        }
    }
}

#[test]
fn a_word_is_found() {
    let counts = count_plainly(["a b b", &"long".repeat(30), " "]);
    let control = Control::new();
    let index = WordIndex::new(&counts, &control).unwrap();
    for (word, count) in counts.iter() {
        assert_eq!(index.count(std::str::from_utf8(word).unwrap(), &control).unwrap(), count);
    }
    for word in ["", "b", " a", "long", &"long".repeat(31)] {
        assert_eq!(index.count(word, &control).unwrap(), 0, "{word:?}");
    }
    assert!(index.memory() > 0);
}
