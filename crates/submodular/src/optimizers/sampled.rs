//! Picking the best of a random sample again and again: what stochastic greedy and its lazy form
//! share, so that they pick the same.

use gainful_kernels::Random;

use super::Problem;
use super::growth::{Candidate, Growth};
use super::outside::Outside;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::Stop;

/// How much of 1 - 1/e is given up unless the caller says otherwise.
pub(crate) const EPSILON: f64 = 0.01;

/// Finds the position of the candidate to pick from a sample, given the tie tolerance. The gains of
/// candidates outside the set are the last known ones before.
pub(crate) type BestOf = fn(&mut Growth<'_>, &mut [Candidate], f64) -> Result<Option<usize>, Error>;

/// Brings a random sample of this size to the front, in the pick with this number.
pub(crate) trait Draw: FnMut(u64, &mut [Candidate], usize) {}

impl<T: FnMut(u64, &mut [Candidate], usize)> Draw for T {}

/// The option `epsilon`.
pub(crate) fn epsilon(problem: &Problem<'_>) -> f64 {
    problem.options.parameters.epsilon.unwrap_or(EPSILON)
}

/// Samples of any size without replacement, each a function of the seed and the pick's number.
///
/// The first steps of a Fisher-Yates shuffle: O(size).
pub(crate) fn shuffle(seed: u64) -> impl Draw {
    move |pick, candidates, size| {
        let mut random = Random::new(seed, pick);
        for position in 0..size {
            let other = position as u64 + random.below((candidates.len() - position) as u64);
            candidates.swap(position, other as usize);
        }
    }
}

/// How many of `candidates` to look at for each of `picks` so that the expected value is within
/// `epsilon` of 1 - 1/e: n/k ln(1/epsilon), rounded up.
pub(crate) fn sample_size(candidates: usize, picks: usize, epsilon: f64) -> usize {
    let size = candidates as f64 / picks as f64 * (1.0 / epsilon).ln();
    (size.ceil() as usize).max(1)
}

/// What the best of each sample reaches for monotone submodular functions.
pub(crate) fn guarantee(problem: &Problem<'_>) -> Guarantee {
    Guarantee::for_monotone(problem, || {
        let ratio = 1.0 - (-1.0f64).exp() - epsilon(problem);
        if !problem.constraint.is_uniform() {
            Guarantee::none("samples have no guarantee for a constraint of this kind")
        } else if ratio <= 0.0 {
            Guarantee::none("epsilon is so large that nothing is promised")
        } else {
            Guarantee::Ratio { ratio, rule: "mirzasoleiman-et-al".into(), in_expectation: true }
        }
    })
}

/// Adds the best of a sample until the set is complete. Where no element of the sample is worth
/// while, looks at all elements.
pub(crate) fn select(
    growth: &mut Growth<'_>,
    outside: &mut Outside,
    problem: &Problem<'_>,
    best_of: BestOf,
    mut draw: impl Draw,
) -> Result<Stop, Error> {
    outside.begin(growth, problem)?;
    let tolerance = problem.objective.tie_tolerance();
    let size = sample_size(outside.admitted.len(), problem.room(), epsilon(problem));
    for pick in 0.. {
        if let Some(stop) = growth.completion() {
            return Ok(stop);
        }
        outside.reject(growth);
        let admitted = &mut outside.admitted;
        let size = size.min(admitted.len());
        draw(pick, admitted, size);
        let mut best = best_of(growth, &mut admitted[..size], tolerance)?;
        if best.is_some_and(|position| !growth.is_worthwhile(admitted[position])) {
            best = best_of(growth, admitted, tolerance)?;
        }
        let Some(position) = best else { break };
        if !growth.is_worthwhile(admitted[position]) {
            return Ok(Stop::Gain);
        }
        growth.insert(admitted.swap_remove(position))?;
    }
    Ok(Stop::Constraint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainful_kernels::{Control, Workers};
    use serde_json::Value;

    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::maximize::{Options, Selection};
    use crate::optimizers::{LazierThanLazyGreedy, Optimizer, StochasticGreedy};
    use crate::optimizers::{lazier_than_lazy_greedy, stochastic_greedy};
    use crate::parameters::Parameters;
    use crate::testing::Tabulated;
    use crate::testing::golden::{
        assert_all_close, assert_close, cases, count, elements, golden, numbers, objective,
    };

    /// What comes out if the samples are those of the case.
    fn selection(
        optimizer: &dyn Optimizer,
        best_of: BestOf,
        objective: &Tabulated,
        case: &Value,
    ) -> Selection {
        let constraint = Constraint::from(Cardinality::new(count(&case["limit"])));
        let epsilon = case["epsilon"].as_f64();
        let parameters = Parameters { epsilon, ..Parameters::default() };
        let options = Options { parameters, ..Options::default() };
        let (workers, control) = (Workers::single(), Control::new());
        let problem = Problem {
            objective,
            constraint: &constraint,
            options: &options,
            withheld: &[],
            earlier: None,
            workers: &workers,
            control: &control,
        };
        Outside::run(optimizer, &problem, |growth, outside| {
            let draw = |pick, candidates: &mut [Candidate], size| {
                let pool = elements(&case["candidate_pools"][pick as usize]);
                assert_eq!(size, pool.len());
                candidates.sort_unstable_by_key(|candidate| !pool.contains(&candidate.element));
            };
            select(growth, outside, &problem, best_of, draw)
        })
        .unwrap()
    }

    #[test]
    fn the_best_of_given_samples() {
        let golden = golden();
        for case in cases(&golden, "stochastic_greedy_with_given_pools", 6) {
            let objective = objective(&golden, case);
            let what = case.to_string();
            let epsilon = case["epsilon"].as_f64().unwrap();
            let size = sample_size(objective.size, count(&case["limit"]), epsilon);
            assert_eq!(size.min(objective.size), count(&case["sample_size"]), "{what}");
            let optimizers: [(&dyn Optimizer, BestOf); 2] = [
                (&StochasticGreedy, stochastic_greedy::best),
                (&LazierThanLazyGreedy, lazier_than_lazy_greedy::best),
            ];
            for (optimizer, best_of) in optimizers {
                let selection = selection(optimizer, best_of, &objective, case);
                assert_eq!(selection.elements, elements(&case["order"]), "{what}");
                assert_all_close(&selection.gains, &numbers(&case["gains"]), &what);
                assert_close(selection.value, case["value"].as_f64().unwrap(), &what);
            }
        }
    }

    #[test]
    fn samples_are_without_repetition_and_even() {
        let mut draw = shuffle(5);
        let mut counts = [0u32; 10];
        for pick in 0..30_000 {
            let mut candidates: Vec<_> =
                (0..10).map(|element| Candidate { gain: 0.0, element }).collect();
            draw(pick, &mut candidates, 3);
            let sample = [0, 1, 2].map(|position: usize| candidates[position].element);
            assert!(sample[0] != sample[1] && sample[1] != sample[2] && sample[2] != sample[0]);
            sample.iter().for_each(|&element| counts[element as usize] += 1);
        }
        // Five standard deviations of a binomial count: 5 * sqrt(30,000 * 0.3 * 0.7) = 397.
        assert!(counts.iter().all(|&count| count.abs_diff(9_000) < 397), "{counts:?}");
    }
}
