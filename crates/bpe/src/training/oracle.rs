//! A trainer that recounts everything before each merge: slow, short, and independent of the real
//! one. Tokens are strings, so what is written alike is one token.

use crate::alphabet;
use crate::counting::WordCounts;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the oracle is asked for.
#[derive(Clone, Debug)]
pub(super) struct Oracle {
    pub(super) rule: &'static str,
    pub(super) vocabulary_size: usize,
    pub(super) merges: usize,
    pub(super) min_frequency: i64,
    pub(super) max_token_length: usize,
    pub(super) special_tokens: Vec<&'static str>,
    pub(super) alphabet: Start,
    pub(super) is_disjoint: bool,
    /// Pairs to begin with.
    pub(super) initial: Vec<(String, String)>,
    /// Merges whose token has a number of bytes that this divides are refused; 0 refuses none.
    pub(super) refused: usize,
}

/// Where the vocabulary starts.
#[derive(Clone, Debug)]
pub(super) enum Start {
    AllBytes,
    ObservedBytes,
    Characters { limit: usize, initial: Vec<char>, prefix: &'static str, suffix: &'static str },
}

/// What the oracle finds.
#[derive(Debug, PartialEq)]
pub(super) struct Found {
    pub(super) vocabulary: Vec<String>,
    pub(super) merges: Vec<(String, String)>,
    /// How many symbols the corpus has before the first merge.
    pub(super) start_symbols: u64,
    /// The count and the gain of each merge.
    pub(super) steps: Vec<(u64, u64)>,
    pub(super) stop: &'static str,
}

/// One word in its present symbols, and how often it occurs.
type Word = (Vec<String>, i64);

impl Oracle {
    /// Trains; `None` if the size has no room for the start symbols or the initial merges.
    pub(super) fn train(&self, words: &WordCounts) -> Option<Found> {
        let shares = self.rule == "huggingface";
        let mut vocabulary: Vec<String> = Vec::new();
        for token in &self.special_tokens {
            if !vocabulary.iter().any(|known| known == token) {
                vocabulary.push((*token).to_owned());
            }
        }
        let special = vocabulary.len();
        // Where a string is looked for among the tokens: special ones are the same only if shared.
        let from = if shares { 0 } else { special };
        let (start, mut segmented) = self.start(words, &vocabulary[from..]);
        for symbol in &start {
            if !vocabulary[from..].contains(symbol) {
                vocabulary.push(symbol.clone());
            }
        }
        let mut lengths: HashMap<String, usize> =
            start.iter().map(|symbol| (symbol.clone(), 1)).collect();

        let start_symbols =
            segmented.iter().map(|(word, count)| word.len() as i64 * count).sum::<i64>();
        let mut found = Found {
            vocabulary,
            merges: Vec::new(),
            start_symbols: start_symbols as u64,
            steps: Vec::new(),
            stop: "",
        };
        let mut refused: HashSet<(String, String)> = HashSet::new();
        let mut initial = self.initial.iter();
        loop {
            let counts = self.count(&segmented);
            let (pair, count) = if let Some(pair) = initial.next() {
                (pair.clone(), counts.get(pair).map_or(0, |&(count, _)| count))
            } else {
                if found.merges.len() == self.initial.len()
                    && (found.vocabulary.len() > self.vocabulary_size
                        || found.merges.len() > self.merges)
                {
                    return None;
                }
                if found.vocabulary.len() >= self.vocabulary_size {
                    found.stop = "vocabulary-size";
                    break;
                }
                if found.merges.len() >= self.merges {
                    found.stop = "merges";
                    break;
                }
                let id = |text: &String| {
                    found.vocabulary[from..].iter().position(|token| token == text).unwrap()
                };
                let allowed: Vec<_> = counts
                    .iter()
                    .filter(|(pair, _)| {
                        let length = lengths[&pair.0] + lengths[&pair.1];
                        length <= self.max_token_length.max(2)
                            && !refused.contains(*pair)
                            && !(self.has_marks() && lengths.contains_key(&self.join(pair)))
                    })
                    .collect();
                let most = allowed.iter().map(|(_, (count, _))| *count).max().unwrap_or(0);
                if most < self.min_frequency.max(1) {
                    found.stop = if most > 0 { "min-frequency" } else { "exhausted" };
                    break;
                }
                let tied = allowed.iter().filter(|(_, (count, _))| *count == most);
                let (pair, _) = match self.rule {
                    "huggingface" | "raw-ids" => {
                        tied.min_by_key(|(pair, _)| (id(&pair.0), id(&pair.1))).unwrap()
                    }
                    "first-seen" => tied.min_by_key(|(_, (_, first))| *first).unwrap(),
                    "subword-nmt" => tied.max_by_key(|(pair, _)| (&pair.0, &pair.1)).unwrap(),
                    _ => tied
                        .min_by_key(|(pair, _)| {
                            (lengths[&pair.0] + lengths[&pair.1], self.join(pair))
                        })
                        .unwrap(),
                };
                ((*pair).clone(), most)
            };
            let joined = self.join(&pair);
            if found.merges.len() >= self.initial.len()
                && self.refused > 0
                && joined.len().is_multiple_of(self.refused)
            {
                refused.insert(pair);
                continue;
            }
            lengths.insert(joined.clone(), lengths[&pair.0] + lengths[&pair.1]);
            if !found.vocabulary[from..].contains(&joined) {
                found.vocabulary.push(joined.clone());
            } else {
                let is_special = self.special_tokens.contains(&joined.as_str());
                assert!(is_special || !self.initial.is_empty(), "a string is made twice");
            }
            let gain = replace(&mut segmented, &pair, &joined);
            assert!(!found.merges.contains(&pair), "a pair came back");
            found.merges.push(pair);
            found.steps.push((count as u64, gain as u64));
        }
        Some(found)
    }

    fn marks(&self) -> (&'static str, &'static str) {
        match self.alphabet {
            Start::Characters { prefix, suffix, .. } => (prefix, suffix),
            _ => ("", ""),
        }
    }

    fn has_marks(&self) -> bool {
        self.marks() != ("", "")
    }

    fn join(&self, (left, right): &(String, String)) -> String {
        let right = right.strip_prefix(self.marks().0).unwrap_or(right);
        format!("{left}{right}")
    }

    /// The start symbols in the order of their ids, and the words in them. `known` strings are start
    /// symbols whatever their frequency.
    fn start(&self, words: &WordCounts, known: &[String]) -> (Vec<String>, Vec<Word>) {
        let Start::Characters { limit, initial, prefix, suffix } = &self.alphabet else {
            let written = |byte: u8| alphabet::to_characters(&[byte]);
            let segmented: Vec<Word> = words
                .iter()
                .map(|(word, count)| (word.iter().map(|&byte| written(byte)).collect(), count))
                .collect();
            let mut bytes: Vec<u8> = match self.alphabet {
                Start::AllBytes => (0..=255).collect(),
                _ => words.iter().flat_map(|(word, _)| word.to_vec()).collect(),
            };
            bytes.sort_unstable();
            bytes.dedup();
            let mut start: Vec<String> = bytes.into_iter().map(written).collect();
            if self.rule == "huggingface" {
                start.sort();
            }
            return (start, segmented);
        };
        let texts = || words.iter().map(|(word, count)| (str::from_utf8(word).unwrap(), count));
        let mut frequencies: BTreeMap<char, i64> = BTreeMap::new();
        for (text, count) in texts() {
            text.chars().for_each(|character| *frequencies.entry(character).or_default() += count);
        }
        for &character in initial {
            frequencies.insert(character, i64::MAX);
        }
        let mut kept: Vec<(char, i64)> = frequencies.into_iter().collect();
        kept.sort_by_key(|&(character, count)| (Reverse(count), character));
        let mut start: Vec<String> =
            kept.iter().take(*limit).map(|(character, _)| character.to_string()).collect();
        start.sort();
        let mut segmented = Vec::new();
        for (text, count) in texts() {
            let characters: Vec<String> = text.chars().map(String::from).collect();
            let mut word = Vec::new();
            for (at, character) in characters.iter().enumerate() {
                if !start.contains(character) && !known.contains(character) {
                    continue;
                }
                let mut symbol = character.clone();
                if at > 0 {
                    symbol = format!("{prefix}{symbol}");
                }
                if at + 1 == characters.len() {
                    symbol = format!("{symbol}{suffix}");
                }
                if !start.contains(&symbol) {
                    start.push(symbol.clone());
                }
                word.push(symbol);
            }
            segmented.push((word, count));
        }
        (start, segmented)
    }

    /// The count of each pair and its first place.
    fn count(&self, segmented: &[Word]) -> BTreeMap<(String, String), (i64, (usize, usize))> {
        let mut counts = BTreeMap::new();
        for (index, (word, count)) in segmented.iter().enumerate() {
            let mut last_counted: HashMap<(&str, &str), usize> = HashMap::new();
            for (at, pair) in word.windows(2).enumerate() {
                let overlaps = last_counted.get(&(&pair[0], &pair[1]))
                    == at.checked_sub(1).as_ref()
                    && at > 0
                    && pair[0] == pair[1];
                let pair_of = (pair[0].clone(), pair[1].clone());
                let entry = counts.entry(pair_of).or_insert((0, (index, at)));
                if !(self.is_disjoint && overlaps) {
                    entry.0 += count;
                    last_counted.insert((&pair[0], &pair[1]), at);
                }
            }
        }
        counts
    }
}

/// Replaces a pair in all words, from left to right; returns how often.
fn replace(segmented: &mut [Word], (left, right): &(String, String), joined: &str) -> i64 {
    let mut gain = 0;
    for (word, count) in segmented {
        let mut at = 0;
        while at + 1 < word.len() {
            if word[at] == *left && word[at + 1] == *right {
                word.splice(at..at + 2, [joined.to_owned()]);
                gain += *count;
            }
            at += 1;
        }
    }
    gain
}
