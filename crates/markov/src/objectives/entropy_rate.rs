//! The entropy rate of a projection: how much a step of the selected coordinates leaves open.
//!
//! arXiv 2503.23340. It is a difference of two submodular functions: submodular itself
//! where the stationary law is a product, but not in general, nor monotone.

use gainful_kernels::{Cancelled, Control, Workers};

use super::{Goal, InformationObjective, Score};
use crate::chain::MarkovChain;
use crate::entropy::Entropies;

/// h(S) = H(J^S) - H(π^S), to be maximized.
#[derive(Clone, Copy, Debug)]
pub struct EntropyRate;

impl InformationObjective for EntropyRate {
    fn name(&self) -> &'static str {
        "entropy-rate"
    }

    fn goal(&self) -> Goal {
        Goal::Maximize
    }

    fn on(&self, _: &MarkovChain, _: &Workers, _: &Control) -> Result<Box<dyn Score>, Cancelled> {
        Ok(Box::new(*self))
    }
}

impl Score for EntropyRate {
    fn value(&self, _: &[u32], entropies: Entropies, _: &dyn Fn(&[u32]) -> Entropies) -> f64 {
        entropies.rate()
    }
}
