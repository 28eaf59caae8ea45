//! What the tests of the optimizers share: functions given by the values of all sets, so that
//! gains, optima and properties follow from the definition alone.

mod constrained;
pub(crate) mod golden;
mod promises;

use std::num::NonZeroUsize;
use std::sync::Arc;

use gainful_kernels::{Cancelled, Control, Pool, Random, Workers};

use crate::constraint::Constraint;
use crate::error::Error;
use crate::maximize::{Options, Selection, maximize};
use crate::objective::{Objective, Properties, Property, State};
use crate::optimizers::{self, Problem};
use crate::parameters::Parameters;

/// Values closer than this are equal as real numbers.
const ROUNDING: f64 = 1e-11;

/// A function given by its values; bit e of the index of a value is whether e is in the set.
#[derive(Clone, Debug)]
pub(crate) struct Tabulated {
    pub(crate) size: usize,
    pub(crate) values: Vec<f64>,
    pub(crate) tolerance: f64,
    properties: Properties,
    is_non_negative: bool,
}

impl Tabulated {
    /// The function with these values of the sets of up to `size` elements in ascending order.
    pub(crate) fn new(size: usize, value: impl Fn(&[usize]) -> f64) -> Self {
        let members = |set: usize| (0..size).filter(|e| set >> e & 1 == 1).collect::<Vec<_>>();
        let values: Vec<f64> = (0..1 << size).map(|set| value(&members(set))).collect();
        let gain = |set: usize, e: usize| values[set | 1 << e] - values[set];
        let outside = |set: usize| (0..size).filter(move |e| set >> e & 1 == 0);
        let all = |fits: &dyn Fn(usize, usize) -> bool| {
            (0..1 << size).all(|set| outside(set).all(|e| fits(set, e)))
        };
        let monotone = all(&|set, e| gain(set, e) >= -ROUNDING);
        let submodular = all(&|set, e| {
            outside(set)
                .all(|other| other == e || gain(set | 1 << other, e) <= gain(set, e) + ROUNDING)
        });
        let property = |holds| Property::known(holds, "as enumeration shows");
        let is_non_negative = values.iter().all(|&value| value >= -ROUNDING);
        let properties = Properties::normalized(property(submodular), property(monotone));
        Self { size, values, tolerance: ROUNDING, properties, is_non_negative }
    }

    /// The value of a set.
    pub(crate) fn value(&self, elements: &[u32]) -> f64 {
        self.values[elements.iter().fold(0, |set, &element| set | 1 << element)]
    }

    /// The best of the sets that fulfil a condition.
    pub(crate) fn optimum(&self, permits: impl Fn(&[u32]) -> bool) -> f64 {
        self.sets().filter(|set| permits(set)).map(|set| self.value(&set)).fold(f64::MIN, f64::max)
    }

    /// All sets.
    pub(crate) fn sets(&self) -> impl Iterator<Item = Vec<u32>> {
        let size = self.size as u32;
        (0..1u32 << size).map(move |set| (0..size).filter(|e| set >> e & 1 == 1).collect())
    }
}

impl Objective for Tabulated {
    fn size(&self) -> usize {
        self.size
    }

    fn properties(&self) -> Properties {
        self.properties.clone()
    }

    fn is_non_negative(&self) -> bool {
        self.is_non_negative
    }

    fn tie_tolerance(&self) -> f64 {
        self.tolerance
    }

    fn bytes(&self) -> usize {
        0
    }

    fn begin(&self) -> Box<dyn State + '_> {
        Box::new(Place { function: self, set: 0 })
    }
}

#[derive(Clone)]
struct Place<'a> {
    function: &'a Tabulated,
    set: usize,
}

impl State for Place<'_> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        _: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        let values = &self.function.values;
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            assert_eq!(self.set >> candidate & 1, 0, "{candidate} is in the set already");
            *gain = values[self.set | 1 << candidate] - values[self.set];
        }
        control.check()
    }

    fn insert(&mut self, element: u32, _: &Workers) {
        self.set |= 1 << element;
    }

    fn value(&self) -> f64 {
        self.function.values[self.set]
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(self.clone())
    }
}

/// Random monotone submodular functions of several kinds.
pub(crate) fn monotone_instance(instance: u64) -> Tabulated {
    let mut random = Random::new(77, instance);
    let size = 2 + random.below(6) as usize;
    let parts = 1 + random.below(8) as usize;
    let kind = random.below(3);
    let matrix: Vec<Vec<f64>> = (0..size)
        .map(|_| {
            (0..parts).map(|_| if random.unit() < 0.4 { 0.0 } else { random.unit() }).collect()
        })
        .collect();
    Tabulated::new(size, |set| {
        let over = |fold: fn(f64, f64) -> f64| {
            (0..parts).map(move |part| (part, fold)).collect::<Vec<_>>()
        };
        let column = |part: usize, fold: fn(f64, f64) -> f64| {
            set.iter().map(|&e| matrix[e][part]).fold(0.0, fold)
        };
        match kind {
            0 => over(f64::max).into_iter().map(|(part, fold)| column(part, fold)).sum(),
            1 => over(|a, b| a + b).into_iter().map(|(part, fold)| column(part, fold).sqrt()).sum(),
            _ => {
                (0..parts).filter(|&part| set.iter().any(|&e| matrix[e][part] > 0.0)).count() as f64
            }
        }
    })
}

/// Random submodular functions that are never negative and, as a rule, not monotone: cuts.
pub(crate) fn cut_instance(instance: u64) -> Tabulated {
    let mut random = Random::new(78, instance);
    let size = 2 + random.below(6) as usize;
    let weights: Vec<Vec<f64>> = (0..size)
        .map(|_| (0..size).map(|_| if random.unit() < 0.5 { 0.0 } else { random.unit() }).collect())
        .collect();
    cut(&weights)
}

/// The cut of a graph with these weights of the edges from row to column.
pub(crate) fn cut(weights: &[Vec<f64>]) -> Tabulated {
    Tabulated::new(weights.len(), |set| {
        let outside = |e: &usize| !set.contains(e);
        let leaving = |&e: &usize| {
            (0..weights.len()).filter(outside).map(|other| weights[e][other]).sum::<f64>()
        };
        set.iter().map(leaving).sum()
    })
}

/// `threads` threads of a pool of their own.
pub(crate) fn workers(threads: usize) -> Workers {
    let threads = NonZeroUsize::new(threads).unwrap();
    Workers::new(Arc::new(Pool::new(threads).unwrap()), threads)
}

/// What `run` makes of the problem without options on one thread.
#[track_caller]
pub(crate) fn with_problem(
    objective: &dyn Objective,
    constraint: &Constraint,
    run: impl FnOnce(&Problem<'_>) -> Result<Selection, Error>,
) -> Selection {
    let (options, workers, control) = (Options::default(), Workers::single(), Control::new());
    let (options, workers, control) = (&options, &workers, &control);
    let (withheld, earlier) = (&[], None);
    let problem = Problem { objective, constraint, options, withheld, earlier, workers, control };
    run(&problem).unwrap()
}

/// What the optimizer called `name` selects on one thread.
pub(crate) fn try_select(
    name: &str,
    objective: &dyn Objective,
    constraint: &Constraint,
    parameters: Parameters,
    control: &Control,
) -> Result<Selection, Error> {
    let optimizer = Some(optimizers::by_name(name)?);
    let options = Options { optimizer, parameters, ..Options::default() };
    maximize(objective, constraint, &options, &Workers::single(), control)
}

/// Likewise, where nothing is wrong and nobody cancels.
#[track_caller]
pub(crate) fn select(
    name: &str,
    objective: &dyn Objective,
    constraint: &Constraint,
    parameters: Parameters,
) -> Selection {
    try_select(name, objective, constraint, parameters, &Control::new()).unwrap()
}
