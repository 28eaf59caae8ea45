//! Node.js bindings of gainful: conversion between JavaScript and the crates, and nothing else.
//!
//! One file or folder per module of the package, beside five that serve all of them: [`runtime`] (threads and
//! environments), [`call`] (how a call runs), [`questions`] (how it asks its caller's functions),
//! [`handle`] (native data that JavaScript owns) and [`failure`] (errors). The generated declarations are private to the facade in `lib/`, which
//! checks arguments first.

mod arrays;
mod bpe;
mod call;
mod failure;
mod fault;
mod handle;
mod information;
mod markov;
mod numbers;
mod questions;
mod runtime;
mod settings;
mod submodular;

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

/// Runs when an environment loads the addon.
#[napi(module_exports)]
pub fn init(_exports: Object<'_>, env: Env) -> napi::Result<()> {
    runtime::register(&env)
}
