//! What every module of gainful stands on: SIMD kernels and their dispatch, the thread pool,
//! deterministic reductions, cancellation and progress, seeded random numbers, checked arguments.
//!
//! Two rules hold for everything in this crate. *The same bits everywhere*: a result does not depend
//! on the number of threads or on the instruction set. *Nothing hidden*: threads ([`Workers`]) and
//! cancellation ([`Control`]) are values that the caller passes in; there is no global state apart
//! from the dispatch table.

mod above;
mod accumulate;
mod argument;
mod bits;
mod column_products;
mod concave;
mod control;
mod decrease;
mod digest;
mod distance;
mod divergence;
mod eigenvalues;
mod facility;
mod inner_product;
mod memory;
mod neighbours;
mod prefetch;
mod product;
mod random;
mod reduce;
pub mod simd;
mod substitution;
mod symmetric;
mod workers;

pub use above::positions_above;
pub use argument::{ArgumentError, ArgumentKind, Float, check_finite};
pub use bits::count_common;
pub use column_products::column_products;
pub use concave::{capped_gains, ratio_gains, square_root_gains};
pub use control::{Cancelled, Control, Progress};
pub use decrease::{Change, facility_decreases};
pub use digest::Digest;
pub use distance::{pairwise_squared_distances, squared_distance_strip};
pub use divergence::{DivergenceSums, Terms, divergence_sums};
pub use eigenvalues::symmetric_eigenvalues;
pub use facility::{COLUMNS_PER_SUM, ROWS_PER_GROUP, facility_gains, facility_update};
pub use inner_product::{PRODUCTS, inner_product, inner_products};
pub use memory::{Error, OutOfMemory, prefer_large_pages, room, zeros};
pub use neighbours::{count_below, max_norm_distances};
pub use prefetch::prefetch;
pub use product::{gram, product_strip};
pub use random::Random;
pub use reduce::{CompensatedSum, pairwise_sum};
pub use simd::lanes::Element;
pub use substitution::{BLOCK, Block, Line, block_products, substitute, subtract_products};
pub use symmetric::{Panels, STRIP_STEP};
pub use workers::{Pool, Workers};
