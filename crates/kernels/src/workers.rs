//! Threads as a value: which pool a computation may use and how many of its threads.
//!
//! Work is cut into chunks whose number never depends on the threads; each chunk is computed by one
//! thread, and results come back in the order of the chunks. That is all the determinism needs, so
//! these few methods are the only way in which the crates run things in parallel.
//!
//! The calling thread always does its own work; the pool's threads help where they have time. So a
//! call never waits for a thread that has not begun, however many others are under way. (A
//! work-stealing pool has a thread that waits take up whatever is queued: a call of a millisecond
//! would then end with the call of minutes that landed on its stack.)

mod pool;

use std::num::NonZeroUsize;
use std::sync::Arc;

pub use pool::Pool;

/// The threads that one computation may use.
#[derive(Clone, Debug)]
pub struct Workers {
    pool: Option<Arc<Pool>>,
    threads: usize,
}

impl Workers {
    /// The calling thread alone.
    pub fn single() -> Self {
        Self { pool: None, threads: 1 }
    }

    /// The calling thread and at most `threads` - 1 of `pool`.
    pub fn new(pool: Arc<Pool>, threads: NonZeroUsize) -> Self {
        let threads = threads.get().min(pool.threads());
        if threads == 1 { Self::single() } else { Self { pool: Some(pool), threads } }
    }

    /// How many threads may run the tasks of one call at once. Calls within tasks ask for helpers of
    /// their own, so together they may occupy more of the pool.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Computes `task(0)`, ..., `task(count - 1)`, each once, on any thread.
    ///
    /// A panic in a task continues in the caller.
    pub fn for_each(&self, count: usize, task: impl Fn(usize) + Sync) {
        match &self.pool {
            Some(pool) if count > 1 => pool.run(count, self.threads.min(count) - 1, &task),
            _ => (0..count).for_each(task),
        }
    }

    /// The results of `task(0)`, ..., `task(count - 1)` in that order.
    pub fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
        if self.threads == 1 {
            return (0..count).map(task).collect();
        }
        let mut results: Vec<Option<T>> = Vec::new();
        results.resize_with(count, || None);
        self.for_each_chunk(&mut results, 1, |index, slot| slot[0] = Some(task(index)));
        results.into_iter().flatten().collect()
    }

    /// Passes each chunk of `chunk` consecutive values, the last one perhaps shorter, to `task`
    /// together with the chunk's number.
    pub fn for_each_chunk<T: Send>(
        &self,
        values: &mut [T],
        chunk: usize,
        task: impl Fn(usize, &mut [T]) + Sync,
    ) {
        let length = values.len();
        let start = Shared(values.as_mut_ptr());
        self.for_each(length.div_ceil(chunk), |index| {
            let begin = index * chunk;
            let size = chunk.min(length - begin);
            // SAFETY: `begin + size <= length`, so the chunk lies inside `values`, which is
            // borrowed mutably for the whole call; `for_each` passes every index once, so no two
            // chunks overlap. `T: Send` permits another thread to write them.
            let slice = unsafe { std::slice::from_raw_parts_mut(start.get().add(begin), size) };
            task(index, slice);
        });
    }
}

/// A pointer that threads may share; what each does with it is argued where it is used.
struct Shared<T>(*mut T);

impl<T> Shared<T> {
    /// A method, so that closures capture the whole wrapper and not the pointer inside.
    fn get(&self) -> *mut T {
        self.0
    }
}

// SAFETY: sharing the address is harmless; `for_each_chunk` hands out disjoint parts of it.
unsafe impl<T: Send> Sync for Shared<T> {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    fn workers(threads: usize) -> Workers {
        let pool = Pool::new(NonZeroUsize::new(3).unwrap()).unwrap();
        Workers::new(Arc::new(pool), NonZeroUsize::new(threads).unwrap())
    }

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        for threads in [1, 2, 3, 8] {
            let workers = workers(threads);
            for count in [0, 1, 2, 1000] {
                let expected: Vec<usize> = (0..count).map(|i| i * i).collect();
                assert_eq!(workers.map(count, |i| i * i), expected);
            }
        }
    }

    #[test]
    fn chunks_tile_the_values() {
        for threads in [1, 3] {
            let mut values = vec![0; 1001];
            workers(threads).for_each_chunk(&mut values, 10, |index, chunk| {
                assert_eq!(chunk.len(), if index == 100 { 1 } else { 10 });
                chunk.fill(index + 1);
            });
            assert!(values.iter().enumerate().all(|(i, &value)| value == i / 10 + 1));
        }
    }

    #[test]
    fn no_more_threads_than_asked_for() {
        let workers = workers(2);
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        workers.for_each(64, |_| {
            let now = running.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(1));
            running.fetch_sub(1, Ordering::SeqCst);
        });
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_panic_reaches_the_caller_and_the_pool_goes_on() {
        let workers = workers(3);
        let body = AssertUnwindSafe(|| workers.for_each(10, |i| assert_ne!(i, 5, "five")));
        assert!(catch_unwind(body).is_err());
        assert_eq!(workers.map(3, |i| i), vec![0, 1, 2]);
    }

    #[test]
    fn a_panic_on_a_helping_thread_reaches_the_caller() {
        let workers = workers(2);
        let caller = thread::current().id();
        let both = Barrier::new(2);
        let body = AssertUnwindSafe(|| {
            workers.for_each(2, |_| {
                both.wait();
                assert_eq!(thread::current().id(), caller, "helping");
            });
        });
        assert!(catch_unwind(body).is_err());
        assert_eq!(workers.map(3, |i| i), vec![0, 1, 2]);
    }

    /// What a panic carries; it panics itself when dropped.
    struct Grenade;

    impl Drop for Grenade {
        fn drop(&mut self) {
            assert!(thread::panicking(), "dropped");
        }
    }

    #[test]
    fn further_panics_do_not_end_a_helping_thread() {
        let workers = workers(3);
        let caller = thread::current().id();
        let all = Barrier::new(3);
        let body = AssertUnwindSafe(|| {
            workers.for_each(3, |_| {
                all.wait();
                if thread::current().id() != caller {
                    std::panic::panic_any(Grenade);
                }
            });
        });
        std::mem::forget(catch_unwind(body).unwrap_err());
        // Both helping threads are still there.
        workers.for_each(3, |_| {
            all.wait();
        });
    }

    #[test]
    fn work_within_work_ends() {
        let workers = workers(3);
        let sums = workers.map(20, |i| workers.map(20, |j| i * j).into_iter().sum::<usize>());
        assert_eq!(sums, (0..20).map(|i| i * 190).collect::<Vec<_>>());
    }

    #[test]
    fn a_short_call_does_not_wait_for_a_long_one() {
        let workers = workers(2);
        let (begun, end) = (Barrier::new(3), Barrier::new(3));
        thread::scope(|scope| {
            // Occupies its own thread and the one helper until the end.
            scope.spawn(|| {
                workers.for_each(2, |_| {
                    begun.wait();
                    end.wait();
                });
            });
            begun.wait();
            assert_eq!(workers.map(100, |i| i), (0..100).collect::<Vec<_>>());
            end.wait();
        });
    }

    #[test]
    fn many_calls_at_once_are_all_right() {
        let workers = workers(3);
        thread::scope(|scope| {
            for offset in 0..8 {
                let workers = &workers;
                scope.spawn(move || {
                    for round in 0..200 {
                        let count = 1 + (round + offset) % 7;
                        let expected: Vec<_> = (0..count).map(|i| i + offset).collect();
                        assert_eq!(workers.map(count, |i| i + offset), expected);
                    }
                });
            }
        });
    }
}
