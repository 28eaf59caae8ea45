//! Queries and privates, as the information measures take them.

use gainful_kernels::{Control, Workers};
use gainful_submodular::{Context, Metric, Shaped, query_similarity};
use napi_derive::napi;

use crate::call::Outcome;
use crate::failure::{Code, Failure};
use crate::numbers::DenseMatrix;
use crate::submodular::matrix::matrix;

/// The context of these queries and privates, at least one of which is given.
fn context<T>(queries: Option<T>, eta: f64, privates: Option<T>, nu: f64) -> Outcome<Context<T>> {
    Ok(match (queries, privates) {
        (Some(queries), Some(privates)) => Context::of_both(queries, eta, privates, nu),
        (Some(queries), None) => Context::of_queries(queries, eta),
        (None, Some(privates)) => Context::of_privates(privates, nu),
        (None, None) => {
            return Err(Failure::new(Code::INTERNAL, "Neither queries nor privates were given"));
        }
    }?)
}

/// The context of so many queries and privates.
pub fn counts(
    queries: Option<u32>,
    eta: f64,
    privates: Option<u32>,
    nu: f64,
) -> Outcome<Context<usize>> {
    let count = |count: Option<u32>| count.map(|count| count as usize);
    context(count(queries), eta, count(privates), nu)
}

/// The context of matrices.
pub fn matrices(
    queries: Option<DenseMatrix<'_>>,
    eta: f64,
    privates: Option<DenseMatrix<'_>>,
    nu: f64,
) -> Outcome<Context<Shaped>> {
    context(queries.map(matrix).transpose()?, eta, privates.map(matrix).transpose()?, nu)
}

/// The features of candidates, queries and privates.
#[napi(object, object_to_js = false)]
pub struct ContextFeatures<'env> {
    pub features: DenseMatrix<'env>,
    pub queries: Option<DenseMatrix<'env>>,
    pub privates: Option<DenseMatrix<'env>>,
    pub metric: String,
    pub gamma: Option<f64>,
    pub eta: f64,
    pub nu: f64,
}

impl ContextFeatures<'_> {
    /// Copies them.
    pub fn prepare(self) -> Outcome<(Shaped, Context<Shaped>, Metric)> {
        let features = matrix(self.features)?;
        let context = matrices(self.queries, self.eta, self.privates, self.nu)?;
        Ok((features, context, Metric::by_name(&self.metric, self.gamma)?))
    }
}

/// Similarities of candidates to queries, or the features to compute them from.
#[napi(object, object_to_js = false)]
pub struct QuerySimilarity<'env> {
    pub similarity: Option<DenseMatrix<'env>>,
    pub features: Option<DenseMatrix<'env>>,
    pub queries: Option<DenseMatrix<'env>>,
    pub metric: Option<String>,
    pub gamma: Option<f64>,
}

/// What computes a matrix, once its arguments are converted.
pub type MakingMatrix = Box<dyn FnOnce(&Workers, &Control) -> Outcome<Shaped> + Send>;

impl QuerySimilarity<'_> {
    /// Copies what they are made from.
    pub fn prepare(self) -> Outcome<MakingMatrix> {
        let Self { similarity, features, queries, metric, gamma } = self;
        match (similarity, features, queries, metric) {
            (Some(similarity), None, None, None) => {
                let similarity = matrix(similarity)?;
                Ok(Box::new(move |_, _| Ok(similarity)))
            }
            (None, Some(features), Some(queries), Some(metric)) => {
                let (features, queries) = (matrix(features)?, matrix(queries)?);
                let metric = Metric::by_name(&metric, gamma)?;
                Ok(Box::new(move |workers, control| {
                    Ok(query_similarity(features, queries, metric, workers, control)?)
                }))
            }
            _ => Err(Failure::new(Code::INTERNAL, "Neither similarities nor features were given")),
        }
    }
}
