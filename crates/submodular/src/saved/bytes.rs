//! Numbers, texts and lists one after the other in little-endian order.

/// Bytes that are not what is read.
#[derive(Debug)]
pub(super) struct Malformed;

/// Appends to bytes.
#[derive(Debug, Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    /// What was written so far.
    pub(super) fn written(&self) -> &[u8] {
        &self.0
    }

    /// All that was written.
    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Bytes whose number the reader knows.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn u8(&mut self, number: u8) {
        self.0.push(number);
    }

    pub(super) fn u64(&mut self, number: u64) {
        self.raw(&number.to_le_bytes());
    }

    pub(super) fn f64(&mut self, number: f64) {
        self.raw(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.u64(text.len() as u64);
        self.raw(text.as_bytes());
    }

    pub(super) fn u32s(&mut self, numbers: &[u32]) {
        self.u64(numbers.len() as u64);
        self.0.reserve(size_of_val(numbers));
        numbers.iter().for_each(|number| self.raw(&number.to_le_bytes()));
    }

    pub(super) fn f64s(&mut self, numbers: &[f64]) {
        self.u64(numbers.len() as u64);
        self.0.reserve(size_of_val(numbers));
        numbers.iter().for_each(|number| self.raw(&number.to_le_bytes()));
    }

    /// What may be missing.
    pub(super) fn option<T>(&mut self, value: Option<&T>, write: impl FnOnce(&mut Self, &T)) {
        self.u8(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }
}

/// Reads what a [`Writer`] wrote.
#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// From the first of these bytes on.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether all was read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn raw(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (read, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(read)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (read, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*read)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(u8::from_le_bytes)
    }

    pub(super) fn bool(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }

    pub(super) fn u64(&mut self) -> Result<u64, Malformed> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Result<f64, Malformed> {
        self.array().map(f64::from_le_bytes)
    }

    /// A number of things in memory.
    pub(super) fn count(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.u64()?).map_err(|_| Malformed)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Malformed> {
        let length = self.count()?;
        str::from_utf8(self.raw(length)?).map_err(|_| Malformed)
    }

    /// A list of numbers of `N` bytes, which is allocated only if the bytes are there.
    fn list<T, const N: usize>(&mut self, number: fn([u8; N]) -> T) -> Result<Vec<T>, Malformed> {
        let length = self.count()?.checked_mul(N).ok_or(Malformed)?;
        let (numbers, _) = self.raw(length)?.as_chunks();
        Ok(numbers.iter().copied().map(number).collect())
    }

    pub(super) fn u32s(&mut self) -> Result<Vec<u32>, Malformed> {
        self.list(u32::from_le_bytes)
    }

    pub(super) fn f64s(&mut self) -> Result<Vec<f64>, Malformed> {
        self.list(f64::from_le_bytes)
    }

    /// What may be missing.
    pub(super) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.bool()? { read(self).map(Some) } else { Ok(None) }
    }
}
