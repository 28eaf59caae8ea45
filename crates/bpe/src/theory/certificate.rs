//! Instance certificates: a lower bound on the ratio of what merges save to what the best ones save.
//!
//! ratio = utility / U, where U is the smallest of several upper bounds on the optimum for these words
//! and this number of merges. Each is proven where it is computed ([`CountBounds`], `relaxation`), so
//! the true ratio is never below the one that is told. Bounds are for merges of any kind, also where
//! equal strings are one token: what they count are strings.

use super::bounds::CountBounds;
use super::budget::within;
use super::parse::Shape;
use super::relaxation::Relaxation;
use super::utility::compression_utility;
use super::words::Words;
use crate::error::Error;
use crate::model::Merge;
use gainful_kernels::{Control, Workers};
use std::time::Duration;

/// How much work a certificate may take.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds of each relaxation at most; 0 for the bounds that are sums of counts alone.
    pub rounds: u32,
    /// Time after which the best bounds so far are returned, if any: then they depend on the machine.
    pub budget: Option<Duration>,
}

/// How good merges are, proven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// The symbols that the merges save.
    pub utility: i64,
    /// No merges of the same number save more.
    pub upper_bound: i64,
    /// The bounds that are sums of counts.
    pub counts: CountBounds,
    /// The bound of paths, if there was time for it.
    pub paths: Option<i64>,
    /// The bound of forests, if there was time for it.
    pub forests: Option<i64>,
    /// Rounds of both relaxations.
    pub rounds: u32,
    /// Whether the time was over before the rounds were.
    pub is_out_of_time: bool,
}

impl Certificate {
    /// The merges save at least this share of what the best ones save; 1 if nothing can be saved.
    pub fn ratio(&self) -> f64 {
        if self.upper_bound == 0 { 1.0 } else { self.utility as f64 / self.upper_bound as f64 }
    }
}

/// Certifies `merges` for `words`.
///
/// A round takes time proportional to the distinct words times the square of their length (paths) or its
/// cube (forests). The result is the same for any number of threads, if there is no budget.
///
/// # Errors
///
/// [`Error::Cancelled`] and [`Error::Memory`].
pub fn certificate(
    words: &Words,
    merges: &[Merge],
    effort: Effort,
    workers: &Workers,
    control: &Control,
) -> Result<Certificate, Error> {
    let utility = compression_utility(words, merges, control)?;
    let counts = CountBounds::new(words, merges.len(), control)?;
    let mut found = Certificate {
        utility,
        upper_bound: counts.least(),
        counts,
        paths: None,
        forests: None,
        rounds: 0,
        is_out_of_time: false,
    };
    let is_done = within(effort.budget, control, || {
        control.begin("bounding", Some(2 * u64::from(effort.rounds)))?;
        for shape in [Shape::Path, Shape::Forest] {
            relax(&mut found, shape, words, merges.len(), effort.rounds, workers, control)?;
        }
        Ok(())
    })?;
    found.is_out_of_time = !is_done;
    Ok(found)
}

fn relax(
    found: &mut Certificate,
    shape: Shape,
    words: &Words,
    count: usize,
    rounds: u32,
    workers: &Workers,
    control: &Control,
) -> Result<(), Error> {
    if rounds == 0 || found.utility == found.upper_bound {
        return Ok(());
    }
    let utility = found.utility;
    let mut relaxation = Relaxation::new(words, count, shape, control)?;
    relaxation.start(workers, control)?;
    relaxation.improve(rounds, utility, workers, control, |bound| {
        let kept = if shape == Shape::Path { &mut found.paths } else { &mut found.forests };
        *kept = Some(bound);
        found.upper_bound = found.upper_bound.min(bound);
        found.rounds += 1;
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::greedy::greedy_merges;
    use crate::theory::testing::{brute_force_optimum, words_of, workers};
    use crate::theory::words::FIRST_MERGED;
    use proptest::prelude::*;

    fn effort(rounds: u32) -> Effort {
        Effort { rounds, budget: None }
    }

    proptest! {
        #[test]
        fn a_ratio_is_never_above_the_true_one(
            texts in prop::collection::vec("[ab]{0,6}|[abc]{0,4}", 1..5),
            count in 0..4usize,
            rounds in 0..30u32,
        ) {
            let words = words_of(&texts);
            let control = Control::new();
            let greedy = greedy_merges(&words, count, FIRST_MERGED, &control).unwrap();
            let merges = &greedy.merges;
            let found =
                certificate(&words, merges, effort(rounds), &workers(1), &control).unwrap();
            prop_assert_eq!(found.utility, greedy.utility);
            let optimum = brute_force_optimum(&words, merges.len());
            prop_assert!(found.upper_bound >= optimum);
            prop_assert!(found.ratio() * optimum as f64 <= found.utility as f64 + 1e-9);
            for threads in [2, 3, 8] {
                let again =
                    certificate(&words, merges, effort(rounds), &workers(threads), &control);
                prop_assert_eq!(again.unwrap(), found);
            }
        }
    }

    #[test]
    fn without_time_there_are_the_bounds_of_counts() {
        let words = words_of(&["she sells sea shells by the sea shore"]);
        let merges = greedy_merges(&words, 5, FIRST_MERGED, &Control::new()).unwrap().merges;
        let hurried = Effort { rounds: 100, budget: Some(Duration::ZERO) };
        let found = certificate(&words, &merges, hurried, &workers(1), &Control::new()).unwrap();
        assert!(found.is_out_of_time && found.forests.is_none() && found.paths.is_none());
        assert_eq!(found.upper_bound, found.counts.least());
    }

    #[test]
    fn it_can_be_cancelled_wherever_it_is() {
        // One long word and many short ones.
        let texts: Vec<String> =
            (0..40u32).map(|i| format!("{i:b}")).chain(["ab".repeat(9_000)]).collect();
        let words = words_of(&texts);
        let merges = greedy_merges(&words, 5, FIRST_MERGED, &Control::new()).unwrap().merges;
        let certify =
            |control: &Control| certificate(&words, &merges, effort(1), &workers(1), control);
        let control = Control::new();
        certify(&control).unwrap();
        let looks = control.looks();
        assert!(looks > 100, "{looks}");
        for look in (1..looks).step_by(looks as usize / 12) {
            let found = certify(&Control::cancelled_at(look));
            assert!(matches!(found, Err(Error::Cancelled(_))), "{look} of {looks}");
        }
    }
}
