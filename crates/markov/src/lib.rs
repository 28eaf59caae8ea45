//! The markov module of gainful.
