//! Answering in time, whatever the database does: within a second directly,
//! otherwise with a promise that is kept later, as long as Discord lets us.

use super::super::Discord;
use super::super::client::{Call, File};
use super::super::errors::{ANSWERED_BEFORE, Failure, UNKNOWN_INTERACTION};
use super::super::render::EPHEMERAL;
use super::super::render::answer::Answer;
use super::heard::Heard;
use serde_json::{Value, json};
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// So long a first answer waits for the work; Discord waits three seconds.
const DIRECTLY: Duration = Duration::from_secs(1);
/// So long an answer can follow; Discord's own limit is fifteen minutes.
const AT_ALL: Duration = Duration::from_secs(14 * 60 + 30);
/// So often an answer that was promised is tried, and so long it rests after a broken try when Discord names no time.
const TRIES: u32 = 8;
const REST: Duration = Duration::from_millis(500);

/// The kinds of a first answer, by Discord's numbers.
const MESSAGE: u8 = 4;
const LATER: u8 = 5;
const UPDATE: u8 = 7;
const CHOICES: u8 = 8;
const FORM: u8 = 9;

impl Discord {
    /// Does the work in a task of its own, which nothing cancels, and answers when it is done.
    pub(super) async fn answer<F>(&self, heard: &Heard, work: F)
    where
        F: Future<Output = Option<Answer>> + Send + 'static,
    {
        let begun = Instant::now();
        let mut work = tokio::spawn(work);
        if let Ok(done) = timeout(DIRECTLY, &mut work).await {
            if let Some(answer) = done.unwrap_or_else(|_| Some(broken())) {
                self.say_first(heard, answer).await;
            }
            return;
        }
        let promise = json!({ "type": LATER, "data": { "flags": EPHEMERAL } });
        let promised = self.first(heard, promise).await;
        let done = work.await.unwrap_or_else(|_| Some(broken()));
        if promised {
            let answer = done.unwrap_or_else(|| Answer::text("That was answered before."));
            self.say_later(heard, answer, begun).await;
        }
    }

    /// Answers at once, to this person alone.
    pub(super) async fn say(&self, heard: &Heard, text: &str) {
        self.say_first(heard, Answer::text(text)).await;
    }

    /// Opens a form: only a first answer can.
    pub(super) async fn open_form(&self, heard: &Heard, form: Value) {
        self.first(heard, json!({ "type": FORM, "data": form })).await;
    }

    pub(super) async fn offer(&self, heard: &Heard, choices: Vec<Value>) {
        self.first(heard, json!({ "type": CHOICES, "data": { "choices": choices } }))
            .await;
    }

    pub(super) async fn say_first(&self, heard: &Heard, answer: Answer) {
        let (kind, data) = if answer.in_place && heard.in_private {
            (UPDATE, in_place(answer.first))
        } else {
            (MESSAGE, with_flags(answer.first))
        };
        let call = call(
            first_path(heard),
            json!({ "type": kind, "data": data }),
            answer.file,
        );
        if self.try_first(call).await {
            self.follow_up(heard, answer.more, Instant::now()).await;
        }
    }

    async fn say_later(&self, heard: &Heard, answer: Answer, begun: Instant) {
        if begun.elapsed() > AT_ALL {
            // The channel is for everybody: what one person asked is not said there.
            metrics::counter!("liaison_discord_dropped_answers_total").increment(1);
            return;
        }
        let path = format!(
            "webhooks/{}/{}/messages/@original",
            heard.application, heard.token
        );
        let body = without_flags(answer.first);
        let call = match answer.file {
            Some(file) => Call::patch(path, attached(body)).with_file(written(file)),
            None => Call::patch(path, body),
        };
        if self.patiently(call, begun).await {
            self.follow_up(heard, answer.more, begun).await;
        }
    }

    async fn follow_up(&self, heard: &Heard, messages: Vec<Value>, begun: Instant) {
        let path = format!("webhooks/{}/{}", heard.application, heard.token);
        for message in messages {
            if !self
                .patiently(Call::post(&path, with_flags(message)), begun)
                .await
            {
                return;
            }
        }
    }

    /// Makes a call again when Discord asks to slow down or breaks off, as long as an answer can follow; true
    /// when it was made. What may have been said already is said again only where that changes nothing.
    async fn patiently(&self, call: Call, begun: Instant) -> bool {
        let mut tried = 0;
        loop {
            let Err(failure) = self.client.call(call.clone()).await else {
                return true;
            };
            tried += 1;
            let harmless = failure.never_arrived() || (call.is_patch() && failure.is_unclear());
            let rest = failure.wait().or(harmless.then_some(REST * tried));
            match rest.filter(|rest| tried < TRIES && begun.elapsed() + *rest < AT_ALL) {
                Some(rest) => tokio::time::sleep(rest).await,
                None => {
                    unsaid(&failure);
                    return false;
                }
            }
        }
    }

    async fn first(&self, heard: &Heard, body: Value) -> bool {
        self.try_first(call(first_path(heard), body, None)).await
    }

    /// Gives the first answer, once more if the way was broken; true when it is there.
    async fn try_first(&self, call: Call) -> bool {
        let mut given = self.client.call(call.clone()).await;
        let broke = given
            .as_ref()
            .is_err_and(|failure| failure.never_arrived() || failure.is_unclear());
        if broke {
            given = self.client.call(call).await;
        }
        match given {
            Ok(_) => true,
            // By the first try, of which we didn't hear; otherwise by another process, which goes on with it.
            Err(failure) if failure.has_code(ANSWERED_BEFORE) => broke,
            Err(failure) => {
                unsaid(&failure);
                false
            }
        }
    }
}

const FILE: &str = "answer.txt";

fn first_path(heard: &Heard) -> String {
    format!("interactions/{}/{}/callback", heard.id, heard.token)
}

fn call(path: String, mut body: Value, file: Option<String>) -> Call {
    match file {
        Some(file) => {
            body["data"] = attached(body["data"].take());
            Call::post(path, body).with_file(written(file))
        }
        None => Call::post(path, body),
    }
}

fn written(text: String) -> File {
    File {
        name: FILE.to_owned(),
        kind: "text/plain; charset=utf-8",
        bytes: text.into_bytes(),
    }
}

fn attached(mut message: Value) -> Value {
    message["attachments"] = json!([{ "id": 0, "filename": FILE }]);
    message
}

fn with_flags(mut message: Value) -> Value {
    let flags = message["flags"].as_u64().unwrap_or(0);
    message["flags"] = (flags | EPHEMERAL).into();
    message
}

/// An answer that was promised has its flags already.
fn without_flags(mut message: Value) -> Value {
    if let Some(message) = message.as_object_mut() {
        message.remove("flags");
    }
    message
}

/// Whatever stood there before is gone.
fn in_place(message: Value) -> Value {
    let mut message = without_flags(message);
    for part in ["components", "embeds"] {
        if message.get(part).is_none() {
            message[part] = json!([]);
        }
    }
    message
}

fn broken() -> Answer {
    Answer::text("Something went wrong on our side. Please look at the case before you try again.")
}

fn unsaid(failure: &Failure) {
    let late = failure.has_code(UNKNOWN_INTERACTION);
    metrics::counter!("liaison_discord_unsaid_answers_total", "late" => late.to_string()).increment(1);
    tracing::warn!(why = %failure, "An answer did not reach the person on Discord who asked");
}
