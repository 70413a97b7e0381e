//! What liaison does, told from outside: one file a verb, and one for each
//! promise that no single verb keeps.

mod claim;
