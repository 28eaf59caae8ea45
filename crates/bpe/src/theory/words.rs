//! The input of all theory: words as sequences of symbols, with how often each occurs.
//!
//! A symbol is a token of a vocabulary, a byte or a character; only whether two are equal matters.
//! A merge replaces the two symbols of its pair by its token, in each word from left to right and
//! without overlap (Zouhar et al., "A Formal Perspective on Byte-Pair Encoding", ACL 2023, section 2).

use crate::alphabet::CHARACTERS;
use crate::counting::WordCounts;
use crate::encoding::WordRules;
use crate::encoding::symbols::Symbols;
use crate::error::Error;
use crate::model::{Merge, Model};
use crate::pattern::Pattern;
use crate::room;
use gainful_kernels::{ArgumentError, Cancelled, Control};
use rustc_hash::FxHashMap;

/// Two neighbouring symbols.
pub type Pair = (u32, u32);

/// The token of the first merge of a text: the numbers below are code points.
pub const FIRST_MERGED: u32 = 0x11_0000;

/// Symbols looked at between two looks at the [`Control`]: well below a millisecond.
pub(super) const SYMBOLS_PER_CHECK: usize = 1 << 14;

/// Where a word is cut. No token has this number.
const UNKNOWN: u32 = u32::MAX;

/// The most symbols, each as often as its word occurs: then no sum of this module overflows.
const MOST_SYMBOLS: i64 = 1 << 40;

/// What the words of no model are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Characters, whose numbers are their code points.
    Characters,
    /// The bytes of UTF-8, as the characters of GPT-2's byte-to-unicode alphabet.
    Bytes,
}

fn no_text() -> Error {
    ArgumentError::invalid("words", "words of characters", "bytes that are no text").into()
}

/// Distinct words and how often each occurs. The order has no meaning, but decides nothing either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Words {
    symbols: Vec<u32>,
    ends: Vec<usize>,
    weights: Vec<i64>,
}

impl Words {
    /// Texts, which merges do not cross; equal ones become one word.
    ///
    /// # Errors
    ///
    /// [`Error::CorpusTooLarge`] beyond 2^40 symbols, [`Error::Memory`], [`Error::Cancelled`].
    pub fn of_texts<T: AsRef<str>>(
        texts: &[T],
        letters: Letters,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut index: FxHashMap<&str, usize> = FxHashMap::default();
        let mut words = Self::default();
        for text in texts.iter().map(AsRef::as_ref).filter(|text| !text.is_empty()) {
            room::reserve_entry(&mut index)?;
            let known = *index.entry(text).or_insert(words.len());
            if known == words.len() {
                words.push_text(text.as_bytes(), 0, letters, control)?;
            }
            words.weights[known] += 1;
        }
        words.checked()
    }

    /// Counted words.
    ///
    /// # Errors
    ///
    /// As [`Self::of_texts`], and [`Error::Argument`] for characters of a word that is not UTF-8.
    pub fn of_counts(
        counts: &WordCounts,
        letters: Letters,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut words = Self::default();
        for (word, count) in counts.iter().filter(|&(_, count)| count > 0) {
            words.push_text(word, count, letters, control)?;
        }
        words.checked()
    }

    /// The words of a corpus, in the tokens from which `model` starts.
    ///
    /// A word is cut where it has a byte or character that is no token: no merge goes across, so that
    /// neither the utility of merges nor any bound on it is changed.
    ///
    /// # Errors
    ///
    /// As [`Self::of_texts`], and [`Error::Argument`] if `model` splits texts by another pattern.
    pub fn of_model(counts: &WordCounts, model: &Model, control: &Control) -> Result<Self, Error> {
        if let Some(pattern) = model.pattern().filter(|&pattern| pattern != counts.pattern()) {
            let name = |pattern: &Pattern| pattern.name().unwrap_or("an expression").to_owned();
            let expected = format!("counts by the pattern of the model, {},", name(pattern));
            let found = format!("counts by {}", name(counts.pattern()));
            return Err(ArgumentError::invalid("words", expected, found).into());
        }
        let symbols = Symbols::new(model.vocabulary());
        let rules = WordRules { unknown: Some(UNKNOWN), ..WordRules::default() };
        let mut words = Self::default();
        let mut spelled = Vec::new();
        for (word, count) in counts.iter().filter(|&(_, count)| count > 0) {
            control.check()?;
            room::reserve(&mut spelled, word.len())?;
            symbols.spell(word, rules, &mut spelled).map_err(|_| no_text())?;
            for part in spelled.split(|&symbol| symbol == UNKNOWN) {
                if !part.is_empty() {
                    words.push(part.iter().copied(), count, control)?;
                }
            }
            spelled.clear();
        }
        words.checked()
    }

    fn push_text(
        &mut self,
        text: &[u8],
        weight: i64,
        letters: Letters,
        control: &Control,
    ) -> Result<(), Error> {
        match letters {
            Letters::Characters => {
                let text = std::str::from_utf8(text).map_err(|_| no_text())?;
                self.push(text.chars().map(u32::from), weight, control)
            }
            Letters::Bytes => {
                let characters = text.iter().map(|&byte| CHARACTERS[usize::from(byte)].into());
                self.push(characters, weight, control)
            }
        }
    }

    fn checked(self) -> Result<Self, Error> {
        let total: i128 =
            self.iter().map(|(word, weight)| word.len() as i128 * i128::from(weight)).sum();
        if total > i128::from(MOST_SYMBOLS) {
            return Err(Error::CorpusTooLarge("theory takes at most 2^40 symbols"));
        }
        Ok(self)
    }

    fn push(
        &mut self,
        mut word: impl Iterator<Item = u32>,
        weight: i64,
        control: &Control,
    ) -> Result<(), Error> {
        room::reserve(&mut self.symbols, word.size_hint().1.unwrap_or(0))?;
        room::reserve(&mut self.ends, 1)?;
        room::reserve(&mut self.weights, 1)?;
        loop {
            control.check()?;
            let before = self.symbols.len();
            self.symbols.extend(word.by_ref().take(SYMBOLS_PER_CHECK));
            if self.symbols.len() - before < SYMBOLS_PER_CHECK {
                break;
            }
        }
        self.ends.push(self.symbols.len());
        self.weights.push(weight);
        Ok(())
    }

    /// The number of distinct words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The symbols of one word.
    pub fn word(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.symbols[start..self.ends[index]]
    }

    /// How often one word occurs.
    pub fn weight(&self, index: usize) -> i64 {
        self.weights[index]
    }

    /// Each word and how often it occurs.
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], i64)> {
        (0..self.len()).map(|index| (self.word(index), self.weights[index]))
    }

    /// The number of symbols, each counted as often as its word occurs.
    pub fn total_length(&self) -> i64 {
        self.iter().map(|(word, weight)| word.len() as i64 * weight).sum()
    }

    /// The distinct words in one array; of interest for its length.
    pub fn symbols(&self) -> &[u32] {
        &self.symbols
    }

    /// Applies a merge; returns by how many symbols it shortens the words: its gain.
    ///
    /// # Errors
    ///
    /// [`Cancelled`]; then some words are merged and others are not.
    pub fn merge(&mut self, merge: Merge, control: &Control) -> Result<i64, Cancelled> {
        let (mut read, mut write, mut gain) = (0, 0, 0);
        let mut next_check = SYMBOLS_PER_CHECK;
        for (end, weight) in self.ends.iter_mut().zip(&self.weights) {
            while read < *end {
                if read >= next_check {
                    control.check()?;
                    next_check = read + SYMBOLS_PER_CHECK;
                }
                let is_pair = read + 1 < *end
                    && self.symbols[read] == merge.left
                    && self.symbols[read + 1] == merge.right;
                self.symbols[write] = if is_pair { merge.token } else { self.symbols[read] };
                gain += if is_pair { *weight } else { 0 };
                read += 1 + usize::from(is_pair);
                write += 1;
            }
            *end = write;
        }
        self.symbols.truncate(write);
        Ok(gain)
    }

    /// The gain that each pair would have if it was merged next, in the order of pairs.
    ///
    /// # Errors
    ///
    /// [`Cancelled`], or [`Error::Memory`].
    pub fn gains(&self, control: &Control) -> Result<Vec<(Pair, i64)>, Error> {
        let mut gains: FxHashMap<Pair, i64> = FxHashMap::default();
        self.for_each_disjoint(control, |pair, weight| {
            room::reserve_entry(&mut gains)?;
            *gains.entry(pair).or_default() += weight;
            Ok(())
        })?;
        let mut sorted: Vec<(Pair, i64)> = Vec::new();
        room::reserve(&mut sorted, gains.len())?;
        sorted.extend(gains);
        sorted.sort_unstable();
        Ok(sorted)
    }

    /// Calls `found` with the places of all pairs, and how often their word occurs; places of one pair
    /// do not overlap.
    pub(super) fn for_each_disjoint(
        &self,
        control: &Control,
        mut found: impl FnMut(Pair, i64) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut unchecked = 0;
        for (word, weight) in self.iter() {
            for pair in disjoint_pairs(word) {
                found(pair, weight)?;
                unchecked += 1;
                if unchecked == SYMBOLS_PER_CHECK {
                    control.check()?;
                    unchecked = 0;
                }
            }
        }
        Ok(())
    }
}

/// The places of all pairs in a word; those of one pair do not overlap.
pub(super) fn disjoint_pairs(word: &[u32]) -> impl Iterator<Item = Pair> {
    let mut overlaps = false;
    word.windows(2).enumerate().filter_map(move |(index, pair)| {
        // Places of one pair overlap in runs of one symbol only, where every other one counts.
        let continues = index > 0 && word[index - 1] == pair[0] && pair[0] == pair[1];
        overlaps = continues && !overlaps;
        (!overlaps).then_some((pair[0], pair[1]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Parts;
    use crate::spelling::{Marks, Spelling};
    use crate::theory::testing::words_of;
    use crate::vocabulary::Vocabulary;
    use proptest::prelude::*;

    #[test]
    fn words_of_models_are_cut_where_a_symbol_is_no_token() {
        let control = Control::new();
        let mut counts = WordCounts::new(Pattern::WHITESPACE);
        for (word, count) in [("abc", 3), ("bb", 1), ("cab", 2), ("c", 5)] {
            counts.push(word.as_bytes(), count).unwrap();
        }
        let marks = Marks { end_of_word_suffix: "</w>".into(), ..Marks::default() };
        let mut vocabulary = Vocabulary::new(Spelling::Characters(marks));
        // 0, 1 and 2; there is no c.
        for token in ["a", "b", "b</w>"] {
            vocabulary.push(token.as_bytes());
        }
        let parts = Parts { vocabulary, pattern: Some(Pattern::WHITESPACE), ..Parts::default() };
        let model = Model::from_parts(parts).unwrap();
        let words = Words::of_model(&counts, &model, &control).unwrap();
        let all: Vec<(&[u32], i64)> = words.iter().collect();
        assert_eq!(all, [(&[0, 1][..], 3), (&[1, 2], 1), (&[0, 2], 2)]);
    }

    #[test]
    fn counts_of_another_pattern_are_refused() {
        let parts = Parts { pattern: Some(Pattern::GPT2), ..Parts::default() };
        let model = Model::from_parts(parts).unwrap();
        let counts = WordCounts::new(Pattern::WHITESPACE);
        let error = Words::of_model(&counts, &model, &Control::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Expected counts by the pattern of the model, gpt2, for words but received counts by whitespace"
        );
    }

    #[test]
    fn letters_are_characters_or_bytes() {
        let control = Control::new();
        let words = |letters| Words::of_texts(&["é "], letters, &control).unwrap();
        assert_eq!(words(Letters::Characters).word(0), [0xe9, 0x20]);
        let bytes: Vec<u32> = "Ã©Ġ".chars().map(u32::from).collect();
        assert_eq!(words(Letters::Bytes).word(0), bytes);
    }

    #[test]
    fn a_long_text_is_cancelled_soon() {
        let text = "ab".repeat(200_000);
        for look in 1..20 {
            let found = Words::of_texts(&[&text], Letters::Bytes, &Control::cancelled_at(look));
            assert!(matches!(found, Err(Error::Cancelled(_))), "{look}");
        }
    }

    #[test]
    fn equal_texts_are_one_word() {
        let words = words_of(&["ab", "", "abc", "ab"]);
        let pairs: Vec<_> = words.iter().map(|(word, weight)| (word.len(), weight)).collect();
        assert_eq!(pairs, [(2, 2), (3, 1)]);
        assert_eq!((words.total_length(), words.symbols().len()), (7, 5));
    }

    proptest! {
        #[test]
        fn a_gain_is_what_the_merge_saves(texts in prop::collection::vec("[ab]{0,9}", 1..4)) {
            let words = words_of(&texts);
            let control = Control::new();
            for ((left, right), gain) in words.gains(&control).unwrap() {
                let mut merged = words.clone();
                let merge = Merge { left, right, token: FIRST_MERGED };
                prop_assert_eq!(merged.merge(merge, &control).unwrap(), gain);
                prop_assert_eq!(words.total_length() - merged.total_length(), gain);
            }
        }
    }
}
