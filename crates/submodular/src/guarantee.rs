//! What theory promises of a selection before it is made.

use std::borrow::Cow;

use crate::constraints::Family;
use crate::maximize::Stop;
use crate::optimizers::Problem;

/// What an optimizer reaches on every function and constraint of a kind, or why nothing is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Guarantee {
    /// The value is at least a share of the optimum.
    Ratio {
        /// The share.
        ratio: f64,
        /// The theorem, by the names of its authors.
        rule: Cow<'static, str>,
        /// Whether the share holds for the mean over the optimizer's random choices only.
        in_expectation: bool,
    },
    /// The function is a gain less a cost, g - c, and its value is at least a share of the gain less
    /// the whole cost of any permitted set: ratio g(O) - c(O).
    GainMinusCost {
        /// The share.
        ratio: f64,
        /// The theorem, by the names of its authors.
        rule: Cow<'static, str>,
        /// Whether this holds for the mean over the optimizer's random choices only.
        in_expectation: bool,
    },
    /// No theorem applies; the reason as a sentence without a full stop.
    None(Cow<'static, str>),
}

impl Guarantee {
    /// What is promised, in a formula; nothing where there is only a reason.
    pub fn statement(&self) -> &'static str {
        match self {
            Self::Ratio { .. } => "value >= ratio * optimum",
            Self::GainMinusCost { .. } => {
                "value >= ratio * gain(O) - cost(O) for every permitted set O"
            }
            Self::None(_) => "",
        }
    }

    /// Nothing, because of `reason`.
    pub const fn none(reason: &'static str) -> Self {
        Self::None(Cow::Borrowed(reason))
    }

    /// A share that is reached in every run.
    pub(crate) fn ratio(ratio: f64, rule: &'static str) -> Self {
        Self::Ratio { ratio, rule: rule.into(), in_expectation: false }
    }

    /// That of an optimizer that has done all it wanted, and nothing for one that had no time.
    pub(crate) fn unless_late(stop: Stop, guarantee: impl FnOnce() -> Self) -> Self {
        match stop {
            Stop::TimeBudget => Self::none("the time was over before the optimizer was done"),
            _ => guarantee(),
        }
    }

    /// That of `theorem` if the function is monotone and submodular and no set is worth less than 0,
    /// else the reason why not.
    pub(crate) fn for_monotone(problem: &Problem<'_>, theorem: impl FnOnce() -> Self) -> Self {
        let properties = problem.objective.properties();
        if !properties.submodular.holds {
            Self::none("the objective is not known to be submodular")
        } else if !properties.monotone.holds {
            Self::none("the objective is not known to be monotone")
        } else if !(properties.normalized.holds || problem.objective.begin().value() >= 0.0) {
            // Theorems are about what a set adds to the empty one.
            Self::none("the value of the empty set is negative")
        } else {
            theorem()
        }
    }

    /// What adding the element of largest gain reaches for monotone submodular functions.
    ///
    /// 1 - (1 - 1/k)^k for k elements (Nemhauser, Wolsey & Fisher 1978), 1 / (p + 1) for p matroids,
    /// with or without a cardinality (Fisher, Nemhauser & Wolsey 1978).
    pub(crate) fn of_greedy(problem: &Problem<'_>) -> Self {
        let uniform =
            |k: f64| Self::ratio(1.0 - (1.0 - 1.0 / k).powf(k), "nemhauser-wolsey-fisher");
        let matroids = |p: f64| Self::ratio(1.0 / (p + 1.0), "fisher-nemhauser-wolsey");
        Self::by_constraint(problem, uniform, matroids)
    }

    /// What adding elements whose gain is at least `share` of the largest one reaches for monotone
    /// submodular functions.
    ///
    /// 1 - (1 - share/k)^k for k elements (Goundan & Schulz 2007), share / (p + share) for p matroids,
    /// with or without a cardinality (Calinescu, Chekuri, Pal & Vondrak 2011).
    pub(crate) fn of_approximate_greedy(problem: &Problem<'_>, share: f64) -> Self {
        let uniform = |k: f64| Self::ratio(1.0 - (1.0 - share / k).powf(k), "goundan-schulz");
        let matroids = |p: f64| Self::ratio(share / (p + share), "calinescu-chekuri-pal-vondrak");
        Self::by_constraint(problem, uniform, matroids)
    }

    /// For monotone submodular functions: what `uniform` says of at most k elements, or `matroids` of
    /// p matroids. Elements that are included in any case change nothing, since
    /// f(S + include) - f(include) is monotone submodular too.
    fn by_constraint(
        problem: &Problem<'_>,
        uniform: impl FnOnce(f64) -> Self,
        matroids: impl FnOnce(f64) -> Self,
    ) -> Self {
        Self::for_monotone(problem, || {
            let constraint = problem.constraint;
            let count = constraint.count(Family::Matroid);
            if constraint.cover.is_some() {
                Self::none("the size of the set is certified instead of its value")
            } else if constraint.count(Family::Knapsack) > 0 {
                Self::none("no share is promised for knapsacks by an optimizer that knows no costs")
            } else if count < constraint.systems.len() {
                Self::none("no share is known for a minimum distance, which is no matroid")
            } else {
                match (constraint.cardinality, count) {
                    (None, 0) => Self::ratio(1.0, "everything-is-selected"),
                    (Some(cardinality), 0) => uniform(cardinality.limit() as f64),
                    // The sets of a matroid that have at most k elements are a matroid again.
                    (_, count) => matroids(count as f64),
                }
            }
        })
    }

    /// That of `theorem` for at most k elements if the function is submodular and never negative,
    /// else the reason why not.
    pub(crate) fn for_non_negative(problem: &Problem<'_>, theorem: impl FnOnce() -> Self) -> Self {
        if !problem.objective.properties().submodular.holds {
            Self::none("the objective is not known to be submodular")
        } else if !problem.objective.is_non_negative() {
            Self::none("the objective is not known to be never negative")
        } else {
            theorem()
        }
    }
}
