//! Whether a function has the structure that guarantees ask for, tested on the instance itself.
//!
//! Up to [`EXHAUSTIVE_SIZE`] elements, all gains at all sets decide: f is submodular if no gain grows
//! when one element is added, monotone if no gain is negative. Larger functions are tested along
//! random chains of growing sets, which can refute but not prove.
//!
//! Total curvature: Conforti & Cornuéjols, "Submodular set functions, matroids and the greedy
//! algorithm" (1984).

use gainful_kernels::{Cancelled, Control, Random, Workers};

use crate::error::Error;
use crate::objective::{Objective, State};

/// Functions of up to so many elements are tested at all sets: 16,384 of them.
pub const EXHAUSTIVE_SIZE: usize = 14;

/// Total curvature is computed for up to so many elements: 10,000 additions and as many forks.
const CURVATURE_SIZE: usize = 1000;

/// Gains are compared at so many prefixes of a random chain at most, so that large sets, which take
/// long to make, do not take all the time.
const TESTS_PER_CHAIN: usize = 16;

/// Differences of up to this share of the largest gain are put down to rounding.
const RELATIVE_TOLERANCE: f64 = 1e-9;

/// A gain that grew although the set grew: the function is not submodular.
#[derive(Clone, Debug, PartialEq)]
pub struct GrowingGain {
    /// The smaller set S.
    pub subset: Vec<u32>,
    /// The larger set T, which holds S.
    pub superset: Vec<u32>,
    /// The element, which is in neither.
    pub element: u32,
    /// Its gain at S.
    pub gain: f64,
    /// Its gain at T, which is larger.
    pub later_gain: f64,
}

/// A negative gain: the function is not monotone.
#[derive(Clone, Debug, PartialEq)]
pub struct NegativeGain {
    /// The set S.
    pub subset: Vec<u32>,
    /// The element, which is not in S.
    pub element: u32,
    /// Its gain at S.
    pub gain: f64,
}

/// What the gains of a function say of it. Differences of up to `tolerance` count as zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// Where the gain of an element grew most, if one did: the function is not submodular.
    pub growth: Option<GrowingGain>,
    /// The most negative gain, if there is one: the function is not monotone.
    pub loss: Option<NegativeGain>,
    /// f(∅), if it is not 0: the function is not normalized.
    pub offset: Option<f64>,
    /// Whether all sets were tested, so that nothing was missed.
    pub is_exhaustive: bool,
    /// How many pairs of gains were compared.
    pub comparisons: u64,
    /// The objective's tie tolerance and 1e-9 of the largest gain.
    pub tolerance: f64,
    /// The least and the largest gain.
    pub gains: (f64, f64),
    /// The least and the largest difference between the gain of an element at a set and at a larger
    /// one. Where none is positive beyond the tolerance, the function is supermodular.
    pub second_differences: (f64, f64),
    /// c = 1 - min_e f(e | V - e) / f(e) over the elements with f(e) > 0, from 0 (modular) to 1;
    /// where no test refutes that the function is monotone and submodular, and it has at most 1,000
    /// elements.
    pub total_curvature: Option<f64>,
}

/// Tests whether `objective` is submodular, monotone and normalized.
///
/// Up to 14 elements at all sets, beyond that by at least `samples` comparisons along random chains
/// that `seed` determines; the lengths of the chains are spread evenly over the orders of magnitude.
/// Progress counts sets or comparisons.
///
/// # Errors
///
/// [`Error::Cancelled`].
pub fn check_structure(
    objective: &dyn Objective,
    samples: u64,
    seed: u64,
    workers: &Workers,
    control: &Control,
) -> Result<Structure, Error> {
    let test = Test { objective, workers, control };
    let is_exhaustive = objective.size() <= EXHAUSTIVE_SIZE;
    let mut seen = Seen::default();
    let ends = if is_exhaustive {
        test.all_sets(&mut seen)?
    } else {
        test.random_chains(samples, seed, &mut seen)?;
        if objective.size() <= CURVATURE_SIZE { test.ends(&mut seen)? } else { Vec::new() }
    };
    let value = objective.begin().value();
    control.check()?;
    Ok(seen.conclude(is_exhaustive, objective.tie_tolerance(), value, &ends))
}

/// The gain of an element at the empty set and at all other elements.
type Ends = (f64, f64);

/// What has been seen of a function so far.
#[derive(Default)]
struct Seen {
    growth: Option<GrowingGain>,
    loss: Option<NegativeGain>,
    comparisons: u64,
    gains: (f64, f64),
    second_differences: (f64, f64),
}

impl Seen {
    /// Takes the gain of `element` at the set that `subset` lists.
    fn gain(&mut self, element: u32, gain: f64, subset: impl FnOnce() -> Vec<u32>) {
        if gain < self.gains.0 {
            self.loss = Some(NegativeGain { subset: subset(), element, gain });
        }
        self.gains = (self.gains.0.min(gain), self.gains.1.max(gain));
    }

    /// Takes the gains of `element` at two sets, the first a subset of the second; `sets` lists them.
    fn pair(
        &mut self,
        element: u32,
        (gain, later_gain): (f64, f64),
        sets: impl FnOnce() -> (Vec<u32>, Vec<u32>),
    ) {
        let difference = gain - later_gain;
        if difference < self.second_differences.0 {
            let (subset, superset) = sets();
            self.growth = Some(GrowingGain { subset, superset, element, gain, later_gain });
        }
        let (least, largest) = self.second_differences;
        self.second_differences = (least.min(difference), largest.max(difference));
        self.comparisons += 1;
    }

    fn conclude(
        self,
        is_exhaustive: bool,
        tie_tolerance: f64,
        value: f64,
        ends: &[Ends],
    ) -> Structure {
        let Self { growth, loss, comparisons, gains, second_differences } = self;
        let tolerance = tie_tolerance + RELATIVE_TOLERANCE * gains.1.max(-gains.0);
        let growth = growth.filter(|growth| growth.later_gain - growth.gain > tolerance);
        let loss = loss.filter(|loss| loss.gain < -tolerance);
        let is_curved = growth.is_none() && loss.is_none() && !ends.is_empty();
        Structure {
            growth,
            loss,
            offset: Some(value).filter(|value| value.abs() > tolerance),
            is_exhaustive,
            comparisons,
            tolerance,
            gains,
            second_differences,
            total_curvature: is_curved.then(|| total_curvature(ends, tolerance)),
        }
    }
}

/// 1 - the least ratio of an element's last gain to its first, where that is not 0.
fn total_curvature(ends: &[Ends], tolerance: f64) -> f64 {
    let ratios = ends.iter().filter(|ends| ends.0 > tolerance).map(|&(first, last)| last / first);
    1.0 - ratios.fold(1.0, f64::min).max(0.0)
}

/// A function being tested.
struct Test<'a> {
    objective: &'a dyn Objective,
    workers: &'a Workers,
    control: &'a Control,
}

impl Test<'_> {
    fn gains(&self, state: &dyn State, candidates: &[u32]) -> Result<Vec<f64>, Cancelled> {
        let mut gains = vec![0.0; candidates.len()];
        state.gains(candidates, &mut gains, self.workers, self.control)?;
        Ok(gains)
    }

    /// All elements; 32 bits can number them.
    fn elements(&self) -> Vec<u32> {
        (0..self.objective.size() as u32).collect()
    }

    fn insert_all(&self, state: &mut dyn State, elements: &[u32]) -> Result<(), Cancelled> {
        for &element in elements {
            self.control.check()?;
            state.insert(element, self.workers);
        }
        Ok(())
    }

    /// Compares the gains at every set with those at every set of one element more. O(n² 2^n) beside
    /// the n 2^n gains.
    fn all_sets(&self, seen: &mut Seen) -> Result<Vec<Ends>, Cancelled> {
        let size = self.objective.size();
        let sets = 1usize << size;
        self.control.begin("sets", Some(sets as u64))?;
        let mut table = Table { size, gains: vec![0.0; sets * size] };
        self.fill(&mut table, &*self.objective.begin(), 0, 0)?;
        for set in 0..sets {
            for element in outside(set, size) {
                let gain = table.at(set, element);
                seen.gain(element, gain, || members(set));
                for added in outside(set, size).filter(|&added| added != element) {
                    let larger = set | 1 << added;
                    let gains = (gain, table.at(larger, element));
                    seen.pair(element, gains, || (members(set), members(larger)));
                }
            }
        }
        let all = sets - 1;
        let ends = |element| (table.at(0, element), table.at(all & !(1 << element), element));
        Ok(self.elements().into_iter().map(ends).collect())
    }

    /// Fills in the gains at `set`, whose state is `state`, and at the sets that `set` and elements
    /// from `first` on make.
    fn fill(
        &self,
        table: &mut Table,
        state: &dyn State,
        set: usize,
        first: u32,
    ) -> Result<(), Cancelled> {
        let candidates: Vec<u32> = outside(set, table.size).collect();
        let gains = self.gains(state, &candidates)?;
        for (&element, gain) in candidates.iter().zip(gains) {
            table.gains[set * table.size + element as usize] = gain;
        }
        self.control.advance(1)?;
        for &element in candidates.iter().filter(|&&element| element >= first) {
            let mut larger = state.fork();
            larger.insert(element, self.workers);
            self.fill(table, &*larger, set | 1 << element, element + 1)?;
        }
        Ok(())
    }

    /// Compares gains along random chains, before and after one element is added.
    fn random_chains(&self, samples: u64, seed: u64, seen: &mut Seen) -> Result<(), Cancelled> {
        self.control.begin("comparisons", Some(samples))?;
        let mut order = self.elements();
        let mut chain = 0;
        while seen.comparisons < samples {
            let mut random = Random::new(seed, chain);
            let length = chain_length(self.objective.size() - 1, &mut random);
            let before = seen.comparisons;
            self.random_chain(&mut order, length, &mut random, seen)?;
            self.control.advance((seen.comparisons - before).min(samples - before))?;
            chain += 1;
        }
        Ok(())
    }

    /// One chain of `length` elements, fewer than there are: the first of `order`, which is shuffled.
    fn random_chain(
        &self,
        order: &mut [u32],
        length: usize,
        random: &mut Random,
        seen: &mut Seen,
    ) -> Result<(), Cancelled> {
        let stride = length.div_ceil(TESTS_PER_CHAIN);
        let mut state = self.objective.begin();
        for position in 0..length {
            let remaining = (order.len() - position) as u64;
            order.swap(position, position + random.below(remaining) as usize);
            let added = order[position];
            // The longest prefix is among those that are tested.
            if !(length - 1 - position).is_multiple_of(stride) {
                self.insert_all(&mut *state, &[added])?;
                continue;
            }
            let element = order[position + 1 + random.below(remaining - 1) as usize];
            let gains = self.gains(&*state, &[added, element])?;
            self.insert_all(&mut *state, &[added])?;
            let later = self.gains(&*state, &[element])?[0];
            let (subset, superset) = (&order[..position], &order[..=position]);
            seen.gain(added, gains[0], || subset.to_vec());
            seen.gain(element, gains[1], || subset.to_vec());
            seen.gain(element, later, || superset.to_vec());
            seen.pair(element, (gains[1], later), || (subset.to_vec(), superset.to_vec()));
        }
        Ok(())
    }

    /// Compares the gain of each element at the empty set with that at all other elements.
    fn ends(&self, seen: &mut Seen) -> Result<Vec<Ends>, Cancelled> {
        let elements = self.elements();
        let firsts = self.gains(&*self.objective.begin(), &elements)?;
        let mut lasts = Vec::with_capacity(elements.len());
        self.last_gains(&*self.objective.begin(), &elements, &mut lasts)?;
        let ends: Vec<Ends> = firsts.into_iter().zip(lasts).collect();
        for (&element, &(first, last)) in elements.iter().zip(&ends) {
            let others = || elements.iter().copied().filter(|&other| other != element).collect();
            seen.gain(element, first, Vec::new);
            seen.gain(element, last, others);
            seen.pair(element, (first, last), || (Vec::new(), others()));
        }
        Ok(ends)
    }

    /// Appends for each of `elements` its gain at all others; `state` holds all but `elements`.
    /// Halving them makes do with n log n additions.
    fn last_gains(
        &self,
        state: &dyn State,
        elements: &[u32],
        gains: &mut Vec<f64>,
    ) -> Result<(), Cancelled> {
        if elements.len() == 1 {
            gains.extend(self.gains(state, elements)?);
            return Ok(());
        }
        let (left, right) = elements.split_at(elements.len() / 2);
        for (part, others) in [(left, right), (right, left)] {
            let mut state = state.fork();
            self.insert_all(&mut *state, others)?;
            self.last_gains(&*state, part, gains)?;
        }
        Ok(())
    }
}

/// A length from 1 to `most`, each order of magnitude as likely as the others.
fn chain_length(most: usize, random: &mut Random) -> usize {
    let magnitude = random.below(u64::from(most.ilog2()) + 1);
    let least = 1u64 << magnitude;
    most.min((least + random.below(least)) as usize)
}

/// The gains of all elements at all sets of which bits tell the members.
struct Table {
    size: usize,
    gains: Vec<f64>,
}

impl Table {
    fn at(&self, set: usize, element: u32) -> f64 {
        self.gains[set * self.size + element as usize]
    }
}

fn outside(set: usize, size: usize) -> impl Iterator<Item = u32> {
    (0..size as u32).filter(move |element| set >> element & 1 == 0)
}

fn members(set: usize) -> Vec<u32> {
    (0..usize::BITS).filter(|element| set >> element & 1 == 1).collect()
}
