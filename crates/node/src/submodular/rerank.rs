//! `rerank` and `maximalMarginalRelevance`

use gainful_kernels::{Control, Workers};
use gainful_submodular::rerank::{
    Items, Likeness, Method, Options, Ranking, maximal_marginal_relevance, rerank,
};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::arrays::Array;
use crate::call::{Call, Outcome, Result, run, spawn};
use crate::failure::{Code, Failure};
use crate::numbers::Numbers;

/// How to rerank, as the facade passes it.
#[napi(object, object_to_js = false)]
pub struct NativeRerankOptions {
    pub k: u32,
    pub method: String,
    pub lambda: f64,
    pub metric: String,
}

impl NativeRerankOptions {
    fn convert(&self) -> Outcome<Options> {
        Ok(Options {
            k: self.k as usize,
            method: Method::by_name(&self.method)?,
            lambda: self.lambda,
            likeness: Likeness::by_name(&self.metric)?,
        })
    }
}

/// A ranking, as JavaScript sees it.
#[napi(object, object_from_js = false)]
pub struct NativeRanking {
    #[napi(ts_type = "Uint32Array")]
    pub elements: Array<u32>,
    #[napi(ts_type = "Float64Array")]
    pub scores: Array<f64>,
}

impl From<Ranking> for NativeRanking {
    fn from(Ranking { elements, scores }: Ranking) -> Self {
        Self { elements: Array(elements), scores: Array(scores) }
    }
}

fn ranking(
    query: &Numbers<'_>,
    candidates: &Numbers<'_>,
    options: &Options,
    workers: &Workers,
    control: &Control,
) -> Outcome<Ranking> {
    let items = match (query, candidates) {
        (Numbers::F32(query), Numbers::F32(candidates)) => Items::F32 { query, candidates },
        (Numbers::F64(query), Numbers::F64(candidates)) => Items::F64 { query, candidates },
        _ => return Err(Failure::new(Code::INTERNAL, "Vectors came in arrays of other types")),
    };
    Ok(rerank(items, options, workers, control)?)
}

/// `rerankSync`; both arrays have the same type.
#[napi]
pub fn rerank_sync(
    threads: u32,
    #[napi(ts_arg_type = "Float32Array | Float64Array")] query: Numbers<'_>,
    #[napi(ts_arg_type = "Float32Array | Float64Array")] candidates: Numbers<'_>,
    options: NativeRerankOptions,
) -> Result<NativeRanking> {
    let options = options.convert()?;
    run(threads, |workers, control| ranking(&query, &candidates, &options, workers, control))
        .map(Into::into)
}

/// `rerank`; both arrays have the same type.
#[napi(js_name = "rerank", ts_return_type = "Promise<NativeRanking>")]
pub fn rerank_async<'env>(
    env: &'env Env,
    call: &Call,
    #[napi(ts_arg_type = "Float32Array | Float64Array")] query: Numbers<'_>,
    #[napi(ts_arg_type = "Float32Array | Float64Array")] candidates: Numbers<'_>,
    options: NativeRerankOptions,
) -> Result<Object<'env>> {
    let options = options.convert()?;
    let (query, candidates) = (query.copied()?, candidates.copied()?);
    spawn(
        env,
        call,
        move |workers, control| ranking(&query, &candidates, &options, workers, control),
        |_, ranking| Ok(NativeRanking::from(ranking)),
    )
}

/// `maximalMarginalRelevance`
#[napi(js_name = "maximalMarginalRelevance", ts_return_type = "Uint32Array")]
pub fn maximal_marginal_relevance_sync(
    #[napi(ts_arg_type = "Float64Array")] query: Numbers<'_>,
    #[napi(ts_arg_type = "Float64Array")] candidates: Numbers<'_>,
    lambda: f64,
    k: u32,
) -> Result<Array<u32>> {
    let (query, candidates) = (query.into_f64()?, candidates.into_f64()?);
    run(1, |_, control| {
        Ok(maximal_marginal_relevance(&query, &candidates, lambda, k as usize, control)?)
    })
    .map(Array)
}
