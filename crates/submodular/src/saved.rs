//! Selections as bytes, to be kept and gone on from later, elsewhere.
//!
//! A magic number and the version, the fields one after the other in little-endian order, each list
//! after its length, and a digest of all that. Whatever else comes is refused, and nothing is allocated
//! that is larger than the bytes themselves.

mod bytes;

use std::borrow::Cow;

use bytes::{Malformed, Reader, Writer};

use crate::Digest;
use crate::certificate::Certificate;
use crate::checkpoint::Checkpoint;
use crate::cover::SizeCertificate;
use crate::guarantee::Guarantee;
use crate::maximize::{Selection, Stop, Stopping};
use crate::optimizers;

/// What saved selections begin with.
const MAGIC: [u8; 8] = *b"gainful\xd5";

/// The version of the format.
const VERSION: u32 = 1;

/// The bytes of the digest at the end.
const DIGEST: usize = size_of::<u64>();

/// Bytes that are no saved selection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Expected the bytes of a saved selection but received {found}")]
pub struct FormatError {
    /// What they are instead.
    pub found: String,
}

impl Selection {
    /// The selection as bytes: about 12 for each of its elements and 8 for each of the ground set.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.raw(&MAGIC);
        writer.raw(&VERSION.to_le_bytes());
        self.write(&mut writer);
        let digest = digest(writer.written());
        writer.u64(digest);
        writer.finish()
    }

    /// The selection of which these are the [bytes](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`FormatError`] if they are none, of another version, or no longer as they were written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FormatError> {
        let malformed = |found: &str| FormatError { found: found.to_owned() };
        let changed = || malformed("bytes that were cut off or changed");
        let Some(versioned) = bytes.strip_prefix(&MAGIC) else {
            return Err(malformed("bytes that begin differently"));
        };
        let (version, _) = versioned.split_first_chunk().ok_or_else(changed)?;
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(malformed(&format!("one of version {version} instead of {VERSION}")));
        }
        let (written, expected) = bytes.split_last_chunk::<DIGEST>().ok_or_else(changed)?;
        let body = written.get(MAGIC.len() + size_of::<u32>()..).ok_or_else(changed)?;
        if digest(written) != u64::from_le_bytes(*expected) {
            return Err(changed());
        }
        let mut reader = Reader::new(body);
        let selection = Self::read(&mut reader).map_err(|Malformed| changed())?;
        if reader.is_empty() && is_consistent(&selection) { Ok(selection) } else { Err(changed()) }
    }

    fn write(&self, writer: &mut Writer) {
        writer.u32s(&self.elements);
        writer.f64s(&self.gains);
        writer.f64(self.value);
        writer.u64(self.evaluations);
        writer.text(self.optimizer);
        writer.text(self.stop.name());
        match &self.guarantee {
            Guarantee::Ratio { ratio, rule, in_expectation } => {
                writer.u8(0);
                write_promise(writer, *ratio, rule, *in_expectation);
            }
            Guarantee::GainMinusCost { ratio, rule, in_expectation } => {
                writer.u8(1);
                write_promise(writer, *ratio, rule, *in_expectation);
            }
            Guarantee::None(reason) => {
                writer.u8(2);
                writer.text(reason);
            }
        }
        writer.option(self.certificate.as_ref(), |writer, certificate| {
            writer.f64(certificate.upper_bound);
            writer.f64(certificate.ratio);
        });
        writer.option(self.size_certificate.as_ref(), |writer, certificate| {
            writer.u64(certificate.lower_bound as u64);
            writer.f64(certificate.ratio);
        });
        writer.option(self.checkpoint.as_ref(), write_checkpoint);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            elements: reader.u32s()?,
            gains: reader.f64s()?,
            value: reader.f64()?,
            evaluations: reader.u64()?,
            optimizer: optimizers::by_name(reader.text()?).map_err(|_| Malformed)?.name(),
            stop: read_stop(reader)?,
            guarantee: read_guarantee(reader)?,
            certificate: reader.option(|reader| {
                Ok(Certificate { upper_bound: reader.f64()?, ratio: reader.f64()? })
            })?,
            size_certificate: reader.option(|reader| {
                Ok(SizeCertificate { lower_bound: reader.count()?, ratio: reader.f64()? })
            })?,
            checkpoint: reader.option(read_checkpoint)?,
        })
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let mut digest = Digest::default();
    digest.bytes(bytes);
    digest.finish()
}

fn write_promise(writer: &mut Writer, ratio: f64, rule: &str, in_expectation: bool) {
    writer.f64(ratio);
    writer.text(rule);
    writer.u8(in_expectation.into());
}

fn read_stop(reader: &mut Reader<'_>) -> Result<Stop, Malformed> {
    let name = reader.text()?;
    Stop::ALL.into_iter().find(|stop| stop.name() == name).ok_or(Malformed)
}

fn read_guarantee(reader: &mut Reader<'_>) -> Result<Guarantee, Malformed> {
    fn text(reader: &mut Reader<'_>) -> Result<Cow<'static, str>, Malformed> {
        Ok(reader.text()?.to_owned().into())
    }
    let promise = |reader: &mut Reader<'_>| Ok((reader.f64()?, text(reader)?, reader.bool()?));
    match reader.u8()? {
        0 => promise(reader).map(|(ratio, rule, in_expectation)| Guarantee::Ratio {
            ratio,
            rule,
            in_expectation,
        }),
        1 => promise(reader).map(|(ratio, rule, in_expectation)| Guarantee::GainMinusCost {
            ratio,
            rule,
            in_expectation,
        }),
        2 => text(reader).map(Guarantee::None),
        _ => Err(Malformed),
    }
}

fn write_checkpoint(writer: &mut Writer, checkpoint: &Checkpoint) {
    let Checkpoint { size, constraint, limit, cover, stopping, initial, beta, bounds } = checkpoint;
    writer.u64(*size as u64);
    writer.u64(*constraint);
    writer.u64(*limit as u64);
    writer.option(cover.as_ref(), |writer, cover| writer.f64(*cover));
    writer.option(stopping.as_ref(), |writer, stopping| writer.text(stopping.name()));
    writer.u32s(initial);
    writer.option(beta.as_ref(), |writer, beta| writer.f64(*beta));
    writer.f64s(bounds);
}

fn read_checkpoint(reader: &mut Reader<'_>) -> Result<Checkpoint, Malformed> {
    Ok(Checkpoint {
        size: reader.count()?,
        constraint: reader.u64()?,
        limit: reader.count()?,
        cover: reader.option(Reader::f64)?,
        stopping: reader
            .option(|reader| Stopping::by_name(reader.text()?).map_err(|_| Malformed))?,
        initial: reader.u32s()?,
        beta: reader.option(Reader::f64)?,
        bounds: reader.f64s()?,
    })
}

/// Whether the parts fit one another, so that a run can go on from them. Bytes that this crate has
/// written always do; others may have the right digest, too.
fn is_consistent(selection: &Selection) -> bool {
    let Selection { elements, gains, checkpoint, .. } = selection;
    elements.len() == gains.len()
        && checkpoint.as_ref().is_none_or(|Checkpoint { size, initial, bounds, .. }| {
            let mut all: Vec<u32> = initial.iter().chain(elements).copied().collect();
            all.sort_unstable();
            all.last().is_none_or(|&last| (last as usize) < *size)
                && all.is_sorted_by(|one, next| one < next)
                && (bounds.is_empty() || bounds.len() == *size)
                && !bounds.iter().any(|bound| bound.is_nan())
        })
}
