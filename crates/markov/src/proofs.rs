//! What can be said of an objective on one chain besides a selection: its structure and the optimum,
//! both from the values of all subsets, where there are few enough.
//!
//! General chains violate the structure that guarantees ask for; so nothing is claimed that was not
//! checked on the instance.

use gainful_kernels::{Control, Workers};
use gainful_submodular::{Properties, Property};

use crate::chain::MarkovChain;
use crate::enumeration::{self, Optimum};
use crate::error::Error;
use crate::objectives::{Goal, Score};
use crate::structure::Structure;

/// The most coordinates whose subsets are all evaluated to check the structure.
const MAX_CHECKED_DIMENSION: usize = 12;

/// The most coordinates of which an optimum is sought by enumeration.
const MAX_ENUMERATED_DIMENSION: usize = 20;

/// The most subsets that are enumerated for an optimum.
const MAX_SUBSETS: usize = 1_000_000;

/// Numbers read or taken the logarithm of at most: about a second of one thread.
const BUDGET: f64 = 2.5e8;

/// What is known of an instance besides the selection.
#[derive(Default)]
pub(crate) struct Proofs {
    /// The structure, if it was checked.
    pub(crate) structure: Option<Structure>,
    /// The best subset of exactly the size asked for, if it was sought.
    pub(crate) optimum: Option<Optimum>,
}

impl Proofs {
    /// Evaluates all subsets, or those of the right size, where the limits permit.
    pub(crate) fn find(
        chain: &MarkovChain,
        score: &dyn Score,
        goal: Goal,
        cardinality: usize,
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let dimension = chain.dimension();
        let of_size = |mask: &u32| mask.count_ones() as usize == cardinality;
        if dimension <= MAX_CHECKED_DIMENSION && chain.law().enumeration_cost() <= BUDGET {
            let values = enumeration::all_values(chain, score, workers, control)?;
            let sized = (0..).zip(values.iter().copied()).filter(|(mask, _)| of_size(mask));
            let optimum = Some(enumeration::best(goal, sized));
            return Ok(Self { structure: Some(Structure::of(&values, dimension)), optimum });
        }
        if dimension > MAX_ENUMERATED_DIMENSION {
            return Ok(Self::default());
        }
        let masks: Vec<u32> = (0..1 << dimension).filter(of_size).collect();
        if masks.len() > MAX_SUBSETS || masks.len() as f64 * chain.law().evaluation_cost() > BUDGET
        {
            return Ok(Self::default());
        }
        let values = enumeration::values(chain, score, &masks, workers, control)?;
        let optimum = Some(enumeration::best(goal, masks.into_iter().zip(values)));
        Ok(Self { structure: None, optimum })
    }

    /// What was checked of the function to maximize; nothing is taken for granted.
    pub(crate) fn properties(&self, goal: Goal) -> Properties {
        let Some(structure) = &self.structure else {
            let unknown = Property::fails("the structure was not checked on this chain");
            return Properties::normalized(unknown.clone(), unknown);
        };
        let checked = |holds| Property::known(holds, "all subsets were checked on this chain");
        let (submodular, monotone) = match goal {
            Goal::Maximize => (structure.is_submodular(), structure.increasing),
            Goal::Minimize => (structure.is_supermodular(), structure.decreasing),
        };
        Properties::normalized(checked(submodular), checked(monotone))
    }

    /// Why there is a certificate or none.
    pub(crate) fn reason(&self, asked: bool, goal: Goal) -> &'static str {
        let Properties { submodular, monotone, .. } = self.properties(goal);
        match (asked, &self.structure) {
            (false, _) => "No proof was asked for.",
            (true, None) => "The structure was not checked: there are too many subsets.",
            (true, Some(_)) if !submodular.holds => {
                "Some second difference has the wrong sign, so greedy has no guarantee."
            }
            (true, Some(_)) if !monotone.holds => {
                "Some gains have the wrong sign, so greedy has no guarantee."
            }
            (true, Some(_)) => "All subsets were checked: the guarantee of greedy holds.",
        }
    }
}
