//! Elements that are divided into groups, each in exactly one: what partition and fairness share.

use gainful_kernels::ArgumentError;

use crate::Digest;

/// The group of each element.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    /// The public name of the argument.
    argument: String,
    of: Vec<u32>,
}

impl Groups {
    /// Groups that came as `argument`, each below `count`.
    pub(super) fn new(argument: String, of: Vec<u32>, count: usize) -> Result<Self, ArgumentError> {
        if let Some(element) = of.iter().position(|&group| group as usize >= count) {
            let expected = match count.checked_sub(1) {
                Some(last) => {
                    format!("groups from 0 to {last}, since bounds are given for {count},")
                }
                None => "no groups, since bounds are given for none,".to_owned(),
            };
            let found = format!("{} for element {element}", of[element]);
            return Err(ArgumentError::out_of_range(argument, expected, found));
        }
        Ok(Self { argument, of })
    }

    /// Takes the groups into a digest.
    pub(super) fn digest(&self, digest: &mut Digest) {
        digest.words(self.of.iter().copied().map(u64::from));
    }

    /// The group of an element.
    pub(super) fn of(&self, element: u32) -> usize {
        self.of[element as usize] as usize
    }

    /// Fails unless each of `size` elements has a group.
    pub(super) fn check(&self, size: usize) -> Result<(), ArgumentError> {
        if self.of.len() == size {
            return Ok(());
        }
        let expected = format!("{size} groups, one per element,");
        Err(ArgumentError::invalid(&self.argument, expected, self.of.len().to_string()))
    }
}
