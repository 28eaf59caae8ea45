//! The information module of gainful.
