//! Repeated greedy: greedy, then greedy again on what it left, and for each of these sets the best
//! part of it; the best of all.
//!
//! Serves functions that are not monotone under any independence system. One more round than there
//! are systems: if the first sets have little in common with the optimum, then the optimum has not
//! lost much when the last one is made of the rest; otherwise one of them holds a good part of it,
//! which double greedy finds. Of a submodular function that is never negative it reaches 1/7 of the
//! optimum of k elements and p / (4 (p + 1)^2) of that of p matroids; of a monotone one what greedy
//! reaches.
//!
//! Gupta, Roth, Schoenebeck & Talwar, "Constrained non-monotone submodular maximization: offline and
//! secretary algorithms" (2010), with the 1/3 of double greedy. For k elements: each greedy set S_i is
//! worth at least half of itself with the part of the optimum O that was left to it, so by
//! submodularity 2 f(S_1) + 2 f(S_2) >= f(O - S_1), and 3 times the best part of S_1 is at least
//! f(O and S_1): seven times the best of the three is at least f(O).

use gainful_kernels::ArgumentError;

use super::best::Best;
use super::double_greedy::keep_best;
use super::growth::Growth;
use super::{Optimizer, Problem, fastest_greedy};
use crate::constraints::Family;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stopping};

/// The repeated greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedGreedy;

impl Optimizer for RepeatedGreedy {
    fn name(&self) -> &'static str {
        "repeated-greedy"
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_no_cover(self)?;
        problem.demand_no_full_sets(self)
    }

    fn guarantee(&self, problem: &Problem<'_>) -> Guarantee {
        const RULE: &str = "gupta-roth-schoenebeck-talwar";
        let (systems, constraint) = (problem.constraint.systems.len(), problem.constraint);
        if problem.objective.properties().monotone.holds {
            Guarantee::of_greedy(problem)
        } else if constraint.count(Family::Matroid) < systems {
            Guarantee::none("repeated greedy has no guarantee for a constraint of this kind")
        } else if problem.stopping() == Stopping::Full {
            Guarantee::none("elements are added that may lower the value")
        } else {
            let matroids = systems as f64;
            let ratio = match systems {
                0 => 1.0 / 7.0,
                _ => matroids / (4.0 * (matroids + 1.0).powi(2)),
            };
            Guarantee::for_non_negative(problem, || Guarantee::ratio(ratio, RULE))
        }
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        let rounds = problem.constraint.systems.len().max(1) + 1;
        let included = problem.constraint.include.len();
        let greedy = fastest_greedy(problem);
        let first = greedy.select(problem)?;
        let mut withheld = first.elements.clone();
        let mut best = Best::new(first.clone());
        prune(self, problem, &first.elements[included..], &mut best)?;
        for _ in 1..rounds {
            if best.is_late() {
                break;
            }
            let rest = Problem { withheld: &withheld, ..*problem };
            let selection = greedy.select(&rest)?;
            let elements = selection.elements.clone();
            // Its certificate holds for the rest alone.
            best.offer(Selection { certificate: None, ..selection });
            prune(self, problem, &elements[included..], &mut best)?;
            withheld.extend(elements);
        }
        Ok(best.finish(self, problem))
    }
}

/// Offers what double greedy keeps of `elements`, none of which is included in any case.
pub(super) fn prune(
    optimizer: &dyn Optimizer,
    problem: &Problem<'_>,
    elements: &[u32],
    best: &mut Best,
) -> Result<(), Error> {
    if best.is_late() {
        return Ok(());
    }
    let mut elements = elements.to_vec();
    elements.sort_unstable();
    let mut growth = Growth::new(problem);
    let stop = growth.run(|growth| keep_best(growth, problem, &elements))?;
    best.offer(growth.finish(optimizer, stop));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::testing::golden::{assert_close, cases, count, elements, golden, objective};
    use crate::testing::select;

    #[test]
    fn sets_and_values() {
        let golden = golden();
        for case in cases(&golden, "nonmonotone", 3) {
            let objective = objective(&golden, case);
            for limited in case["cardinality"].as_array().unwrap() {
                let expected = &limited["repeated_greedy"];
                let constraint = Constraint::from(Cardinality::new(count(&limited["limit"])));
                let selection =
                    select("repeated-greedy", &objective, &constraint, Default::default());
                let mut set = selection.elements.clone();
                set.sort_unstable();
                assert_eq!(set, elements(&expected["set"]), "{limited}");
                assert_close(selection.value, expected["value"].as_f64().unwrap(), "value");
            }
        }
    }

    #[test]
    fn where_greedy_fails() {
        let golden = golden();
        let [case] = cases(&golden, "tight", 1) else { unreachable!() };
        let objective = objective(&golden, case);
        let constraint = Constraint::from(Cardinality::new(count(&case["limit"])));
        let select = |name: &str| select(name, &objective, &constraint, Default::default());
        assert_eq!(select("greedy").value, 1.125);
        assert_eq!(select("repeated-greedy").value, 5.0);
        let best = select("exhaustive");
        assert_eq!(best.elements, elements(&case["optimum_set"]));
        assert_eq!(best.value, 5.0);
    }
}
