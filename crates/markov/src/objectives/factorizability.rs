//! The distance of a chain to factorizability over a subset and the rest: how much the two tell of
//! each other's steps.
//!
//! arXiv 2503.23340. It is symmetric, F(S) = F(-S), so it falls again as S grows;
//! submodular where the stationary law is a product.

use gainful_kernels::{Cancelled, Control, Workers};

use super::{Goal, InformationObjective, Score};
use crate::chain::MarkovChain;
use crate::entropy::Entropies;

/// F(S) = D(P ‖ P^S x P^-S) = h(S) + h(-S) - h(all), to be maximized; -S are the other coordinates.
#[derive(Clone, Copy, Debug)]
pub struct Factorizability;

impl InformationObjective for Factorizability {
    fn name(&self) -> &'static str {
        "factorizability"
    }

    fn goal(&self) -> Goal {
        Goal::Maximize
    }

    fn ends_early(&self) -> bool {
        true
    }

    fn on(
        &self,
        chain: &MarkovChain,
        workers: &Workers,
        control: &Control,
    ) -> Result<Box<dyn Score>, Cancelled> {
        let all: Vec<u32> = (0..chain.dimension() as u32).collect();
        let whole = chain.projected(&all, workers).rate();
        control.check()?;
        Ok(Box::new(FactorizabilityScore { dimension: chain.dimension() as u32, whole }))
    }
}

/// The distance to factorizability on one chain.
struct FactorizabilityScore {
    dimension: u32,
    /// h of all coordinates.
    whole: f64,
}

impl Score for FactorizabilityScore {
    fn value(
        &self,
        subset: &[u32],
        entropies: Entropies,
        others: &dyn Fn(&[u32]) -> Entropies,
    ) -> f64 {
        let outside = |i: &u32| subset.binary_search(i).is_err();
        let rest: Vec<u32> = (0..self.dimension).filter(outside).collect();
        entropies.rate() + others(&rest).rate() - self.whole
    }
}
