//! What the tests of this module share: golden values and the brute force that judges.

use super::words::{FIRST_MERGED, Letters, Pair, Words};
use crate::model::Merge;
use gainful_kernels::{Control, Pool, Workers};
use serde_json::Value;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// The characters of texts, each a word.
pub(super) fn words_of<T: AsRef<str>>(texts: &[T]) -> Words {
    Words::of_texts(texts, Letters::Characters, &Control::new()).unwrap()
}

/// A section of `tests/golden/theory.json`.
pub(super) fn golden(section: &str) -> Vec<Value> {
    let text = include_str!("../../tests/golden/theory.json");
    let golden: Value = serde_json::from_str(text).unwrap();
    golden[section].as_array().unwrap().clone()
}

/// The strings of an array.
pub(super) fn texts_of(values: &Value) -> Vec<String> {
    values.as_array().unwrap().iter().map(|text| text.as_str().unwrap().into()).collect()
}

/// Merges that are written as trees, each inner node in parentheses.
pub(super) fn merges_of(trees: &[String]) -> Vec<Merge> {
    let mut merges: Vec<Merge> = Vec::new();
    for tree in trees {
        let (left, right) = sides(tree, &merges);
        merges.push(Merge { left, right, token: FIRST_MERGED + merges.len() as u32 });
    }
    merges
}

/// The symbols inside the outer parentheses.
fn sides(tree: &str, merges: &[Merge]) -> Pair {
    let mut stack: Vec<Vec<u32>> = vec![Vec::new()];
    for character in tree.chars() {
        match character {
            '(' => stack.push(Vec::new()),
            ')' if stack.len() > 2 => {
                let pair = stack.pop().unwrap();
                let made = merges.iter().find(|merge| pair == [merge.left, merge.right]);
                stack.last_mut().unwrap().push(made.unwrap().token);
            }
            ')' => {}
            letter => stack.last_mut().unwrap().push(letter.into()),
        }
    }
    (stack[1][0], stack[1][1])
}

/// A symbol written as a tree.
pub(super) fn name(symbol: u32, merges: &[Merge]) -> String {
    match merges.iter().find(|merge| merge.token == symbol) {
        None => char::from_u32(symbol).unwrap().into(),
        Some(merge) => format!("({}{})", name(merge.left, merges), name(merge.right, merges)),
    }
}

/// Calls `visit` with every sequence of at most `count` merges of which each occurs, and its utility.
pub(super) fn for_each_sequence(
    words: &Words,
    count: usize,
    visit: &mut impl FnMut(&[Merge], i64),
) {
    fn descend(
        words: &Words,
        count: usize,
        (merges, utility): (&mut Vec<Merge>, i64),
        visit: &mut impl FnMut(&[Merge], i64),
    ) {
        visit(merges, utility);
        if merges.len() == count {
            return;
        }
        for ((left, right), _) in words.gains(&Control::new()).unwrap() {
            let merge = Merge { left, right, token: FIRST_MERGED + merges.len() as u32 };
            let mut merged = words.clone();
            let gain = merged.merge(merge, &Control::new()).unwrap();
            merges.push(merge);
            descend(&merged, count, (merges, utility + gain), visit);
            merges.pop();
        }
    }
    descend(words, count, (&mut Vec::new(), 0), visit);
}

/// The largest utility of at most `count` merges.
pub(super) fn brute_force_optimum(words: &Words, count: usize) -> i64 {
    let mut optimum = 0;
    for_each_sequence(words, count, &mut |_, utility| optimum = optimum.max(utility));
    optimum
}

/// All strings of `length` letters, up to renaming the letters, of which there are at most `letters`.
pub(super) fn all_strings(letters: u8, length: usize) -> Vec<String> {
    let mut strings = vec![(String::new(), 0)];
    for _ in 0..length {
        let longer = strings.into_iter().flat_map(|(string, used): (String, u8)| {
            (0..letters.min(used + 1)).map(move |letter| {
                (format!("{string}{}", char::from(b'a' + letter)), used.max(letter + 1))
            })
        });
        strings = longer.collect();
    }
    strings.into_iter().map(|(string, _)| string).collect()
}

/// That many threads.
pub(super) fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}
