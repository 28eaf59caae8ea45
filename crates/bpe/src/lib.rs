//! The bpe module of gainful.
