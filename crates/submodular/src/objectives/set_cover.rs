//! Set cover: the weight of the union of the selected sets.
//!
//! f(S) = Σ w_u over all u that are in a set of S. The state knows what is not covered yet, and a gain
//! is one pass over the candidate's set: over its bits if all weights are 1 and sets so large that
//! bits take less memory than a list, else over the list. Gains without weights are exact integers.
//!
//! Hochbaum & Pathria, "Analysis of the greedy approach in problems of maximum k-coverage" (1998).

mod bits;
mod lists;

use gainful_kernels::{Control, Workers, zeros};

use self::bits::BitSets;
use self::lists::{Counting, Weighing};
use super::rows::check_weights;
use super::singletons::FromSingletons;
use super::sparse::SparsePattern;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The weight of a union of sets.
#[derive(Clone, Debug)]
pub struct SetCover {
    sets: Sets,
    /// The gain of each set at the empty selection.
    singletons: Vec<f64>,
}

#[derive(Clone, Debug)]
enum Sets {
    /// A bit for each element, all of weight 1.
    Bits(BitSets),
    /// Lists of elements, all of weight 1.
    Lists(SparsePattern),
    /// Lists of elements, and the weight of each element.
    Weighted(SparsePattern, Vec<f64>),
}

impl SetCover {
    /// The function of sets, a row of `sets` for each, of elements, the columns, with a weight for
    /// each element, 1 by default. A set may be empty.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `weights`: not one for each element, NaN, negative or above 1e15;
    /// [`Error::Memory`]; [`Error::Cancelled`].
    pub fn new(
        sets: SparsePattern,
        weights: Option<Vec<f64>>,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        check_weights(weights.as_deref(), sets.columns(), workers, control)?;
        let (sets, weights) = sets.in_used_columns(weights, workers, control)?;
        let sets = match weights {
            Some(weights) => Sets::Weighted(sets, weights),
            None if BitSets::bytes_of(&sets) < sets.bytes() => {
                Sets::Bits(BitSets::new(&sets, workers, control)?)
            }
            None => Sets::Lists(sets),
        };
        let singletons = sets.singletons(workers, control)?;
        Ok(Self { sets, singletons })
    }
}

impl Sets {
    fn count(&self) -> usize {
        match self {
            Self::Bits(sets) => sets.count(),
            Self::Lists(sets) | Self::Weighted(sets, _) => sets.rows(),
        }
    }

    /// The gain of each set at the empty selection.
    fn singletons(&self, workers: &Workers, control: &Control) -> Result<Vec<f64>, Error> {
        let mut singletons = zeros(self.count(), workers, control)?;
        if let Self::Lists(sets) = self {
            for (set, size) in singletons.iter_mut().enumerate() {
                *size = sets.row(set).len() as f64;
            }
            return Ok(singletons);
        }
        let candidates: Vec<u32> = (0..self.count() as u32).collect();
        control.begin("singletons", None)?;
        self.begin().gains(&candidates, &mut singletons, workers, control)?;
        Ok(singletons)
    }

    fn begin(&self) -> Box<dyn State + '_> {
        match self {
            Self::Bits(sets) => Box::new(sets.begin()),
            Self::Lists(sets) => Box::new(Counting::new(sets)),
            Self::Weighted(sets, weights) => Box::new(Weighing::new(sets, weights)),
        }
    }
}

impl Objective for SetCover {
    fn size(&self) -> usize {
        self.sets.count()
    }

    fn properties(&self) -> Properties {
        const REASON: &str = "an element that is covered stays covered and adds nothing more";
        Properties::normalized(Property::holds(REASON), Property::holds(REASON))
    }

    fn bytes(&self) -> usize {
        let sets = match &self.sets {
            Sets::Bits(sets) => sets.bytes(),
            Sets::Lists(sets) => sets.bytes(),
            Sets::Weighted(sets, weights) => sets.bytes() + size_of_val(weights.as_slice()),
        };
        sets + size_of_val(self.singletons.as_slice())
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(FromSingletons::new(self.sets.begin(), &self.singletons))
    }
}
