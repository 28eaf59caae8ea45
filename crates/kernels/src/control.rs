//! How a long computation is stopped and how it says how far it is.
//!
//! A loop calls [`Control::advance`] (or [`Control::check`]) once per block of work, at least every
//! ten milliseconds. Both are cheap: two relaxed atomic operations and, for a control that reports,
//! one look at the clock.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
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

type Listener = Box<dyn Fn() + Send>;

/// What the worker threads write and the reports read.
struct Stage {
    name: &'static str,
    total: Option<u64>,
    reported: Instant,
    listener: Option<Listener>,
}

/// Cancellation and progress of one call, shared by all its threads.
pub struct Control {
    cancelled: AtomicBool,
    deadline: OnceLock<Instant>,
    done: AtomicU64,
    stage: Mutex<Stage>,
    /// Whether there was a listener when the computation began; only then is progress counted.
    counts: bool,
    #[cfg(any(test, feature = "testing"))]
    looks: Looks,
}

/// How often a control was looked at, and at which look it cancels itself.
#[cfg(any(test, feature = "testing"))]
struct Looks {
    taken: AtomicU64,
    last: u64,
}

impl Control {
    /// A control that nobody listens to.
    pub fn new() -> Self {
        Self::build(None)
    }

    /// A control whose `listener` is told ten times a second at most that there is news; it then
    /// asks for [`Self::progress`].
    ///
    /// `listener` runs on whichever thread advances; it must not block.
    pub fn with_listener(listener: impl Fn() + Send + 'static) -> Self {
        Self::build(Some(Box::new(listener)))
    }

    fn build(listener: Option<Listener>) -> Self {
        let counts = listener.is_some();
        let stage = Stage { name: "", total: None, reported: Instant::now(), listener };
        Self {
            cancelled: AtomicBool::new(false),
            deadline: OnceLock::new(),
            done: AtomicU64::new(0),
            stage: Mutex::new(stage),
            counts,
            #[cfg(any(test, feature = "testing"))]
            looks: Looks { taken: AtomicU64::new(0), last: u64::MAX },
        }
    }

    /// A control that is cancelled from the `look`-th look on, counted from 1: a test sees whether a
    /// computation keeps looking.
    #[cfg(any(test, feature = "testing"))]
    pub fn cancelled_at(look: u64) -> Self {
        let mut control = Self::new();
        control.looks.last = look;
        control
    }

    /// How often the control was looked at so far.
    #[cfg(any(test, feature = "testing"))]
    pub fn looks(&self) -> u64 {
        self.looks.taken.load(Ordering::Relaxed)
    }

    /// Asks the computation to stop; it does at its next look.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Lets the computation stop by itself `budget` from now, as if it was cancelled. Only the first
    /// budget counts. Whoever sets one asks [`Self::is_expired`] why the computation stopped, and
    /// returns what there is.
    pub fn stop_after(&self, budget: Duration) {
        if let Some(deadline) = Instant::now().checked_add(budget) {
            self.deadline.get_or_init(|| deadline);
        }
    }

    /// Whether the time is over and nobody has cancelled.
    pub fn is_expired(&self) -> bool {
        !self.cancelled.load(Ordering::Relaxed) && self.is_late()
    }

    fn is_late(&self) -> bool {
        self.deadline.get().is_some_and(|deadline| Instant::now() >= *deadline)
    }

    /// Whether the computation was asked to stop, or its time is over.
    pub fn is_cancelled(&self) -> bool {
        #[cfg(any(test, feature = "testing"))]
        if self.looks.taken.fetch_add(1, Ordering::Relaxed) + 1 >= self.looks.last {
            self.cancel();
        }
        self.cancelled.load(Ordering::Relaxed) || self.is_late()
    }

    /// Fails if the computation was asked to stop, or its time is over.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    /// Begins a stage of `total` units.
    pub fn begin(&self, name: &'static str, total: Option<u64>) -> Result<(), Cancelled> {
        if self.counts {
            let mut stage = self.lock();
            stage.name = name;
            stage.total = total;
            self.done.store(0, Ordering::Relaxed);
        }
        self.advance(0)
    }

    /// Lets go of the listener, which is told nothing from now on.
    pub fn dismiss_listener(&self) {
        self.lock().listener = None;
    }

    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the computation is. Only a control with a listener keeps count.
    pub fn progress(&self) -> Progress {
        let stage = self.lock();
        let done = self.done.load(Ordering::Relaxed);
        Progress { stage: stage.name, done, total: stage.total }
    }

    /// Counts `units` more as done, and fails if the computation was asked to stop.
    pub fn advance(&self, units: u64) -> Result<(), Cancelled> {
        self.check()?;
        if self.counts {
            self.done.fetch_add(units, Ordering::Relaxed);
            // A thread that finds another one reporting has nothing to add.
            if let Ok(mut stage) = self.stage.try_lock()
                && stage.reported.elapsed() >= REPORT_INTERVAL
            {
                stage.reported = Instant::now();
                if let Some(listener) = &stage.listener {
                    listener();
                }
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
            .field("cancelled", &self.cancelled.load(Ordering::Relaxed))
            .field("done", &self.done.load(Ordering::Relaxed))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_computation_stops_when_its_time_is_over() {
        let control = Control::new();
        control.stop_after(Duration::MAX);
        assert!(!control.is_cancelled() && !control.is_expired());
        let control = Control::new();
        control.stop_after(Duration::ZERO);
        control.stop_after(Duration::from_secs(3600));
        assert!(control.is_expired());
        assert_eq!(control.check(), Err(Cancelled));
        control.cancel();
        assert!(!control.is_expired() && control.is_cancelled());
    }

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
    fn looks_are_counted_and_may_cancel() {
        let control = Control::cancelled_at(3);
        assert_eq!(control.begin("work", None), Ok(()));
        assert_eq!(control.check(), Ok(()));
        assert_eq!(control.advance(1), Err(Cancelled));
        assert!(control.is_cancelled());
        assert_eq!(control.looks(), 4);
    }

    /// Advances one by one for `time`; returns how often the listener was told in that time.
    fn count_for(time: Duration, control: &Control, told: &AtomicU64) -> u64 {
        let (start, before) = (Instant::now(), told.load(Ordering::Relaxed));
        while start.elapsed() < time {
            control.advance(1).unwrap();
        }
        told.load(Ordering::Relaxed) - before
    }

    #[test]
    fn the_listener_is_told_rarely_until_it_is_dismissed() {
        let told = Arc::new(AtomicU64::new(0));
        let sink = Arc::clone(&told);
        let control = Control::with_listener(move || {
            sink.fetch_add(1, Ordering::Relaxed);
        });
        control.begin("count", Some(1_000_000)).unwrap();
        let times = count_for(Duration::from_millis(350), &control, &told);
        assert!((1..=3).contains(&times), "{times} reports in 0.35 s");
        control.dismiss_listener();
        assert_eq!(Arc::strong_count(&told), 1);
        assert_eq!(count_for(Duration::from_millis(150), &control, &told), 0);
    }

    #[test]
    fn progress_is_that_of_the_present_stage() {
        let control = Control::with_listener(|| {});
        control.begin("first", None).unwrap();
        control.advance(5).unwrap();
        assert_eq!(control.progress(), Progress { stage: "first", done: 5, total: None });
        control.begin("second", Some(9)).unwrap();
        control.advance(2).unwrap();
        assert_eq!(control.progress(), Progress { stage: "second", done: 2, total: Some(9) });
    }
}
