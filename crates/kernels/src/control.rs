//! How a long computation is stopped and how it says how far it is.
//!
//! A loop calls [`Control::advance`] (or [`Control::check`]) once per block of work, at least every
//! ten milliseconds. Both are cheap: two relaxed atomic operations and, for a control that reports,
//! one look at the clock.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least time between two reports of one computation.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

/// The computation was stopped by its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The operation was cancelled")]
pub struct Cancelled;

/// How far a computation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in a word or two.
    pub stage: &'static str,
    /// Units of this stage that are done.
    pub done: u64,
    /// Units of this stage in all, where known.
    pub total: Option<u64>,
}

type Listener = Box<dyn Fn(Progress) + Send + Sync>;

/// What the worker threads write and the reports read.
struct Stage {
    name: &'static str,
    total: Option<u64>,
    reported: Instant,
}

/// Cancellation and progress of one call, shared by all its threads.
pub struct Control {
    cancelled: AtomicBool,
    done: AtomicU64,
    stage: Mutex<Stage>,
    listener: Option<Listener>,
}

impl Control {
    /// A control that nobody listens to.
    pub fn new() -> Self {
        Self::build(None)
    }

    /// A control whose progress is passed to `listener`, at most ten times a second.
    ///
    /// `listener` runs on whichever thread advances; it must not block.
    pub fn with_listener(listener: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self::build(Some(Box::new(listener)))
    }

    fn build(listener: Option<Listener>) -> Self {
        let stage = Stage { name: "", total: None, reported: Instant::now() };
        Self {
            cancelled: AtomicBool::new(false),
            done: AtomicU64::new(0),
            stage: Mutex::new(stage),
            listener,
        }
    }

    /// Asks the computation to stop; it does at its next look.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the computation was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Fails if the computation was asked to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Begins a stage of `total` units.
    pub fn begin(&self, name: &'static str, total: Option<u64>) -> Result<(), Cancelled> {
        if self.listener.is_some() {
            let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
            stage.name = name;
            stage.total = total;
            self.done.store(0, Ordering::Relaxed);
        }
        self.advance(0)
    }

    /// How far the computation is. Only a control with a listener keeps count.
    pub fn progress(&self) -> Progress {
        let stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let done = self.done.load(Ordering::Relaxed);
        Progress { stage: stage.name, done, total: stage.total }
    }

    /// Counts `units` more as done, and fails if the computation was asked to stop.
    pub fn advance(&self, units: u64) -> Result<(), Cancelled> {
        self.check()?;
        if let Some(listener) = &self.listener {
            let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
            // A thread that finds another one reporting has nothing to add.
            if let Ok(mut stage) = self.stage.try_lock()
                && stage.reported.elapsed() >= REPORT_INTERVAL
            {
                stage.reported = Instant::now();
                let progress = Progress { stage: stage.name, done, total: stage.total };
                drop(stage);
                listener(progress);
            }
        }
        Ok(())
    }
}

impl Default for Control {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("cancelled", &self.is_cancelled())
            .field("done", &self.done.load(Ordering::Relaxed))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn cancelled_once_cancelled_for_good() {
        let control = Control::new();
        assert_eq!(control.begin("work", Some(3)), Ok(()));
        assert_eq!(control.advance(1), Ok(()));
        control.cancel();
        assert_eq!(control.check(), Err(Cancelled));
        assert_eq!(control.advance(1), Err(Cancelled));
        assert_eq!(control.begin("more", None), Err(Cancelled));
    }

    #[test]
    fn reports_are_rare_and_true() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&seen);
        let control = Control::with_listener(move |progress| sink.lock().unwrap().push(progress));
        let start = Instant::now();
        control.begin("count", Some(1_000_000)).unwrap();
        while start.elapsed() < Duration::from_millis(350) {
            control.advance(1).unwrap();
        }
        assert!(control.progress().done >= seen.lock().unwrap().last().unwrap().done);
        let seen = seen.lock().unwrap();
        assert!((1..=3).contains(&seen.len()), "{} reports in 0.35 s", seen.len());
        assert!(seen.iter().all(|p| p.stage == "count" && p.total == Some(1_000_000)));
        assert!(seen.windows(2).all(|pair| pair[0].done < pair[1].done));
    }
}
