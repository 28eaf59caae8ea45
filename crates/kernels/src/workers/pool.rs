//! Threads that help whoever has work to share.
//!
//! A batch of tasks is offered in a queue with as many seats as it wants helpers. A thread that takes
//! a seat computes tasks until none is left; the batch's owner does the same, then takes the offer
//! back and waits for those who are still at a task, never for anyone who might have come.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a thread looks for something to happen before it sleeps: longer than the serial part
/// between two batches of an iterative algorithm, and about what waking up costs.
const PATIENCE: Duration = Duration::from_micros(30);

/// A thread pool whose threads are joined when it is dropped.
pub struct Pool {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
}

/// What the helpers and the owners of batches share.
#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Signalled when a batch is offered and when the pool ends.
    offered: Condvar,
    /// The length of the queue, to be looked at without the lock.
    length: AtomicUsize,
}

#[derive(Default)]
struct Queue {
    offers: VecDeque<Offer>,
    closed: bool,
}

/// A batch that still wants helpers.
struct Offer {
    batch: Arc<Batch>,
    seats: usize,
}

/// Tasks 0, 1, ..., `count` - 1, taken one by one.
struct Batch {
    /// Borrowed from the batch's owner; helpers may still hold the batch when it is gone.
    task: *const (dyn Fn(usize) + Sync),
    count: usize,
    next: AtomicUsize,
    /// Helpers that have a seat.
    helping: AtomicUsize,
    /// What the first task that panicked on a helper said.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    /// Signalled, with the lock of `panic`, when the last helper has left.
    left: Condvar,
}

// SAFETY: `task` is `Sync` and is only called, by `work`, while its owner keeps it; the rest may be
// shared and sent anyway.
unsafe impl Send for Batch {}

// SAFETY: as above.
unsafe impl Sync for Batch {}

impl Pool {
    /// A pool for work on `threads` threads: the caller's, and one less of its own.
    pub fn new(threads: NonZeroUsize) -> std::io::Result<Self> {
        let mut pool = Self { shared: Arc::default(), helpers: Vec::new() };
        for index in 1..threads.get() {
            let shared = Arc::clone(&pool.shared);
            let helper = thread::Builder::new().name(format!("gainful-{index}"));
            pool.helpers.push(helper.spawn(move || shared.help())?);
        }
        Ok(pool)
    }

    /// The number of threads, the caller's included.
    pub fn threads(&self) -> usize {
        self.helpers.len() + 1
    }

    /// Computes `task(0)`, ..., `task(count - 1)` on the calling thread and at most `helpers` more.
    pub(super) fn run(&self, count: usize, helpers: usize, task: &(dyn Fn(usize) + Sync)) {
        // SAFETY: only the lifetime changes, and that of a pointer promises nothing.
        let task = unsafe {
            std::mem::transmute::<
                *const (dyn Fn(usize) + Sync + '_),
                *const (dyn Fn(usize) + Sync + 'static),
            >(task)
        };
        let batch = Arc::new(Batch {
            task,
            count,
            next: AtomicUsize::new(0),
            helping: AtomicUsize::new(0),
            panic: Mutex::new(None),
            left: Condvar::new(),
        });
        self.shared.offer(Offer { batch: Arc::clone(&batch), seats: helpers });
        // SAFETY: `task` is borrowed for the whole call.
        let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { batch.work() }));
        self.shared.withdraw(&batch);
        let panic_of_helper = batch.wait();
        if let Err(panic) = outcome {
            // Forgotten for the reason given in `leave`.
            std::mem::forget(panic_of_helper);
            resume_unwind(panic);
        }
        if let Some(panic) = panic_of_helper {
            resume_unwind(panic);
        }
    }
}

impl Drop for Pool {
    /// Ends the threads and waits for them, so that no thread outlives the code that it runs.
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.offered.notify_all();
        for helper in self.helpers.drain(..) {
            // A helper catches what its tasks throw, so there is no panic to pass on.
            drop(helper.join());
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads()).finish()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing that panics runs under the lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offer(&self, offer: Offer) {
        let seats = offer.seats;
        let mut queue = self.lock();
        queue.offers.push_back(offer);
        self.length.store(queue.offers.len(), Ordering::Relaxed);
        drop(queue);
        for _ in 0..seats {
            self.offered.notify_one();
        }
    }

    fn withdraw(&self, batch: &Arc<Batch>) {
        let mut queue = self.lock();
        queue.offers.retain(|offer| !Arc::ptr_eq(&offer.batch, batch));
        self.length.store(queue.offers.len(), Ordering::Relaxed);
    }

    /// What a helper does: takes seats until the pool ends.
    fn help(&self) {
        while let Some(batch) = self.take_seat() {
            // SAFETY: this thread has a seat. One is given under the queue's lock and only while the
            // offer stands; the owner withdraws the offer and waits until every seat is left
            // before the task goes out of its scope, by return or by panic.
            let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { batch.work() }));
            batch.leave(outcome.err());
        }
    }

    /// A seat at the batch that has waited longest, when there is one; none when the pool ends.
    fn take_seat(&self) -> Option<Arc<Batch>> {
        look_for(|| self.length.load(Ordering::Relaxed) > 0);
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(offer) = queue.offers.front_mut() {
                let batch = Arc::clone(&offer.batch);
                batch.helping.fetch_add(1, Ordering::Relaxed);
                offer.seats -= 1;
                if offer.seats == 0 {
                    queue.offers.pop_front();
                    self.length.store(queue.offers.len(), Ordering::Relaxed);
                }
                return Some(batch);
            }
            queue = self.offered.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Batch {
    /// Computes tasks until none is left.
    ///
    /// # Safety
    ///
    /// The task must be alive until this returns.
    unsafe fn work(&self) {
        let _rest = AbandonOnPanic(self);
        // SAFETY: promised by the caller.
        let task = unsafe { &*self.task };
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.count {
                break;
            }
            task(index);
        }
    }

    /// Gives up a seat.
    fn leave(&self, panic: Option<Box<dyn Any + Send>>) {
        let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = panic;
        } else {
            // Dropping what a panic carries could panic again, here where nobody catches it.
            std::mem::forget(panic);
        }
        // What the helper wrote becomes visible to the owner, which looks for zero.
        if self.helping.fetch_sub(1, Ordering::Release) == 1 {
            self.left.notify_all();
        }
    }

    /// Waits until all seats are left; returns what a panic on a helper said.
    fn wait(&self) -> Option<Box<dyn Any + Send>> {
        let is_alone = || self.helping.load(Ordering::Acquire) == 0;
        look_for(is_alone);
        let mut panic = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        while !is_alone() {
            panic = self.left.wait(panic).unwrap_or_else(PoisonError::into_inner);
        }
        panic.take()
    }
}

/// Lets nobody begin another task of a batch in which one has panicked.
struct AbandonOnPanic<'a>(&'a Batch);

impl Drop for AbandonOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.next.store(self.0.count, Ordering::Relaxed);
        }
    }
}

/// Looks whether something has happened, for as long as that is cheaper than to sleep.
fn look_for(happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() && start.elapsed() < PATIENCE {
        std::hint::spin_loop();
    }
}
