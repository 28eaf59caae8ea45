//! A set function that its user computes: all that is known of it is what an [`Oracle`] answers.
//!
//! The state is the list of elements in the order in which they were added, and the sum of their
//! gains.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use gainful_kernels::{Cancelled, Control, Workers};

use crate::objective::{Objective, Properties, Property, State};

/// Who computes the gains of a [`Custom`] function, and its values if it has any of its own.
///
/// S is always given by its elements in the order in which they were added. Gains and values depend
/// on nothing else. Where the computation was cancelled they may be NaN.
pub trait Oracle: Send + Sync {
    /// Writes f(S + e) - f(S) for each e of `candidates`; finite numbers. Looks at `control` while it
    /// waits for them. Unless it is said otherwise, asks for one [gain](Oracle::gain) after the other.
    fn gains(
        &self,
        selected: &[u32],
        candidates: &[u32],
        gains: &mut [f64],
        control: &Control,
    ) -> Result<(), Cancelled> {
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            control.check()?;
            *gain = self.gain(selected, candidate);
        }
        Ok(())
    }

    /// f(S + e) - f(S) for `element` e, which is about to be added.
    fn gain(&self, selected: &[u32], element: u32) -> f64;

    /// Whether it has values of its own. If not, f(S) is the sum of the gains of its elements, each
    /// at those added before.
    fn has_values(&self) -> bool;

    /// f(S); asked for only if it [has values](Oracle::has_values).
    fn value(&self, selected: &[u32]) -> f64;
}

/// The set function of an oracle.
#[derive(Clone, Debug)]
pub struct Custom<O> {
    size: usize,
    properties: Properties,
    tie_tolerance: f64,
    oracle: O,
}

impl<O: Oracle> Custom<O> {
    /// The function on `size` elements whose gains are those of `oracle`. Whether it is `submodular`
    /// and `monotone` is what its user declares; gains that differ by at most `tie_tolerance`, which
    /// is not negative, count as equal.
    pub fn new(
        size: usize,
        submodular: bool,
        monotone: bool,
        tie_tolerance: f64,
        oracle: O,
    ) -> Self {
        let declared = |holds| {
            let reason =
                if holds { "declared by the caller" } else { "not declared by the caller" };
            Property::known(holds, reason)
        };
        let properties = Properties {
            submodular: declared(submodular),
            monotone: declared(monotone),
            normalized: if oracle.has_values() {
                Property::fails("the caller computes the values")
            } else {
                Property::holds("values are sums of gains")
            },
        };
        Self { size, properties, tie_tolerance, oracle }
    }
}

impl<O: Oracle> Objective for Custom<O> {
    fn size(&self) -> usize {
        self.size
    }

    fn properties(&self) -> Properties {
        self.properties.clone()
    }

    fn tie_tolerance(&self) -> f64 {
        self.tie_tolerance
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Chain {
            oracle: &self.oracle,
            selected: Vec::new(),
            sum: 0.0,
            known: Mutex::default(),
        })
    }
}

/// Elements in the order in which they were added.
struct Chain<'a, O> {
    oracle: &'a O,
    selected: Vec<u32>,
    /// The sum of the gains of `selected`; unused where the oracle has values.
    sum: f64,
    /// The gains that were asked for at this set, so that none is asked for again when its element
    /// is added.
    known: Mutex<HashMap<u32, f64>>,
}

impl<O: Oracle> State for Chain<'_, O> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.oracle.gains(&self.selected, candidates, gains, control)?;
        if !self.oracle.has_values() {
            let known = &mut self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.extend(candidates.iter().copied().zip(gains.iter().copied()));
        }
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        if !self.oracle.has_values() {
            let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
            let gain = known.get(&element).copied();
            known.clear();
            self.sum += gain.unwrap_or_else(|| self.oracle.gain(&self.selected, element));
        }
        self.selected.push(element);
    }

    fn value(&self) -> f64 {
        if self.oracle.has_values() { self.oracle.value(&self.selected) } else { self.sum }
    }

    fn fork(&self) -> Box<dyn State + '_> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::new(Chain {
            oracle: self.oracle,
            selected: self.selected.clone(),
            sum: self.sum,
            known: Mutex::new(known),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// The square root of the number of elements; counts the gains it is asked for.
    #[derive(Default)]
    struct Root {
        has_values: bool,
        asked: AtomicU64,
    }

    fn root(size: usize) -> f64 {
        (size as f64).sqrt()
    }

    impl Oracle for Root {
        fn gain(&self, selected: &[u32], _: u32) -> f64 {
            self.asked.fetch_add(1, Ordering::Relaxed);
            root(selected.len() + 1) - root(selected.len())
        }

        fn has_values(&self) -> bool {
            self.has_values
        }

        fn value(&self, selected: &[u32]) -> f64 {
            100.0 + root(selected.len())
        }
    }

    #[test]
    fn properties_are_what_is_declared() {
        let properties = Custom::new(3, true, false, 0.0, Root::default()).properties();
        assert!(properties.submodular.holds && !properties.monotone.holds);
        assert_eq!(properties.submodular.reason, "declared by the caller");
        assert_eq!(properties.monotone.reason, "not declared by the caller");
        assert!(properties.normalized.holds);
        let oracle = Root { has_values: true, ..Root::default() };
        assert!(!Custom::new(3, true, true, 0.0, oracle).properties().normalized.holds);
    }

    #[test]
    fn a_value_is_the_sum_of_gains_each_of_which_is_asked_for_once() {
        let objective = Custom::new(9, true, true, 0.0, Root::default());
        let (workers, control) = (Workers::single(), Control::new());
        let mut state = objective.begin();
        let mut gains = [0.0; 2];
        state.gains(&[4, 7], &mut gains, &workers, &control).unwrap();
        state.insert(7, &workers);
        assert_eq!(state.value(), 1.0);
        assert_eq!(objective.oracle.asked.load(Ordering::Relaxed), 2);
        // A gain at the set before is none at this one.
        state.insert(4, &workers);
        assert_eq!(state.value(), 1.0 + (2.0f64.sqrt() - 1.0));
        assert_eq!(objective.oracle.asked.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn sets_are_given_in_the_order_in_which_they_grew() {
        struct Ordered;

        impl Oracle for Ordered {
            fn gain(&self, selected: &[u32], _: u32) -> f64 {
                self.value(selected)
            }

            fn has_values(&self) -> bool {
                true
            }

            fn value(&self, selected: &[u32]) -> f64 {
                selected.iter().fold(0.0, |digits, &element| 10.0 * digits + f64::from(element))
            }
        }

        let objective = Custom::new(9, true, true, 0.0, Ordered);
        let (workers, control) = (Workers::single(), Control::new());
        let mut state = objective.begin();
        [4, 1, 7].into_iter().for_each(|element| state.insert(element, &workers));
        let mut gain = [0.0];
        state.gains(&[3], &mut gain, &workers, &control).unwrap();
        assert_eq!((state.value(), gain[0]), (417.0, 417.0));
    }

    #[test]
    fn a_fork_grows_by_itself() {
        let objective = Custom::new(9, true, true, 0.0, Root::default());
        let workers = Workers::single();
        let mut state = objective.begin();
        state.insert(3, &workers);
        let mut fork = state.fork();
        fork.insert(1, &workers);
        assert_eq!((state.value(), fork.value()), (1.0, 1.0 + (2.0f64.sqrt() - 1.0)));
    }

    #[test]
    fn values_of_its_own_need_no_gains() {
        let oracle = Root { has_values: true, ..Root::default() };
        let objective = Custom::new(9, true, true, 0.0, oracle);
        let mut state = objective.begin();
        assert_eq!(state.value(), 100.0);
        state.insert(2, &Workers::single());
        assert_eq!(state.value(), 101.0);
        assert_eq!(objective.oracle.asked.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_cancelled_computation_gets_no_gains() {
        let objective = Custom::new(9, true, true, 0.0, Root::default());
        let (workers, control) = (Workers::single(), Control::new());
        control.cancel();
        let state = objective.begin();
        assert_eq!(state.gains(&[1], &mut [0.0], &workers, &control), Err(Cancelled));
    }
}
