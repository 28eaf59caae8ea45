//! The strong upper bounds: paths and forests, by Lagrangian relaxation.
//!
//! Relax the problem: choose at most M types; every word may then be taken apart by any forest (or path)
//! of chosen types (`parse`), as if each word could apply the merges in its own order. Whatever M merges
//! make of the words is such a choice, so the relaxed optimum is no less than the true one. For any
//! prices a >= 0 of items, which are the places of types in words,
//!
//! U(a) = sum of the M largest A_t + sum over words of the best parse, each item at its price,
//!
//! is no less than the relaxed optimum: let its choice be T and its parses P. The items of P cost at most
//! the sum over T of A_t, where A_t is the sum of the prices of the items of type t, which is at most the
//! first sum; and what P removes less what it costs is at most the second. So *every* price vector
//! gives a bound: stopping early costs tightness and never soundness. Prices are integers, multiples
//! of 2^-20 symbols, and all sums exact.
//!
//! Prices move along subgradients with steps of Polyak's length (Held, Wolfe & Crowder 1974).

use super::bounds::largest;
use super::parse::{Parser, SCALE, Shape, UNIT};
use super::spans::Spans;
use super::words::Words;
use crate::error::Error;
use crate::room;
use gainful_kernels::{Control, Workers};
use rustc_hash::FxHashMap;

/// The longest part of a word that is listed; nearly all words of European languages are shorter.
const LONGEST_PART: usize = 24;
/// Items at most, at 9 bytes each and as much again for types: the reach is shortened to fit.
const MOST_ITEMS: usize = 40_000_000;
/// Words parsed by one task; the same for any number of threads.
const WORDS_PER_TASK: usize = 512;
/// Items looked at between two looks at the [`Control`].
const ITEMS_PER_CHECK: usize = 1 << 14;
/// No item is worth more than a few symbols; with this limit no sum overflows.
const HIGHEST_PRICE: u32 = 4 << SCALE;
/// How many limits of prices are tried at the start.
const STARTS: i32 = 5;
/// The first factor of Polyak's step, what it shrinks by and after how many rounds without progress.
const FIRST_FACTOR: f64 = 1.5;
const SHRINK: f64 = 0.7;
const PATIENCE: u32 = 8;
/// A factor below this moves nothing any more.
const LEAST_FACTOR: f64 = 1e-3;

/// A relaxation of one shape, and the prices so far.
pub(super) struct Relaxation<'a> {
    words: &'a Words,
    shape: Shape,
    merges: usize,
    spans: Spans,
    /// Where the junctions of each word begin among the items; words within the reach have none.
    first_borders: Vec<u32>,
    /// For each type of junction, its items.
    borders: Vec<Vec<(u32, u32)>>,
    /// Prices of items, in units of one occurrence of their word.
    prices: Vec<u32>,
    kinds: Vec<u32>,
    /// The sum of the prices of each type, each as often as its word occurs.
    sums: Vec<i64>,
}

/// What one look at all words gives.
struct Round {
    bound: i64,
    /// The items of the best parses, with their words.
    used: Vec<(u32, u32)>,
    /// The M types of the highest sums.
    chosen: Vec<u32>,
}

impl<'a> Relaxation<'a> {
    /// The relaxation for at most `merges` merges, all prices zero.
    pub(super) fn new(
        words: &'a Words,
        merges: usize,
        shape: Shape,
        control: &Control,
    ) -> Result<Self, Error> {
        let items = shape.items();
        let longest = words.iter().map(|(word, _)| word.len()).max().unwrap_or(1);
        let mut reach = longest.clamp(1, LONGEST_PART);
        while reach > 1 && Spans::count_items(words, reach, items) > MOST_ITEMS {
            reach -= 1;
        }
        let spans = Spans::new(words, reach, items, control)?;
        let mut relaxation = Self {
            words,
            shape,
            merges,
            first_borders: Vec::new(),
            borders: Vec::new(),
            prices: Vec::new(),
            kinds: spans.kinds(control)?,
            sums: Vec::new(),
            spans,
        };
        if shape == Shape::Forest {
            relaxation.add_borders(control)?;
        }
        let types = relaxation.spans.types() + relaxation.borders.len();
        room::append(&mut relaxation.prices, relaxation.kinds.len(), 0, control)?;
        room::append(&mut relaxation.sums, types, 0, control)?;
        Ok(relaxation)
    }

    /// Lists the junctions of words beyond the reach; each has its bigram for a type.
    fn add_borders(&mut self, control: &Control) -> Result<(), Error> {
        let mut numbers: FxHashMap<[u32; 2], u32> = FxHashMap::default();
        room::reserve(&mut self.first_borders, self.words.len() + 1)?;
        for (index, (word, _)) in (0..).zip(self.words.iter()) {
            self.first_borders.push(self.kinds.len() as u32);
            if word.len() <= self.spans.reach {
                continue;
            }
            for (place, pair) in word.windows(2).enumerate() {
                if place % ITEMS_PER_CHECK == 0 {
                    control.check()?;
                }
                room::reserve_entry(&mut numbers)?;
                room::reserve(&mut self.kinds, 1)?;
                let known = self.borders.len() as u32;
                let number = *numbers.entry([pair[0], pair[1]]).or_insert(known);
                if number == known {
                    room::reserve(&mut self.borders, 1)?;
                    self.borders.push(Vec::new());
                }
                let there = &mut self.borders[number as usize];
                room::reserve(there, 1)?;
                there.push((self.kinds.len() as u32, index));
                self.kinds.push(self.spans.types() as u32 + number);
            }
        }
        self.first_borders.push(self.kinds.len() as u32);
        Ok(())
    }

    /// Improves the prices for at most `rounds` rounds; `told` hears the best bound after each. `target` is
    /// a utility that is known to be reached. Stops early if the bound meets it.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] and [`Error::Memory`]; the bounds that `told` heard of hold nevertheless.
    pub(super) fn improve(
        &mut self,
        rounds: u32,
        target: i64,
        workers: &Workers,
        control: &Control,
        mut told: impl FnMut(i64),
    ) -> Result<(), Error> {
        let (mut best, mut waited, mut factor) = (i64::MAX, 0, FIRST_FACTOR);
        for _ in 0..rounds {
            let found = self.look(workers, control)?;
            if found.bound < best {
                best = found.bound;
                waited = 0;
            } else {
                waited += 1;
            }
            told(best >> SCALE);
            if waited == PATIENCE {
                (waited, factor) = (0, factor * SHRINK);
            }
            let gap = best - target * UNIT;
            if gap < UNIT || factor < LEAST_FACTOR {
                break;
            }
            self.step(&found, factor * (found.bound - target * UNIT) as f64, control)?;
            control.advance(1)?;
        }
        Ok(())
    }

    /// Parses all words at the present prices.
    fn look(&self, workers: &Workers, control: &Control) -> Result<Round, Error> {
        let tasks = self.words.len().div_ceil(WORDS_PER_TASK);
        let parts = workers.map(tasks, |task| {
            let mut parser = Parser::default();
            let (mut value, mut used) = (0, Vec::new());
            control.check()?;
            let first = task * WORDS_PER_TASK;
            for word in first..self.words.len().min(first + WORDS_PER_TASK) {
                let parsed = self.parse(word, &mut parser, &mut used, control)?;
                value += self.words.weight(word) * parsed;
            }
            Ok::<_, Error>((value, used))
        });
        let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut order: Vec<u32> = Vec::new();
        for (first, block) in
            (0u32..).step_by(ITEMS_PER_CHECK).zip(self.sums.chunks(ITEMS_PER_CHECK))
        {
            control.check()?;
            room::reserve(&mut order, block.len())?;
            order.extend((first..).zip(block).filter(|&(_, &sum)| sum > 0).map(|(kind, _)| kind));
        }
        if self.merges < order.len() {
            let sum = |kind: u32| (std::cmp::Reverse(self.sums[kind as usize]), kind);
            order.select_nth_unstable_by_key(self.merges, |&kind| sum(kind));
            order.truncate(self.merges);
        }
        let chosen: i128 = order.iter().map(|&kind| i128::from(self.sums[kind as usize])).sum();
        let values: i128 = parts.iter().map(|&(value, _)| i128::from(value)).sum();
        let bound = i64::try_from(chosen + values).unwrap_or(i64::MAX);
        let mut used = Vec::new();
        room::reserve(&mut used, parts.iter().map(|(_, used)| used.len()).sum())?;
        used.extend(parts.into_iter().flat_map(|(_, used)| used));
        Ok(Round { bound, used, chosen: order })
    }

    fn parse(
        &self,
        word: usize,
        parser: &mut Parser,
        used: &mut Vec<(u32, u32)>,
        control: &Control,
    ) -> Result<i64, Error> {
        let range = |firsts: &[u32]| match firsts.get(word..word + 2) {
            Some(firsts) => firsts[0] as usize..firsts[1] as usize,
            None => 0..0,
        };
        let (items, borders) = (range(&self.spans.first_items), range(&self.first_borders));
        let length = self.words.word(word).len();
        let number = word as u32;
        // Each of them removes a symbol.
        room::reserve(used, length.min(items.len() + borders.len()))?;
        let found = std::cell::RefCell::new(used);
        parser.parse(
            self.shape,
            (length, self.spans.reach),
            (&self.prices[items.clone()], &self.prices[borders.clone()]),
            |item| found.borrow_mut().push(((items.start + item) as u32, number)),
            |border| found.borrow_mut().push(((borders.start + border) as u32, number)),
            control,
        )
    }

    /// Moves prices against the subgradient: down where a type is paid for and not used, up where it is
    /// used and not paid for.
    fn step(&mut self, round: &Round, length: f64, control: &Control) -> Result<(), Error> {
        let (mut is_chosen, mut is_used) = (Vec::new(), Vec::new());
        room::append(&mut is_chosen, self.sums.len(), false, control)?;
        room::append(&mut is_used, self.kinds.len(), false, control)?;
        round.chosen.iter().for_each(|&kind| is_chosen[kind as usize] = true);
        let (mut up, mut down) = (Vec::new(), Vec::new());
        let mut norm = 0;
        for block in round.used.chunks(ITEMS_PER_CHECK) {
            control.check()?;
            room::reserve(&mut up, block.len())?;
            for &(item, word) in block {
                let (item, word) = (item as usize, word as usize);
                is_used[item] = true;
                if !is_chosen[self.kinds[item] as usize] {
                    norm += self.words.weight(word);
                    up.push((item, word));
                }
            }
        }
        for &kind in &round.chosen {
            self.for_each_item(kind, control, |item, word| {
                if !is_used[item] {
                    norm += self.words.weight(word);
                    room::reserve(&mut down, 1)?;
                    down.push((item, word));
                }
                Ok(())
            })?;
        }
        let step =
            (length / norm.max(1) as f64).round().clamp(1.0, f64::from(HIGHEST_PRICE)) as u32;
        for block in up.chunks(ITEMS_PER_CHECK) {
            control.check()?;
            for &(item, word) in block {
                self.set_price(item, word, (self.prices[item] + step).min(HIGHEST_PRICE));
            }
        }
        for block in down.chunks(ITEMS_PER_CHECK) {
            control.check()?;
            for &(item, word) in block {
                self.set_price(item, word, self.prices[item].saturating_sub(step));
            }
        }
        Ok(())
    }

    /// Calls `found` with each item of a type, and its word.
    fn for_each_item(
        &self,
        kind: u32,
        control: &Control,
        mut found: impl FnMut(usize, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut listed = 0;
        let mut visit = |item: usize, word: usize| {
            listed += 1;
            if listed % ITEMS_PER_CHECK == 0 {
                control.check()?;
            }
            found(item, word)
        };
        match (kind as usize).checked_sub(self.spans.types()) {
            None => self.spans.items_of(kind).try_for_each(|(item, word)| visit(item, word)),
            Some(border) => self.borders[border]
                .iter()
                .try_for_each(|&(item, word)| visit(item as usize, word as usize)),
        }
    }

    fn set_price(&mut self, item: usize, word: usize, price: u32) {
        let change = i64::from(price) - i64::from(self.prices[item]);
        self.sums[self.kinds[item] as usize] += change * self.words.weight(word);
        self.prices[item] = price;
    }

    /// Starts from prices that fall with how often a type occurs, so that no type costs more than a
    /// common limit; the limit is the best of a few.
    pub(super) fn start(&mut self, workers: &Workers, control: &Control) -> Result<(), Error> {
        let mut weights = Vec::new();
        room::append(&mut weights, self.sums.len(), 0i64, control)?;
        for kind in 0..self.sums.len() as u32 {
            if (kind as usize).is_multiple_of(ITEMS_PER_CHECK) {
                control.check()?;
            }
            let mut weight = 0;
            self.for_each_item(kind, control, |_, word| {
                weight += self.words.weight(word);
                Ok(())
            })?;
            weights[kind as usize] = weight;
        }
        let top = largest(weights.iter().copied(), self.merges.saturating_add(1))?;
        let mut best = (i64::MAX, 0.0);
        for power in 0..STARTS {
            let limit = top.last().map_or(0.0, |&least| least as f64) * 2f64.powi(power - 2);
            self.price_by(&weights, limit, control)?;
            let bound = self.look(workers, control)?.bound;
            if bound < best.0 {
                best = (bound, limit);
            }
        }
        self.price_by(&weights, best.1, control)
    }

    fn price_by(&mut self, weights: &[i64], limit: f64, control: &Control) -> Result<(), Error> {
        for (kind, &weight) in weights.iter().enumerate() {
            if kind % ITEMS_PER_CHECK == 0 {
                control.check()?;
            }
            let share = (limit / weight.max(1) as f64).min(1.0);
            let price = (share * UNIT as f64) as u32;
            // A type's items occur as often as it does, and all have its price.
            self.sums[kind] = i64::from(price) * weight;
        }
        for (index, (price, &kind)) in self.prices.iter_mut().zip(&self.kinds).enumerate() {
            if index % ITEMS_PER_CHECK == 0 {
                control.check()?;
            }
            let share = (limit / weights[kind as usize].max(1) as f64).min(1.0);
            *price = (share * UNIT as f64) as u32;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::greedy::greedy_merges;
    use crate::theory::testing::{all_strings, brute_force_optimum, golden, words_of, workers};
    use crate::theory::words::FIRST_MERGED;
    use proptest::prelude::*;

    fn bounds(words: &Words, count: usize, reach: usize, shape: Shape, threads: usize) -> Vec<i64> {
        let (control, workers) = (Control::new(), workers(threads));
        let mut relaxation = Relaxation::new(words, count, shape, &control).unwrap();
        if reach < relaxation.spans.reach {
            relaxation = relaxation.with_reach(reach);
        }
        let mut found = Vec::new();
        let target = greedy_merges(words, count, FIRST_MERGED, &control).unwrap().utility;
        relaxation.start(&workers, &control).unwrap();
        relaxation.improve(60, target, &workers, &control, |bound| found.push(bound)).unwrap();
        found
    }

    impl Relaxation<'_> {
        /// The same with a shorter reach.
        fn with_reach(self, reach: usize) -> Self {
            let control = Control::new();
            let spans = Spans::new(self.words, reach, self.shape.items(), &control).unwrap();
            let mut shorter = Self {
                kinds: spans.kinds(&control).unwrap(),
                spans,
                first_borders: Vec::new(),
                borders: Vec::new(),
                ..self
            };
            if shorter.shape == Shape::Forest {
                shorter.add_borders(&control).unwrap();
            }
            shorter.prices = vec![0; shorter.kinds.len()];
            shorter.sums = vec![0; shorter.spans.types() + shorter.borders.len()];
            shorter
        }
    }

    #[test]
    fn no_bound_is_below_the_optimum_of_any_short_string() {
        for string in all_strings(2, 8).iter().chain(&all_strings(3, 6)) {
            let words = words_of(&[string]);
            for count in 1..=3 {
                let optimum = brute_force_optimum(&words, count);
                for (shape, reach) in
                    [(Shape::Forest, 24), (Shape::Forest, 3), (Shape::Forest, 1), (Shape::Path, 24)]
                {
                    let bounds = bounds(&words, count, reach, shape, 1);
                    assert!(bounds.iter().all(|&bound| bound >= optimum), "{string} {count}");
                }
            }
        }
    }

    #[test]
    fn forests_are_close_to_the_golden_optima() {
        let (mut optima, mut found) = (0, 0);
        for case in golden("upperBounds") {
            let words = words_of(&[case["text"].as_str().unwrap()]);
            let count = case["merges"].as_u64().unwrap() as usize;
            let optimum = case["optimum"].as_i64().unwrap();
            let bound = *bounds(&words, count, 24, Shape::Forest, 1).last().unwrap();
            assert!(bound >= optimum, "{case}");
            optima += optimum;
            found += bound;
        }
        assert!(found * 100 <= optima * 115, "{found} for {optima}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_bound_is_below_the_optimum_of_words(
            texts in prop::collection::vec("[ab]{0,6}|[abc]{0,4}", 1..5),
            count in 1..4usize,
            reach in 1..6usize,
        ) {
            let words = words_of(&texts);
            let optimum = brute_force_optimum(&words, count);
            for shape in [Shape::Forest, Shape::Path] {
                let one = bounds(&words, count, reach, shape, 1);
                prop_assert!(one.iter().all(|&bound| bound >= optimum));
                for threads in [2, 3, 8] {
                    prop_assert_eq!(&bounds(&words, count, reach, shape, threads), &one);
                }
            }
        }
    }
}
