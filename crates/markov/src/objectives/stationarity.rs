//! The distance of a projection to stationarity: how much a step of the selected coordinates
//! depends on where they are.
//!
//! arXiv 2503.23340. It is monotone; supermodular where the stationary law is a product.

use gainful_kernels::{Cancelled, Control, Workers};

use super::{Goal, InformationObjective, Score};
use crate::chain::MarkovChain;
use crate::entropy::Entropies;

/// T(S) = D(P^S ‖ Π^S) = 2 H(π^S) - H(J^S), where all rows of Π^S are π^S: the mutual information of
/// two consecutive states, to be maximized.
#[derive(Clone, Copy, Debug)]
pub struct Stationarity;

impl InformationObjective for Stationarity {
    fn name(&self) -> &'static str {
        "stationarity"
    }

    fn goal(&self) -> Goal {
        Goal::Maximize
    }

    fn on(&self, _: &MarkovChain, _: &Workers, _: &Control) -> Result<Box<dyn Score>, Cancelled> {
        Ok(Box::new(*self))
    }
}

impl Score for Stationarity {
    fn value(&self, _: &[u32], entropies: Entropies, _: &dyn Fn(&[u32]) -> Entropies) -> f64 {
        2.0 * entropies.state - entropies.pair
    }
}
