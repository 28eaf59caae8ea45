//! Node.js bindings of gainful.
