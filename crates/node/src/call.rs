//! How a call runs: on the caller's thread, or as a job that settles a promise.
//!
//! Every function of the addon goes through [`run`] or [`spawn`]; both catch panics, so none
//! crosses the boundary.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use gainful_kernels::{Control, Progress, Workers};
use napi::bindgen_prelude::{Function, Object, ToNapiValue};
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi::{Env, Status};
use napi_derive::napi;

use crate::failure::{Code, Failure};
use crate::questions::{Asker, Messenger, Question};
use crate::runtime::{self, EnvironmentId, Job};

/// Result of a function that throws.
pub type Result<T> = napi::Result<T, Code>;

/// Result of what runs on any thread.
pub type Outcome<T> = std::result::Result<T, Failure>;

/// What a call computes, once its arguments are converted.
pub trait Task<T>: FnOnce(&Workers, &Control) -> Outcome<T> + Send + 'static {}

impl<T, F: FnOnce(&Workers, &Control) -> Outcome<T> + Send + 'static> Task<T> for F {}

/// How far a call is, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeProgress {
    pub stage: &'static str,
    pub done: f64,
    pub total: Option<f64>,
}

/// Wake-ups that may wait for the event loop. One will do: whoever wakes up asks how far the call is
/// then.
const WAKE_UPS: usize = 1;

/// One asynchronous call: how many threads it may use, how it is cancelled, who hears of progress and
/// who answers its questions.
#[napi]
pub struct Call {
    control: Arc<Control>,
    threads: Option<NonZeroUsize>,
    messenger: RefCell<Option<Messenger>>,
}

#[napi]
impl Call {
    /// `threads`: 0 for as many as the pool has. `on_news` is called without arguments, ten times a
    /// second at most; it may ask for the progress.
    #[napi(constructor)]
    pub fn new(
        threads: u32,
        #[napi(ts_arg_type = "(() => void) | undefined")] on_news: Option<Function<'_, (), ()>>,
    ) -> napi::Result<Self> {
        let control = match on_news {
            None => Control::new(),
            Some(on_news) => {
                // Weak: progress alone does not keep the process alive.
                let wake = on_news
                    .build_threadsafe_function::<()>()
                    .weak::<true>()
                    .max_queue_size::<WAKE_UPS>()
                    .build()?;
                Control::with_listener(move || {
                    let status = wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
                    // A full queue or a closing environment: nobody needs to be woken up.
                    debug_assert!(matches!(
                        status,
                        Status::Ok | Status::QueueFull | Status::Closing
                    ));
                })
            }
        };
        let (control, messenger) = (Arc::new(control), RefCell::default());
        Ok(Self { control, threads: thread_limit(threads), messenger })
    }

    /// Lets `answer` answer the questions of the job that is started next.
    #[napi]
    pub fn answer_with(
        &self,
        #[napi(ts_arg_type = "(question: Question) => void")] answer: Function<'_, Question, ()>,
    ) -> napi::Result<()> {
        self.messenger.replace(Some(Messenger::new(&answer)?));
        Ok(())
    }

    /// How far the call is, if it has somebody who hears of it.
    #[napi]
    pub fn progress(&self) -> NativeProgress {
        let Progress { stage, done, total } = self.control.progress();
        NativeProgress { stage, done: done as f64, total: total.map(|total| total as f64) }
    }

    /// Asks the call to stop; if it still waits for its turn, it ends at once and its inputs are
    /// freed.
    #[napi]
    pub fn cancel(&self) {
        self.control.cancel();
        if let Some(job) = runtime::withdraw(&self.control) {
            (job.run)();
        }
    }
}

/// How a call that blocks runs if it may have questions.
#[napi(object, object_to_js = false)]
pub struct BlockingCall<'env> {
    /// 0 for as many as the pool has.
    pub threads: u32,
    /// Answers the questions, if there will be any.
    #[napi(ts_type = "((question: Question) => void) | undefined")]
    pub answer: Option<Function<'env, Question, ()>>,
}

/// A time budget in milliseconds; as good as endless if it is beyond the clock.
pub fn duration(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1e3).unwrap_or(Duration::MAX)
}

fn thread_limit(threads: u32) -> Option<NonZeroUsize> {
    NonZeroUsize::new(threads as usize)
}

/// Runs `body`, on one thread if it has an `asker` of questions.
fn guarded<T>(
    threads: Option<NonZeroUsize>,
    control: &Control,
    asker: Option<Asker>,
    body: impl FnOnce(&Workers, &Control) -> Outcome<T>,
) -> Outcome<T> {
    // A panic leaves nothing behind that anyone could see in a broken state: the body owns or
    // borrows its inputs immutably and its outputs are dropped with it.
    catch_unwind(AssertUnwindSafe(|| {
        control.check()?;
        match asker {
            None => body(&runtime::workers(threads)?, control),
            Some(asker) => asker.during(|| body(&Workers::single(), control)),
        }
    }))
    .unwrap_or_else(|payload| Err(Failure::from_panic(payload)))
}

/// Runs `body` on the calling thread and its helpers, and returns when it is done.
pub fn run<T>(threads: u32, body: impl FnOnce(&Workers, &Control) -> Outcome<T>) -> Result<T> {
    guarded(thread_limit(threads), &Control::new(), None, body).map_err(Into::into)
}

/// Like [`run`], for a call that may have questions.
pub fn run_asking<T>(
    env: Env,
    call: BlockingCall<'_>,
    body: impl FnOnce(&Workers, &Control) -> Outcome<T>,
) -> Result<T> {
    let control = Arc::new(Control::new());
    let asker = call.answer.map(|answer| Asker::direct(env, Arc::clone(&control), &answer));
    let asker = asker.transpose().map_err(Failure::from)?;
    guarded(thread_limit(call.threads), &control, asker, body).map_err(Into::into)
}

/// Runs `compute` as a job; the promise settles with what `convert` makes of the outcome.
pub fn spawn<'env, T, J>(
    env: &'env Env,
    call: &Call,
    compute: impl Task<T>,
    convert: impl FnOnce(Env, T) -> napi::Result<J> + Send + 'static,
) -> Result<Object<'env>>
where
    T: Send + 'static,
    J: ToNapiValue + 'static,
{
    type Resolver<J> = Box<dyn FnOnce(Env) -> napi::Result<J> + Send>;
    let (deferred, promise) = env.create_deferred::<J, Resolver<J>>().map_err(Failure::from)?;
    let control = Arc::clone(&call.control);
    let threads = call.threads;
    let messenger = call.messenger.take();
    let job = Job {
        environment: EnvironmentId::from(env),
        control: Arc::clone(&control),
        run: Box::new(move || {
            let asker = messenger.map(|messenger| Asker::distant(Arc::clone(&control), messenger));
            let outcome = guarded(threads, &control, asker, compute);
            // The listener keeps JavaScript objects alive, the call's inputs among them.
            control.dismiss_listener();
            deferred.resolve(Box::new(move |env| match outcome {
                Ok(value) => convert(env, value),
                Err(failure) => Err(failure.into_rejection(env)),
            }));
        }),
    };
    runtime::submit(job)?;
    Ok(promise)
}
