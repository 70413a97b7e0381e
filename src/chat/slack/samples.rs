//! A small organisation that reads in Slack, for tests.

use crate::chat::slack::NAME;
use crate::domain::{Account, ChannelRef, Directory};
use crate::web::samples;

/// Two departments that read in Slack, and ana who acts there.
pub(super) fn directory() -> Directory {
    let mut directory = samples::directory();
    for (department, id) in directory.departments.iter_mut().zip(["C0EMER", "C0BILL"]) {
        department.channels = vec![ChannelRef {
            chat: NAME.to_owned(),
            id: id.to_owned(),
        }];
    }
    directory.staff[0].accounts = vec![Account {
        chat: NAME.to_owned(),
        id: "U0ANA".to_owned(),
    }];
    directory
}
