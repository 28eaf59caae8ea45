//! `CustomObjective`

use gainful_kernels::{Cancelled, Control};
use gainful_submodular::{Custom, Oracle};
use napi_derive::napi;

use super::{Making, Source, making};
use crate::call::Outcome;
use crate::questions::{Inquiry, ask};

/// `new CustomObjective`
#[napi(object, object_to_js = false)]
pub struct CustomSource {
    /// The number under which the facade knows the caller's functions.
    pub oracle: u32,
    pub size: u32,
    pub has_values: bool,
    pub submodular: bool,
    pub monotone: bool,
    pub tie_tolerance: f64,
}

impl Source for CustomSource {
    fn prepare(self) -> Outcome<Making> {
        let Self { oracle, size, has_values, submodular, monotone, tie_tolerance } = self;
        making(move |_, _| {
            let caller = Caller { oracle, has_values };
            Ok(Custom::new(size as usize, submodular, monotone, tie_tolerance, caller))
        })
    }
}

/// The caller's functions, which are asked.
struct Caller {
    oracle: u32,
    has_values: bool,
}

impl Caller {
    fn ask(
        &self,
        selected: &[u32],
        candidates: Option<&[u32]>,
        is_urgent: bool,
    ) -> Result<Vec<f64>, Cancelled> {
        ask(Inquiry {
            oracle: self.oracle,
            selected: selected.to_vec(),
            candidates: candidates.map(<[u32]>::to_vec),
            is_urgent,
            ..Inquiry::default()
        })
    }

    fn ask_for_one(&self, selected: &[u32], candidates: Option<&[u32]>) -> f64 {
        self.ask(selected, candidates, true).map_or(f64::NAN, |answer| answer[0])
    }
}

impl Oracle for Caller {
    fn gains(
        &self,
        selected: &[u32],
        candidates: &[u32],
        gains: &mut [f64],
        control: &Control,
    ) -> Result<(), Cancelled> {
        control.check()?;
        gains.copy_from_slice(&self.ask(selected, Some(candidates), false)?);
        Ok(())
    }

    fn gain(&self, selected: &[u32], element: u32) -> f64 {
        self.ask_for_one(selected, Some(&[element]))
    }

    fn has_values(&self) -> bool {
        self.has_values
    }

    fn value(&self, selected: &[u32]) -> f64 {
        self.ask_for_one(selected, None)
    }
}
