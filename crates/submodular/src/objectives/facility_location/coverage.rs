//! How well each point is represented by the elements selected so far, whatever the similarities
//! come from.

use gainful_kernels::{Cancelled, Control, Workers, pairwise_sum};

use crate::objective::{Descent, State};
use crate::objectives::facility_descent::Fall;
use crate::objectives::matrix::Narrow;

/// Candidates whose gains at the empty set are computed between two reports of progress: enough for
/// all threads, however few points there are.
const CANDIDATES_PER_REPORT: usize = 1 << 14;

/// Similarities of candidates, the rows, to the points that are represented, the columns.
pub(crate) trait Similarities: Send + Sync {
    /// The precision in which they are.
    type Element: Narrow;

    /// The number of candidates.
    fn rows(&self) -> usize;

    /// The number of points.
    fn columns(&self) -> usize;

    /// About how much memory they take, in bytes.
    fn bytes(&self) -> usize;

    /// Writes Σ_v max(0, s_jv - `largest`_v) for each j of `candidates` into `gains`, summed in an
    /// order that depends on j alone.
    fn gains(
        &self,
        candidates: &[u32],
        largest: &[Self::Element],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled>;

    /// Raises each `largest`_v to the similarity of `element` if that is larger.
    fn raise(&self, element: u32, largest: &mut [Self::Element], workers: &Workers);

    /// All of them, row by row, if they are in memory and equal their mirror image to the last bit.
    fn symmetric(&self) -> Option<&[Self::Element]> {
        None
    }
}

/// Similarities in whatever precision, ready for selections.
pub(crate) trait Source: Send + Sync {
    /// The number of candidates.
    fn rows(&self) -> usize;

    /// The number of points.
    fn columns(&self) -> usize;

    /// About how much memory the similarities take, in bytes.
    fn bytes(&self) -> usize;

    /// The gain of each candidate at the empty set.
    fn singletons(&self, workers: &Workers, control: &Control) -> Result<Vec<f64>, Cancelled>;

    /// For each point the element of `subset`, ascending, that is most similar to it, if one is similar
    /// at all; the smallest of them where several are.
    fn assignment(
        &self,
        subset: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Option<u32>>, Cancelled>;

    /// The empty set, given the gains at it.
    fn begin<'a>(&'a self, singletons: &'a [f64]) -> Box<dyn State + 'a>;
}

impl<S: Similarities> Source for S {
    fn rows(&self) -> usize {
        Similarities::rows(self)
    }

    fn columns(&self) -> usize {
        Similarities::columns(self)
    }

    fn bytes(&self) -> usize {
        Similarities::bytes(self)
    }

    fn singletons(&self, workers: &Workers, control: &Control) -> Result<Vec<f64>, Cancelled> {
        // By the contract of objectives, 32 bits can number the rows.
        let candidates: Vec<u32> = (0..Similarities::rows(self) as u32).collect();
        let nothing = vec![S::Element::default(); Similarities::columns(self)];
        let mut gains = vec![0.0; candidates.len()];
        control.begin("gains of single elements", Some(candidates.len() as u64))?;
        let parts = candidates.chunks(CANDIDATES_PER_REPORT);
        for (candidates, gains) in parts.zip(gains.chunks_mut(CANDIDATES_PER_REPORT)) {
            self.gains(candidates, &nothing, gains, workers, control)?;
            control.advance(candidates.len() as u64)?;
        }
        Ok(gains)
    }

    fn assignment(
        &self,
        subset: &[u32],
        workers: &Workers,
        control: &Control,
    ) -> Result<Vec<Option<u32>>, Cancelled> {
        let mut assignment = vec![None; Similarities::columns(self)];
        let mut largest = vec![S::Element::default(); assignment.len()];
        let mut before = largest.clone();
        for &element in subset {
            control.check()?;
            before.copy_from_slice(&largest);
            self.raise(element, &mut largest, workers);
            for (point, (before, after)) in before.iter().zip(&largest).enumerate() {
                if after > before {
                    assignment[point] = Some(element);
                }
            }
        }
        Ok(assignment)
    }

    fn begin<'a>(&'a self, singletons: &'a [f64]) -> Box<dyn State + 'a> {
        let largest = vec![S::Element::default(); Similarities::columns(self)];
        let fall = self.symmetric().map(|similarity| Fall::new(similarity, largest.len()));
        Box::new(Coverage { similarities: self, largest, singletons, is_empty: true, fall })
    }
}

/// The state of one growing set.
struct Coverage<'a, S: Similarities> {
    similarities: &'a S,
    /// For each point the largest similarity to a selected element, at least 0.
    largest: Vec<S::Element>,
    /// The gains at the empty set.
    singletons: &'a [f64],
    is_empty: bool,
    /// What the last insertion changed, if similarities are symmetric.
    fall: Option<Fall<'a, S::Element>>,
}

impl<S: Similarities> State for Coverage<'_, S> {
    fn gains(
        &self,
        candidates: &[u32],
        gains: &mut [f64],
        workers: &Workers,
        control: &Control,
    ) -> Result<(), Cancelled> {
        if !self.is_empty {
            return self.similarities.gains(candidates, &self.largest, gains, workers, control);
        }
        for (gain, &candidate) in gains.iter_mut().zip(candidates) {
            *gain = self.singletons[candidate as usize];
        }
        control.check()
    }

    fn insert(&mut self, element: u32, workers: &Workers) {
        self.is_empty = false;
        if let Some(fall) = &mut self.fall {
            fall.insert(element, &self.largest);
        }
        self.similarities.raise(element, &mut self.largest, workers);
    }

    fn value(&self) -> f64 {
        let largest: Vec<f64> = self.largest.iter().map(|&largest| largest.into()).collect();
        pairwise_sum(&largest)
    }

    fn fork(&self) -> Box<dyn State + '_> {
        Box::new(Self { largest: self.largest.clone(), fall: self.fall.clone(), ..*self })
    }

    fn descent(&self) -> Option<&dyn Descent> {
        self.fall.as_ref().map(|fall| fall as &dyn Descent)
    }
}
