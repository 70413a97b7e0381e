//! What a story says about people: they type, press, choose, and see what
//! comes of it.

use super::call::Refused;
use super::delivery::{Delivery, Unanswered};
use super::response_url::ResponseUrl;
use super::state::{Message, State, View};
use super::{PATIENCE, Slack};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// A form that only says that another will come is waited out so long.
const LOADING: Duration = Duration::from_secs(2);

/// What one person saw after what they did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// Messages only they see: new, or with another face.
    pub ephemeral: Vec<Message>,
    /// The form that opened or changed.
    pub view: Option<View>,
    /// Messages for the whole channel that came as the answer.
    pub said: Vec<Message>,
}

impl Seen {
    /// The words of all they saw.
    pub fn plain(&self) -> String {
        let messages = self.ephemeral.iter().chain(&self.said).map(Message::plain);
        messages
            .chain(self.view.as_ref().map(View::plain))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What one person could see before.
#[derive(Clone)]
pub(super) struct Before {
    user: String,
    ephemerals: HashMap<String, u32>,
    views: HashMap<String, String>,
    messages: usize,
}

impl State {
    pub fn before(&self, user: &str) -> Before {
        let whispers = self
            .ephemerals
            .iter()
            .filter(|m| m.ephemeral_to.as_deref() == Some(user));
        Before {
            user: user.to_owned(),
            ephemerals: whispers.map(|m| (m.ts.clone(), m.edits)).collect(),
            views: self
                .views
                .values()
                .map(|view| (view.id.clone(), view.hash.clone()))
                .collect(),
            messages: self.messages.len(),
        }
    }

    /// What is new, if anything is. A whisper that went away counts as seen.
    fn since(&self, before: &Before) -> Option<Seen> {
        let mine = |m: &&Message| m.ephemeral_to.as_deref() == Some(before.user.as_str());
        let mut gone = before
            .ephemerals
            .keys()
            .filter(|ts| !self.ephemerals.iter().any(|m| m.ts == **ts));
        let fresh = |m: &&Message| before.ephemerals.get(&m.ts) != Some(&m.edits);
        let views = self
            .views
            .values()
            .filter(|view| view.open && view.user == before.user);
        let mut views = views.filter(|view| before.views.get(&view.id) != Some(&view.hash));
        let answers = self.messages.get(before.messages..).unwrap_or_default();
        let said = answers.iter().filter(|m| {
            self.response_urls
                .iter()
                .any(|url| url.user == before.user && url.message.as_ref() == Some(&m.ts))
        });
        let seen = Seen {
            ephemeral: self
                .ephemerals
                .iter()
                .filter(mine)
                .filter(fresh)
                .cloned()
                .collect(),
            view: views.next_back().cloned(),
            said: said.cloned().collect(),
        };
        (!seen.is_empty() || gone.next().is_some()).then_some(seen)
    }
}

impl Slack {
    /// Somebody types a slash command; panics when nothing comes of it.
    pub async fn command(&self, user: &str, channel: &str, command: &str, text: &str) -> Seen {
        let before = self.state().before(user);
        self.types(user, channel, command, text).await;
        self.seen(&format!("an answer to {command} {text}"), before).await
    }

    /// The same, without waiting for anything to be seen.
    pub async fn types(&self, user: &str, channel: &str, command: &str, text: &str) {
        self.look(PATIENCE, |state| state.reachable().then_some(())).await;
        if let Err(why) = self.send_command(user, channel, command, text).await {
            panic!(
                "{command} {text} was not answered: {why:?}; {:?}",
                self.state().violations
            );
        }
    }

    /// A command on its way to the app, until it is acknowledged.
    pub(super) async fn send_command(
        &self,
        user: &str,
        channel: &str,
        command: &str,
        text: &str,
    ) -> Result<(), Unanswered> {
        let payload = self.command_payload(user, channel, command, text);
        let answered = self.hand(&Delivery::command(payload.clone())).await?;
        if let Some(answer) = answered {
            self.take_answer(&payload["response_url"], &answer);
        }
        Ok(())
    }

    /// The payload of a command, with its addresses; forgers need it too.
    pub fn command_payload(&self, user: &str, channel: &str, command: &str, text: &str) -> Value {
        let now = self.now();
        self.change(|state| {
            let mut payload = state.command_payload(user, channel, command, text);
            payload["trigger_id"] = json!(state.trigger(user, None));
            let origin = ResponseUrl {
                id: String::new(),
                user: user.to_owned(),
                channel: channel.to_owned(),
                message: None,
                thread_ts: None,
                issued: now,
                uses: 0,
            };
            payload["response_url"] = json!(state.response_url(self, origin));
            payload
        })
    }

    /// The acknowledgement of a command is a message, held to the same rules.
    fn take_answer(&self, response_url: &Value, answer: &Value) {
        let id = response_url
            .as_str()
            .and_then(|url| url.rsplit('/').next())
            .unwrap_or_default();
        let now = self.now();
        self.change(|state| {
            let at = state.response_urls.iter().position(|url| url.id == id);
            let (Some(at), Some(body)) = (at, answer.as_object()) else {
                return;
            };
            if body.is_empty() {
                return;
            }
            if let Err(Refused { error, more, .. }) = state.answer(at, body, now) {
                state.violation(format!("acknowledgement of a command: {error} {more}"));
            }
        });
    }

    /// Waits for something to be seen, and for a form that is only loading to be filled.
    pub(super) async fn seen(&self, missing: &str, before: Before) -> Seen {
        let seen = self.until(missing, |state| state.since(&before)).await;
        self.filled(seen, &before).await
    }

    /// The same, unless nothing comes within `patience`.
    pub(super) async fn perhaps_seen(&self, patience: Duration, before: &Before) -> Option<Seen> {
        let seen = self.look(patience, |state| state.since(before)).await?;
        Some(self.filled(seen, before).await)
    }

    async fn filled(&self, seen: Seen, before: &Before) -> Seen {
        let loading = |view: &View| view.body["type"] == "modal" && view.body.get("submit").is_none();
        if !seen.view.as_ref().is_some_and(loading) {
            return seen;
        }
        let filled = |state: &mut State| {
            state
                .since(before)
                .filter(|seen| seen.view.as_ref().is_some_and(|view| !loading(view)))
        };
        self.look(LOADING, filled).await.unwrap_or(seen)
    }

    /// What is seen within a moment, or nothing.
    pub(super) async fn glimpse(&self, patience: Duration, before: &Before) -> Seen {
        self.look(patience, |state| state.since(before))
            .await
            .unwrap_or_default()
    }

    /// Messages of a channel, outside of threads, in order.
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let top = |m: &&Message| m.thread_ts.as_deref().is_none_or(|root| root == m.ts);
        self.state()
            .messages
            .iter()
            .filter(|m| m.channel == channel)
            .filter(top)
            .cloned()
            .collect()
    }

    /// Replies under a message, in order.
    pub fn thread(&self, channel: &str, ts: &str) -> Vec<Message> {
        let under = |m: &&Message| m.channel == channel && m.ts != ts && m.thread_ts.as_deref() == Some(ts);
        self.state().messages.iter().filter(under).cloned().collect()
    }

    /// What only this person sees, in order.
    pub fn ephemerals(&self, user: &str) -> Vec<Message> {
        let mine = |m: &&Message| m.ephemeral_to.as_deref() == Some(user);
        self.state().ephemerals.iter().filter(mine).cloned().collect()
    }

    /// The form on this person's screen.
    pub fn view(&self, user: &str) -> Option<View> {
        self.state().on_screen(user).cloned()
    }

    /// Waits for a message of a channel that is as it should be.
    pub async fn until_message(&self, channel: &str, right: impl Fn(&Message) -> bool) -> Message {
        let find = |state: &mut State| {
            state
                .messages
                .iter()
                .find(|m| m.channel == channel && right(m))
                .cloned()
        };
        self.until(&format!("a message in {channel}"), find).await
    }

    /// Waits for something only this person sees that is as it should be.
    pub async fn until_ephemeral(&self, user: &str, right: impl Fn(&Message) -> bool) -> Message {
        let mine = |m: &Message| m.ephemeral_to.as_deref() == Some(user);
        let find = |state: &mut State| state.ephemerals.iter().find(|m| mine(m) && right(m)).cloned();
        self.until(&format!("a whisper to {user}"), find).await
    }

    /// Waits for the form on this person's screen to be as it should be.
    pub async fn until_view(&self, user: &str, right: impl Fn(&View) -> bool) -> View {
        let find = |state: &mut State| state.on_screen(user).filter(|view| right(view)).cloned();
        self.until(&format!("a form before {user}"), find).await
    }

    /// Somebody opens the app's home tab; what was published there comes back.
    pub async fn open_home(&self, user: &str) -> View {
        let before = self.state().before(user);
        let channel = self
            .change(|state| state.direct(user))
            .expect("the story added this user");
        let known = self.home(user).map(|view| view.as_json());
        let mut event = json!({ "type": "app_home_opened", "user": user, "channel": channel, "tab": "home" });
        if let Some(view) = known {
            event["view"] = view;
        }
        self.event(event).await;
        self.until("the home tab", |state| {
            state.since(&before).filter(|seen| seen.view.is_some())
        })
        .await;
        self.home(user).expect("the home tab was published")
    }

    /// What was published on this person's home tab.
    pub fn home(&self, user: &str) -> Option<View> {
        let state = self.state();
        state
            .views
            .values()
            .find(|view| view.user == user && view.body["type"] == "home")
            .cloned()
    }
}

impl State {
    pub fn on_screen(&self, user: &str) -> Option<&View> {
        self.views
            .values()
            .rev()
            .find(|view| view.open && view.user == user && view.body["type"] == "modal")
    }
}
