//! Modular functions: a weight for each element, f(S) = Σ_{j in S} w_j.
//!
//! Mostly a part of a mixture: the relevance of elements beside the coverage of a set.

use gainful_kernels::{ArgumentError, Cancelled, CompensatedSum, Control, Workers, check_finite};

use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The modular function of given weights.
#[derive(Clone, Debug)]
pub struct Modular {
    weights: Vec<f64>,
}

impl Modular {
    /// The function of these weights.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `weights`: none, more than 32 bits can number, NaN or an infinity.
    pub fn new(weights: Vec<f64>) -> Result<Self, Error> {
        const NAME: &str = "weights";
        if weights.is_empty() {
            return Err(ArgumentError::invalid(NAME, "at least one number", "none").into());
        }
        if u32::try_from(weights.len()).is_err() {
            let expected = format!("at most {} numbers", u32::MAX);
            let found = weights.len().to_string();
            return Err(ArgumentError::out_of_range(NAME, expected, found).into());
        }
        check_finite(NAME, &weights)?;
        Ok(Self { weights })
    }
}

impl Objective for Modular {
    fn size(&self) -> usize {
        self.weights.len()
    }

    fn properties(&self) -> Properties {
        let monotone = match self.weights.iter().position(|&weight| weight < 0.0) {
            None => Property::holds("no weight is negative"),
            Some(j) => Property::known(false, format!("the weight of element {j} is negative")),
        };
        Properties::normalized(Property::holds("gains do not depend on the set"), monotone)
    }

    fn is_modular(&self) -> bool {
        true
    }

    fn bytes(&self) -> usize {
        size_of_val(self.weights.as_slice())
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Weighed { weights: &self.weights, value: CompensatedSum::default() })
    }
}

/// The sum of the weights of a set.
#[derive(Clone)]
struct Weighed<'a> {
    weights: &'a [f64],
    value: CompensatedSum,
}

impl State for Weighed<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.weights[candidate as usize];
        }
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.value.add(self.weights[element as usize]);
    }

    fn value(&self) -> f64 {
        self.value.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}
