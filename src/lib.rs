//! liaison
