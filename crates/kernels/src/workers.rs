//! Threads as a value: which pool a computation may use and how many of its threads.
//!
//! Work is cut into chunks whose number never depends on the threads; each chunk is computed by one
//! thread, and results come back in the order of the chunks. That is all the determinism needs, so
//! these few methods are the only way in which the crates run things in parallel.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// A thread pool whose threads are joined when it is closed.
#[derive(Debug)]
pub struct Pool {
    pool: Option<rayon::ThreadPool>,
    handles: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Pool {
    /// Starts `threads` threads.
    pub fn new(threads: NonZeroUsize) -> std::io::Result<Self> {
        let handles = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&handles);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .spawn_handler(move |worker| {
                let name = format!("gainful-{}", worker.index());
                let handle = thread::Builder::new().name(name).spawn(|| worker.run())?;
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
                Ok(())
            })
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self { pool: Some(pool), handles })
    }

    /// The number of threads.
    pub fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, rayon::ThreadPool::current_num_threads)
    }
}

impl Drop for Pool {
    /// Ends the threads and waits for them, so that no thread outlives the code that it runs.
    fn drop(&mut self) {
        self.pool = None;
        let handles =
            std::mem::take(&mut *self.handles.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in handles {
            // A worker cannot panic: rayon catches what its jobs throw.
            drop(handle.join());
        }
    }
}

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

    /// At most `threads` threads of `pool`.
    pub fn new(pool: Arc<Pool>, threads: NonZeroUsize) -> Self {
        let threads = threads.get().min(pool.threads());
        if threads == 1 { Self::single() } else { Self { pool: Some(pool), threads } }
    }

    /// How many threads may run at once.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Runs `body` on a thread of the pool, from where starting parallel work costs least.
    ///
    /// Wrap a whole computation in it; a panic in `body` continues in the caller.
    pub fn enter<T: Send>(&self, body: impl FnOnce() -> T + Send) -> T {
        match self.pool() {
            Some(pool) => pool.install(body),
            None => body(),
        }
    }

    /// Computes `task(0)`, ..., `task(count - 1)`, each once, on any thread.
    pub fn for_each(&self, count: usize, task: impl Fn(usize) + Sync) {
        let tasks = self.threads.min(count);
        let Some(pool) = self.pool().filter(|_| tasks > 1) else {
            return (0..count).for_each(task);
        };
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    break;
                }
                task(index);
            }
        };
        pool.in_place_scope(|scope| {
            for _ in 1..tasks {
                scope.spawn(|_| work());
            }
            // Inside the pool the caller is one of the workers; outside it would be one too many.
            if pool.current_thread_index().is_some() {
                work();
            } else {
                scope.spawn(|_| work());
            }
        });
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

    fn pool(&self) -> Option<&rayon::ThreadPool> {
        self.pool.as_ref().and_then(|pool| pool.pool.as_ref())
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
                assert_eq!(workers.enter(|| workers.map(count, |i| i * i)), expected);
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
        workers.enter(|| {
            workers.for_each(64, |_| {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                thread::sleep(std::time::Duration::from_millis(1));
                running.fetch_sub(1, Ordering::SeqCst);
            });
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
}
