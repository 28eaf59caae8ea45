//! Which coordinates to keep: greedy selection on an information objective, with whatever proof of
//! quality the instance permits.
//!
//! arXiv 2503.23340.

use gainful_kernels::{Control, Workers};
use gainful_submodular::optimizers::Greedy;
use gainful_submodular::{
    Cardinality, Certificate, Constraint, Guarantee, Options, Stopping, maximize,
};

use crate::chain::MarkovChain;
use crate::enumeration::Optimum;
use crate::error::Error;
use crate::function::InformationFunction;
use crate::objectives::{EntropyRate, Goal, InformationObjective, TIE_TOLERANCE, without_dust};
use crate::proofs::Proofs;
use crate::structure::Structure;

/// What to select.
#[derive(Clone, Copy, Debug)]
pub struct SelectionOptions {
    /// The quantity to make large or small; by default the entropy rate.
    pub objective: &'static dyn InformationObjective,
    /// Large or small; by default what suits the objective.
    pub goal: Option<Goal>,
    /// How many coordinates to select, from 1 to the dimension.
    pub cardinality: usize,
    /// Whether to look for the optimum and check the structure where that takes about a second at most;
    /// the selection does not depend on it.
    pub prove: bool,
}

impl SelectionOptions {
    /// The `cardinality` coordinates of large entropy rate, with proof.
    pub fn new(cardinality: usize) -> Self {
        Self { objective: &EntropyRate, goal: None, cardinality, prove: true }
    }
}

/// Selected coordinates, and how good they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The coordinates in the order of their selection. The first j of them are the selection of
    /// cardinality j.
    pub coordinates: Vec<u32>,
    /// By how much each of them improved the value: raised it, or lowered it if the goal is to
    /// minimize. Negative where it made things worse.
    pub gains: Vec<f64>,
    /// The value after each selection, in nats: sums of the gains, 0 where rounding has left one just
    /// below.
    pub values: Vec<f64>,
    /// The value of the whole selection, in nats: the last of `values`, 0 if there is none.
    pub value: f64,
    /// Subsets evaluated by the greedy.
    pub evaluations: u64,
    /// The best subset of exactly this many coordinates, if all were tried: up to 20 coordinates,
    /// 1,000,000 subsets and a second of work.
    pub optimum: Option<Optimum>,
    /// The structure of the objective on this chain, if it was checked: up to 12 coordinates and
    /// a second of work.
    pub structure: Option<Structure>,
    /// What theory guarantees of the value, if the structure was checked and permits it.
    pub guarantee: Guarantee,
    /// How far the value can be from the optimum, likewise.
    pub certificate: Option<Certificate>,
    /// Why there are a guarantee and a certificate or none, as a sentence.
    pub reason: &'static str,
}

/// Selects coordinates of `chain` one after the other, each time the one with the largest gain.
///
/// Gains within 1e-9 nats of the largest count as equal, and the smallest coordinate of them is
/// taken. Exactly `cardinality` coordinates are selected, even if the last gains are negative; only
/// a large distance to factorizability, which falls again, ends at the first coordinate that does
/// not raise it. The same selection comes back for any number of `workers`.
///
/// # Errors
///
/// [`Error::Argument`] if the cardinality is 0 or exceeds the dimension; [`Error::Cancelled`].
pub fn select_coordinates(
    chain: &MarkovChain,
    options: &SelectionOptions,
    workers: &Workers,
    control: &Control,
) -> Result<Selection, Error> {
    let cardinality = Cardinality::new(options.cardinality);
    cardinality.check(chain.dimension()).map_err(Error::Argument)?;
    let goal = options.goal.unwrap_or_else(|| options.objective.goal());
    let score = options.objective.on(chain, workers, control)?;
    let proofs = if options.prove {
        Proofs::find(chain, &*score, goal, options.cardinality, workers, control)?
    } else {
        Proofs::default()
    };
    let properties = proofs.properties(goal);
    let reason = proofs.reason(options.prove, goal);
    let function = InformationFunction { chain, score: &*score, goal, properties };
    // Near-ties are decided by a tolerance, which only the plain greedy applies to all gains.
    let greedy =
        Options { optimizer: Some(&Greedy), stopping: Some(Stopping::Full), ..Options::default() };
    let constraint = Constraint::from(cardinality);
    let selected = maximize(&function, &constraint, &greedy, workers, control)?;
    let (mut coordinates, mut gains) = (selected.elements, selected.gains);
    if options.objective.ends_early() && goal == Goal::Maximize {
        let useful = gains.iter().take_while(|&&gain| gain > TIE_TOLERANCE).count();
        coordinates.truncate(useful);
        gains.truncate(useful);
    }
    let mut sum = 0.0;
    let mut values = Vec::with_capacity(gains.len());
    for gain in &gains {
        sum += goal.sign() * gain;
        values.push(without_dust(sum));
    }
    let value = values.last().copied().unwrap_or(0.0);
    let certificate = selected
        .certificate
        .map(|certificate| certify(certificate, goal.sign() * value, options.cardinality));
    Ok(Selection {
        coordinates,
        gains,
        values,
        value,
        evaluations: selected.evaluations,
        optimum: proofs.optimum,
        structure: proofs.structure,
        guarantee: selected.guarantee,
        certificate,
        reason,
    })
}

/// The certificate of a selection of this value, signed for the goal, from that of a whole run.
///
/// The run may have gone on after the last coordinate that is reported; and a bound of up to 1e-9
/// nats a coordinate, all of which count as zero, says nothing about shares of it.
fn certify(certificate: Certificate, value: f64, cardinality: usize) -> Certificate {
    // The empty set is worth 0, and the reported one is no better than the best; only rounding says
    // otherwise.
    let positive = |number: f64| if number > 0.0 { number } else { 0.0 };
    let value = positive(value);
    let upper_bound = positive(certificate.upper_bound).max(value);
    let is_zero = upper_bound <= TIE_TOLERANCE * cardinality as f64;
    let ratio = if is_zero { 1.0 } else { value / upper_bound };
    Certificate { upper_bound, ratio }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::objectives::OBJECTIVES;
    use crate::testing::{curie_weiss, random_chain, workers};

    fn select(chain: &MarkovChain, options: &SelectionOptions) -> Result<Selection, Error> {
        select_coordinates(chain, options, &Workers::single(), &Control::new())
    }

    /// Curie-Weiss with ten spins, inverse temperature 0.1, field 1: computed on dense joint tables
    /// and on grouped sparse entries, both without this crate.
    #[test]
    fn ten_spins_give_the_published_table() {
        let chain = curie_weiss(10);
        let selection = select(&chain, &SelectionOptions::new(10)).unwrap();
        assert_eq!(selection.coordinates, [0, 9, 1, 8, 4, 6, 2, 7, 3, 5]);
        let values = [
            0.2908510,
            0.5737141,
            0.8393313,
            1.0957022,
            1.3395304,
            1.5709755,
            1.7875713,
            1.9850049,
            2.1579270,
            2.2910916538,
        ];
        for (found, expected) in selection.values.iter().zip(values) {
            assert!((found - expected).abs() < 1e-7, "{found} {expected}");
        }
        let rate = chain.entropy_rate(&selection.coordinates).unwrap();
        assert!((selection.value - rate).abs() < 1e-13);
        assert_eq!(selection.evaluations, 10 + 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1);

        let six = select(&chain, &SelectionOptions::new(6)).unwrap();
        let optimum = six.optimum.unwrap();
        assert_eq!(optimum.coordinates, [0, 1, 3, 6, 8, 9]);
        assert!((optimum.value - 1.5712151).abs() < 1e-7);
        let certificate = six.certificate.unwrap();
        assert!(certificate.upper_bound >= optimum.value && certificate.ratio > 0.9);

        let costs = [-0.1437478, -0.1374118, -0.1346489, -0.1335272, -0.1331647];
        for (e, cost) in (0..10).zip(costs.iter().chain(costs.iter().rev())) {
            let others: Vec<u32> = (0..10).filter(|&i| i != e).collect();
            let found = chain.entropy_rate(&others).unwrap() - selection.value;
            assert!((found - cost).abs() < 1e-7, "{e}: {found} {cost}");
        }
    }

    /// A shared flag (probability 1e-3) lets coordinates 1 and 2 follow coordinate 1, flipped by the
    /// flag; coordinate 0 follows coordinate 1 three times in four.
    #[test]
    fn the_entropy_rate_is_not_submodular_in_general() {
        let mut transition = [0.0; 64];
        for (x, row) in transition.chunks_exact_mut(8).enumerate() {
            let now = x >> 1 & 1;
            for (y, probability) in row.iter_mut().enumerate() {
                let digits = [y >> 2 & 1, y >> 1 & 1, y & 1];
                let copy = if digits[0] == now { 0.75 } else { 0.25 };
                for (flag, weight) in [(0, 1.0 - 1e-3), (1, 1e-3)] {
                    let own = |digit| if digit == now ^ flag { 1.0 - 1e-4 } else { 1e-4 };
                    *probability += copy * weight * own(digits[1]) * own(digits[2]);
                }
            }
        }
        let (workers, control) = (Workers::single(), Control::new());
        let chain =
            MarkovChain::from_dense(&transition, vec![2; 3], None, &workers, &control).unwrap();
        let h = |subset: &[u32]| chain.entropy_rate(subset).unwrap();
        let difference = h(&[0, 1]) + h(&[0, 2]) - h(&[0, 1, 2]) - h(&[0]);
        assert!((difference + 0.0907085850).abs() < 1e-9, "{difference}");

        let selection = select(&chain, &SelectionOptions::new(2)).unwrap();
        let structure = selection.structure.unwrap();
        assert!((structure.smallest_second_difference - difference).abs() < 1e-12);
        assert!(!structure.is_submodular());
        assert_eq!(selection.certificate, None);
        assert!(selection.reason.contains("second difference"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn certificates_hold(
            shape in prop::collection::vec(2u32..4, 2..5),
            density in prop::sample::select(vec![0.1, 0.5, 1.0]),
            objective in 0..OBJECTIVES.len(),
            maximize: bool,
            seed: u64,
        ) {
            let chain = random_chain(&shape, density, seed);
            let goal = if maximize { Goal::Maximize } else { Goal::Minimize };
            let objective = OBJECTIVES[objective];
            for cardinality in 1..=shape.len() {
                let options =
                    SelectionOptions { objective, goal: Some(goal), cardinality, prove: true };
                let selection = select(&chain, &options).unwrap();
                let best = goal.sign() * selection.optimum.unwrap().value;
                if selection.coordinates.len() == cardinality {
                    prop_assert!(goal.sign() * selection.value <= best + 1e-9);
                }
                if let Some(certificate) = selection.certificate {
                    // Differences of up to 1e-9 were taken for zero, one for each element.
                    let slack = 1e-9 * cardinality as f64;
                    prop_assert!(best <= certificate.upper_bound + slack);
                    let Guarantee::Ratio { ratio, .. } = selection.guarantee else { panic!() };
                    let promised = ratio * best;
                    let value = goal.sign() * selection.value;
                    prop_assert!(value >= promised - slack);
                    prop_assert!(certificate.upper_bound >= value);
                    prop_assert!((0.0..=1.0).contains(&certificate.ratio));
                }
            }
        }
    }

    /// Where all steps are independent all distances are zero, and only rounding tells subsets apart.
    #[test]
    fn dust_is_neither_a_value_nor_a_bound() {
        let (workers, control) = (Workers::single(), Control::new());
        for shape in [vec![2, 3], vec![2, 2, 2], vec![3, 5, 2]] {
            let states = shape.iter().product::<u32>() as usize;
            let transition = vec![1.0 / states as f64; states * states];
            let chain = MarkovChain::from_dense(&transition, shape, None, &workers, &control);
            let chain = chain.unwrap();
            for &objective in &OBJECTIVES[1..] {
                for goal in [Goal::Maximize, Goal::Minimize] {
                    let cardinality = chain.dimension() - 1;
                    let goal = Some(goal);
                    let options = SelectionOptions { objective, goal, cardinality, prove: true };
                    let selection = select(&chain, &options).unwrap();
                    assert!(selection.values.iter().all(|&value| (0.0..1e-12).contains(&value)));
                    assert!(selection.optimum.unwrap().value >= 0.0);
                    let certificate = selection.certificate.unwrap();
                    assert!((0.0..1e-12).contains(&certificate.upper_bound), "{certificate:?}");
                    assert_eq!(certificate.ratio, 1.0);
                }
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        for chain in [curie_weiss(9), random_chain(&[2, 3, 2, 4], 0.2, 5)] {
            let options = SelectionOptions::new(chain.dimension() / 2);
            let expected = select(&chain, &options).unwrap();
            for threads in [2, 3, 8] {
                let found =
                    select_coordinates(&chain, &options, &workers(threads), &Control::new());
                assert_eq!(found.unwrap(), expected);
            }
        }
    }

    #[test]
    fn proofs_do_not_change_the_selection() {
        let chain = curie_weiss(9);
        let with = select(&chain, &SelectionOptions::new(4)).unwrap();
        let without = SelectionOptions { prove: false, ..SelectionOptions::new(4) };
        let without = select(&chain, &without).unwrap();
        assert_eq!(without.coordinates, with.coordinates);
        assert_eq!(without.gains, with.gains);
        assert_eq!(
            (without.structure, without.optimum, without.certificate, without.reason),
            (None, None, None, "No proof was asked for.")
        );
    }

    #[test]
    fn beyond_twelve_coordinates_only_the_optimum_is_sought() {
        let selection = select(&curie_weiss(13), &SelectionOptions::new(2)).unwrap();
        assert_eq!(selection.structure, None);
        assert_eq!(selection.optimum.unwrap().coordinates, [0, 12]);
        assert!(selection.reason.contains("too many subsets"));
    }

    #[test]
    fn minimizing_takes_the_smallest_values() {
        let chain = random_chain(&[2, 2, 2, 2], 1.0, 8);
        let options = SelectionOptions { goal: Some(Goal::Minimize), ..SelectionOptions::new(1) };
        let selection = select(&chain, &options).unwrap();
        let rates: Vec<f64> = (0..4).map(|i| chain.entropy_rate(&[i]).unwrap()).collect();
        let least = rates.iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!(selection.value, least);
        assert_eq!(selection.optimum.unwrap().value, least);
    }

    #[test]
    fn cardinalities_are_checked() {
        let chain = curie_weiss(4);
        for cardinality in [0, 5] {
            let error = select(&chain, &SelectionOptions::new(cardinality)).unwrap_err();
            let message = error.to_string();
            assert!(message.starts_with("Expected an integer from 1 to 4"), "{message}");
            let end = format!("for cardinality but received {cardinality}");
            assert!(message.ends_with(&end), "{message}");
        }
    }

    #[test]
    fn selection_stops_when_asked_to() {
        let control = Control::new();
        control.cancel();
        let options = SelectionOptions::new(2);
        let result = select_coordinates(&curie_weiss(4), &options, &Workers::single(), &control);
        assert!(matches!(result, Err(Error::Cancelled(_))));
    }
}
