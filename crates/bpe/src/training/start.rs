//! The vocabulary before the first merge, and how words are spelled in it.

use super::options::{Alphabet, CharacterAlphabet, Initial, TrainingOptions};
use super::speller::{Characters, NO_TOKEN, Speller};
use super::steps::Steps;
use crate::counting::WordCounts;
use crate::error::Error;
use crate::model::{Merge, Model};
use crate::room;
use crate::vocabulary::Vocabulary;
use gainful_kernels::{ArgumentError, Control};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a training begins with.
pub(super) struct Start {
    pub(super) vocabulary: Vocabulary,
    pub(super) speller: Speller,
    /// Tokens that a merge takes over when it would make one that is written alike, by what the
    /// vocabulary holds for them.
    pub(super) known: FxHashMap<Vec<u8>, u32>,
    /// For each token how many start symbols it is made of; 0 where no merge makes it yet.
    pub(super) lengths: Vec<u32>,
    /// The initial merges.
    pub(super) merges: Vec<Merge>,
}

impl Start {
    pub(super) fn new(
        words: &WordCounts,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let mut builder = match &options.initial {
            Some(Initial::Model(model)) => Builder::of_model(model, options, control)?,
            _ => Builder::with_special_tokens(options, control)?,
        };
        let speller = match &options.alphabet {
            Alphabet::AllBytes => builder.add_bytes(&[true; 256], options)?,
            Alphabet::ObservedBytes => builder.add_bytes(&bytes_of(words, control)?, options)?,
            Alphabet::Characters(alphabet) => builder.add_characters(words, alphabet, control)?,
        };
        let merges = match &options.initial {
            Some(Initial::Model(model)) => room::concat(&[model.merges()])?,
            Some(Initial::Texts(texts)) => builder.add_merges(texts, control)?,
            None => Vec::new(),
        };
        let mut lengths = Vec::new();
        room::append(&mut lengths, builder.vocabulary.len(), 0, control)?;
        for &token in &builder.starts {
            lengths[token as usize] = 1;
        }
        if builder.vocabulary.spelling().has_marks() {
            for (symbol, token) in builder.symbols {
                room::reserve_entry(&mut builder.known)?;
                builder.known.insert(symbol, token);
            }
        }
        Ok(Self { vocabulary: builder.vocabulary, speller, known: builder.known, lengths, merges })
    }
}

/// A vocabulary that start symbols are added to.
struct Builder {
    vocabulary: Vocabulary,
    known: FxHashMap<Vec<u8>, u32>,
    /// Tokens that may be start symbols, by what the vocabulary holds for them.
    symbols: FxHashMap<Vec<u8>, u32>,
    /// The start symbols.
    starts: Vec<u32>,
}

impl Builder {
    fn with_special_tokens(options: &TrainingOptions, control: &Control) -> Result<Self, Error> {
        let mut vocabulary = Vocabulary::new(options.alphabet.spelling());
        let mut known = FxHashMap::default();
        let mut seen = FxHashSet::default();
        let mut steps = Steps::default();
        for text in &options.special_tokens {
            steps.next(control)?;
            room::reserve_member(&mut seen)?;
            if !seen.insert(text.as_str()) {
                continue;
            }
            vocabulary.reserve(text.len())?;
            let token = vocabulary.push_special(room::copy(text)?);
            if options.tie_break.shares_ids()
                && let Some(bytes) = vocabulary.spelling().read(text)
            {
                room::reserve_entry(&mut known)?;
                known.insert(bytes, token);
            }
        }
        let symbols = copy_of(&known, control)?;
        Ok(Self { vocabulary, symbols, known, starts: Vec::new() })
    }

    /// Of the tokens of a model; where two are written alike, the first one that is not special counts, as
    /// for a tokenizer.
    fn of_model(
        model: &Model,
        options: &TrainingOptions,
        control: &Control,
    ) -> Result<Self, Error> {
        let vocabulary = model.vocabulary().try_clone()?;
        let special = set_of(vocabulary.special_tokens().map(|(token, _)| token), control)?;
        let mut known = FxHashMap::default();
        let mut steps = Steps::default();
        let tokens = 0..vocabulary.len() as u32;
        for token in tokens.filter(|token| !special.contains(token)) {
            steps.next(control)?;
            if let Some(bytes) = vocabulary.get(token) {
                room::reserve_entry(&mut known)?;
                known.entry(room::concat(&[bytes])?).or_insert(token);
            }
        }
        for (token, text) in vocabulary.special_tokens() {
            steps.next(control)?;
            // Merges take over the special tokens of a model if they would have taken them from the start.
            if let Some(bytes) = vocabulary.spelling().read(text)
                && (options.tie_break.shares_ids() || vocabulary.spelling().is_symbol(&bytes))
            {
                room::reserve_entry(&mut known)?;
                known.entry(bytes).or_insert(token);
            }
        }
        // What no merge makes is a start symbol, unless it is special and longer than that.
        let made = set_of(model.merges().iter().map(|merge| merge.token), control)?;
        let is_start = |token: u32, symbol: &[u8]| {
            !made.contains(&token)
                && (!special.contains(&token) || vocabulary.spelling().is_symbol(symbol))
        };
        let mut starts = Vec::new();
        for (symbol, &token) in &known {
            steps.next(control)?;
            if is_start(token, symbol) {
                room::reserve(&mut starts, 1)?;
                starts.push(token);
            }
        }
        Ok(Self { vocabulary, symbols: copy_of(&known, control)?, known, starts })
    }

    /// The token of a start symbol, which gets the next id if there is none.
    fn symbol(&mut self, symbol: &[u8]) -> Result<u32, Error> {
        let token = match self.symbols.get(symbol) {
            Some(&token) => token,
            None => {
                self.vocabulary.reserve(symbol.len())?;
                room::reserve_entry(&mut self.symbols)?;
                let token = self.vocabulary.push(symbol);
                self.symbols.insert(symbol.to_vec(), token);
                token
            }
        };
        room::reserve(&mut self.starts, 1)?;
        self.starts.push(token);
        Ok(token)
    }

    fn add_bytes(
        &mut self,
        present: &[bool; 256],
        options: &TrainingOptions,
    ) -> Result<Speller, Error> {
        let mut tokens = Box::new([NO_TOKEN; 256]);
        for &byte in options.tie_break.alphabet() {
            if present[usize::from(byte)] {
                tokens[usize::from(byte)] = self.symbol(&[byte])?;
            }
        }
        Ok(Speller::Bytes(tokens))
    }

    /// Adds the characters that are kept, in the order of their code points, then the marked ones, in
    /// the order in which they occur.
    fn add_characters(
        &mut self,
        words: &WordCounts,
        alphabet: &CharacterAlphabet,
        control: &Control,
    ) -> Result<Speller, Error> {
        for character in kept(words, alphabet, control)? {
            self.symbol(character.encode_utf8(&mut [0; 4]).as_bytes())?;
        }
        let spelling = self.vocabulary.spelling().clone();
        let mut characters = Characters::default();
        let mut steps = Steps::default();
        for (word, _) in words.iter() {
            for (character, place) in super::speller::places(text_of(word)?) {
                steps.next(control)?;
                if characters.is_known(character, place) {
                    continue;
                }
                let text = character.encode_utf8(&mut [0; 4]).to_owned();
                let token = if self.symbols.contains_key(text.as_bytes()) {
                    let symbol = spelling.symbol(&text, place.is_first, place.is_last);
                    Some(self.symbol(symbol.as_bytes())?)
                } else {
                    None
                };
                characters.insert(character, place, token)?;
            }
        }
        Ok(Speller::Characters(characters))
    }

    /// Adds the tokens of merges that are given as files write them.
    fn add_merges(
        &mut self,
        texts: &[(String, String)],
        control: &Control,
    ) -> Result<Vec<Merge>, Error> {
        let mut pairs = FxHashSet::default();
        let mut steps = Steps::default();
        let mut merges = Vec::new();
        room::reserve(&mut merges, texts.len())?;
        for (index, (left, right)) in texts.iter().enumerate() {
            steps.next(control)?;
            let side = |text: &String| {
                let bytes = self.vocabulary.spelling().read(text);
                bytes.and_then(|bytes| self.symbols.get(&bytes).copied()).ok_or_else(|| {
                    let found = format!("'{text}' in merge {index}");
                    let expected = "tokens of the alphabet or of merges before";
                    ArgumentError::invalid("initialMerges", expected, found)
                })
            };
            let (left, right) = (side(left)?, side(right)?);
            room::reserve_member(&mut pairs)?;
            if !pairs.insert((left, right)) {
                let found = format!("the pair of merge {index} twice");
                let expected = "distinct pairs";
                return Err(ArgumentError::invalid("initialMerges", expected, found).into());
            }
            let bytes = self.vocabulary.joined(left, right)?;
            let token = match self.known.get(&bytes) {
                Some(&token) => token,
                None => {
                    self.vocabulary.reserve(bytes.len())?;
                    self.vocabulary.push(&bytes)
                }
            };
            room::reserve_entry(&mut self.known)?;
            room::reserve_entry(&mut self.symbols)?;
            self.known.insert(room::concat(&[&bytes])?, token);
            self.symbols.entry(bytes).or_insert(token);
            merges.push(Merge { left, right, token });
        }
        Ok(merges)
    }
}

/// A copy of a table of tokens.
fn copy_of(
    tokens: &FxHashMap<Vec<u8>, u32>,
    control: &Control,
) -> Result<FxHashMap<Vec<u8>, u32>, Error> {
    let mut copy = FxHashMap::default();
    let mut steps = Steps::default();
    for (text, &token) in tokens {
        steps.next(control)?;
        room::reserve_entry(&mut copy)?;
        copy.insert(room::concat(&[text])?, token);
    }
    Ok(copy)
}

fn set_of(tokens: impl Iterator<Item = u32>, control: &Control) -> Result<FxHashSet<u32>, Error> {
    let mut set = FxHashSet::default();
    let mut steps = Steps::default();
    for token in tokens {
        steps.next(control)?;
        room::reserve_member(&mut set)?;
        set.insert(token);
    }
    Ok(set)
}

/// Which bytes occur.
fn bytes_of(words: &WordCounts, control: &Control) -> Result<[bool; 256], Error> {
    let mut present = [false; 256];
    let mut steps = Steps::default();
    for &byte in words.iter().flat_map(|(word, _)| word) {
        steps.next(control)?;
        present[usize::from(byte)] = true;
    }
    Ok(present)
}

/// The characters of an alphabet, in the order of their code points.
fn kept(
    words: &WordCounts,
    alphabet: &CharacterAlphabet,
    control: &Control,
) -> Result<Vec<char>, Error> {
    let mut frequencies: FxHashMap<char, i64> = FxHashMap::default();
    let mut steps = Steps::default();
    for (word, count) in words.iter() {
        for character in text_of(word)?.chars() {
            steps.next(control)?;
            room::reserve_entry(&mut frequencies)?;
            *frequencies.entry(character).or_default() += count;
        }
    }
    // The total of a corpus is checked to be far below this.
    frequencies.extend(alphabet.initial.iter().map(|&character| (character, i64::MAX)));
    let mut characters: Vec<(char, i64)> = frequencies.into_iter().collect();
    characters.sort_unstable_by_key(|&(character, count)| (-count, character));
    characters.truncate(alphabet.limit.unwrap_or(usize::MAX));
    let mut kept: Vec<char> = characters.into_iter().map(|(character, _)| character).collect();
    kept.sort_unstable();
    Ok(kept)
}

/// A word as text.
fn text_of(word: &[u8]) -> Result<&str, ArgumentError> {
    std::str::from_utf8(word).map_err(|_| {
        let found = format!("'{}'", word.escape_ascii());
        ArgumentError::invalid("corpus", "words of characters, which are UTF-8", found)
    })
}
