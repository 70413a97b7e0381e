//! What liaison does, told from outside: one file a verb, and one for each
//! promise that no single verb keeps.

mod assign;
mod author;
mod claim;
mod digest;
mod dismiss;
mod escalate;
mod help;
mod list;
mod merge;
mod note;
mod priority;
mod release;
mod reopen;
mod reply;
mod resolve;
mod retract;
mod reveal;
mod search;
mod show;
mod status;
mod tag;
mod transfer;

mod anything;
mod calendar;
mod changes;
mod chats;
mod clerk;
mod copies;
mod critical;
mod follow_up;
mod hostile;
mod incidents;
mod lanes;
mod late;
mod look;
mod one_holder;
mod said_once;
mod signals;
mod storm;
mod takeover;
mod talk;
mod together;
mod trends;
mod webhook;
