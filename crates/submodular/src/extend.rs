//! Going on from a selection: to more elements, to a larger cover, or after the time was over.
//!
//! Where the selection of more elements begins with that of fewer, a run that goes on from the last
//! bounds selects what one run to the end would have selected, to the last bit, and asks only for the
//! gains that are still missing.

use std::time::Duration;

use gainful_kernels::{ArgumentError, Control, Workers};

use crate::checkpoint::Checkpoint;
use crate::constraint::Constraint;
use crate::error::Error;
use crate::maximize::{Options, Selection, run};
use crate::objective::Objective;
use crate::optimizers::{self, OPTIMIZERS, Optimizer, Problem};

/// Goes on from `selection`, which was made for `objective`: elements, gains and value are those that
/// one run under `constraint` has, to the last bit, and the evaluations are those of both runs.
///
/// The optimizer and its options are those of the selection; `time_budget` is for this run. The
/// constraint is that of the selection but for a larger cardinality or cover, or the same if the time
/// was over. The certificate is that of the prefixes from the selection on, so it may be a little looser
/// than that of one run.
///
/// # Errors
///
/// [`Error::Argument`] about `selection` if its optimizer selects other elements when it may select
/// more; about `objective` if it is another one: of another size, or if it does not give the selection
/// its value; about `constraint`, `cardinality` or `cover` if the selection is not the beginning of the
/// one that is asked for; and like [`maximize`](crate::maximize()).
pub fn extend(
    objective: &dyn Objective,
    selection: &Selection,
    constraint: &Constraint,
    time_budget: Option<Duration>,
    workers: &Workers,
    control: &Control,
) -> Result<Selection, Error> {
    let (optimizer, checkpoint) = resumable(selection)?;
    checkpoint.check_objective(objective)?;
    constraint.check(objective.size())?;
    checkpoint.check_constraint(constraint)?;
    check_cardinality(constraint, selection.elements.len())?;
    let options = Options { time_budget, ..checkpoint.options(optimizer) };
    run(&Problem {
        objective,
        constraint,
        options: &options,
        withheld: &[],
        earlier: Some(selection),
        workers,
        control,
    })
}

/// What is needed to go on, if the selection is one to go on from.
fn resumable(
    selection: &Selection,
) -> Result<(&'static dyn Optimizer, &Checkpoint), ArgumentError> {
    let optimizer = optimizers::by_name(selection.optimizer)?;
    if let Some(checkpoint) = &selection.checkpoint
        && optimizer.is_resumable()
    {
        return Ok((optimizer, checkpoint));
    }
    let names = OPTIMIZERS.iter().filter(|optimizer| optimizer.is_resumable());
    let names: Vec<&str> = names.map(|optimizer| optimizer.name()).collect();
    let expected = format!(
        "one by '{}', whose larger selections begin with the smaller ones,",
        names.join("' or '")
    );
    Err(ArgumentError::invalid("selection", expected, format!("one by '{}'", selection.optimizer)))
}

fn check_cardinality(constraint: &Constraint, length: usize) -> Result<(), ArgumentError> {
    match constraint.cardinality {
        Some(cardinality) if cardinality.limit() < length => {
            let expected = format!("at least {length}, as many as are selected,");
            Err(ArgumentError::out_of_range(
                "cardinality",
                expected,
                cardinality.limit().to_string(),
            ))
        }
        _ => Ok(()),
    }
}
