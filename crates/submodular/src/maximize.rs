//! The entry: a function, a constraint and an optimizer become a selection.

use std::time::Duration;

use gainful_kernels::{ArgumentError, Cancelled, Control, Workers};

use crate::certificate::Certificate;
use crate::checkpoint::Checkpoint;
use crate::constraint::{Constraint, check_subset, membership};
use crate::cover::SizeCertificate;
use crate::error::Error;
use crate::guarantee::Guarantee;
use crate::objective::Objective;
use crate::optimizers::{self, Candidate, Optimizer, Problem};
use crate::parameters::Parameters;

/// When a set that may grow is grown no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopping {
    /// Never: elements are added even if that lowers the value.
    Full,
    /// As soon as no element raises the value.
    Positive,
}

impl Stopping {
    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Positive => "positive",
        }
    }

    /// The rule called `name`.
    pub fn by_name(name: &str) -> Result<Self, ArgumentError> {
        match name {
            "full" => Ok(Self::Full),
            "positive" => Ok(Self::Positive),
            _ => Err(ArgumentError::unknown("stopping", &["full", "positive"], name)),
        }
    }
}

/// Why a set did not grow further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It has as many elements as are permitted.
    Cardinality,
    /// The constraint admits no other element.
    Constraint,
    /// No element raises its value.
    Gain,
    /// Its value has reached the target of the cover.
    Cover,
    /// The optimizer has done all its rounds.
    Rounds,
    /// The time was over.
    TimeBudget,
}

impl Stop {
    /// All reasons.
    pub(crate) const ALL: [Self; 6] = [
        Self::Cardinality,
        Self::Constraint,
        Self::Gain,
        Self::Cover,
        Self::Rounds,
        Self::TimeBudget,
    ];

    /// The name under which users know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cardinality => "cardinality",
            Self::Constraint => "constraint",
            Self::Gain => "gain",
            Self::Cover => "cover",
            Self::Rounds => "rounds",
            Self::TimeBudget => "time-budget",
        }
    }
}

/// How to maximize.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The optimizer; by default the fastest one that serves the function and the constraint.
    pub optimizer: Option<&'static dyn Optimizer>,
    /// When to stop; by default where no element helps for submodular functions that are not monotone,
    /// and never for others.
    pub stopping: Option<Stopping>,
    /// Elements that are in the set already; they are not selected again, count into the value and
    /// against every part of the constraint but the cardinality.
    pub initial: Vec<u32>,
    /// How long to go on at most; the best set so far is returned then.
    pub time_budget: Option<Duration>,
    /// Options that some optimizers take.
    pub parameters: Parameters,
}

impl Options {
    /// The names of the options that are given and that not all optimizers take.
    pub(crate) fn given(&self) -> impl Iterator<Item = &'static str> {
        self.stopping.map(|_| "stopping").into_iter().chain(self.parameters.given())
    }
}

/// A set, and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The selected elements in the order of their selection.
    pub elements: Vec<u32>,
    /// What each of them added to the value.
    pub gains: Vec<f64>,
    /// The value of the whole set, initial elements included.
    pub value: f64,
    /// Gains asked for, those for the certificate included.
    pub evaluations: u64,
    /// The name of the optimizer that was used.
    pub optimizer: &'static str,
    /// Why there are no more elements.
    pub stop: Stop,
    /// What theory promises of the optimizer.
    pub guarantee: Guarantee,
    /// How far the value can be from the optimum; for monotone submodular functions, unless the
    /// smallest set was sought.
    pub certificate: Option<Certificate>,
    /// How far the number of elements can be from the smallest; for monotone submodular functions, if
    /// the smallest set was sought.
    pub size_certificate: Option<SizeCertificate>,
    /// What another run needs to go on from here; for optimizers whose longer selections begin with the
    /// shorter ones.
    pub checkpoint: Option<Checkpoint>,
}

impl Selection {
    /// The selected elements in order, with their gains.
    pub(crate) fn selected(&self) -> Vec<Candidate> {
        let selected = self.elements.iter().zip(&self.gains);
        selected.map(|(&element, &gain)| Candidate { gain, element }).collect()
    }

    /// The same selection, from which another run can go on: `outside` are the elements outside it of
    /// whose gains upper bounds are known, if there are any.
    pub(crate) fn resumable(
        self,
        problem: &Problem<'_>,
        outside: impl Iterator<Item = Candidate>,
    ) -> Self {
        Self { checkpoint: Some(Checkpoint::new(problem, outside)), ..self }
    }
}

/// Selects elements that `constraint` permits so that `objective` is large.
///
/// Ties go to the smallest index. The same selection, evaluations included, comes back for any
/// number of `workers`. Progress counts elements.
///
/// # Errors
///
/// [`Error::Argument`] if a part of the constraint makes no sense or cannot be fulfilled, if the
/// optimizer does not serve the function or the constraint, or if a gain is not finite;
/// [`Error::Cancelled`].
pub fn maximize(
    objective: &dyn Objective,
    constraint: &Constraint,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Result<Selection, Error> {
    run(&Problem { objective, constraint, options, withheld: &[], earlier: None, workers, control })
}

/// Checks the problem, chooses an optimizer if the caller does not, and lets it select.
pub(crate) fn run(problem: &Problem<'_>) -> Result<Selection, Error> {
    let Problem { objective, constraint, options, control, .. } = *problem;
    constraint.check(objective.size())?;
    check_initial(constraint, options, objective.size())?;
    options.parameters.check(objective.size())?;
    if let Some(budget) = options.time_budget {
        control.stop_after(budget);
    }
    check_stopping(constraint, options)?;
    let optimizer = match options.optimizer {
        Some(optimizer) => optimizers::check(optimizer, problem)?,
        None => optimizers::best_for(problem)?,
    };
    let selection = optimizer.select(problem)?;
    // Sets that were still being brought back are not complete then.
    if control.is_cancelled() && !control.is_expired() {
        return Err(Cancelled.into());
    }
    check_covered(objective, constraint, &selection)?;
    Ok(selection)
}

/// Fails if the target of a cover was not reached though there was time for it.
fn check_covered(
    objective: &dyn Objective,
    constraint: &Constraint,
    selection: &Selection,
) -> Result<(), ArgumentError> {
    let Some(target) = constraint.cover else { return Ok(()) };
    if matches!(selection.stop, Stop::Cover | Stop::TimeBudget) {
        return Ok(());
    }
    let value = selection.value;
    let expected = if objective.properties().monotone.holds {
        format!("at most {value}, the value of all elements that may be selected,")
    } else {
        format!("at most {value}, the value that {} reaches,", selection.optimizer)
    };
    Err(ArgumentError::out_of_range("cover", expected, target.to_string()))
}

/// Fails if the set is to stop growing though the constraint asks for full sets.
fn check_stopping(constraint: &Constraint, options: &Options) -> Result<(), ArgumentError> {
    if options.stopping == Some(Stopping::Positive) && constraint.asks_for_full_sets() {
        let expected = "'full', since the constraint has lower bounds to be met,";
        return Err(ArgumentError::invalid("stopping", expected, "'positive'"));
    }
    Ok(())
}

fn check_initial(
    constraint: &Constraint,
    options: &Options,
    size: usize,
) -> Result<(), ArgumentError> {
    const NAME: &str = "initial";
    check_subset(NAME, &options.initial, size)?;
    let is_initial = membership(&options.initial, size);
    if let Some(both) = constraint.include.iter().find(|&&both| is_initial[both as usize]) {
        let found = format!("element {both}, which is in include as well");
        return Err(ArgumentError::invalid(NAME, "elements not in include", found));
    }
    let all = options.initial.iter().chain(&constraint.include);
    constraint.check_together(NAME, options.initial.len(), all)
}
