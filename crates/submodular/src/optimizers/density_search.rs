//! The search for a density threshold: what the optimizers for knapsacks together with matroids share.
//!
//! An element is dense if it gains at least rho times its price, the sum over the d knapsacks of the
//! part of the budget that it costs. A run at rho is greedy by gain among dense elements. It *overflows*
//! if a dense element no longer fits into a knapsack: the set with that element costs more than a whole
//! budget, so it gained more than rho, and the set or the element alone is worth rho / 2. Otherwise what
//! the run left of the optimum is not dense, which is worth at most rho for each knapsack, or was kept
//! out by the p matroids, which is worth at most p times the set. So one run gives
//!
//! - F >= rho / 2, or
//! - weight OPT <= factor F + d rho, for monotone functions with weight 1 and factor p + 1,
//!
//! where F is the best value so far. The search halves the logarithmic distance between a density that
//! overflows and one that does not until they are within 1 + epsilon of one another. Both inequalities
//! together are F >= weight / (factor + 2 d (1 + epsilon)) OPT, after the logarithm of 1 / epsilon runs.
//!
//! Elements that are in the set from the start change nothing: f(start + S) is submodular in S, prices
//! are parts of what is left of the budgets, and matroids stay matroids. It begins with cost-benefit
//! greedy, which is mostly better but can lose everything by filling places with what is cheap; and every
//! set that a run finds is filled with what else fits, by gain per cost.
//!
//! Badanidiyuru & Vondrak, "Fast algorithms for maximizing submodular functions" (2014), section 5;
//! Feldman, Harshaw & Karbasi, "Simultaneous greedys: a Swiss army knife for constrained submodular
//! maximization" (2020), for the search by halving.

use super::best::Best;
use super::bounds::Bounds;
use super::cost_benefit_greedy::CostBenefitGreedy;
use super::density::DensityGreedy;
use super::growth::{Candidate, Growth, winner};
use super::pool::contends;
use super::repeated_greedy::prune;
use super::{Optimizer, Problem};
use crate::constraints::{Family, Knapsack};
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop};

/// How far apart the last two densities are unless the caller says otherwise.
const EPSILON: f64 = 0.1;

/// Candidates evaluated at once, at least: as many as some objectives need to reach their full
/// speed on one thread.
const SMALLEST_BLOCK: usize = 4;

/// Where more and more are needed, each block is the number evaluated so far by this.
const GROWTH: usize = 8;

/// What a run without overflow proves: weight * optimum <= factor * value + knapsacks * density.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof {
    pub(super) weight: f64,
    pub(super) factor: f64,
}

impl Proof {
    /// Of a monotone function, by one round of greedy.
    pub(super) fn for_monotone(problem: &Problem<'_>) -> Self {
        Self { weight: 1.0, factor: matroids(problem) + 1.0 }
    }

    /// The share of the optimum that the search ends with if the last densities are `step` apart.
    pub(super) fn share(self, problem: &Problem<'_>, step: f64) -> f64 {
        let knapsacks = problem.constraint.count(Family::Knapsack) as f64;
        self.weight / (self.factor + 2.0 * knapsacks * step)
    }

    /// What the search promises, by `rule`.
    pub(super) fn guarantee(self, problem: &Problem<'_>, rule: &'static str) -> Guarantee {
        let constraint = problem.constraint;
        let known = constraint.count(Family::Matroid) + constraint.count(Family::Knapsack);
        if known < constraint.systems.len() {
            Guarantee::none("no share is known for a minimum distance, which is no matroid")
        } else {
            Guarantee::ratio(self.share(problem, step(problem)), rule)
        }
    }
}

/// How many matroids there are: those of the constraint, of which one may count elements besides.
pub(super) fn matroids(problem: &Problem<'_>) -> f64 {
    let is_limited = problem.constraint.cardinality.is_some();
    problem.constraint.count(Family::Matroid).max(usize::from(is_limited)) as f64
}

/// By which factor the last two densities differ at most.
pub(super) fn step(problem: &Problem<'_>) -> f64 {
    1.0 + problem.options.parameters.epsilon.unwrap_or(EPSILON)
}

/// Selects by the best of `rounds` rounds at each density; with more than one, each goes on with what
/// those before left, and the best part of each of their sets counts, too.
pub(super) fn search(
    optimizer: &dyn Optimizer,
    problem: &Problem<'_>,
    proof: Proof,
    rounds: usize,
) -> Result<Selection, Error> {
    let first = CostBenefitGreedy.select(problem)?;
    let value = first.value;
    let mut best = Best::new(first);
    let mut sweep = Sweep::default();
    if !best.is_late() {
        best.offer(sweep.run(optimizer, problem)?);
    }
    let bound = best.upper_bound().unwrap_or(f64::INFINITY).min(sweep.upper_bound);
    let mut search = Search { optimizer, problem, sweep, rounds, best };
    if !search.best.is_late() && value > 0.0 && bound > value {
        search.halve(proof.share(problem, 1.0), value, bound)?;
    }
    Ok(search.best.finish(optimizer, problem))
}

/// The gains at the start of all elements that may be added then, and what follows from them.
#[derive(Default)]
struct Sweep {
    candidates: Vec<Candidate>,
    /// The price of each element of the ground set.
    prices: Vec<f64>,
    /// No permitted set is worth more: by submodularity alone the elements of a set gain no more
    /// together than each at the start.
    upper_bound: f64,
}

impl Sweep {
    /// Computes them; the selection is the set at the start.
    fn run(
        &mut self,
        optimizer: &dyn Optimizer,
        problem: &Problem<'_>,
    ) -> Result<Selection, Error> {
        let mut growth = Growth::new(problem);
        let stop = growth.run(|growth| {
            let mut candidates = growth.candidates()?;
            candidates.retain(|candidate| growth.admits(candidate.element));
            self.candidates.clone_from(&candidates);
            self.upper_bound = growth.potential(&mut candidates);
            Ok(Stop::Rounds)
        })?;
        self.prices = prices(problem);
        Ok(growth.finish(optimizer, stop))
    }
}

/// What each element costs of what is left of the budgets at the start, as a part of it, summed over
/// the knapsacks.
fn prices(problem: &Problem<'_>) -> Vec<f64> {
    let mut prices = vec![0.0; problem.objective.size()];
    for knapsack in problem.constraint.all::<Knapsack>() {
        let start = problem.options.initial.iter().chain(&problem.constraint.include);
        let left = knapsack.left_beside(start);
        for (element, price) in (0..).zip(&mut prices) {
            let cost = knapsack.cost(element);
            *price += if cost > 0.0 { cost / left } else { 0.0 };
        }
    }
    prices
}

struct Search<'a> {
    optimizer: &'a dyn Optimizer,
    problem: &'a Problem<'a>,
    sweep: Sweep,
    rounds: usize,
    best: Best,
}

impl Search<'_> {
    /// Runs at one density after another. The optimum is from `value`, which is reached, to `bound`;
    /// `share` is the part of it that is promised with a step of one.
    fn halve(&mut self, share: f64, value: f64, bound: f64) -> Result<(), Error> {
        // The best value is at least half of the smaller density already.
        let (mut low, mut high) = (2.0 * share * value, 2.0 * share * bound);
        if self.overflows(high)? {
            return Ok(());
        }
        while high > step(self.problem) * low && !self.best.is_late() {
            let middle = low.sqrt() * high.sqrt();
            if middle <= low || middle >= high {
                break;
            }
            if self.overflows(middle)? { low = middle } else { high = middle }
        }
        Ok(())
    }

    /// Runs at this density, and says whether a dense element did not fit.
    fn overflows(&mut self, density: f64) -> Result<bool, Error> {
        let included = self.problem.constraint.include.len();
        let mut withheld = self.problem.withheld.to_vec();
        let mut left = self.sweep.candidates.clone();
        for round in 0..self.rounds {
            let rest = Problem { withheld: &withheld, ..*self.problem };
            let mut run =
                Run { problem: &rest, prices: &self.sweep.prices, density, overflows: false };
            let mut filling = DensityGreedy::new(&rest);
            let mut dense = Vec::new();
            let mut growth = Growth::new(&rest);
            let stop = growth.run(|growth| {
                run.grow(growth, &left)?;
                dense.extend_from_slice(&growth.elements()[included..]);
                filling.grow(growth)
            })?;
            filling.restore(&mut growth);
            let overflows = run.overflows;
            let selection = growth.finish(self.optimizer, stop);
            // The certificate of a later round holds for the rest alone.
            let certificate = selection.certificate.filter(|_| round == 0);
            self.best.offer(Selection { certificate, ..selection });
            // What remains to be done would prove no more.
            if overflows || self.best.is_late() {
                return Ok(overflows);
            }
            if self.rounds > 1 {
                prune(self.optimizer, self.problem, &dense, &mut self.best)?;
                dense.sort_unstable();
                left.retain(|candidate| dense.binary_search(&candidate.element).is_err());
                withheld.extend(dense);
            }
        }
        Ok(false)
    }
}

/// Greedy by gain among dense elements.
struct Run<'a> {
    problem: &'a Problem<'a>,
    prices: &'a [f64],
    density: f64,
    overflows: bool,
}

impl Run<'_> {
    /// Adds to the set, at its start, what is dense among `candidates`, whose gains are those at the
    /// start.
    fn grow(&mut self, growth: &mut Growth<'_>, candidates: &[Candidate]) -> Result<(), Error> {
        let tolerance = self.problem.objective.tie_tolerance();
        let mut bounds = Bounds::default();
        bounds.extend(candidates.iter().copied().filter(|bound| self.is_dense(bound, tolerance)));
        while growth.completion().is_none() {
            let mut fresh = self.contenders(growth, &mut bounds, tolerance)?;
            let Some(position) = winner(&fresh, tolerance) else { break };
            if fresh[position].gain <= tolerance {
                break;
            }
            growth.insert(fresh.swap_remove(position))?;
            bounds.extend(fresh);
        }
        Ok(())
    }

    /// Takes out of `bounds` the candidates that could be the next pick, with their gains at the present
    /// set, and those before them that never can.
    fn contenders(
        &mut self,
        growth: &mut Growth<'_>,
        bounds: &mut Bounds,
        tolerance: f64,
    ) -> Result<Vec<Candidate>, Error> {
        let (mut fresh, mut leader, mut evaluated) = (Vec::new(), None, 0);
        loop {
            let size = SMALLEST_BLOCK.max(evaluated / GROWTH);
            let mut block = Vec::with_capacity(size);
            while block.len() < size
                && let Some(bound) = bounds.pop_if(|bound| contends(bound, leader, tolerance))
            {
                let is_independent =
                    growth.is_admitted_by(bound.element, |family| family != Family::Knapsack);
                if is_independent && self.is_dense(&bound, tolerance) {
                    block.push(bound);
                }
            }
            if block.is_empty() {
                return Ok(fresh);
            }
            growth.evaluate(&mut block)?;
            evaluated += block.len();
            block.retain(|candidate| self.is_dense(candidate, 0.0));
            let fits = |candidate: &Candidate| growth.admits(candidate.element);
            let count = block.len();
            block.retain(fits);
            self.overflows |= block.len() < count;
            leader = leader.max(block.iter().max().copied());
            fresh.append(&mut block);
        }
    }

    /// Whether an element gains enough for its price, if it gained more by so much.
    fn is_dense(&self, candidate: &Candidate, slack: f64) -> bool {
        candidate.gain + slack >= self.density * self.prices[candidate.element as usize]
    }
}

#[cfg(test)]
mod tests {
    use gainful_kernels::{Control, Random, Workers};

    use super::*;
    use crate::constraint::Constraint;
    use crate::constraints::{Cardinality, IndependenceSystem, Partition};
    use crate::maximize::Options;
    use crate::objective::Objective;
    use crate::testing::{Tabulated, cut_instance, monotone_instance};

    /// What a constraint of the test says, by itself.
    struct Limits {
        costs: Vec<f64>,
        budget: f64,
        places: [u32; 2],
    }

    impl Limits {
        fn new(size: usize, random: &mut Random) -> Self {
            let costs = (0..size).map(|_| random.below(5) as f64).collect();
            let places = [1 + random.below(3) as u32, 1 + random.below(3) as u32];
            Self { costs, budget: 4.0 + random.below(4) as f64, places }
        }

        fn constraint(&self) -> Constraint {
            let groups = (0..self.costs.len() as u32).map(|element| element % 2).collect();
            let partition = Partition::new("partition", groups, self.places.to_vec()).unwrap();
            let knapsack = Knapsack::new("knapsack", self.costs.clone(), self.budget).unwrap();
            let systems: Vec<Box<dyn IndependenceSystem>> =
                vec![Box::new(knapsack), Box::new(partition)];
            Constraint { systems, ..Cardinality::new(self.costs.len()).into() }
        }

        fn pays(&self, set: &[u32]) -> bool {
            set.iter().map(|&element| self.costs[element as usize]).sum::<f64>() <= self.budget
        }

        fn has_places(&self, set: &[u32]) -> bool {
            let count = |group| set.iter().filter(|&&element| element % 2 == group).count();
            (0..2).all(|group| count(group) <= self.places[group as usize] as usize)
        }
    }

    /// Greedy among dense elements as it is written down, and whether one did not fit: every gain before
    /// every pick.
    fn naive(function: &Tabulated, limits: &Limits, density: f64) -> (Vec<u32>, bool) {
        let (mut set, mut overflows) = (Vec::new(), false);
        loop {
            let mut best: Option<(f64, u32)> = None;
            for element in (0..function.size as u32).filter(|element| limits.pays(&[*element])) {
                let with = [&set[..], &[element]].concat();
                if set.contains(&element) || !limits.has_places(&with) {
                    continue;
                }
                let gain = function.value(&with) - function.value(&set);
                let price = limits.costs[element as usize] / limits.budget;
                if gain < density * price || gain <= function.tolerance {
                    continue;
                }
                if !limits.pays(&with) {
                    overflows = true;
                } else if best.is_none_or(|(most, _)| gain > most + function.tolerance) {
                    best = Some((gain, element));
                }
            }
            match best {
                Some((_, element)) => set.push(element),
                None => return (set, overflows),
            }
        }
    }

    #[test]
    fn a_run_is_greedy_among_dense_elements_and_proves_what_it_should() {
        let (mut overflowing, mut clean) = (0, 0);
        for instance in 0..600 {
            let mut random = Random::new(83, instance);
            for function in [monotone_instance(instance), cut_instance(instance)] {
                let limits = Limits::new(function.size, &mut random);
                let constraint = limits.constraint();
                let optimum = function.optimum(|set| limits.pays(set) && limits.has_places(set));
                let density = optimum * random.unit();
                let (expected, expected_overflow) = naive(&function, &limits, density);
                let (options, workers, control) =
                    (Options::default(), Workers::single(), Control::new());
                let problem = Problem {
                    objective: &function,
                    constraint: &constraint,
                    options: &options,
                    withheld: &[],
                    earlier: None,
                    workers: &workers,
                    control: &control,
                };
                let mut sweep = Sweep::default();
                sweep.run(&CostBenefitGreedy, &problem).unwrap();
                assert!(sweep.upper_bound >= optimum - 1e-9, "{instance}");
                let (prices, overflows) = (&sweep.prices, false);
                let mut run = Run { problem: &problem, prices, density, overflows };
                let mut growth = Growth::new(&problem);
                run.grow(&mut growth, &sweep.candidates).unwrap();
                let value = function.value(&expected);
                assert!((growth.value() - value).abs() < 1e-9, "{instance}: {expected:?}");
                if run.overflows {
                    let singles = (0..function.size as u32).filter(|&one| limits.pays(&[one]));
                    let single = singles.map(|one| function.value(&[one])).fold(0.0, f64::max);
                    assert!(expected_overflow && value.max(single) >= density / 2.0 - 1e-9);
                    overflowing += 1;
                } else if function.properties().monotone.holds {
                    let proof = Proof::for_monotone(&problem);
                    let reached = proof.factor * value + density;
                    assert!(proof.weight * optimum <= reached + 1e-9, "{instance}");
                    clean += 1;
                }
            }
        }
        assert!(overflowing > 100 && clean > 200, "{overflowing} overflowing, {clean} clean");
    }
}
