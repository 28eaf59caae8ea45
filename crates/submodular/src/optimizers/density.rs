//! Growing a set by gain per cost: what the optimizers for knapsacks share.
//!
//! The element of the largest gain per cost is added again and again; elements that no longer fit
//! are passed over. Beside that, the best single addition to every prefix is kept, and if one of
//! those sets is worth more than the set in the end, the run goes on from there: "greedy+max".
//!
//! As in lazy greedy, only elements whose last known gain could still win are evaluated.
//!
//! Yaroslavtsev, Zhou & Avdiukhin, "'Bring your own greedy'+max: near-optimal 1/2-approximations
//! for submodular knapsack" (2020).

use std::cmp::Ordering;

use super::Problem;
use super::growth::{Candidate, Growth};
use crate::constraints::{Knapsack, density};
use crate::error::Error;
use crate::maximize::Stop;

/// Candidates evaluated at once, at least: as many as some objectives need to reach their full
/// speed on one thread.
const SMALLEST_BLOCK: usize = 4;

/// Where more and more are needed, each block is the number evaluated so far by this.
const GROWTH: usize = 2;

/// By how much one value must exceed another, as a part of it, to be more than differently rounded.
const ROUNDING: f64 = 1e-12;

/// An element outside the set.
#[derive(Clone, Copy)]
struct Offer {
    candidate: Candidate,
    price: f64,
    /// Whether the gain is that at the present set, not one at a smaller set, which is a bound.
    is_fresh: bool,
}

impl Offer {
    /// By gain per price.
    fn density(&self, slack: f64) -> f64 {
        density(self.candidate.gain + slack, self.price)
    }

    /// By gain alone.
    fn gain(&self, slack: f64) -> f64 {
        self.candidate.gain + slack
    }
}

/// What offers are compared by, if the gain were larger by so much.
type Score = fn(&Offer, f64) -> f64;

/// A set that grows by gain per cost.
pub(super) struct DensityGreedy {
    /// What each element of the ground set costs. With several knapsacks the parts of their budgets
    /// are added.
    prices: Vec<f64>,
    tolerance: f64,
    /// Whether gains never grow.
    is_lazy: bool,
    /// The best set so far that is a prefix and one element more, if there is one, and its value.
    best: Option<(Vec<Candidate>, f64)>,
}

impl DensityGreedy {
    /// For the knapsacks of the constraint.
    pub(super) fn new(problem: &Problem<'_>) -> Self {
        let knapsacks: Vec<&Knapsack> = problem.constraint.all().collect();
        let price = |element| match knapsacks[..] {
            [knapsack] => knapsack.cost(element),
            _ => knapsacks.iter().map(|knapsack| knapsack.share(element)).sum(),
        };
        Self {
            prices: (0..problem.objective.size() as u32).map(price).collect(),
            tolerance: problem.objective.tie_tolerance(),
            is_lazy: problem.objective.properties().submodular.holds,
            best: None,
        }
    }

    /// Grows the set until there is a reason to stop and none of the sets passed on the way is better
    /// with one element more.
    pub(super) fn grow(&mut self, growth: &mut Growth<'_>) -> Result<Stop, Error> {
        loop {
            let stop = self.pass(growth)?;
            if !self.restore(growth) {
                return Ok(stop);
            }
        }
    }

    /// Goes back to the best set passed on the way, if it is better than the present one.
    pub(super) fn restore(&mut self, growth: &mut Growth<'_>) -> bool {
        match self.best.take() {
            Some((set, value)) if exceeds(value, growth.value()) => {
                growth.replace(&set);
                true
            }
            _ => false,
        }
    }

    fn pass(&mut self, growth: &mut Growth<'_>) -> Result<Stop, Error> {
        let candidates = growth.candidates()?;
        growth.tighten(candidates.iter().copied());
        let offer = |candidate: Candidate| {
            let price = self.prices[candidate.element as usize];
            Offer { candidate, price, is_fresh: true }
        };
        let mut offers: Vec<Offer> = candidates.into_iter().map(offer).collect();
        let mut rejected = Vec::new();
        let stop = loop {
            if let Some(stop) = growth.completion() {
                break stop;
            }
            let rejects = |offer: &mut Offer| !growth.admits(offer.candidate.element);
            rejected.extend(offers.extract_if(.., rejects));
            self.note_best_addition(growth, &mut offers)?;
            let Some(position) = self.densest(growth, &mut offers)? else {
                break if offers.is_empty() { Stop::Constraint } else { Stop::Gain };
            };
            growth.insert(offers.swap_remove(position).candidate)?;
            self.grow_stale(&mut offers);
            if growth.is_certifiable() && growth.len().is_power_of_two() {
                tighten(growth, &mut offers, &mut rejected)?;
            }
        };
        if growth.is_certifiable() {
            tighten(growth, &mut offers, &mut rejected)?;
        }
        Ok(stop)
    }

    /// Remembers the present set with the element of the largest gain, if it is the best so far.
    fn note_best_addition(
        &mut self,
        growth: &mut Growth<'_>,
        offers: &mut [Offer],
    ) -> Result<(), Error> {
        let best = self.best.as_ref().map_or(f64::NEG_INFINITY, |(_, value)| *value);
        let value = growth.value();
        let takes = |_: &Growth<'_>, offer: &Offer| offer.gain(self.tolerance) > best - value;
        if let Some(position) = self.winner(growth, offers, Offer::gain, takes)? {
            let addition = offers[position].candidate;
            if exceeds(value + addition.gain, best) {
                let mut set = growth.selected();
                set.push(addition);
                self.best = Some((set, value + addition.gain));
            }
        }
        Ok(())
    }

    /// The position of the offer of the largest gain per price among those that are worth while: an
    /// element that costs next to nothing and adds nothing must not end the run.
    fn densest(
        &self,
        growth: &mut Growth<'_>,
        offers: &mut [Offer],
    ) -> Result<Option<usize>, Error> {
        let takes = |growth: &Growth<'_>, offer: &Offer| growth.is_worthwhile(offer.candidate);
        self.winner(growth, offers, Offer::density, takes)
    }

    /// The position of the offer of the largest score at the present set: of those whose gain would
    /// have to be larger by no more than the tolerance, the one with the smallest index. Only those
    /// that `takes` permits, by their gains or bounds, matter.
    fn winner(
        &self,
        growth: &mut Growth<'_>,
        offers: &mut [Offer],
        score: Score,
        takes: impl Fn(&Growth<'_>, &Offer) -> bool,
    ) -> Result<Option<usize>, Error> {
        let rank = |offer: &Offer| (score(offer, 0.0), offer.candidate.element);
        let mut evaluated = 0;
        let leader = loop {
            let fresh = offers.iter().filter(|offer| offer.is_fresh && takes(growth, offer));
            let leader = fresh.map(rank).max_by(compare);
            let mut contenders: Vec<usize> = (0..offers.len())
                .filter(|&position| {
                    let offer = &offers[position];
                    !offer.is_fresh
                        && takes(growth, offer)
                        && leader.is_none_or(|leader| self.contends(offer, score, leader))
                })
                .collect();
            if contenders.is_empty() {
                break leader;
            }
            let size = SMALLEST_BLOCK.max(evaluated / GROWTH);
            if size < contenders.len() {
                let rank = |position: usize| rank(&offers[position]);
                contenders.select_nth_unstable_by(size, |&a, &b| compare(&rank(b), &rank(a)));
                contenders.truncate(size);
            }
            evaluate(growth, offers, &contenders)?;
            evaluated += contenders.len();
        };
        let Some((leading, _)) = leader else { return Ok(None) };
        let is_tied = |offer: &Offer| {
            offer.is_fresh && takes(growth, offer) && score(offer, self.tolerance) >= leading
        };
        let tied = (0..offers.len()).filter(|&position| is_tied(&offers[position]));
        Ok(tied.min_by_key(|&position| offers[position].candidate.element))
    }

    /// Whether an offer with an old gain could win against the leader.
    fn contends(&self, offer: &Offer, score: Score, leader: (f64, u32)) -> bool {
        if self.tolerance == 0.0 {
            compare(&(score(offer, 0.0), offer.candidate.element), &leader) == Ordering::Greater
        } else {
            // The gain may have grown by the tolerance, and be smaller by it and still win.
            score(offer, 2.0 * self.tolerance) >= leader.0
        }
    }

    /// Takes all gains for bounds, after an insertion.
    fn grow_stale(&self, offers: &mut [Offer]) {
        for offer in offers {
            offer.is_fresh = false;
            if !self.is_lazy {
                offer.candidate.gain = f64::INFINITY;
            }
        }
    }
}

/// The larger score is the greater one, then the smaller index.
fn compare(a: &(f64, u32), b: &(f64, u32)) -> Ordering {
    a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))
}

fn exceeds(value: f64, other: f64) -> bool {
    other == f64::NEG_INFINITY || value > other + ROUNDING * other.abs()
}

/// Brings the gains of the offers at these positions up to date.
fn evaluate(
    growth: &mut Growth<'_>,
    offers: &mut [Offer],
    positions: &[usize],
) -> Result<(), Error> {
    let mut block: Vec<_> = positions.iter().map(|&position| offers[position].candidate).collect();
    growth.evaluate(&mut block)?;
    for (&position, candidate) in positions.iter().zip(block) {
        offers[position] = Offer { candidate, is_fresh: true, ..offers[position] };
    }
    Ok(())
}

/// Tightens the upper bound on the optimum by all gains at the present set.
fn tighten(
    growth: &mut Growth<'_>,
    offers: &mut [Offer],
    rejected: &mut [Offer],
) -> Result<(), Error> {
    for list in [&mut *offers, &mut *rejected] {
        let old = (0..list.len()).filter(|&position| !list[position].is_fresh).collect::<Vec<_>>();
        evaluate(growth, list, &old)?;
    }
    growth.tighten(offers.iter().chain(&*rejected).map(|offer| offer.candidate));
    // Those that the constraint no longer admits are asked for again at the next set.
    rejected.iter_mut().for_each(|offer| offer.is_fresh = false);
    Ok(())
}
