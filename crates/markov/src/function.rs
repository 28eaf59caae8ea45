//! An information objective as a set function, for the optimizers of `gainful-submodular`.

use std::sync::{Mutex, PoisonError};

use gainful_kernels::{Cancelled, Control, Workers};
use gainful_submodular::{Objective, Properties, State};

use crate::chain::MarkovChain;
use crate::entropy::Entropies;
use crate::objectives::{Goal, Score, TIE_TOLERANCE};
use crate::pair_law::{Projection, insert_sorted};

/// A score as a set function to maximize.
pub(crate) struct InformationFunction<'a> {
    pub(crate) chain: &'a MarkovChain,
    pub(crate) score: &'a dyn Score,
    pub(crate) goal: Goal,
    /// What is known of the function, its sign being that of the goal.
    pub(crate) properties: Properties,
}

impl Objective for InformationFunction<'_> {
    fn size(&self) -> usize {
        self.chain.dimension()
    }

    fn properties(&self) -> Properties {
        self.properties.clone()
    }

    fn tie_tolerance(&self) -> f64 {
        TIE_TOLERANCE
    }

    fn bytes(&self) -> usize {
        self.chain.bytes()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(InformationState {
            function: self,
            projection: self.chain.law().project(),
            order: Vec::new(),
            subset: Vec::new(),
            value: 0.0,
            extended: Mutex::new(Vec::new()),
        })
    }
}

/// A growing subset, its projection and its value, signed for the goal.
struct InformationState<'a> {
    function: &'a InformationFunction<'a>,
    projection: Box<dyn Projection + 'a>,
    /// As inserted.
    order: Vec<u32>,
    /// Ascending.
    subset: Vec<u32>,
    value: f64,
    /// The value with each candidate evaluated so far: one of them is inserted next, and need not
    /// be evaluated again.
    extended: Mutex<Vec<(u32, f64)>>,
}

impl InformationState<'_> {
    /// The subset with `element`.
    fn with(&self, element: u32) -> Vec<u32> {
        let mut subset = self.subset.clone();
        insert_sorted(&mut subset, element);
        subset
    }

    /// The signed value of `subset`, whose projection has these entropies.
    fn evaluate(&self, subset: &[u32], entropies: Entropies, workers: &Workers) -> f64 {
        let InformationFunction { chain, score, goal, .. } = self.function;
        let others = |other: &[u32]| chain.projected(other, workers);
        goal.sign() * score.value(subset, entropies, &others)
    }
}

impl State for InformationState<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let entropies = self.projection.extended(candidates, workers, control)?;
        let mut extended = Vec::with_capacity(candidates.len());
        for ((gain, &candidate), entropies) in gains.iter_mut().zip(candidates).zip(entropies) {
            control.check()?;
            let value = self.evaluate(&self.with(candidate), entropies, workers);
            *gain = value - self.value;
            extended.push((candidate, value));
        }
        self.extended.lock().unwrap_or_else(PoisonError::into_inner).extend(extended);
        Ok(())
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        let subset = self.with(element);
        let extended = self.extended.get_mut().unwrap_or_else(PoisonError::into_inner);
        let known = extended.drain(..).find(|&(candidate, _)| candidate == element);
        self.value = known.map(|(_, value)| value).unwrap_or_else(|| {
            let entropies = self.function.chain.projected(&subset, workers);
            self.evaluate(&subset, entropies, workers)
        });
        self.projection.extend(element);
        self.order.push(element);
        self.subset = subset;
    }

    fn value(&self) -> f64 {
        self.value
    }

    fn fork(&self) -> Box<dyn State + '_> {
        let mut projection = self.function.chain.law().project();
        for &coordinate in &self.order {
            projection.extend(coordinate);
        }
        Box::new(InformationState {
            function: self.function,
            projection,
            order: self.order.clone(),
            subset: self.subset.clone(),
            value: self.value,
            extended: Mutex::new(Vec::new()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gainful_submodular::Property;

    use crate::objectives::{Factorizability, InformationObjective, OBJECTIVES};
    use crate::testing::{curie_weiss, random_chain};

    const UNKNOWN: Property = Property::fails("it was not checked");

    #[test]
    fn gains_are_differences_of_values() {
        let (workers, control) = (Workers::single(), Control::new());
        for chain in [curie_weiss(6), random_chain(&[2, 3, 2, 2], 1.0, 4)] {
            for objective in OBJECTIVES {
                let score = objective.on(&chain, &workers, &control).unwrap();
                let goal = objective.goal();
                let properties = Properties::normalized(UNKNOWN, UNKNOWN);
                let function =
                    InformationFunction { chain: &chain, score: &*score, goal, properties };
                let value = |subset: &[u32]| goal.sign() * chain.value(*objective, subset).unwrap();
                let mut state = function.begin();
                for inserted in 0..chain.dimension() as u32 {
                    let before: Vec<u32> = (0..inserted).collect();
                    assert!((state.value() - value(&before)).abs() < 1e-12);
                    let rest: Vec<u32> = (inserted..chain.dimension() as u32).collect();
                    let mut gains = vec![0.0; rest.len()];
                    state.gains(&rest, &mut gains, &workers, &control).unwrap();
                    for (&candidate, gain) in rest.iter().zip(&gains) {
                        let after = value(&[&before[..], &[candidate]].concat());
                        assert!((gain - (after - value(&before))).abs() < 1e-12);
                    }
                    assert_eq!(state.fork().value().to_bits(), state.value().to_bits());
                    let mut forked = vec![0.0; rest.len()];
                    state.fork().gains(&rest, &mut forked, &workers, &control).unwrap();
                    state.gains(&rest, &mut gains, &workers, &control).unwrap();
                    assert_eq!(forked, gains);
                    state.insert(inserted, &workers);
                }
            }
        }
    }

    #[test]
    fn elements_may_be_inserted_without_having_been_evaluated() {
        let (workers, control) = (Workers::single(), Control::new());
        let chain = curie_weiss(6);
        let score = Factorizability.on(&chain, &workers, &control).unwrap();
        let properties = Properties::normalized(UNKNOWN, UNKNOWN);
        let goal = Factorizability.goal();
        let function = InformationFunction { chain: &chain, score: &*score, goal, properties };
        let mut state = function.begin();
        state.insert(4, &workers);
        state.insert(1, &workers);
        let expected = chain.value(&Factorizability, &[1, 4]).unwrap();
        assert!((state.value() - expected).abs() < 1e-13);
    }
}
