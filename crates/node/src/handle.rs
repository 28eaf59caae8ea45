//! Native data that a JavaScript object owns.
//!
//! One class serves all kinds of data. It tells V8 how much memory it keeps alive and gives it back
//! when it is disposed or collected. Calls that are under way share the data, so disposing during
//! a call is safe.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::failure::{Code, Failure};

/// A JavaScript object's share of native data.
#[napi(custom_finalize)]
pub struct Handle {
    /// In a cell, since a call that uses the object may call functions that dispose of it.
    data: RefCell<Option<Arc<dyn Any + Send + Sync>>>,
    bytes: i64,
}

impl Handle {
    /// Wraps `data`, which takes about `bytes` of memory.
    pub fn new<T: Send + Sync + 'static>(env: Env, data: T, bytes: usize) -> napi::Result<Self> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        env.adjust_external_memory(bytes)?;
        Ok(Self { data: RefCell::new(Some(Arc::new(data))), bytes })
    }

    /// The data, if they are of type `T` and not disposed of.
    pub fn get<T: Send + Sync + 'static>(&self) -> Result<Arc<T>, Failure> {
        let data = self.data.borrow().clone().ok_or_else(|| {
            Failure::new(Code::DISPOSED, "The object was disposed and cannot be used any more")
        })?;
        data.downcast().map_err(|_| {
            Failure::new(
                Code::INTERNAL,
                "A native handle was passed to a function of another class",
            )
        })
    }

    fn release(&self, env: Env) -> napi::Result<()> {
        if self.data.take().is_some() {
            env.adjust_external_memory(-self.bytes)?;
        }
        Ok(())
    }
}

#[napi]
impl Handle {
    /// Gives the memory back as soon as no call uses it any more; again has no effect.
    #[napi]
    pub fn dispose(&self, env: Env) -> napi::Result<()> {
        self.release(env)
    }

    /// About how many bytes the data take; 0 once disposed.
    #[napi(getter)]
    pub fn bytes(&self) -> i64 {
        if self.data.borrow().is_some() { self.bytes } else { 0 }
    }
}

impl ObjectFinalize for Handle {
    fn finalize(self, env: Env) -> napi::Result<()> {
        self.release(env)
    }
}
