//! What a training saw at each of its merges.

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The vocabulary had its size.
    VocabularySize,
    /// The number of merges was reached.
    Merges,
    /// The most frequent pair left occurs less often than the least frequency.
    MinFrequency,
    /// No pair was left that may be merged.
    Exhausted,
}

impl Stop {
    /// The reason in the words of the facade.
    pub fn name(self) -> &'static str {
        match self {
            Self::VocabularySize => "vocabulary-size",
            Self::Merges => "merges",
            Self::MinFrequency => "min-frequency",
            Self::Exhausted => "exhausted",
        }
    }
}

/// One merge as the training saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How often the pair occurred when it was chosen, as the rule counts.
    pub count: u64,
    /// How many symbols the corpus lost by it: less than `count` for overlapping windows.
    pub gain: u64,
}

/// The course of a training. All numbers are of the corpus, each word as often as it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub(crate) start_symbols: u64,
    pub(crate) steps: Vec<Step>,
    pub(crate) stop: Stop,
}

impl Trace {
    /// How many start symbols the corpus has.
    pub fn start_symbols(&self) -> u64 {
        self.start_symbols
    }

    /// The merges, first one first; as many as the model has.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Why there are no more.
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// After each merge, how many symbols the corpus lost so far: the compression utility of the
    /// merges up to it. The corpus then has [`Self::start_symbols`] less that many tokens.
    ///
    /// Zouhar et al., "A Formal Perspective on Byte-Pair Encoding" (2023), definition 2.3.
    pub fn utilities(&self) -> impl Iterator<Item = u64> {
        self.steps.iter().scan(0, |utility, step| {
            *utility += step.gain;
            Some(*utility)
        })
    }

    /// Memory held, in bytes.
    pub fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<Step>()
    }
}
