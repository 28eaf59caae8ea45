//! A function less what its elements cost: g(S) - Σ_{e in S} c(e).

use gainful_kernels::{Cancelled, Control, Workers};

use crate::objective::{Objective, Properties, Property, State};

/// The function g - c.
pub(crate) struct Net<'a> {
    pub(crate) gross: &'a dyn Objective,
    pub(crate) costs: &'a [f64],
}

impl Objective for Net<'_> {
    fn size(&self) -> usize {
        self.gross.size()
    }

    fn properties(&self) -> Properties {
        let monotone = Property::fails("elements may cost more than they gain");
        Properties { monotone, ..self.gross.properties() }
    }

    fn tie_tolerance(&self) -> f64 {
        self.gross.tie_tolerance()
    }

    fn bytes(&self) -> usize {
        self.gross.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(NetState { gross: self.gross.begin(), costs: self.costs, cost: 0.0 })
    }
}

struct NetState<'a> {
    gross: Box<dyn State + 'a>,
    costs: &'a [f64],
    /// That of the set.
    cost: f64,
}

impl State for NetState<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.gross.gains(candidates, gains, workers, control)?;
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain -= self.costs[candidate as usize];
        }
        Ok(())
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.gross.insert(element, workers);
        self.cost += self.costs[element as usize];
    }

    fn value(&self) -> f64 {
        self.gross.value() - self.cost
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(NetState { gross: self.gross.fork(), ..*self })
    }
}
