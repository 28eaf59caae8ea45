//! Bidirectional greedy: a ranking of all elements from both ends, the most important ones first and
//! the least important ones last.
//!
//! In each round the element that adds most to the front of the ranking follows there. Of the `pool`
//! others that would have added least, the one that adds least to the elements at the back precedes
//! those, until no more than `pool` are left, which come to the front one by one. With a pool of all
//! elements it is the order of greedy. For attributions: which inputs of a model explain its answer.
//! Up to n^2/4 + n pool gains.
//!
//! Chen et al., "Less is more: fewer interpretable region via submodular subset selection" (2024), with
//! the search from both ends of its sequel.

use gainful_kernels::ArgumentError;

use super::growth::{Candidate, Growth, winner};
use super::outside::Outside;
use super::{Optimizer, Problem};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// Among how many the least important element is sought unless the caller says otherwise.
const POOL: usize = 8;

/// The bidirectional greedy algorithm.
#[derive(Clone, Copy, Debug)]
pub struct BidirectionalGreedy;

impl Optimizer for BidirectionalGreedy {
    fn name(&self) -> &'static str {
        "bidirectional-greedy"
    }

    fn takes(&self) -> &'static [&'static str] {
        &["pool"]
    }

    fn serves_unlimited(&self) -> bool {
        true
    }

    fn check(&self, problem: &Problem<'_>) -> Result<(), ArgumentError> {
        problem.demand_no_cover(self)?;
        problem.demand_no_systems(self)
    }

    fn guarantee(&self, _: &Problem<'_>) -> Guarantee {
        Guarantee::none("a ranking from both ends has no guarantee")
    }

    fn select(&self, problem: &Problem<'_>) -> Result<Selection, Error> {
        Outside::run(self, problem, |growth, outside| {
            outside.sweep(growth)?;
            let back = rank(growth, outside, problem)?;
            for element in back.into_iter().rev() {
                if growth.completion().is_some() {
                    break;
                }
                let mut next = [Candidate { gain: f64::INFINITY, element }];
                growth.evaluate(&mut next)?;
                growth.insert(next[0])?;
                outside.remove(element);
            }
            Ok(growth.completion().unwrap_or(Stop::Rounds))
        })
    }
}

/// Adds the front of the ranking and returns its back, the least important element first.
fn rank(
    growth: &mut Growth<'_>,
    outside: &mut Outside,
    problem: &Problem<'_>,
) -> Result<Vec<u32>, Error> {
    let pool = problem.options.parameters.pool.unwrap_or(POOL);
    let tolerance = problem.objective.tie_tolerance();
    let mut unranked = outside.admitted.clone();
    let mut back = Vec::new();
    let mut at_back = problem.start();
    while growth.completion().is_none()
        && let Some(position) = winner(&unranked, tolerance)
    {
        let is_long = unranked.len() > pool;
        let best = unranked.swap_remove(position);
        if is_long {
            let mut least = least_important(&unranked, pool);
            growth.evaluate_at(&*at_back, &mut least)?;
            let negated = |candidate: &Candidate| Candidate { gain: -candidate.gain, ..*candidate };
            let negated: Vec<Candidate> = least.iter().map(negated).collect();
            if let Some(position) = winner(&negated, tolerance) {
                let last = least[position].element;
                unranked.retain(|candidate| candidate.element != last);
                at_back.insert(last, problem.workers);
                back.push(last);
            }
        }
        growth.insert(best)?;
        outside.remove(best.element);
        growth.evaluate(&mut unranked)?;
    }
    Ok(back)
}

/// The `count` candidates of smallest gain, of equal ones those with the smallest indices.
fn least_important(candidates: &[Candidate], count: usize) -> Vec<Candidate> {
    let mut ascending = candidates.to_vec();
    ascending.sort_unstable_by(|a, b| a.gain.total_cmp(&b.gain).then(a.element.cmp(&b.element)));
    ascending.truncate(count);
    ascending
}

#[cfg(test)]
mod tests {
    use crate::constraint::Constraint;
    use crate::constraints::Cardinality;
    use crate::parameters::Parameters;
    use crate::testing::golden::{assert_close, cases, count, elements, golden, objective};
    use crate::testing::select;

    #[test]
    fn rankings() {
        let golden = golden();
        for case in cases(&golden, "bidirectional_ranking", 6) {
            let objective = objective(&golden, case);
            let ranking = elements(&case["ranking"]);
            let run = |constraint: Constraint| {
                let pool = Some(count(&case["pool_size"]));
                let parameters = Parameters { pool, ..Parameters::default() };
                select("bidirectional-greedy", &objective, &constraint, parameters)
            };
            let whole = run(Constraint::default());
            assert_eq!(whole.elements, ranking, "{case}");
            for limit in 1..=ranking.len() {
                let part = run(Cardinality::new(limit).into());
                assert_eq!(part.elements, ranking[..limit], "{case}");
                assert_eq!(part.gains, whole.gains[..limit], "{case}");
                assert_close(part.value, objective.value(&ranking[..limit]), &case.to_string());
            }
        }
    }
}
