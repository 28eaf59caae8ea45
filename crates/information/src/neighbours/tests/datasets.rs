//! The data sets of the golden values, defined by small generators so that they can be rebuilt
//! anywhere; their check values are compared bit for bit before anything else.

use crate::neighbours::samples::Columns;

/// The multiplicative generator s <- 48271 s mod 2^31 - 1.
pub(crate) struct Minstd(pub(super) u64);

impl Minstd {
    const MODULUS: u64 = 2_147_483_647;

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0 * 48_271 % Self::MODULUS;
        self.0
    }

    pub(crate) fn unit(&mut self) -> f64 {
        self.next() as f64 / Self::MODULUS as f64
    }

    /// An integer in 0..`bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() * bound / Self::MODULUS
    }

    /// The sum of twelve uniform numbers, less 6: nearly normal with variance 1.
    pub(crate) fn near_normal(&mut self) -> f64 {
        let sum: u64 = (0..12).map(|_| self.next()).sum();
        sum as f64 / Self::MODULUS as f64 - 6.0
    }
}

pub(crate) fn near_normal_table(seed: u64, rows: usize, columns: usize) -> Columns {
    let mut generator = Minstd(seed);
    let mut table = vec![Vec::new(); columns];
    for _ in 0..rows {
        table.iter_mut().for_each(|column| column.push(generator.near_normal()));
    }
    table
}

/// `weights.0 * a + weights.1 * b`, element by element.
pub(crate) fn mix(weights: (f64, f64), a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| weights.0 * a + weights.1 * b).collect()
}

/// G50: columns x, y, z.
pub(crate) fn g50() -> Columns {
    let mut generator = Minstd(1);
    let mut columns = vec![Vec::new(); 3];
    for _ in 0..50 {
        let (u, v, w) = (generator.unit(), generator.unit(), generator.unit());
        columns[0].push(u);
        columns[1].push(0.6 * u + 0.4 * v);
        columns[2].push(w);
    }
    assert_eq!(columns[0][0], 2.2477936010098986e-05);
    assert_eq!(columns[1][0], 0.034026466419001325);
    assert_eq!(columns[2][0], 0.6013526053174179);
    assert_eq!(columns[0][49], 0.5599189393967012);
    assert_eq!(columns[1][49], 0.6748008109046151);
    assert_eq!(columns[2][49], 0.5041725144275336);
    columns
}

pub(crate) fn ih300() -> Columns {
    let columns = near_normal_table(12_345, 300, 6);
    assert_eq!(columns[0][0], 0.2843867429925071);
    assert_eq!(columns[5][0], 0.7413335483248034);
    assert_eq!(columns[0][299], -0.8203925959860872);
    columns
}

/// The pair a, b of IH300.
pub(crate) fn ih300_a_b() -> (Columns, Columns) {
    let table = ih300();
    let b = mix((0.6, 0.8), &table[0], &table[1]);
    assert_eq!(b[0], -1.25813422410662);
    (vec![table[0].clone()], vec![b])
}

/// The pair A2, B2 of IH300.
pub(crate) fn ih300_pairs() -> (Columns, Columns) {
    let table = ih300();
    let y = vec![mix((0.5, 1.0), &table[0], &table[2]), mix((0.5, 1.0), &table[1], &table[3])];
    assert_eq!((y[0][0], y[1][0]), (2.129204139173592, -1.4573462300269613));
    (table[..2].to_vec(), y)
}

/// Two triples of IH300.
pub(crate) fn ih300_triples() -> (Columns, Columns) {
    let table = ih300();
    let y = (0..3).map(|i| mix((1.0, 0.5), &table[3 + i], &table[i])).collect();
    (table[..3].to_vec(), y)
}

pub(crate) fn ih1500() -> (Columns, Columns) {
    let table = near_normal_table(777, 1500, 2);
    let q = mix((0.9, 0.4), &table[0], &table[1]);
    assert_eq!(
        (table[0][0], q[0], q[1499]),
        (-2.011262170975684, -2.299814017536032, 0.5671332820631254)
    );
    (vec![table[0].clone()], vec![q])
}

pub(crate) fn ties200() -> (Columns, Columns) {
    let (mut shared, mut extra) = (Minstd(31), Minstd(32));
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let (a, b) = (shared.below(12), extra.below(6));
        x.push(a as f64 / 10.0);
        y.push((a + b) as f64 / 10.0);
    }
    assert_eq!((&x[..3], &y[..3]), (&[0.0, 0.7, 0.7][..], &[0.0, 1.1, 0.8][..]));
    (vec![x], vec![y])
}
