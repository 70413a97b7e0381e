//! `/desk help`: what can be said.

use crate::world::{World, on_each_database};
use insta::assert_snapshot;

#[test]
fn a_verb_is_explained_to_anybody() {
    on_each_database(async |world: &mut World| {
        let rita = world.staff("rita");
        assert_snapshot!(rita.types("/desk help reply").await, @r"
        /case reply CASE TEXT

        Answer in public, where the person wrote.

        Everybody can read your answer. Please write nothing that shows that somebody is or was a patient, even if they said so themselves; invite them to call or to send a private message instead. Your words go out just as you type them, under the post you answer.

          CASE  The number of the case, such as `142` or `#142`. Not needed in the case's own thread.
          TEXT  The words of your answer.

        For example:
          /case reply 142 Thank you for telling us. Please call 555-0100, we would like to help.
        ");
        assert_snapshot!(rita.types("/desk help rpely").await, @r"
        There is no verb `rpely` to explain; `/desk help` lists them all.
        Did you mean `/desk help reply`?
        Usage: /desk help [VERB]
        ");
        assert_snapshot!(rita.types("/desk help").await.lines().next().unwrap(), @"/case VERB CASE … works on one case, such as `/case claim 142`.");
    });
}
