//! FANTOM: rounds of greedy among dense elements, each on what those before left, and the best part of
//! each of their sets; the best over a series of densities. For functions that are not monotone, under
//! knapsacks alone and together with matroids.
//!
//! Let S_1 to S_r be the sets of r rounds without overflow (see [`density_search`](super::density_search)),
//! O the best set, O_i what is left of it for round i, and F the best value. Then
//!
//! - f(S_i + O_i) <= (p + 1) f(S_i) + d rho, as for monotone functions,
//! - f(O and S_j) <= F / a, if the best part of S_j is found up to the share a,
//! - f(S_i + O) <= f(S_i + O_i) + sum over j < i of f(O and S_j), since f is submodular and never negative,
//! - (r - 1) f(O) <= sum over i of f(S_i + O), since the S_i are disjoint (Gupta et al. 2010).
//!
//! Together (r - 1) / r OPT <= (p + 1 + (r - 1) / (2 a)) F + d rho, so
//!
//! F >= (r - 1) / r / (p + 1 + (r - 1) / (2 a) + 2 d (1 + epsilon)) OPT.
//!
//! The share a is 1/3, or 1/2 in expectation where double greedy decides by chance: with r = p + 1 that is
//! p / ((p + 1) (2 p + 2 d + 1)) up to epsilon, the published one. Here r is the number of rounds that
//! promises most. Monotone functions need a single round and no parts.
//!
//! Mirzasoleiman, Badanidiyuru & Karbasi, "Fast constrained submodular maximization: personalized data
//! summarization" (2016).

use gainful_kernels::ArgumentError;

use super::cost_benefit_greedy::check_knapsack;
use super::density_search::{Proof, matroids, search, step};
use super::density_threshold::DensityThreshold;
use super::double_greedy::is_randomized;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stopping};

/// The FANTOM algorithm.
#[derive(Clone, Copy, Debug)]
pub struct Fantom;

impl Optimizer for Fantom {
    fn name(&self) -> &'static str {
        "fantom"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["stopping", "epsilon", "randomized"]
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        check_knapsack(self, problem)?;
        problem.demand_submodular(self)?;
        problem.options.parameters.check_epsilon()
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        if problem.objective.properties().monotone.holds {
            return DensityThreshold.guarantee(problem);
        }
        if problem.stopping() == Stopping::Full {
            return Guarantee::none("elements are added that may lower the value");
        }
        Guarantee::for_non_negative(problem, || {
            const RULE: &str = "mirzasoleiman-badanidiyuru-karbasi";
            let (proof, _) = rounds(problem);
            match proof.guarantee(problem, RULE) {
                Guarantee::Ratio { ratio, rule, .. } => {
                    Guarantee::Ratio { ratio, rule, in_expectation: is_randomized(problem) }
                }
                other => other,
            }
        })
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let (proof, rounds) = if problem.objective.properties().monotone.holds {
            (Proof::for_monotone(problem), 1)
        } else {
            rounds(problem)
        };
        search(self, problem, proof, rounds)
    }
}

/// The number of rounds that promises most, the smallest of equals, and what they prove.
fn rounds(problem: &Problem<'_>) -> (Proof, usize) {
    let part = if is_randomized(problem) { 2.0 } else { 3.0 };
    let base = matroids(problem) + 1.0;
    let proof = |rounds: usize| {
        let before = (rounds - 1) as f64;
        Proof { weight: before / rounds as f64, factor: base + part / 2.0 * before }
    };
    let share = |rounds| proof(rounds).share(problem, step(problem));
    let mut most = 2;
    while share(most + 1) > share(most) {
        most += 1;
    }
    (proof(most), most)
}
