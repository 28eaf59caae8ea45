//! Mixtures: weighted sums of other functions.
//!
//! f(S) = Σ_c w_c f_c(S) with no negative weight. Has every property that all of its parts have.
//!
//! Lin & Bilmes, "Learning mixtures of submodular shells with application to document
//! summarization" (2012).

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers};

use super::Diversification;
use crate::error::Error;
use crate::objective::{Objective, Properties, Property, State};

/// The part of the largest gain by which rounding may let a sum grow: thousands of times the
/// precision, since the gains of sets can be larger than those of single elements.
const ROUNDING: f64 = 1e-12;

/// Mixtures of mixtures go no deeper: each level takes a part of the stack.
const DEEPEST: usize = 100;

/// The functions of a mixture and of those in it, each counted as often as it is there: as many states
/// are begun.
const MOST_FUNCTIONS: usize = 1_000_000;

/// A weighted sum of functions on the same ground set.
#[derive(Clone)]
pub struct Mixture {
    size: usize,
    parts: Vec<Part>,
    tolerance: f64,
    /// Found once: those of a part may depend on those of its own parts, and so on.
    properties: Properties,
    extent: Extent,
}

/// How much is inside of a mixture.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// How many mixtures are inside one another, this one included.
    depth: usize,
    /// How many functions that are no mixtures.
    functions: usize,
}

#[derive(Clone)]
struct Part {
    /// Its place among those that the caller gave.
    index: usize,
    weight: f64,
    function: Arc<dyn Objective>,
}

impl Mixture {
    /// The sum of `parts`, each times the weight in its place. Parts of weight 0 have no effect,
    /// neither on values nor on properties.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] about `objectives`: none, of different sizes, or mixtures more than 100 deep
    /// or of more than a million functions; or about `weights`: another number of them, negative, NaN
    /// or an infinity. [`Error::Cancelled`].
    pub fn new(
        objectives: Vec<Arc<dyn Objective>>,
        weights: &[f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<Self, Error> {
        let size = common_size(&objectives)?;
        check_weights(weights, objectives.len())?;
        let extent = Extent::of_all(&objectives)?;
        let parts: Vec<_> = objectives
            .into_iter()
            .zip(weights)
            .enumerate()
            .map(|(index, (function, &weight))| Part { index, weight, function })
            .filter(|part| part.weight > 0.0)
            .collect();
        let tolerance = tolerance(&parts, size, workers, control)?;
        Ok(Self { properties: common_properties(&parts), size, parts, tolerance, extent })
    }

    /// The function that is 0 for every set.
    pub(crate) fn nothing(size: usize) -> Self {
        let properties = common_properties(&[]);
        Self { size, parts: Vec::new(), tolerance: 0.0, properties, extent: Extent::default() }
    }
}

impl Extent {
    /// That of a mixture of `objectives`.
    fn of_all(objectives: &[Arc<dyn Objective>]) -> Result<Self, ArgumentError> {
        const NAME: &str = "objectives";
        let mut all = Self { depth: 1, functions: 0 };
        for (index, objective) in objectives.iter().enumerate() {
            let mixture = objective.as_any().and_then(|any| any.downcast_ref::<Mixture>());
            let part = mixture.map_or(Self { depth: 0, functions: 1 }, |mixture| mixture.extent);
            all.depth = all.depth.max(part.depth + 1);
            all.functions = all.functions.saturating_add(part.functions);
            if all.depth > DEEPEST {
                let expected = format!("mixtures in mixtures at most {DEEPEST} deep");
                let found = format!("one that is {DEEPEST} deep at index {index}");
                return Err(ArgumentError::invalid(NAME, expected, found));
            }
            if all.functions > MOST_FUNCTIONS {
                let expected = format!("at most {MOST_FUNCTIONS} functions in all mixtures");
                let found = format!("{} up to index {index}", all.functions);
                return Err(ArgumentError::invalid(NAME, expected, found));
            }
        }
        Ok(all)
    }
}

/// The properties that all parts have.
fn common_properties(parts: &[Part]) -> Properties {
    let of_parts: Vec<_> = parts.iter().map(|part| part.function.properties()).collect();
    let common = |adjective, property: fn(&Properties) -> &Property| {
        let mut properties = parts.iter().zip(of_parts.iter().map(property));
        match properties.find(|(_, property)| !property.holds) {
            None => {
                let reason = format!("all objectives are {adjective} and no weight is negative");
                Property::known(true, reason)
            }
            Some((Part { index, .. }, Property { reason, .. })) => {
                let reason = format!("objective {index} is not known to be {adjective}: {reason}");
                Property::known(false, reason)
            }
        }
    };
    Properties {
        submodular: common("submodular", |properties| &properties.submodular),
        monotone: common("monotone", |properties| &properties.monotone),
        normalized: common("normalized", |properties| &properties.normalized),
    }
}

fn common_size(objectives: &[Arc<dyn Objective>]) -> Result<usize, ArgumentError> {
    const NAME: &str = "objectives";
    let Some(first) = objectives.first() else {
        return Err(ArgumentError::invalid(NAME, "at least one objective", "none"));
    };
    let size = first.size();
    match objectives.iter().enumerate().find(|(_, other)| other.size() != size) {
        None => Ok(size),
        Some((index, other)) => {
            let expected = format!("objectives of {size} elements as the first one");
            let found = format!("one of {} elements at index {index}", other.size());
            Err(ArgumentError::invalid(NAME, expected, found))
        }
    }
}

fn check_weights(weights: &[f64], count: usize) -> Result<(), ArgumentError> {
    const NAME: &str = "weights";
    if weights.len() != count {
        let expected = format!("{count} numbers, one for each objective,");
        return Err(ArgumentError::invalid(NAME, expected, weights.len().to_string()));
    }
    match weights.iter().position(|&weight| !(weight >= 0.0 && weight.is_finite())) {
        None => Ok(()),
        Some(index) => {
            let found = format!("{} at index {index}", weights[index]);
            Err(ArgumentError::out_of_range(NAME, "finite numbers from 0", found))
        }
    }
}

/// By how much gains can grow by rounding. Products and sums round monotonically, so they cannot if
/// those of no part can.
fn tolerance(
    parts: &[Part],
    size: usize,
    workers: &Workers,
    control: &Control,
) -> Result<f64, Cancelled> {
    let inherited: f64 = parts.iter().map(|part| part.weight * part.function.tie_tolerance()).sum();
    if inherited == 0.0 {
        return Ok(0.0);
    }
    let candidates: Vec<u32> = (0..size as u32).collect();
    let mut gains = vec![0.0; size];
    let mut largest = 0.0;
    for Part { weight, function, .. } in parts {
        function.begin().gains(&candidates, &mut gains, workers, control)?;
        largest += weight * gains.iter().fold(0.0, |largest: f64, gain| largest.max(gain.abs()));
    }
    Ok(inherited + ROUNDING * largest)
}

impl fmt::Debug for Mixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weights: Vec<f64> = self.parts.iter().map(|part| part.weight).collect();
        f.debug_struct("Mixture").field("size", &self.size).field("weights", &weights).finish()
    }
}

impl Objective for Mixture {
    fn size(&self) -> usize {
        self.size
    }

    fn properties(&self) -> Properties {
        self.properties.clone()
    }

    fn is_non_negative(&self) -> bool {
        self.parts.iter().all(|part| part.weight >= 0.0 && part.function.is_non_negative())
    }

    fn tie_tolerance(&self) -> f64 {
        self.tolerance
    }

    fn is_modular(&self) -> bool {
        self.parts.iter().all(|part| part.function.is_modular())
    }

    fn diversification(&self) -> Option<Diversification> {
        let mut utility = Self { parts: Vec::new(), ..self.clone() };
        let mut diversity = None;
        for part in &self.parts {
            match part.function.diversification() {
                None => utility.parts.push(part.clone()),
                Some(inner) if diversity.is_none() => {
                    let weighted =
                        |inner: &Part| Part { weight: part.weight * inner.weight, ..inner.clone() };
                    utility.parts.extend(inner.utility.parts.iter().map(weighted));
                    diversity =
                        Some(Diversification { weight: part.weight * inner.weight, ..inner });
                }
                Some(_) => return None,
            }
        }
        utility.properties = common_properties(&utility.parts);
        diversity.map(|diversity| Diversification { utility, ..diversity })
    }

    fn bytes(&self) -> usize {
        // Parts that others hold as well are counted by them, too.
        self.parts.iter().map(|part| size_of::<Part>() + part.function.bytes()).sum()
    }

    fn begin(&self) -> Box<dyn State + '_> {
        let parts = self.parts.iter().map(|part| (part.weight, part.function.begin())).collect();
        Box::new(Sum { parts })
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

/// The states of all parts, with their weights.
struct Sum<'a> {
    parts: Vec<(f64, Box<dyn State + 'a>)>,
}

impl State for Sum<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        gains.fill(0.0);
        let mut of_part = vec![0.0; gains.len()];
        for (weight, part) in &self.parts {
            part.gains(candidates, &mut of_part, workers, control)?;
            for (gain, of_part) in gains.iter_mut().zip(&of_part) {
                *gain += weight * of_part;
            }
        }
        Ok(())
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        for (_, part) in &mut self.parts {
            part.insert(element, workers);
        }
    }

    fn value(&self) -> f64 {
        self.parts.iter().map(|(weight, part)| weight * part.value()).sum()
    }

    fn fork(&self) -> Box<dyn State + '_> {
        let parts = self.parts.iter().map(|(weight, part)| (*weight, part.fork())).collect();
        Box::new(Sum { parts })
    }
}
