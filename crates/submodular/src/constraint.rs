//! What limits the selected set: one object whose parts combine.
//!
//! Most parts are independence systems: families of sets that hold every subset of each of their
//! members, so that an element which cannot be added now can never be added later. A set that fulfils
//! all of them can be grown element by element. The target of a cover and the elements that must or
//! may be selected stand beside them.

use gainful_kernels::ArgumentError;

use crate::Digest;
use crate::constraints::{Cardinality, Family, IndependenceSystem, IndependentSet};

/// What limits the selected set; by default nothing does.
#[derive(Debug, Default)]
pub struct Constraint {
    /// How many elements are selected at most.
    pub cardinality: Option<Cardinality>,
    /// The other families to which the selected set shall belong.
    pub systems: Vec<Box<dyn IndependenceSystem>>,
    /// The value at which the set is good enough: the smallest set is sought that reaches it.
    pub cover: Option<f64>,
    /// Elements that are selected in any case, before all others.
    pub include: Vec<u32>,
    /// Elements that are never selected.
    pub exclude: Vec<u32>,
    /// The only elements that may be selected, if given; those of `include` in any case.
    pub candidates: Option<Vec<u32>>,
}

impl From<Cardinality> for Constraint {
    fn from(cardinality: Cardinality) -> Self {
        Self { cardinality: Some(cardinality), ..Self::default() }
    }
}

impl Constraint {
    /// The largest number of elements of a set in a ground set of `size`.
    pub fn limit(&self, size: usize) -> usize {
        self.cardinality.map_or(size, |cardinality| cardinality.limit().min(size))
    }

    /// Whether nothing but the number of elements is limited, if anything is.
    pub fn is_uniform(&self) -> bool {
        self.systems.is_empty() && self.cover.is_none()
    }

    /// Whether sets have to grow on as long as they can, even if that lowers their value.
    pub fn asks_for_full_sets(&self) -> bool {
        self.systems.iter().any(|system| system.asks_for_full_sets())
    }

    /// How many of the systems are of `family`.
    pub fn count(&self, family: Family) -> usize {
        self.systems.iter().filter(|system| system.family() == family).count()
    }

    /// The only system of type `T`, if there are no others.
    pub fn only<T: IndependenceSystem>(&self) -> Option<&T> {
        match &self.systems[..] {
            [system] => system.as_any().downcast_ref(),
            _ => None,
        }
    }

    /// All systems of type `T`.
    pub fn all<T: IndependenceSystem>(&self) -> impl Iterator<Item = &T> {
        self.systems.iter().filter_map(|system| system.as_any().downcast_ref())
    }

    /// Fails unless every part makes sense for a ground set of `size`, alone and together.
    pub(crate) fn check(&self, size: usize) -> Result<(), ArgumentError> {
        if let Some(cardinality) = self.cardinality {
            cardinality.check(size)?;
        }
        self.check_elements(size)?;
        self.check_cover()?;
        for system in &self.systems {
            system.check(size, self)?;
        }
        self.check_include()?;
        self.check_room(size)
    }

    fn check_elements(&self, size: usize) -> Result<(), ArgumentError> {
        check_subset("include", &self.include, size)?;
        check_subset("exclude", &self.exclude, size)?;
        if let Some(candidates) = &self.candidates {
            check_subset("candidates", candidates, size)?;
        }
        let is_excluded = membership(&self.exclude, size);
        if let Some(both) = self.include.iter().find(|&&element| is_excluded[element as usize]) {
            let found = format!("element {both}, which is in include as well");
            return Err(ArgumentError::invalid("exclude", "elements not in include", found));
        }
        Ok(())
    }

    fn check_cover(&self) -> Result<(), ArgumentError> {
        let Some(target) = self.cover else { return Ok(()) };
        if !target.is_finite() {
            return Err(ArgumentError::out_of_range(
                "cover",
                "a finite number",
                target.to_string(),
            ));
        }
        let partner = self.systems.first().map(|system| system.name());
        match self.cardinality.map(|_| "cardinality").or(partner) {
            None => Ok(()),
            Some(partner) => Err(ArgumentError::invalid(
                "cover",
                "no constraint beside it but include, exclude and candidates, since the smallest set \
                 is sought,",
                format!("one with {partner}"),
            )),
        }
    }

    /// Fails if there are more elements to include than the cardinality, or if they are no permitted
    /// set.
    fn check_include(&self) -> Result<(), ArgumentError> {
        if let Some(cardinality) = self.cardinality
            && self.include.len() > cardinality.limit()
        {
            let expected = format!("at most {} elements, the cardinality,", cardinality.limit());
            let found = format!("{}", self.include.len());
            return Err(ArgumentError::invalid("include", expected, found));
        }
        self.check_together("include", 0, &self.include)
    }

    /// Fails if one of the systems permits no element at all.
    fn check_room(&self, size: usize) -> Result<(), ArgumentError> {
        if !self.include.is_empty() {
            return Ok(());
        }
        let eligible = self.eligible(size);
        for system in &self.systems {
            let empty = system.begin();
            if !eligible.iter().any(|&element| empty.admits(element)) {
                let expected = "a constraint that permits at least one element";
                return Err(ArgumentError::invalid(
                    system.name(),
                    expected,
                    "one that permits none",
                ));
            }
        }
        Ok(())
    }

    /// Fails if the systems do not permit these elements together, which came as `argument`; `initial`
    /// of them are there from the start.
    pub(crate) fn check_together<'e>(
        &self,
        argument: &str,
        initial: usize,
        elements: impl IntoIterator<Item = &'e u32> + Clone,
    ) -> Result<(), ArgumentError> {
        for system in &self.systems {
            let mut set = system.begin();
            set.widen(initial);
            for &element in elements.clone() {
                if !set.admits(element) {
                    let expected = format!("elements that {} permits together", system.name());
                    let found = format!("element {element}, which it does not after those before");
                    return Err(ArgumentError::invalid(argument, expected, found));
                }
                set.insert(element);
            }
        }
        Ok(())
    }

    /// The elements that may be selected beside those of `include`, in ascending order.
    pub(crate) fn eligible(&self, size: usize) -> Vec<u32> {
        let eligible = self.eligibility(size);
        (0..size as u32).filter(|&element| eligible[element as usize]).collect()
    }

    /// For each element of a ground set of `size` whether it may be selected beside those of `include`.
    pub(crate) fn eligibility(&self, size: usize) -> Vec<bool> {
        let mut eligible = vec![self.candidates.is_none(); size];
        for &element in self.candidates.iter().flatten() {
            eligible[element as usize] = true;
        }
        for &element in self.exclude.iter().chain(&self.include) {
            eligible[element as usize] = false;
        }
        eligible
    }

    /// A digest of all but how far sets may grow: of everything except the cardinality and the cover.
    pub(crate) fn fingerprint(&self, size: usize) -> u64 {
        let mut digest = Digest::default();
        digest.words(self.include.iter().copied().map(u64::from));
        let word = |bits: &[bool]| bits.iter().fold(0, |word, &bit| word << 1 | u64::from(bit));
        digest.words(self.eligibility(size).chunks(u64::BITS as usize).map(word));
        for system in &self.systems {
            digest.text(system.name());
            system.digest(&mut digest);
        }
        digest.finish()
    }

    /// The sets of all systems that hold these elements, `initial` of them from the start, to be grown.
    pub(crate) fn begin<'e>(
        &self,
        initial: usize,
        elements: impl Iterator<Item = &'e u32> + Clone,
    ) -> Vec<Box<dyn IndependentSet + '_>> {
        let mut sets: Vec<_> = self.systems.iter().map(|system| system.begin()).collect();
        for set in &mut sets {
            set.widen(initial);
            elements.clone().for_each(|&element| set.insert(element));
        }
        sets
    }
}

/// For each element of a ground set of `size` whether it is among these.
pub(crate) fn membership(elements: &[u32], size: usize) -> Vec<bool> {
    let mut is_member = vec![false; size];
    elements.iter().for_each(|&element| is_member[element as usize] = true);
    is_member
}

/// Fails unless these are distinct elements of a ground set of `size`.
pub(crate) fn check_subset(
    argument: &str,
    elements: &[u32],
    size: usize,
) -> Result<(), ArgumentError> {
    let mut seen = vec![false; size];
    for &element in elements {
        match seen.get_mut(element as usize) {
            None => {
                let expected = format!("elements from 0 to {}", size - 1);
                return Err(ArgumentError::out_of_range(argument, expected, element.to_string()));
            }
            Some(true) => {
                let found = format!("{element} twice");
                return Err(ArgumentError::invalid(argument, "distinct elements", found));
            }
            Some(unseen) => *unseen = true,
        }
    }
    Ok(())
}
