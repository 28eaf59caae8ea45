//! How many directions a set of points really has: measures of the eigenvalues of matrices of similarities.

mod diffusion;
mod kernel;
mod matrix_entropy;
mod spectrum;
mod vendi;

#[cfg(test)]
mod tests;

pub use diffusion::{Diffusion, diffusion_entropy, diffusion_information};
pub use kernel::{Points, Similarity};
pub use matrix_entropy::matrix_entropy;
pub use vendi::vendi_score;
