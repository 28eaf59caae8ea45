//! The distance of a projection to independence: how much the selected coordinates tell of one
//! another's steps.
//!
//! arXiv 2503.23340. It is monotone; supermodular where the stationary law is a product.

use gainful_kernels::{Cancelled, Control, Workers};

use super::{Goal, InformationObjective, Score};
use crate::chain::MarkovChain;
use crate::entropy::Entropies;

/// I(S) = D(P^S ‖ the product of the P^{i}, i in S) = Σ h({i}) - h(S), to be minimized; 0 for one
/// coordinate.
#[derive(Clone, Copy, Debug)]
pub struct Independence;

impl InformationObjective for Independence {
    fn name(&self) -> &'static str {
        "independence"
    }

    fn goal(&self) -> Goal {
        Goal::Minimize
    }

    fn on(
        &self,
        chain: &MarkovChain,
        workers: &Workers,
        control: &Control,
    ) -> Result<Box<dyn Score>, Cancelled> {
        let all: Vec<u32> = (0..chain.dimension() as u32).collect();
        let singles = chain.law().project().extended(&all, workers, control)?;
        let rates = singles.into_iter().map(Entropies::rate).collect();
        Ok(Box::new(IndependenceScore { rates }))
    }
}

/// The distance to independence on one chain.
struct IndependenceScore {
    /// h({i}) for each coordinate i.
    rates: Vec<f64>,
}

impl Score for IndependenceScore {
    fn value(&self, subset: &[u32], entropies: Entropies, _: &dyn Fn(&[u32]) -> Entropies) -> f64 {
        let apart: f64 = subset.iter().map(|&i| self.rates[i as usize]).sum();
        apart - entropies.rate()
    }
}
