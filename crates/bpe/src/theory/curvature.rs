//! Total backward curvature: how far merges are from having diminishing returns, which gives a lower
//! bound on what greedy reaches.
//!
//! sigma(mu*) = max over mu of 1 - (kappa(mu mu*) - kappa(mu*)) / kappa(mu), where mu mu* applies the
//! merges of mu before those of mu*, and kappa(greedy) >= (1 - e^-sigma) / sigma kappa(mu*) (Zouhar et
//! al. 2023, definition 4.4 and theorem 4.6). The maximum depends on which mu are looked at, so
//! the range belongs to the number.
//!
//! A sample sees some mu only: its maximum is at most sigma, so that what follows from it is an
//! estimate of the guarantee and none itself.

use super::budget::within;
use super::utility::compression_utility;
use super::words::{FIRST_MERGED, Pair, Words};
use crate::error::Error;
use crate::model::Merge;
use gainful_kernels::{Control, Random};
use rustc_hash::FxHashMap;
use std::time::Duration;

/// The longest sequences that are enumerated: each merge on the way has words of its own.
const DEEPEST: usize = 32;

/// Which sequences mu are looked at, all of pairs that occur; M is the length of mu*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// Those of exactly M merges.
    Same,
    /// Those of 1 to M merges.
    UpTo,
}

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// All sequences are looked at if P^M is at most this, where P pairs occur at first: about as many
    /// sequences as there are.
    pub exact_up_to: u64,
    /// The samples that are taken otherwise.
    pub samples: u64,
    /// Where random choices begin.
    pub seed: u64,
    /// Time after which what was found so far is returned, if any: then it depends on the machine.
    pub budget: Option<Duration>,
}

/// A total backward curvature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// The largest value found; 0 if no sequence was looked at.
    pub sigma: f64,
    /// How many sequences were looked at.
    pub sequences: u64,
    /// Whether those were all there are. If not, `sigma` is a lower bound on the curvature.
    pub is_exact: bool,
}

impl Curvature {
    /// (1 - e^-sigma) / sigma: if `sigma` is that of an optimal sequence and exact, greedy has at least
    /// this share of the optimum. 1 for a sigma that is not positive.
    pub fn guarantee(&self) -> f64 {
        if self.sigma <= 0.0 { 1.0 } else { -(-self.sigma).exp_m1() / self.sigma }
    }
}

/// The total backward curvature of `merges`, over all sequences or, where those are too many, over
/// samples of M merges drawn one after the other, all pairs that occur being equally likely; with
/// [`Lengths::UpTo`] the beginnings of the samples count too.
///
/// The number of sequences is exponential in M; each takes O(MN) time for N symbols in distinct words.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn backward_curvature(
    words: &Words,
    merges: &[Merge],
    lengths: Lengths,
    looks: Looks,
    control: &Control,
) -> Result<Curvature, Error> {
    let pairs = words.gains(control)?.len() as u64;
    let power = u32::try_from(merges.len()).ok().and_then(|count| pairs.checked_pow(count));
    let mut search = Search::new(words, merges, lengths, control)?;
    let is_affordable =
        merges.len() <= DEEPEST && power.is_some_and(|power| power <= looks.exact_up_to);
    let is_done = within(looks.budget, control, || {
        if is_affordable {
            control.begin("enumerating", None)?;
            search.visit_all(words, 0, 0)
        } else {
            control.begin("sampling", Some(looks.samples))?;
            search.visit_some(words, looks)
        }
    })?;
    search.found.is_exact = is_affordable && is_done;
    Ok(search.found)
}

struct Search<'a> {
    merges: &'a [Merge],
    lengths: Lengths,
    control: &'a Control,
    /// The symbols before any merge, and kappa(mu*).
    length: i64,
    utility: i64,
    /// The number of each tree; those of mu* have theirs.
    trees: FxHashMap<Pair, u32>,
    next_token: u32,
    found: Curvature,
}

impl<'a> Search<'a> {
    fn new(
        words: &Words,
        merges: &'a [Merge],
        lengths: Lengths,
        control: &'a Control,
    ) -> Result<Self, Error> {
        let utility = compression_utility(words, merges, control)?;
        let trees = merges.iter().map(|merge| ((merge.left, merge.right), merge.token)).collect();
        let last = merges.iter().map(|merge| merge.token).chain(words.symbols().iter().copied());
        Ok(Self {
            merges,
            lengths,
            control,
            length: words.total_length(),
            utility,
            trees,
            next_token: last.max().map_or(FIRST_MERGED, |last| FIRST_MERGED.max(last + 1)),
            found: Curvature { sigma: 0.0, sequences: 0, is_exact: false },
        })
    }

    fn visit_all(&mut self, words: &Words, depth: usize, gained: i64) -> Result<(), Error> {
        self.look(words, depth, gained)?;
        if depth == self.merges.len() {
            return Ok(());
        }
        for (pair, gain) in words.gains(self.control)? {
            let mut merged = words.clone();
            merged.merge(self.merge(pair), self.control)?;
            self.visit_all(&merged, depth + 1, gained + gain)?;
        }
        Ok(())
    }

    fn visit_some(&mut self, start: &Words, looks: Looks) -> Result<(), Error> {
        for sample in 0..looks.samples {
            let mut random = Random::new(looks.seed, sample);
            let mut words = start.clone();
            let mut gained = 0;
            for depth in 1..=self.merges.len() {
                let pairs = words.gains(self.control)?;
                if pairs.is_empty() {
                    break;
                }
                let (pair, gain) = pairs[random.below(pairs.len() as u64) as usize];
                words.merge(self.merge(pair), self.control)?;
                gained += gain;
                self.look(&words, depth, gained)?;
            }
            self.control.advance(1)?;
        }
        Ok(())
    }

    /// Takes the sequence that has led to `words` into the maximum, if it is one of those looked at.
    fn look(&mut self, words: &Words, depth: usize, gained: i64) -> Result<(), Error> {
        self.control.check()?;
        if depth == 0 || self.lengths == Lengths::Same && depth < self.merges.len() {
            return Ok(());
        }
        let mut both = words.clone();
        for &merge in self.merges {
            both.merge(merge, self.control)?;
        }
        let utility = self.length - both.total_length();
        let value = 1.0 - (utility - self.utility) as f64 / gained as f64;
        let found = &mut self.found;
        found.sigma = if found.sequences == 0 { value } else { found.sigma.max(value) };
        found.sequences += 1;
        Ok(())
    }

    fn merge(&mut self, (left, right): Pair) -> Merge {
        let token = *self.trees.entry((left, right)).or_insert(self.next_token);
        self.next_token += u32::from(token == self.next_token);
        Merge { left, right, token }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::greedy::greedy_merges;
    use crate::theory::testing::{for_each_sequence, golden, words_of};
    use proptest::prelude::*;

    const ONE: Curvature = Curvature { sigma: 0.0, sequences: 1, is_exact: true };
    const ALL: Looks = Looks { exact_up_to: u64::MAX, samples: 0, seed: 0, budget: None };

    /// The least and the greatest curvature of all optimal sequences.
    fn curvatures(words: &Words, count: usize, optimum: i64, lengths: Lengths) -> [f64; 2] {
        let mut optimal = Vec::new();
        for_each_sequence(words, count, &mut |merges, utility| {
            if utility == optimum {
                optimal.push(merges.to_vec());
            }
        });
        let control = Control::new();
        let values = optimal
            .iter()
            .map(|merges| backward_curvature(words, merges, lengths, ALL, &control).unwrap().sigma);
        values.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, greatest], value| {
            [least.min(value), greatest.max(value)]
        })
    }

    #[test]
    fn curvatures_are_the_golden_ones() {
        // One case has no curvatures.
        for case in golden("optimal").iter().filter(|case| case["sigma_any_length"].is_array()) {
            let count = case["merges"].as_u64().unwrap() as usize;
            let words = words_of(&[case["text"].as_str().unwrap()]);
            let optimum = case["optimum"].as_i64().unwrap();
            for (lengths, name) in [(Lengths::Same, "exact_length"), (Lengths::UpTo, "any_length")]
            {
                let expected = &case[format!("sigma_{name}")];
                let expected = [&expected[0], &expected[1]].map(|value| value.as_f64().unwrap());
                let found = curvatures(&words, count, optimum, lengths);
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!((found - expected).abs() < 1e-9, "{found} {case}");
                }
                let guarantee = Curvature { sigma: found[0], ..ONE }.guarantee();
                let bound = case[format!("bound_{name}")].as_f64().unwrap();
                assert!((guarantee - bound).abs() < 1e-9, "{guarantee} {case}");
            }
        }
    }

    #[test]
    fn a_guarantee_is_one_where_returns_diminish_at_once() {
        for sigma in [-1.0, 0.0] {
            assert_eq!(Curvature { sigma, ..ONE }.guarantee(), 1.0);
        }
        let guarantee = Curvature { sigma: 2.5, ..ONE }.guarantee();
        assert!((guarantee - 0.367_166).abs() < 1e-6);
    }

    #[test]
    fn it_can_be_cancelled() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let merges = greedy_merges(&words, 5, FIRST_MERGED, &Control::new()).unwrap().merges;
        let control = Control::cancelled_at(100);
        let found = backward_curvature(&words, &merges, Lengths::UpTo, ALL, &control);
        assert!(matches!(found, Err(Error::Cancelled(_))));
    }

    proptest! {
        #[test]
        fn an_estimate_is_at_most_the_curvature(text in "[ab]{2,9}", seed in 0..9u64) {
            let words = words_of(&[text]);
            let control = Control::new();
            let merges = greedy_merges(&words, 2, FIRST_MERGED, &control).unwrap().merges;
            for lengths in [Lengths::Same, Lengths::UpTo] {
                let exact = backward_curvature(&words, &merges, lengths, ALL, &control).unwrap();
                prop_assert!(exact.is_exact);
                let looks = Looks { exact_up_to: 0, samples: 20, seed, budget: None };
                let found = backward_curvature(&words, &merges, lengths, looks, &control).unwrap();
                prop_assert!(found.sequences == 0 || found.sigma <= exact.sigma);
                prop_assert!(found.sequences <= 40 && !found.is_exact);
            }
        }
    }

    #[test]
    fn without_time_nothing_is_looked_at() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let merges = greedy_merges(&words, 5, FIRST_MERGED, &Control::new()).unwrap().merges;
        for exact_up_to in [0, u64::MAX] {
            let budget = Some(Duration::ZERO);
            let looks = Looks { exact_up_to, samples: 9, seed: 0, budget };
            let found = backward_curvature(&words, &merges, Lengths::UpTo, looks, &Control::new());
            assert_eq!(found.unwrap(), Curvature { sigma: 0.0, sequences: 0, is_exact: false });
        }
    }
}
