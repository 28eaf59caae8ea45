//! Typed arrays of any numeric type: borrowed from JavaScript for the length of a call, or copied
//! for a job.

use std::borrow::Cow;

use bytemuck::{AnyBitPattern, NoUninit, try_cast_slice};
use gainful_kernels::{ArgumentError, room};
use napi::bindgen_prelude::{
    FromNapiValue, TypeName, TypedArray, TypedArrayType, ValidateNapiValue,
};
use napi::{Error, Status, ValueType, sys};

use crate::call::Outcome;
use crate::failure::{Code, Failure};
use napi_derive::napi;

/// A matrix in row-major order, as the facade's `denseMatrix` makes it.
#[napi(object, object_to_js = false)]
pub struct DenseMatrix<'env> {
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub data: Numbers<'env>,
    pub rows: u32,
    pub columns: u32,
}

impl<'env> DenseMatrix<'env> {
    /// The numbers of a matrix that has as many rows as columns.
    pub fn square(self, argument: &str) -> Result<Numbers<'env>, ArgumentError> {
        if self.rows == self.columns {
            return Ok(self.data);
        }
        let found = format!("{} rows and {} columns", self.rows, self.columns);
        Err(ArgumentError::invalid(argument, "as many rows as columns", found))
    }
}

/// Where a sparse matrix has entries, as the facade's `sparsePattern` makes it.
#[napi(object, object_to_js = false)]
pub struct SparsePattern<'env> {
    #[napi(ts_type = "Uint32Array")]
    pub row_offsets: Numbers<'env>,
    #[napi(ts_type = "Uint32Array")]
    pub column_indices: Numbers<'env>,
    pub columns: u32,
}

/// A sparse matrix in compressed rows, as the facade's `sparseMatrix` makes it.
#[napi(object, object_to_js = false)]
pub struct SparseMatrix<'env> {
    pub pattern: SparsePattern<'env>,
    #[napi(ts_type = "Float32Array | Float64Array")]
    pub values: Numbers<'env>,
}

/// The numbers of a typed array.
pub enum Numbers<'env> {
    U8(Cow<'env, [u8]>),
    I8(Cow<'env, [i8]>),
    U16(Cow<'env, [u16]>),
    I16(Cow<'env, [i16]>),
    U32(Cow<'env, [u32]>),
    I32(Cow<'env, [i32]>),
    F32(Cow<'env, [f32]>),
    F64(Cow<'env, [f64]>),
}

impl Numbers<'_> {
    /// A copy that outlives the call.
    pub fn copied(&self) -> Outcome<Numbers<'static>> {
        Ok(match self {
            Self::U8(numbers) => Numbers::U8(copy(numbers)?.into()),
            Self::I8(numbers) => Numbers::I8(copy(numbers)?.into()),
            Self::U16(numbers) => Numbers::U16(copy(numbers)?.into()),
            Self::I16(numbers) => Numbers::I16(copy(numbers)?.into()),
            Self::U32(numbers) => Numbers::U32(copy(numbers)?.into()),
            Self::I32(numbers) => Numbers::I32(copy(numbers)?.into()),
            Self::F32(numbers) => Numbers::F32(copy(numbers)?.into()),
            Self::F64(numbers) => Numbers::F64(copy(numbers)?.into()),
        })
    }
}

impl<'env> Numbers<'env> {
    /// The numbers in double precision, which holds each of them exactly.
    pub fn into_f64(self) -> Outcome<Cow<'env, [f64]>> {
        fn widen<T: Copy + Into<f64>>(numbers: &[T]) -> Outcome<Vec<f64>> {
            let mut wide = room(numbers.len())?;
            wide.extend(numbers.iter().map(|&number| number.into()));
            Ok(wide)
        }
        Ok(match self {
            Self::U8(numbers) => widen(&numbers)?.into(),
            Self::I8(numbers) => widen(&numbers)?.into(),
            Self::U16(numbers) => widen(&numbers)?.into(),
            Self::I16(numbers) => widen(&numbers)?.into(),
            Self::U32(numbers) => widen(&numbers)?.into(),
            Self::I32(numbers) => widen(&numbers)?.into(),
            Self::F32(numbers) => widen(&numbers)?.into(),
            Self::F64(numbers) => numbers,
        })
    }
}

impl Numbers<'_> {
    /// The numbers in double precision, in a copy that outlives the call.
    pub fn copied_f64(self) -> Outcome<Vec<f64>> {
        match self.into_f64()? {
            Cow::Owned(numbers) => Ok(numbers),
            Cow::Borrowed(numbers) => copy(numbers),
        }
    }
}

impl Numbers<'_> {
    /// A copy of a `Uint32Array`, in which the facade passes indices.
    pub fn copied_u32(&self) -> Outcome<Vec<u32>> {
        match self {
            Self::U32(numbers) => copy(numbers),
            _ => Err(Failure::new(Code::INTERNAL, "Indices came in an array of another type")),
        }
    }
}

impl TypeName for Numbers<'_> {
    fn type_name() -> &'static str {
        "TypedArray"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Numbers<'_> {
    unsafe fn validate(
        env: sys::napi_env,
        value: sys::napi_value,
    ) -> napi::Result<sys::napi_value> {
        // SAFETY: passed on as received.
        unsafe { TypedArray::validate(env, value) }
    }
}

impl FromNapiValue for Numbers<'_> {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        // SAFETY: passed on as received.
        let array = unsafe { TypedArray::from_napi_value(env, value) }?;
        // SAFETY: napi gives the bytes of the view, which JavaScript keeps alive at least until the
        // call returns; a reference that lives longer is ruled out because every function copies
        // what its job needs. JavaScript does not run meanwhile, and the facade copies arrays in
        // shared memory first, so nobody writes them.
        let bytes: &[u8] = unsafe {
            let bytes: &[u8] = &array.arraybuffer;
            std::slice::from_raw_parts(bytes.as_ptr(), bytes.len())
        };
        Ok(match array.typed_array_type {
            TypedArrayType::Uint8 | TypedArrayType::Uint8Clamped => Self::U8(bytes.into()),
            TypedArrayType::Int8 => Self::I8(cast(bytes)?.into()),
            TypedArrayType::Uint16 => Self::U16(cast(bytes)?.into()),
            TypedArrayType::Int16 => Self::I16(cast(bytes)?.into()),
            TypedArrayType::Uint32 => Self::U32(cast(bytes)?.into()),
            TypedArrayType::Int32 => Self::I32(cast(bytes)?.into()),
            TypedArrayType::Float32 => Self::F32(cast(bytes)?.into()),
            TypedArrayType::Float64 => Self::F64(cast(bytes)?.into()),
            other => return Err(invalid(format!("Typed arrays of type {other:?} are not taken"))),
        })
    }
}

/// A copy of numbers, or an error if there is no memory for it.
pub fn copy<T: Copy>(numbers: &[T]) -> Outcome<Vec<T>> {
    let mut copy = room(numbers.len())?;
    copy.extend_from_slice(numbers);
    Ok(copy)
}

/// Typed arrays are aligned to their elements by definition, so this fails only if the engine
/// breaks its own rules.
fn cast<T: AnyBitPattern + NoUninit>(bytes: &[u8]) -> napi::Result<&[T]> {
    if bytes.is_empty() {
        return Ok(&[]);
    }
    try_cast_slice(bytes).map_err(|error| invalid(error.to_string()))
}

fn invalid(reason: String) -> Error {
    Error::new(Status::InvalidArg, reason)
}
