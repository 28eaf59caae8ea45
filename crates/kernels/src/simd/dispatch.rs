//! Which instances of the kernels run: the best level that the processor supports, or the one that
//! the environment variable `GAINFUL_SIMD` names.

use std::ops::Range;
use std::sync::OnceLock;

use super::lanes::Element;
use crate::accumulate::{self, AddProductsKernel, Strided};
use crate::eigenvalues::chase::{self, ChaseKernel};
use crate::substitution::{self, BLOCK, Block, Line, Substitution};
use crate::symmetric::{self, tile};
use crate::{
    ArgumentError, above, bits, concave, decrease, distance, divergence, facility, inner_product,
    neighbours, product,
};

/// The environment variable that forces a level.
const VARIABLE: &str = "GAINFUL_SIMD";

/// Measures distances from one point: its coordinates, the others' columns, which of them, results.
pub(crate) type DistanceKernel<T> = unsafe fn(&[T], &[&[T]], Range<usize>, &mut [T]);

/// Adds up what candidates lose: rows of similarities, those that come next, the changes of their
/// points, results.
pub(crate) type DecreaseKernel<T> = unsafe fn(
    [&[T]; facility::ROWS_PER_GROUP],
    [&[T]; facility::ROWS_PER_GROUP],
    [decrease::Change<T>; facility::ROWS_PER_GROUP],
    &mut [T],
);

/// The instances of all kernels for one type at one level.
///
/// Calling one is sound where the level is available.
pub struct Kernels<T> {
    pub(crate) facility_gain: unsafe fn(&[T], &[T]) -> f64,
    pub(crate) facility_gains:
        unsafe fn([&[T]; facility::ROWS_PER_GROUP], &[T]) -> [f64; facility::ROWS_PER_GROUP],
    pub(crate) facility_update: unsafe fn(&[T], &mut [T]),
    pub(crate) facility_decreases: DecreaseKernel<T>,
    pub(crate) positions_above: unsafe fn(&[T], T, &mut [u32]) -> Option<usize>,
    pub(crate) square_root_gains: concave::ConcaveKernel<T, 3>,
    pub(crate) ratio_gains: concave::ConcaveKernel<T, 2>,
    pub(crate) capped_gains: concave::ConcaveKernel<T, 2>,
    pub(crate) product_block: unsafe fn(symmetric::Pairs<'_, T>, &mut [T]),
    pub(crate) distance_block: unsafe fn(symmetric::Pairs<'_, T>, &mut [T]),
    pub(crate) inner_product: unsafe fn(&[T], &[T]) -> f64,
    pub(crate) inner_products:
        unsafe fn(&[T], [&[T]; inner_product::PRODUCTS]) -> [f64; inner_product::PRODUCTS],
    pub(crate) transpose: unsafe fn(&[T], &mut [T]),
    pub(crate) max_norm: DistanceKernel<T>,
    pub(crate) count_below: unsafe fn(&[T], T) -> usize,
}

/// An instruction set and its instances.
pub struct Level {
    name: &'static str,
    is_available: fn() -> bool,
    pub(crate) f32: Kernels<f32>,
    pub(crate) f64: Kernels<f64>,
    pub(crate) count_common: unsafe fn(&[u64], &[u64]) -> u64,
    pub(crate) divergences: [divergence::DivergenceKernel; 3],
    pub(crate) substitution: Substitution,
    pub(crate) add_products: AddProductsKernel,
    pub(crate) chase: ChaseKernel,
}

impl Level {
    /// The name that `GAINFUL_SIMD` knows it by.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// The instances for one type; `$features` turns the instructions on, in the outermost functions
/// and nowhere else. The tile is what fits the registers: accumulators, one row of panels, and one
/// or two more.
macro_rules! kernels {
    ($element:ty, $set:ty, $lanes:ty, [$(#[$features:meta])?], $rows:literal, $panels:literal) => {{
        $(#[$features])?
        unsafe fn facility_gain(row: &[$element], best: &[$element]) -> f64 {
            // SAFETY: the caller guarantees that the level is available.
            let set = unsafe { <$set>::new_unchecked() };
            let [gain] = facility::kernel::gains::<$lanes, 1>(set, [row], best);
            gain
        }

        $(#[$features])?
        unsafe fn facility_gains(
            rows: [&[$element]; facility::ROWS_PER_GROUP],
            best: &[$element],
        ) -> [f64; facility::ROWS_PER_GROUP] {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            facility::kernel::gains::<$lanes, { facility::ROWS_PER_GROUP }>(set, rows, best)
        }

        $(#[$features])?
        unsafe fn facility_update(row: &[$element], best: &mut [$element]) {
            // SAFETY: as above.
            facility::kernel::update::<$lanes>(unsafe { <$set>::new_unchecked() }, row, best)
        }

        $(#[$features])?
        unsafe fn facility_decreases(
            rows: [&[$element]; facility::ROWS_PER_GROUP],
            next: [&[$element]; facility::ROWS_PER_GROUP],
            changes: [decrease::Change<$element>; facility::ROWS_PER_GROUP],
            decreases: &mut [$element],
        ) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            decrease::kernel::decreases::<$lanes>(set, rows, next, changes, decreases)
        }

        $(#[$features])?
        unsafe fn positions_above(
            values: &[$element],
            bound: $element,
            positions: &mut [u32],
        ) -> Option<usize> {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            above::kernel::positions::<$lanes>(set, values, bound, positions)
        }

        $(#[$features])?
        unsafe fn concave_gain<F: concave::kernel::Term<N>, const N: usize>(
            row: &[$element],
            known: [&[$element]; N],
        ) -> f64 {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            concave::kernel::gain::<$lanes, F, N>(set, row, known)
        }

        $(#[$features])?
        unsafe fn product_block(pairs: symmetric::Pairs<'_, $element>, block: &mut [$element]) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            tile::sum::<$lanes, product::Multiply, $rows, $panels>(set, pairs, block)
        }

        $(#[$features])?
        unsafe fn distance_block(pairs: symmetric::Pairs<'_, $element>, block: &mut [$element]) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            tile::sum::<$lanes, distance::SquareDifference, $rows, $panels>(set, pairs, block)
        }

        $(#[$features])?
        unsafe fn inner_product(x: &[$element], y: &[$element]) -> f64 {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            let [product] = inner_product::kernel::sums::<$lanes, 1>(set, x, [y]);
            product
        }

        $(#[$features])?
        unsafe fn inner_products(
            x: &[$element],
            rows: [&[$element]; inner_product::PRODUCTS],
        ) -> [f64; inner_product::PRODUCTS] {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            inner_product::kernel::sums::<$lanes, { inner_product::PRODUCTS }>(set, x, rows)
        }

        $(#[$features])?
        unsafe fn transpose(block: &[$element], mirror: &mut [$element]) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            tile::transpose::<$lanes>(set, block, mirror)
        }

        $(#[$features])?
        unsafe fn max_norm(
            query: &[$element],
            columns: &[&[$element]],
            range: Range<usize>,
            out: &mut [$element],
        ) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            neighbours::kernel::max_norm::<$lanes>(set, query, columns, range, out)
        }

        $(#[$features])?
        unsafe fn count_below(values: &[$element], bound: $element) -> usize {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            neighbours::kernel::count_below::<$lanes>(set, values, bound)
        }

        Kernels {
            facility_gain,
            facility_gains,
            facility_update,
            facility_decreases,
            positions_above,
            square_root_gains: concave_gain::<concave::kernel::SquareRoot, 3>,
            ratio_gains: concave_gain::<concave::kernel::Ratio, 2>,
            capped_gains: concave_gain::<concave::kernel::Cap, 2>,
            product_block,
            distance_block,
            inner_product,
            inner_products,
            transpose,
            max_norm,
            count_below,
        }
    }};
}

/// The instances for sums over pairs of probabilities, in the order of `Terms`.
macro_rules! divergences {
    ($set:ty, $lanes:ty, [$(#[$features:meta])?]) => {{
        $(#[$features])?
        unsafe fn sums<const TERMS: usize>(p: &[f64], q: &[f64]) -> divergence::DivergenceSums {
            divergence::kernel::<TERMS>(p, q)
        }

        $(#[$features])?
        unsafe fn overlaps(p: &[f64], q: &[f64]) -> divergence::DivergenceSums {
            // SAFETY: the caller guarantees that the level is available.
            let set = unsafe { <$set>::new_unchecked() };
            divergence::overlaps::<$lanes>(set, p, q)
        }

        [sums::<0>, sums::<1>, overlaps]
    }};
}

/// The instance for words of bits.
macro_rules! count_common {
    ([$(#[$features:meta])?]) => {{
        $(#[$features])?
        unsafe fn count_common(x: &[u64], y: &[u64]) -> u64 {
            bits::kernel(x, y)
        }

        count_common
    }};
}

/// The instance for products of narrow matrices; the number is that of the rows of a tile.
macro_rules! add_products {
    ($set:ty, $lanes:ty, [$(#[$features:meta])?], $tile:literal) => {{
        $(#[$features])?
        unsafe fn add_products(
            left: Strided<'_>,
            lines: &[Line],
            depth: usize,
            out: &mut [f64],
            stride: usize,
            rows: usize,
        ) {
            // SAFETY: the caller guarantees that the level is available.
            let set = unsafe { <$set>::new_unchecked() };
            accumulate::kernel::add_products::<$lanes, $tile>(set, left, lines, depth, out, stride, rows)
        }

        add_products
    }};
}

/// The instance that makes a band tridiagonal.
macro_rules! chase {
    ([$(#[$features:meta])?]) => {{
        $(#[$features])?
        unsafe fn chase(band: &mut chase::Band, sweep: usize) {
            chase::kernel(band, sweep)
        }

        chase
    }};
}

/// The instances for factors; the number is that of the right-hand sides whose sums, eight each,
/// fit the registers.
macro_rules! substitution {
    ($set:ty, $lanes:ty, [$(#[$features:meta])?], $sides:literal) => {{
        $(#[$features])?
        unsafe fn products(row: &[Block], solved: &[&[Block]], products: &mut [f64]) {
            // SAFETY: the caller guarantees that the level is available.
            let set = unsafe { <$set>::new_unchecked() };
            substitution::kernel::products::<$lanes>(set, row, solved, products)
        }

        $(#[$features])?
        unsafe fn subtract_products(
            lines: &[Line],
            solved: &[&[Block]],
            remainders: &mut [Block],
        ) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            substitution::kernel::subtract_products::<$lanes, $sides>(
                set, lines, solved, remainders,
            )
        }

        $(#[$features])?
        unsafe fn substitute(
            diagonal: &[Line; BLOCK],
            inverses: &Block,
            known: &[usize],
            remainders: &mut [Block],
            solved: &mut [Block],
        ) {
            // SAFETY: as above.
            let set = unsafe { <$set>::new_unchecked() };
            substitution::kernel::substitute::<$lanes>(
                set, diagonal, inverses, known, remainders, solved,
            )
        }

        Substitution { products, subtract_products, substitute }
    }};
}

/// All instances at one level; the numbers are the rows and panels of a tile, and the right-hand
/// sides of a factor that are solved together.
///
/// Measured on the Gram matrix of 2048 x 768 values of f32, in 10⁹ operations a second: AVX2 with
/// 4 x 1 200, with 2 x 3 110; AVX-512 with 8 x 3 410, with 8 x 1 330.
macro_rules! level {
    ($name:literal, $set:ident, $module:ident, $features:tt, $rows:literal x $panels:literal, $sides:literal) => {
        Level {
            name: $name,
            is_available: super::$module::$set::is_available,
            f32: kernels!(
                f32,
                super::$module::$set,
                super::$module::F32,
                $features,
                $rows,
                $panels
            ),
            f64: kernels!(
                f64,
                super::$module::$set,
                super::$module::F64,
                $features,
                $rows,
                $panels
            ),
            count_common: count_common!($features),
            divergences: divergences!(super::$module::$set, super::$module::F64, $features),
            substitution: substitution!(
                super::$module::$set,
                super::$module::F64,
                $features,
                $sides
            ),
            add_products: add_products!(
                super::$module::$set,
                super::$module::F64,
                $features,
                $rows
            ),
            chase: chase!($features),
        }
    };
}

static SCALAR: Level = level!("scalar", Scalar, scalar, [], 1 x 1, 1);

#[cfg(target_arch = "x86_64")]
static AVX2: Level =
    level!("avx2", Avx2, avx2, [#[target_feature(enable = "avx2,fma,popcnt")]], 4 x 1, 1);

#[cfg(target_arch = "x86_64")]
static AVX512: Level =
    level!("avx512", Avx512, avx512, [#[target_feature(enable = "avx512f,popcnt")]], 8 x 3, 2);

#[cfg(target_arch = "aarch64")]
static NEON: Level = level!("neon", Neon, neon, [#[target_feature(enable = "neon")]], 4 x 1, 1);

/// The levels of this architecture, slowest first.
static LEVELS: &[&Level] = &[
    &SCALAR,
    #[cfg(target_arch = "x86_64")]
    &AVX2,
    #[cfg(target_arch = "x86_64")]
    &AVX512,
    #[cfg(target_arch = "aarch64")]
    &NEON,
];

/// The levels that this processor supports, slowest first; the first is the scalar one.
pub(crate) fn available() -> impl Iterator<Item = &'static Level> {
    LEVELS.iter().copied().filter(|level| (level.is_available)())
}

/// The level that runs, and what was wrong with the wish for another.
struct Choice {
    level: &'static Level,
    error: Option<ArgumentError>,
}

/// The level named `wish`, or else the fastest.
fn choose(wish: Option<&str>) -> Choice {
    let fastest = available().last().unwrap_or(&SCALAR);
    let Some(wish) = wish.filter(|wish| !wish.is_empty()) else {
        return Choice { level: fastest, error: None };
    };
    if let Some(level) = available().find(|level| level.name == wish) {
        return Choice { level, error: None };
    }
    let names: Vec<&str> = available().map(|level| level.name).collect();
    let expected = format!("an instruction set of this processor ({})", names.join(", "));
    Choice { level: fastest, error: Some(ArgumentError::invalid(VARIABLE, expected, wish)) }
}

/// The choice of this process, made when it is first asked for.
fn choice() -> &'static Choice {
    static CHOICE: OnceLock<Choice> = OnceLock::new();
    CHOICE.get_or_init(|| {
        let wish = std::env::var_os(VARIABLE);
        choose(wish.as_ref().map(|wish| wish.to_string_lossy()).as_deref())
    })
}

/// The instances that run for `T`.
pub(crate) fn kernels<T: Element>() -> &'static Kernels<T> {
    T::kernels(choice().level)
}

/// The instances that run for pairs of probabilities.
pub(crate) fn divergence_kernels() -> [divergence::DivergenceKernel; 3] {
    choice().level.divergences
}

/// The instance that runs for words of bits.
pub(crate) fn count_common_kernel() -> unsafe fn(&[u64], &[u64]) -> u64 {
    choice().level.count_common
}

/// The instances that run for factors.
pub(crate) fn substitution_kernels() -> &'static Substitution {
    &choice().level.substitution
}

/// The instance that runs for products of narrow matrices.
pub(crate) fn add_products_kernel() -> AddProductsKernel {
    choice().level.add_products
}

/// The instance that runs for bands.
pub(crate) fn chase_kernel() -> ChaseKernel {
    choice().level.chase
}

/// The name of the level that runs: `scalar`, `avx2`, `avx512` or `neon`.
pub fn level() -> &'static str {
    choice().level.name()
}

/// Fails if `GAINFUL_SIMD` names a level that is unknown or that this processor lacks.
///
/// The kernels themselves then run at the fastest level, with the same results; whoever wants the
/// user to know of the mistake asks here once.
pub fn check_environment() -> Result<(), ArgumentError> {
    choice().error.clone().map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_granted_or_refused_by_name() {
        assert_eq!(choose(Some("scalar")).level.name, "scalar");
        assert_eq!(choose(Some("scalar")).error, None);
        let fastest = choose(None).level.name;
        assert_eq!(choose(Some("")).level.name, fastest);
        let refused = choose(Some("sse9"));
        assert_eq!(refused.level.name, fastest);
        let message = refused.error.unwrap().to_string();
        assert!(message.starts_with("Expected an instruction set of this processor (scalar"));
        assert!(message.ends_with("for GAINFUL_SIMD but received sse9"), "{message}");
    }
}
