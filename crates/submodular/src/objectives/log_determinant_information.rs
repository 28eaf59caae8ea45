//! The information measures of the log-determinant: what a selection tells about queries, beyond
//! what privates tell.
//!
//! With ld(A | B) = log det K_{A ∪ B} - log det K_B, the measures are
//!
//! - mutual information log det K_A - ld(A | Q),
//! - conditional gain ld(A | P),
//! - conditional mutual information ld(A | P) - ld(A | Q ∪ P),
//!
//! where the entries of K between A and Q count eta times and those between A and P nu times. For a
//! Gaussian vector of covariance K they are its information measures, times two. A conditional gain
//! is a log-determinant of the Schur complement and so submodular; the other two are differences of
//! such and are not.
//!
//! Iyer, Khargoankar, Bilmes & Asanani (2021), section 3.7; Kaushal et al., "PRISM" (2022).

use gainful_kernels::{Cancelled, Control, Workers};

use super::context::{Context, Shaped};
use super::log_determinant::{Factor, Given, Kernel, monotone};
use super::{Metric, Shift};
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

const DIFFERENCE: &str = "it is the difference of two submodular functions";

const NO_KERNEL: &str = "eta and nu are not equal or above 1, so that the kernel of all points may not \
                         be positive semidefinite";

/// The information measure that a context makes of a log-determinant.
#[derive(Clone, Debug)]
pub struct LogDeterminantInformation {
    kernel: Kernel,
    /// The factor of the privates, with which each selection begins.
    privates: Given,
    /// That of privates and queries, if there are queries.
    both: Option<Given>,
}

impl LogDeterminantInformation {
    /// The measure of a symmetric positive semidefinite matrix given row by row: the candidates come
    /// first, then as many queries and then as many privates as the context says.
    ///
    /// # Errors
    ///
    /// As [`LogDeterminant::from_kernel`](super::LogDeterminant::from_kernel); [`Error::Argument`]
    /// about `queryCount` or `privateCount` if it is 0 or no candidate is left.
    pub fn from_kernel(
        kernel: Shaped,
        context: &Context<usize>,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        Self::new(Kernel::from_matrix(kernel, Some(context), shift, workers, control)?, control)
    }

    /// The measure of the similarities between the rows of feature matrices.
    ///
    /// # Errors
    ///
    /// As [`LogDeterminant::from_features`](super::LogDeterminant::from_features);
    /// [`Error::Argument`] about `queries` or `privates`: empty, or of another number of columns.
    pub fn from_features(
        features: Shaped,
        context: Context<Shaped>,
        metric: Metric,
        shift: Shift,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let (joined, counts) = context.joined(features)?;
        let kernel = Kernel::from_features(joined, Some(&counts), metric, shift, workers, control)?;
        Self::new(kernel, control)
    }

    fn new(kernel: Kernel, control: &Control) -> Result<Self, Error> {
        let groups = kernel.groups();
        control.begin("context", None)?;
        let privates = Given::default().with(&kernel, groups.privates(), control)?;
        let both = match groups.queries() {
            none if none.is_empty() => None,
            queries => Some(privates.with(&kernel, queries, control)?),
        };
        Ok(Self { kernel, privates, both })
    }

    fn has_queries(&self) -> bool {
        self.both.is_some()
    }
}

impl Objective for LogDeterminantInformation {
    fn size(&self) -> usize {
        self.kernel.groups().candidates() as usize
    }

    fn properties(&self) -> Properties {
        let groups = self.kernel.groups();
        let (eta, nu) = (groups.eta(), groups.nu());
        // Otherwise scaled entries may leave no kernel of all points together.
        let is_kernel = match (self.has_queries(), groups.privates().is_empty()) {
            (false, _) => nu <= 1.0,
            (true, true) => eta <= 1.0,
            (true, false) => eta <= 1.0 && eta == nu,
        };
        let (submodular, monotone) = match (self.has_queries(), is_kernel) {
            (false, true) => (
                Property::holds("pivots of a positive semidefinite kernel never grow"),
                monotone(self.kernel.shift()),
            ),
            (false, false) => (Property::fails(NO_KERNEL), Property::fails(NO_KERNEL)),
            (true, true) => (
                Property::fails(DIFFERENCE),
                Property::holds("a set tells no less about the queries than its parts"),
            ),
            (true, false) => (Property::fails(DIFFERENCE), Property::fails(NO_KERNEL)),
        };
        Properties::normalized(submodular, monotone)
    }

    fn bytes(&self) -> usize {
        let both = self.both.as_ref().map_or(0, Given::bytes);
        self.kernel.bytes() + self.privates.bytes() + both
    }

    fn begin(&self) -> Box<dyn State + '_> {
        let given_privates = Factor::new(&self.kernel, &self.privates);
        match &self.both {
            None => Box::new(given_privates),
            Some(both) => {
                let given_both = Factor::new(&self.kernel, both);
                Box::new(Difference { given_privates, given_both })
            }
        }
    }
}

/// What the elements tell given the privates, and given the queries as well.
struct Difference<'a> {
    given_privates: Factor<'a>,
    given_both: Factor<'a>,
}

impl State for Difference<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        self.given_privates.logarithms(candidates, gains, workers, control)?;
        let mut told = vec![0.0; gains.len()];
        self.given_both.logarithms(candidates, &mut told, workers, control)?;
        for (gain, told) in gains.iter_mut().zip(told) {
            *gain -= told;
        }
        Ok(())
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.given_privates.insert(element);
        self.given_both.insert(element);
    }

    fn value(&self) -> f64 {
        self.given_privates.value() - self.given_both.value()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        let (given_privates, given_both) = (self.given_privates.clone(), self.given_both.clone());
        Box::new(Self { given_privates, given_both })
    }
}
