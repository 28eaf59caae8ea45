//! States that begin with gains that are known beforehand: those of single elements, which every
//! selection asks for first.

use gainful_kernels::{Cancelled, Control, Workers};

use crate::objective::State;

/// A state whose gains at the empty set are looked up.
pub(crate) struct FromSingletons<'a> {
    state: Box<dyn State + 'a>,
    singletons: &'a [f64],
    is_empty: bool,
}

impl<'a> FromSingletons<'a> {
    /// The empty set `state`, whose gains are `singletons`.
    pub(crate) fn new(state: Box<dyn State + 'a>, singletons: &'a [f64]) -> Self {
        Self { state, singletons, is_empty: true }
    }
}

impl State for FromSingletons<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        if !self.is_empty {
            return self.state.gains(candidates, gains, workers, control);
        }
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.singletons[candidate as usize];
        }
        control.check()
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.is_empty = false;
        self.state.insert(element, workers);
    }

    fn value(&self) -> f64 {
        self.state.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(FromSingletons { state: self.state.fork(), ..*self })
    }
}
