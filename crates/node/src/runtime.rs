//! The process's threads and the environments that use them.
//!
//! One thread pool serves every computation; a few job threads take the asynchronous calls one by
//! one and lead each through the pool. An environment is the main thread's or a worker thread's
//! copy of the addon. When one ends, its calls are cancelled and awaited; when the last one ends,
//! all threads are joined, so that no thread outlives the code that it runs. `process.exit()` on the
//! main thread is quicker: Node then ends the process with all its threads, without asking anyone.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

use gainful_kernels::{Control, Pool, Workers};
use napi::Env;

use crate::failure::{Code, Failure};

/// Job threads at the least: so many long calls may run at once, sharing the processors, before
/// another one has to wait for its turn.
const MINIMUM_JOB_THREADS: usize = 16;

/// Identifies an environment for as long as it lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnvironmentId(usize);

impl From<&Env> for EnvironmentId {
    fn from(env: &Env) -> Self {
        Self(env.raw() as usize)
    }
}

/// One asynchronous call: what to run and how to stop it.
pub struct Job {
    pub environment: EnvironmentId,
    pub control: Arc<Control>,
    pub run: Box<dyn FnOnce() + Send>,
}

struct Runtime {
    /// The live environments, each with its jobs that are running.
    environments: HashMap<EnvironmentId, Vec<Arc<Control>>>,
    queue: VecDeque<Job>,
    job_threads: Vec<JoinHandle<()>>,
    idle_job_threads: usize,
    /// Counts how often the last environment has ended; job threads of an earlier time end.
    generation: u64,
    pool: Option<Arc<Pool>>,
    threads: Option<NonZeroUsize>,
}

/// One lock for all of it: it is held for a few instructions per call.
static RUNTIME: LazyLock<Mutex<Runtime>> = LazyLock::new(|| Mutex::new(Runtime::new()));
/// Signalled when a job is queued or the job threads shall end.
static JOB_QUEUED: Condvar = Condvar::new();
/// Signalled when a job has ended.
static JOB_ENDED: Condvar = Condvar::new();

impl Runtime {
    fn new() -> Self {
        Self {
            environments: HashMap::new(),
            queue: VecDeque::new(),
            job_threads: Vec::new(),
            idle_job_threads: 0,
            generation: 0,
            pool: None,
            threads: None,
        }
    }

    fn threads(&self) -> NonZeroUsize {
        self.threads.unwrap_or_else(available_threads)
    }
}

/// One thread per available processor. Asked once, for the system reads files to answer.
fn available_threads() -> NonZeroUsize {
    static THREADS: OnceLock<NonZeroUsize> = OnceLock::new();
    *THREADS.get_or_init(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// The locked runtime. A panic while the lock was held cannot have left it half-changed: nothing
/// that panics runs under it.
fn lock() -> MutexGuard<'static, Runtime> {
    RUNTIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers an environment and arranges for its end.
pub fn register(env: &Env) -> napi::Result<()> {
    let id = EnvironmentId::from(env);
    lock().environments.insert(id, Vec::new());
    env.add_env_cleanup_hook(id, unregister)?;
    Ok(())
}

/// Takes a job that still waits for its turn out of the queue.
pub fn withdraw(control: &Arc<Control>) -> Option<Job> {
    let queue = &mut lock().queue;
    let position = queue.iter().position(|job| Arc::ptr_eq(&job.control, control))?;
    queue.remove(position)
}

/// Cancels the environment's jobs, waits for them and, after the last environment, for all threads.
fn unregister(id: EnvironmentId) {
    let mut runtime = lock();
    let (never_run, others): (VecDeque<Job>, _) =
        runtime.queue.drain(..).partition(|job| job.environment == id);
    runtime.queue = others;
    while let Some(running) = runtime.environments.get(&id).filter(|running| !running.is_empty()) {
        running.iter().for_each(|control| control.cancel());
        runtime = JOB_ENDED.wait(runtime).unwrap_or_else(PoisonError::into_inner);
    }
    runtime.environments.remove(&id);
    let (mut job_threads, mut pool) = (Vec::new(), None);
    if runtime.environments.is_empty() {
        job_threads = std::mem::take(&mut runtime.job_threads);
        pool = runtime.pool.take();
        runtime.generation += 1;
        runtime.idle_job_threads = 0;
        JOB_QUEUED.notify_all();
    }
    // What follows waits or runs foreign code, and so does without the lock.
    drop(runtime);
    drop(never_run);
    for thread in job_threads {
        // A job thread catches what its jobs throw, so there is no panic to pass on.
        drop(thread.join());
    }
    drop(pool);
}

/// Sets how many threads the pool has, from now on; `None` means one per available processor.
pub fn configure(threads: Option<NonZeroUsize>) {
    let mut runtime = lock();
    runtime.threads = threads;
    let wanted = runtime.threads().get();
    let old = runtime.pool.take_if(|pool| pool.threads() != wanted);
    drop(runtime);
    // If calls run in the old pool, it ends with the last of them.
    drop(old);
}

/// How many threads a call uses unless it asks for fewer.
pub fn threads() -> usize {
    lock().threads().get()
}

/// At most `limit` threads of the pool, or all of them.
pub fn workers(limit: Option<NonZeroUsize>) -> Result<Workers, Failure> {
    let mut runtime = lock();
    let available = runtime.threads();
    let threads = limit.map_or(available, |limit| limit.min(available));
    if threads.get() == 1 {
        return Ok(Workers::single());
    }
    let pool = match &runtime.pool {
        Some(pool) => Arc::clone(pool),
        None => {
            let pool = Arc::new(Pool::new(available).map_err(cannot_start)?);
            runtime.pool = Some(Arc::clone(&pool));
            pool
        }
    };
    Ok(Workers::new(pool, threads))
}

/// Puts a job at the end of the queue, starting one more job thread if none is idle.
pub fn submit(job: Job) -> Result<(), Failure> {
    let mut runtime = lock();
    let most = available_threads().get().max(MINIMUM_JOB_THREADS);
    if runtime.queue.len() >= runtime.idle_job_threads && runtime.job_threads.len() < most {
        let generation = runtime.generation;
        let name = format!("gainful-job-{}", runtime.job_threads.len());
        let thread = thread::Builder::new().name(name).spawn(move || run_jobs(generation));
        runtime.job_threads.push(thread.map_err(cannot_start)?);
    }
    runtime.queue.push_back(job);
    drop(runtime);
    JOB_QUEUED.notify_one();
    Ok(())
}

fn cannot_start(error: std::io::Error) -> Failure {
    Failure::new(Code::INTERNAL, format!("Cannot start a thread: {error}"))
}

/// What a job thread does: takes jobs until the last environment of its time has ended.
fn run_jobs(generation: u64) {
    let mut runtime = lock();
    while runtime.generation == generation {
        let Some(job) = runtime.queue.pop_front() else {
            runtime.idle_job_threads += 1;
            runtime = JOB_QUEUED.wait(runtime).unwrap_or_else(PoisonError::into_inner);
            if runtime.generation == generation {
                runtime.idle_job_threads -= 1;
            }
            continue;
        };
        let Job { environment, control, run } = job;
        runtime.environments.entry(environment).or_default().push(Arc::clone(&control));
        drop(runtime);
        run();
        runtime = lock();
        if let Some(running) = runtime.environments.get_mut(&environment) {
            running.retain(|other| !Arc::ptr_eq(other, &control));
        }
        JOB_ENDED.notify_all();
    }
}
