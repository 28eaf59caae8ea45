//! Time budgets: work that ends early and keeps what it found.

use crate::error::Error;
use gainful_kernels::Control;
use std::time::Duration;

/// Does `work` for as long as `budget` allows; false if the time was over before it was done.
///
/// # Errors
///
/// Those of `work`, but not that it was stopped for lack of time.
pub(super) fn within(
    budget: Option<Duration>,
    control: &Control,
    work: impl FnOnce() -> Result<(), Error>,
) -> Result<bool, Error> {
    if let Some(budget) = budget {
        control.stop_after(budget);
    }
    match work() {
        Err(Error::Cancelled(_)) if control.is_expired() => Ok(false),
        outcome => outcome.map(|()| true),
    }
}
