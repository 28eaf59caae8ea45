//! What theory promises of a selection before it is made.

use crate::constraints::Family;
use crate::optimizers::Problem;

/// What an optimizer reaches on every function and constraint of a kind, or why nothing is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guarantee {
    /// The value is at least a share of the optimum.
    Ratio {
        /// The share.
        ratio: f64,
        /// The theorem, by the names of its authors.
        rule: &'static str,
        /// Whether the share holds for the mean over the optimizer's random choices only.
        in_expectation: bool,
    },
    /// No theorem applies; the reason as a sentence without a full stop.
    None(&'static str),
}

impl Guarantee {
    /// A share that is reached in every run.
    pub(crate) fn ratio(ratio: f64, rule: &'static str) -> Self {
        Self::Ratio { ratio, rule, in_expectation: false }
    }

    /// That of `theorem` if the function is monotone and submodular, else the reason why not.
    pub(crate) fn for_monotone(problem: &Problem<'_>, theorem: impl FnOnce() -> Self) -> Self {
        let properties = problem.objective.properties();
        if !properties.submodular.holds {
            Self::None("the objective is not known to be submodular")
        } else if !properties.monotone.holds {
            Self::None("the objective is not known to be monotone")
        } else {
            theorem()
        }
    }

    /// What adding the element of largest gain reaches for monotone submodular functions.
    ///
    /// 1 - (1 - 1/k)^k for k elements (Nemhauser, Wolsey & Fisher 1978), 1 / (p + 1) for p matroids,
    /// with or without a cardinality (Fisher, Nemhauser & Wolsey 1978). Elements that are included in
    /// any case change none of them, since f(S + include) - f(include) is monotone submodular too.
    pub(crate) fn of_greedy(problem: &Problem<'_>) -> Self {
        Self::for_monotone(problem, || {
            let constraint = problem.constraint;
            let matroids = constraint.count(Family::Matroid);
            if constraint.cover.is_some() {
                Self::None("the size of the set is certified instead of its value")
            } else if matroids < constraint.systems.len() {
                Self::None("greedy has no guarantee for a constraint of this kind")
            } else {
                match (constraint.cardinality, matroids) {
                    (None, 0) => Self::ratio(1.0, "everything-is-selected"),
                    (Some(cardinality), 0) => {
                        Self::ratio(cardinality.guarantee(), "nemhauser-wolsey-fisher")
                    }
                    // The sets of a matroid that have at most k elements are a matroid again.
                    (_, matroids) => {
                        Self::ratio(1.0 / (matroids + 1) as f64, "fisher-nemhauser-wolsey")
                    }
                }
            }
        })
    }
}
