//! Questions that a computation asks its caller's JavaScript, and how it gets the answers.
//!
//! JavaScript runs on its environment's thread only. A call that blocks is on that thread and calls
//! the function that answers directly; a job sends its questions there and waits, and gives up when
//! it is cancelled, as it is when its environment ends. Either way a call that asks runs on one
//! thread, its [`Asker`]'s.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gainful_kernels::{Cancelled, Control};
use napi::bindgen_prelude::{Function, FunctionRef, HandleScope};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;

use crate::arrays::Array;

/// How long a job that waits for an answer goes without looking whether it was cancelled.
const PATIENCE: Duration = Duration::from_millis(5);

/// A merge of a training that is about to be done.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct NativeCandidate {
    /// How many merges come before it.
    pub index: u32,
    pub left: String,
    pub right: String,
    pub token: String,
    /// How often the pair occurs.
    pub count: f64,
}

/// What is asked, and of whom.
#[derive(Default)]
pub struct Inquiry {
    /// The number of the oracle that is asked, in its environment.
    pub oracle: u32,
    /// The merge, where it is asked whether one is to be done: 1 for yes, 0 for no.
    pub merge: Option<NativeCandidate>,
    /// The set, in the order in which its elements were added.
    pub selected: Vec<u32>,
    /// The elements whose gains are asked for; none of them to ask for the value of the set.
    pub candidates: Option<Vec<u32>>,
    /// Whether an answer is needed even when the call's time is over.
    pub is_urgent: bool,
}

/// A question on its way, and the answer on its way back.
pub struct Exchange {
    inquiry: Inquiry,
    control: Arc<Control>,
    answer: Mutex<Option<Vec<f64>>>,
    answered: Condvar,
}

impl Exchange {
    /// Whether nobody waits for the answer any more.
    fn is_closed(&self) -> bool {
        self.control.is_cancelled() && !(self.inquiry.is_urgent && self.control.is_expired())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<f64>>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer, if there is one.
    fn take(&self) -> Option<Vec<f64>> {
        self.lock().take()
    }

    /// Waits a little for the answer.
    fn wait(&self) {
        drop(self.answered.wait_timeout_while(self.lock(), PATIENCE, |answer| answer.is_none()));
    }
}

/// A question, as JavaScript sees it.
#[napi]
pub struct Question(Arc<Exchange>);

#[napi]
impl Question {
    /// The number of the oracle that is asked.
    #[napi(getter)]
    pub fn oracle(&self) -> u32 {
        self.0.inquiry.oracle
    }

    /// The set, in the order in which its elements were added.
    #[napi(getter, ts_return_type = "Uint32Array")]
    pub fn selected(&self) -> Array<u32> {
        Array(self.0.inquiry.selected.clone())
    }

    /// The merge, where it is asked whether one is to be done.
    #[napi(getter, ts_return_type = "NativeCandidate | null")]
    pub fn merge(&self) -> Option<NativeCandidate> {
        self.0.inquiry.merge.clone()
    }

    /// The elements whose gains are asked for; without them, the value of the set is.
    #[napi(getter, ts_return_type = "Uint32Array | null")]
    pub fn candidates(&self) -> Option<Array<u32>> {
        self.0.inquiry.candidates.clone().map(Array)
    }

    /// Whether nobody waits for the answer any more.
    #[napi]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    /// The gains in the order of the candidates, or the value.
    #[napi]
    pub fn answer(&self, numbers: &[f64]) {
        *self.0.lock() = Some(numbers.to_vec());
        self.0.answered.notify_one();
    }

    /// There is no answer: the call ends.
    #[napi]
    pub fn refuse(&self) {
        self.0.control.cancel();
        self.0.answered.notify_one();
    }
}

/// The function that answers the questions of a job. Weak, since the job's promise is what keeps the
/// process alive.
type Answering = ThreadsafeFunction<Arc<Exchange>, (), Question, Status, false, true>;

/// Sends the questions of a job to the thread of its environment.
pub struct Messenger(Answering);

impl Messenger {
    /// `answer` is called with each question and answers it now or later.
    pub fn new(answer: &Function<'_, Question, ()>) -> napi::Result<Self> {
        let builder = answer.build_threadsafe_function::<Arc<Exchange>>().weak::<true>();
        builder.build_callback(|message| Ok(Question(message.value))).map(Self)
    }
}

/// How the questions of a call reach JavaScript.
enum Route {
    /// From the thread of the environment: by calling the function that answers at once.
    Direct(Env, FunctionRef<Question, ()>),
    Distant(Messenger),
}

/// Who asks for one call.
pub struct Asker {
    control: Arc<Control>,
    route: Route,
}

thread_local! {
    /// The asker of the call that this thread runs, the innermost where an answer calls again.
    static ASKER: RefCell<Option<Rc<Asker>>> = const { RefCell::new(None) };
}

impl Asker {
    /// Of a call that blocks, under `control`; `answer` answers each question before it returns.
    pub fn direct(
        env: Env,
        control: Arc<Control>,
        answer: &Function<'_, Question, ()>,
    ) -> napi::Result<Self> {
        Ok(Self { control, route: Route::Direct(env, answer.create_ref()?) })
    }

    /// Of a job under `control`.
    pub fn distant(control: Arc<Control>, messenger: Messenger) -> Self {
        Self { control, route: Route::Distant(messenger) }
    }

    /// Runs `body`; what it [asks](ask) on this thread is asked by this asker.
    pub fn during<T>(self, body: impl FnOnce() -> T) -> T {
        struct Restore(Option<Rc<Asker>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                ASKER.replace(self.0.take());
            }
        }
        let _restore = Restore(ASKER.replace(Some(Rc::new(self))));
        body()
    }

    fn ask(&self, inquiry: Inquiry) -> Result<Vec<f64>, Cancelled> {
        let exchange = Arc::new(Exchange {
            inquiry,
            control: Arc::clone(&self.control),
            answer: Mutex::default(),
            answered: Condvar::new(),
        });
        if exchange.is_closed() {
            return Err(Cancelled);
        }
        if !self.route.deliver(&exchange) {
            self.control.cancel();
        }
        loop {
            if let Some(answer) = exchange.take() {
                return Ok(answer);
            }
            if exchange.is_closed() {
                return Err(Cancelled);
            }
            match self.route {
                Route::Distant(_) => exchange.wait(),
                // The function has returned, so there will be no answer.
                Route::Direct(..) => self.control.cancel(),
            }
        }
    }
}

impl Route {
    /// Fails if JavaScript does not run any more: the environment ends or its stack is full.
    fn deliver(&self, exchange: &Arc<Exchange>) -> bool {
        match self {
            Self::Direct(env, answer) => call(*env, answer, Arc::clone(exchange)).is_ok(),
            Self::Distant(Messenger(answer)) => {
                let mode = ThreadsafeFunctionCallMode::NonBlocking;
                answer.call(Arc::clone(exchange), mode) == Status::Ok
            }
        }
    }
}

/// Calls the function that answers, without leaving handles to the caller's scope. An exception stays
/// pending, so that it is thrown when the blocking call returns: `Function::call` would make text of
/// it, for which JavaScript runs again.
fn call(env: Env, answer: &FunctionRef<Question, ()>, exchange: Arc<Exchange>) -> napi::Result<()> {
    let scope = HandleScope::create(&env)?;
    let answer = answer.borrow_back(&env)?;
    // SAFETY: no value that was made since the scope was opened leaves the closure.
    unsafe { scope.close(answer, |answer| answer.apply((), Question(exchange))) }
}

/// Asks on behalf of the call that this thread runs. Without an answer the call is cancelled, unless
/// its time is over and the inquiry not urgent.
pub fn ask(inquiry: Inquiry) -> Result<Vec<f64>, Cancelled> {
    match ASKER.with_borrow(Option::clone) {
        Some(asker) => asker.ask(inquiry),
        None => unreachable!("a question was asked by a call that cannot be answered"),
    }
}
