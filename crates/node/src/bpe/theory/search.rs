//! The search for merges: greedy, exact, and beyond greedy.

use gainful_bpe::theory::{
    Cuts, FIRST_MERGED, greedy_merges as greedy, improve_merges as improve,
    optimal_merges as optimal,
};
use gainful_kernels::{Control, Workers};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use super::problem::{NativeProblem, Problem};
use crate::call::{Call, Outcome, Result, Task, duration, run, spawn};

/// Merges and what they save.
#[napi(object, object_from_js = false)]
pub struct NativeMerges {
    /// The two sides of each, one after the other.
    pub pairs: Vec<String>,
    pub utility: f64,
}

fn merging(problem: NativeProblem<'_>, count: u32) -> Outcome<impl Task<NativeMerges> + use<>> {
    let problem = Problem::new(problem)?;
    Ok(move |_: &Workers, control: &Control| {
        let words = problem.words(control)?;
        let found = greedy(&words, count as usize, FIRST_MERGED, control)?;
        Ok(NativeMerges {
            pairs: problem.write(&found.merges, control)?,
            utility: found.utility as f64,
        })
    })
}

/// `greedyMergesSync`
#[napi]
pub fn greedy_merges_sync(
    threads: u32,
    problem: NativeProblem<'_>,
    count: u32,
) -> Result<NativeMerges> {
    run(threads, merging(problem, count)?)
}

/// `greedyMerges`
#[napi(ts_return_type = "Promise<NativeMerges>")]
pub fn greedy_merges<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
    count: u32,
) -> Result<Object<'env>> {
    spawn(env, call, merging(problem, count)?, |_, found| Ok(found))
}

/// How merges are searched exactly.
#[napi(object, object_to_js = false)]
pub struct NativeSearch {
    pub order: bool,
    pub bound: bool,
    pub memory: bool,
    /// In milliseconds.
    pub time_budget: Option<f64>,
}

/// The best merges, and what proves it.
#[napi(object, object_from_js = false)]
pub struct NativeOptimum {
    /// The two sides of each merge, one after the other.
    pub pairs: Vec<String>,
    pub utility: f64,
    pub complete: bool,
    pub upper_bound: f64,
    pub greedy_utility: f64,
    pub nodes: f64,
    pub cut_by_order: f64,
    pub cut_by_bound: f64,
    pub cut_by_memory: f64,
    pub remembered: f64,
}

fn searching(
    problem: NativeProblem<'_>,
    count: u32,
    search: NativeSearch,
) -> Outcome<impl Task<NativeOptimum> + use<>> {
    let problem = Problem::new(problem)?;
    let cuts = Cuts { order: search.order, bound: search.bound, memory: search.memory };
    let budget = search.time_budget.map(duration);
    Ok(move |_: &Workers, control: &Control| {
        let words = problem.words(control)?;
        let found = optimal(&words, count as usize, cuts, budget, control)?;
        // Writing a few merges takes no time, which may be over.
        let pairs = problem.write(&found.best.merges, &Control::new())?;
        Ok(NativeOptimum {
            pairs,
            utility: found.best.utility as f64,
            complete: found.is_complete,
            upper_bound: found.upper_bound as f64,
            greedy_utility: found.greedy.utility as f64,
            nodes: found.nodes as f64,
            cut_by_order: found.cut_by_order as f64,
            cut_by_bound: found.cut_by_bound as f64,
            cut_by_memory: found.cut_by_memory as f64,
            remembered: found.remembered as f64,
        })
    })
}

/// `optimalMergesSync`
#[napi]
pub fn optimal_merges_sync(
    threads: u32,
    problem: NativeProblem<'_>,
    count: u32,
    search: NativeSearch,
) -> Result<NativeOptimum> {
    run(threads, searching(problem, count, search)?)
}

/// `optimalMerges`
#[napi(ts_return_type = "Promise<NativeOptimum>")]
pub fn optimal_merges<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
    count: u32,
    search: NativeSearch,
) -> Result<Object<'env>> {
    spawn(env, call, searching(problem, count, search)?, |_, found| Ok(found))
}

/// Merges that save at least what others do.
#[napi(object, object_from_js = false)]
pub struct NativeImprovement {
    /// The two sides of each merge, one after the other.
    pub pairs: Vec<String>,
    pub utility: f64,
    pub utility_before: f64,
    pub tried: f64,
    pub taken: f64,
    pub local_optimum: bool,
}

fn improving(
    problem: NativeProblem<'_>,
    most_moves: f64,
    time_budget: Option<f64>,
) -> Outcome<impl Task<NativeImprovement> + use<>> {
    let problem = Problem::new(problem)?;
    let budget = time_budget.map(duration);
    Ok(move |workers: &Workers, control: &Control| {
        let merges = problem.merges(control)?;
        let words = problem.words(control)?;
        let found = improve(&words, &merges, most_moves as u64, budget, workers, control)?;
        // What was found is written although the time may be over.
        let pairs = problem.write(&found.best.merges, &Control::new())?;
        Ok(NativeImprovement {
            pairs,
            utility: found.best.utility as f64,
            utility_before: found.utility_before as f64,
            tried: found.tried as f64,
            taken: found.taken as f64,
            local_optimum: found.is_local_optimum,
        })
    })
}

/// `improveMergesSync`; `time_budget` in milliseconds.
#[napi]
pub fn improve_merges_sync(
    threads: u32,
    problem: NativeProblem<'_>,
    most_moves: f64,
    time_budget: Option<f64>,
) -> Result<NativeImprovement> {
    run(threads, improving(problem, most_moves, time_budget)?)
}

/// `improveMerges`; `time_budget` in milliseconds.
#[napi(ts_return_type = "Promise<NativeImprovement>")]
pub fn improve_merges<'env>(
    env: &'env Env,
    call: &Call,
    problem: NativeProblem<'env>,
    most_moves: f64,
    time_budget: Option<f64>,
) -> Result<Object<'env>> {
    spawn(env, call, improving(problem, most_moves, time_budget)?, |_, found| Ok(found))
}
