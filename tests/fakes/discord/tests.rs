//! The fake itself.
