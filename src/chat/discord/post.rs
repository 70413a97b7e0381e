//! Saying things: cards, lines in their threads, lists of new cases, pictures.

use super::Discord;
use super::client::{Call, File};
use super::errors::{ARCHIVED, Failure, THREAD_EXISTS, THREAD_LOCKED, UNKNOWN_CHANNEL};
use super::render::{Look, card, lines, marker, nonce, request};
use super::rooms::Room;
use crate::chat::{Listing, MessageRef, Place};
use crate::domain::{ApprovalRequest, Card, ChannelRef, DeliveryId, Line, Picture, SendError, StaffName};
use serde_json::{Value, json};

/// A thread that nobody writes in is put away after so many minutes: the longest that Discord has.
const PUT_AWAY: u32 = 10_080;
/// Most tags that a forum post takes.
const MOST_TAGS: usize = 5;
/// A channel of the settings that holds neither messages nor posts.
const NO_PLACE: &str = "the channel is neither a text channel nor a forum; put another one into the settings";

impl Discord {
    /// Posts a case's card and begins its thread.
    pub(super) async fn post_card(
        &self,
        channel: &ChannelRef,
        card: &Card,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let room = self.room(&channel.id).await.map_err(Failure::while_reading)?;
        let mut message = self.drawn(card, &marker(key));
        self.wake(&mut message, "On call", &card.on_call);
        message["nonce"] = nonce(key).into();
        message["enforce_nonce"] = true.into();
        match room {
            Room::Text => {
                let id = self.create(&channel.id, message).await?;
                // Without it nothing is lost: whatever is said in it begins it.
                if let Err(failure) = self
                    .begin_thread(&channel.id, &id, &card::thread_name(card))
                    .await
                {
                    tracing::debug!(why = %failure, "A card's thread is begun later");
                }
                Ok(id)
            }
            Room::Forum { tags, required } => {
                let tags = fitting_tags(&tags, required, card);
                let call = new_post(&channel.id, &card::thread_name(card), &tags, &message);
                self.create_at(&channel.id, call).await
            }
            Room::Other => Err(SendError::blocked(NO_PLACE)),
        }
    }

    /// Posts the request for a second person's yes; it wakes those who are asked.
    pub(super) async fn post_request(
        &self,
        channel: &ChannelRef,
        request: &ApprovalRequest,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let directory = self.clerk.directory();
        let look = Look {
            directory: &directory,
        };
        let mut message = request::message(request, &look, &marker(key));
        self.wake(&mut message, "On duty", &request.asked);
        message["nonce"] = nonce(key).into();
        message["enforce_nonce"] = true.into();
        let name = format!("Draft for case {}", request.card.number);
        self.say_apart(channel, &name, message).await
    }

    /// Redraws it where it stands.
    pub(super) async fn redraw_posted_request(
        &self,
        message: &MessageRef,
        request: &ApprovalRequest,
    ) -> Result<(), SendError> {
        let directory = self.clerk.directory();
        let look = Look {
            directory: &directory,
        };
        let drawn = request::message(request, &look, "liaison");
        self.redraw_message(message, drawn).await
    }

    /// Redraws a card where it stands.
    pub(super) async fn redraw_card(&self, message: &MessageRef, card: &Card) -> Result<(), SendError> {
        // Its embed keeps the key that it was posted with only where nobody has to look for it any more.
        self.redraw_message(message, self.drawn(card, "liaison")).await
    }

    async fn redraw_message(&self, message: &MessageRef, mut drawn: Value) -> Result<(), SendError> {
        let room = self
            .room(&message.channel.id)
            .await
            .map_err(Failure::while_reading)?;
        drawn["content"] = "".into();
        let holds = match room {
            Room::Text => &message.channel.id,
            // A forum's card is the first message of its own thread.
            Room::Forum { .. } => &message.id,
            Room::Other => return Err(SendError::blocked(NO_PLACE)),
        };
        let path = format!("channels/{holds}/messages/{}", message.id);
        let redrawn = match self.client.call(Call::patch(&path, drawn.clone())).await {
            Err(failure) if failure.has_code(ARCHIVED) => {
                self.revive(holds).await.map_err(Failure::while_writing)?;
                self.client.call(Call::patch(&path, drawn)).await
            }
            redrawn => redrawn,
        };
        match redrawn {
            Ok(_) => Ok(()),
            // The post of a forum was deleted, and its thread with it.
            Err(failure) if failure.has_code(UNKNOWN_CHANNEL) && holds == &message.id => {
                Err(SendError::give_up("the card's post is gone"))
            }
            // To draw twice is no harm.
            Err(failure) => Err(match failure.while_writing() {
                SendError::Unknown { why } => SendError::retry(why),
                other => other,
            }),
        }
    }

    /// Says a line in a card's thread, or in the channel itself.
    pub(super) async fn say_line(
        &self,
        to: &Place,
        line: &Line,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let directory = self.clerk.directory();
        let message = lines::line(
            line,
            &Look {
                directory: &directory,
            },
            key,
        );
        let Some(thread) = &to.thread else {
            return self.say_apart(&to.channel, "From liaison", message).await;
        };
        let path = format!("channels/{thread}/messages");
        match self.client.call(Call::post(&path, message.clone())).await {
            Ok(said) => id_of(&said),
            Err(failure) if failure.has_code(ARCHIVED) || failure.has_code(THREAD_LOCKED) => {
                self.revive(thread).await.map_err(Failure::while_reading)?;
                self.create(thread, message).await
            }
            Err(failure) if failure.has_code(UNKNOWN_CHANNEL) => self.say_anew(to, thread, message).await,
            Err(failure) => Err(failure.while_writing()),
        }
    }

    /// The thread is not there (yet): it is begun. Where its card is gone too, the channel hears it.
    async fn say_anew(&self, to: &Place, card: &str, message: Value) -> Result<String, SendError> {
        let name = self.name_of_thread(&to.channel, card).await;
        match self.begin_thread(&to.channel.id, card, &name).await {
            Ok(()) => self.create(card, message).await,
            // The card is gone, or the server bears no more threads.
            Err(failure @ Failure::Refused(_)) if failure.is_final() => {
                self.create(&to.channel.id, message).await
            }
            Err(failure) => Err(failure.while_reading()),
        }
    }

    /// What the thread of a card is called whenever it is begun; a plain word where the desk can't be asked.
    async fn name_of_thread(&self, channel: &ChannelRef, card: &str) -> String {
        let message = MessageRef {
            channel: channel.clone(),
            id: card.to_owned(),
        };
        let case = self.clerk.case_of(&message).await.ok().flatten();
        let card = match case {
            Some(case) => self.clerk.card(case).await.ok().flatten(),
            None => None,
        };
        card.map_or_else(
            || "Case".to_owned(),
            |card| card::thread_name(&card.through(self.settings.sight)),
        )
    }

    /// Posts one message for many new cases.
    pub(super) async fn post_list(
        &self,
        channel: &ChannelRef,
        listing: &Listing,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let name = format!("{} more new cases", listing.cards.len());
        self.say_apart(channel, &name, lines::listing(listing, key)).await
    }

    /// Posts a picture.
    pub(super) async fn post_picture(
        &self,
        channel: &ChannelRef,
        picture: &Picture,
        key: DeliveryId,
    ) -> Result<String, SendError> {
        let file = File {
            name: picture.name.clone(),
            kind: "image/png",
            bytes: picture.png.clone(),
        };
        let message = lines::picture(picture, key);
        let call = self.apart(channel, "Digest", message).await?.with_file(file);
        self.create_at(&channel.id, call).await
    }

    /// A message of its own in a channel.
    async fn say_apart(&self, channel: &ChannelRef, name: &str, message: Value) -> Result<String, SendError> {
        let call = self.apart(channel, name, message).await?;
        self.create_at(&channel.id, call).await
    }

    /// The call that says it there: in a forum it makes a post of its own.
    async fn apart(&self, channel: &ChannelRef, name: &str, message: Value) -> Result<Call, SendError> {
        match self.room(&channel.id).await.map_err(Failure::while_reading)? {
            Room::Text => Ok(new_message(&channel.id, message)),
            Room::Forum { tags, required } => {
                let first = tags.iter().take(usize::from(required)).map(|(id, _)| id.as_str());
                Ok(new_post(&channel.id, name, &first.collect::<Vec<_>>(), &message))
            }
            Room::Other => Err(SendError::blocked(NO_PLACE)),
        }
    }

    fn drawn(&self, card: &Card, footer: &str) -> Value {
        let directory = self.clerk.directory();
        card::message(
            card,
            &Look {
                directory: &directory,
            },
            footer,
        )
    }

    /// A critical case wakes those on call, a request those on duty: a mention in the message's own text, and they
    /// alone are allowed.
    fn wake(&self, message: &mut Value, as_what: &str, names: &[StaffName]) {
        let directory = self.clerk.directory();
        let look = Look {
            directory: &directory,
        };
        let woken: Vec<&str> = names
            .iter()
            .filter_map(|name| look.account(name))
            .take(50)
            .collect();
        if woken.is_empty() {
            return;
        }
        let names: Vec<String> = woken.iter().map(|id| format!("<@{id}>")).collect();
        message["content"] = format!("{as_what}: {}", names.join(" ")).into();
        message["allowed_mentions"]["users"] = json!(woken);
    }

    async fn create(&self, channel: &str, message: Value) -> Result<String, SendError> {
        self.create_at(channel, new_message(channel, message)).await
    }

    async fn create_at(&self, channel: &str, call: Call) -> Result<String, SendError> {
        match self.client.call(call).await {
            Ok(made) => id_of(&made),
            Err(failure) => {
                self.rooms.forget(channel);
                Err(failure.while_writing())
            }
        }
    }

    /// Begins the thread of a message; that it is there already is as good.
    async fn begin_thread(&self, channel: &str, message: &str, name: &str) -> Result<(), Failure> {
        let body = json!({ "name": name, "auto_archive_duration": PUT_AWAY });
        let path = format!("channels/{channel}/messages/{message}/threads");
        match self.client.call(Call::post(path, body)).await {
            Ok(_) => Ok(()),
            Err(failure) if failure.has_code(THREAD_EXISTS) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Takes a thread out of the archive.
    async fn revive(&self, thread: &str) -> Result<(), Failure> {
        let body = json!({ "archived": false, "locked": false });
        self.client
            .call(Call::patch(format!("channels/{thread}"), body))
            .await
            .map(|_| ())
    }
}

fn new_message(channel: &str, message: Value) -> Call {
    Call::post(format!("channels/{channel}/messages"), message)
}

fn new_post(forum: &str, name: &str, tags: &[&str], message: &Value) -> Call {
    let body = json!({
        "name": name,
        "auto_archive_duration": PUT_AWAY,
        "applied_tags": tags,
        "message": message,
    });
    Call::post(format!("channels/{forum}/threads"), body)
}

fn id_of(made: &Value) -> Result<String, SendError> {
    let id = made["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| SendError::unknown("Discord did not say which message it was"))
}

/// Tags of a forum that are named like the case's urgency, topic or department.
fn fitting_tags<'a>(tags: &'a [(String, String)], required: bool, card: &Card) -> Vec<&'a str> {
    let topic = card.topic.title();
    let words = [
        card.urgency.as_str(),
        card.topic.as_str(),
        &topic,
        &card.department,
    ];
    let fits = |name: &str| words.iter().any(|word| word.eq_ignore_ascii_case(name.trim()));
    let mut fitting: Vec<&str> = tags
        .iter()
        .filter(|(_, name)| fits(name))
        .map(|(id, _)| id.as_str())
        .take(MOST_TAGS)
        .collect();
    if fitting.is_empty() && required {
        fitting.extend(tags.first().map(|(id, _)| id.as_str()));
    }
    fitting
}
