//! What an optimizer demands of a function and a constraint, each demand with the sentence that
//! refuses what does not meet it.

use gainful_kernels::ArgumentError;

use super::{OPTIMIZERS, Optimizer, Problem};
use crate::maximize::Stopping;

impl Problem<'_> {
    /// Fails unless the function is known to be submodular.
    pub(crate) fn demand_submodular(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        if self.objective.properties().submodular.holds {
            return Ok(());
        }
        let expected = "an optimizer that serves functions not known to be submodular, such as \
                        'greedy',";
        Err(ArgumentError::invalid("optimizer", expected, format!("'{}'", by.name())))
    }

    /// Fails unless there is a largest number of elements.
    pub(crate) fn demand_cardinality(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        let is_met = self.constraint.cardinality.is_some();
        demand(is_met, by, "one with a cardinality", "one without")
    }

    /// Fails if there is a largest number of elements.
    pub(crate) fn demand_no_cardinality(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        let is_met = self.constraint.cardinality.is_none();
        demand(is_met, by, "one without cardinality", "one with it")
    }

    /// Fails if the smallest set of a value is sought.
    pub(crate) fn demand_no_cover(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        demand(self.constraint.cover.is_none(), by, "one without cover", "one with it")
    }

    /// Fails if the set has to belong to other families than that of small sets.
    pub(crate) fn demand_no_systems(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        self.constraint.systems.first().map_or(Ok(()), |system| {
            demand(false, by, &format!("one without {}", system.name()), "one with it")
        })
    }

    /// Fails if sets have to grow on even if that lowers their value.
    pub(crate) fn demand_no_full_sets(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        let full = self.constraint.systems.iter().find(|system| system.asks_for_full_sets());
        full.map_or(Ok(()), |system| {
            demand(false, by, &format!("one without {}", system.name()), "one with it")
        })
    }

    /// Fails if the best set is simply that of all elements, which nobody means to ask for.
    pub(crate) fn demand_limit(&self) -> Result<(), ArgumentError> {
        let limited = self.constraint.cardinality.is_some() || !self.constraint.is_uniform();
        let monotone = self.objective.properties().monotone.holds;
        if limited || !monotone || self.options.stopping == Some(Stopping::Positive) {
            return Ok(());
        }
        let expected =
            "a limit such as a cardinality, since no element of a monotone objective hurts,";
        Err(ArgumentError::invalid("constraint", expected, "none"))
    }

    /// Fails if an option is given that the optimizer does not take.
    pub(crate) fn demand_only_options(&self, by: &dyn Optimizer) -> Result<(), ArgumentError> {
        let Some(option) = self.options.given().find(|option| !by.takes().contains(option)) else {
            return Ok(());
        };
        let takers = OPTIMIZERS.iter().filter(|optimizer| optimizer.takes().contains(&option));
        let names: Vec<&str> = takers.map(|optimizer| optimizer.name()).collect();
        let expected = format!("'{}', since {option} is given,", names.join("' or '"));
        Err(ArgumentError::invalid("optimizer", expected, format!("'{}'", by.name())))
    }
}

fn demand(
    is_met: bool,
    by: &dyn Optimizer,
    expected: &str,
    found: &str,
) -> Result<(), ArgumentError> {
    if is_met {
        return Ok(());
    }
    let expected = format!("{expected}, for the sake of '{}',", by.name());
    Err(ArgumentError::invalid("constraint", expected, found))
}
