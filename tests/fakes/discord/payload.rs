//! The JSON of what Discord tells: whole enough for a client that decodes
//! every field it knows.

use super::Id;
use super::channels::permission;
use super::messages::Message;
use super::state::{Kept, Kind, User};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// A time as Discord writes it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, false)
}

pub(super) fn user(user: &User) -> Value {
    json!({
        "id": user.id.to_string(), "username": user.name, "global_name": null, "discriminator": "0000",
        "avatar": null, "bot": user.bot, "public_flags": 0, "flags": 0, "verified": true,
        "mfa_enabled": true, "email": null, "locale": "en-US",
    })
}

pub(super) fn application(kept: &Kept) -> Value {
    json!({
        "id": kept.bot.to_string(), "name": "liaison", "icon": null, "description": "", "bot_public": false,
        "bot_require_code_grant": false, "verify_key": "00".repeat(32), "team": null, "owner": null,
        "flags": 0, "guild_id": kept.guild.to_string(), "summary": "", "hook": true,
        "bot": user(&kept.users[&kept.bot]),
    })
}

pub(super) fn member(kept: &Kept, id: Id) -> Value {
    let of = &kept.users[&id];
    let roles = of.roles.iter().map(Id::to_string).collect::<Vec<_>>();
    json!({
        "user": user(of), "nick": null, "avatar": null, "roles": roles, "joined_at": time(joined()),
        "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
        "communication_disabled_until": null, "permissions": permission::INVITED.to_string(),
    })
}

/// Everybody has been here for long.
fn joined() -> DateTime<Utc> {
    DateTime::from_timestamp(1_600_000_000, 0).expect("a time")
}

pub(super) fn role(kept: &Kept, id: Id) -> Value {
    let role = &kept.roles[&id];
    let permissions = if id == kept.guild { permission::INVITED } else { 0 };
    json!({
        "id": id.to_string(), "name": role.name, "color": 0, "hoist": false, "icon": null,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "unicode_emoji": null, "position": 1, "permissions": permissions.to_string(), "managed": false,
        "mentionable": role.mentionable, "flags": 0,
    })
}

pub(super) fn roles(kept: &Kept) -> Value {
    kept.roles.keys().map(|id| role(kept, *id)).collect()
}

/// Channels, or else threads that are open.
pub(super) fn channels(kept: &Kept, threads: bool) -> Value {
    let fits = |kind: &Kind| match kind {
        Kind::Thread(thread) => threads && !thread.archived,
        _ => !threads,
    };
    let all = kept.channels.values().filter(|c| fits(&c.kind));
    all.map(|c| channel(kept, c.id)).collect()
}

pub(super) fn channel(kept: &Kept, id: Id) -> Value {
    let place = &kept.channels[&id];
    let mut told = json!({
        "id": id.to_string(), "guild_id": kept.guild.to_string(), "name": place.name, "position": 0,
        "flags": 0, "nsfw": false, "rate_limit_per_user": 0, "last_message_id": null, "parent_id": null,
        "topic": null, "permission_overwrites": [],
    });
    match &place.kind {
        Kind::Text => told["type"] = 0.into(),
        Kind::Forum { tags, required } => {
            told["type"] = 15.into();
            told["flags"] = if *required { 1 << 4 } else { 0 }.into();
            let tag = |(id, name): &(Id, String)| json!({ "id": id.to_string(), "name": name, "moderated": false, "emoji_id": null, "emoji_name": null });
            told["available_tags"] = tags.iter().map(tag).collect();
        }
        Kind::Thread(thread) => {
            told["type"] = 11.into();
            told["parent_id"] = thread.parent.to_string().into();
            told["owner_id"] = thread.owner.to_string().into();
            told["applied_tags"] = thread.tags.iter().map(Id::to_string).collect();
            told["message_count"] = 0.into();
            told["member_count"] = 1.into();
            told["thread_metadata"] = json!({
                "archived": thread.archived, "locked": thread.locked, "invitable": true,
                "auto_archive_duration": thread.minutes, "archive_timestamp": time(thread.changed),
                "create_timestamp": time(thread.changed),
            });
            return told;
        }
    }
    let denied = permission::INVITED & !place.allowed;
    told["permission_overwrites"] = json!([{
        "id": kept.bot.to_string(), "type": 1, "allow": (place.allowed & !permission::INVITED).to_string(),
        "deny": denied.to_string(),
    }]);
    told
}

/// What `GET /guilds/ID` and GUILD_CREATE have in common.
pub(super) fn guild(kept: &Kept) -> Value {
    json!({
        "id": kept.guild.to_string(), "name": "Lakeshore Health", "icon": null, "icon_hash": null,
        "splash": null, "discovery_splash": null, "owner_id": kept.guild.to_string(), "afk_channel_id": null,
        "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 1,
        "explicit_content_filter": 0, "roles": roles(kept), "emojis": [], "features": [], "mfa_level": 1,
        "application_id": null, "system_channel_id": null, "system_channel_flags": 0,
        "rules_channel_id": null, "max_members": 500_000, "vanity_url_code": null, "description": null,
        "banner": null, "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": "en-US",
        "public_updates_channel_id": null, "nsfw_level": 0, "stickers": [],
        "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
    })
}

/// All of the guild, as the gateway tells it.
pub(super) fn guild_create(kept: &Kept) -> Value {
    let mut told = guild(kept);
    let more = json!({
        "joined_at": time(joined()), "large": false, "unavailable": false, "member_count": kept.users.len(),
        "voice_states": [], "members": [member(kept, kept.bot)], "channels": channels(kept, false),
        "threads": channels(kept, true), "presences": [], "stage_instances": [],
        "guild_scheduled_events": [], "soundboard_sounds": [],
    });
    if let (Some(told), Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
    told
}

pub(super) fn message(kept: &Kept, id: Id) -> Value {
    let of = &kept.messages[&id];
    let files = of.attachments.iter().enumerate().map(|(n, file)| {
        let url = format!(
            "https://cdn.discordapp.com/attachments/{}/{id}/{}",
            of.channel, file.name
        );
        json!({ "id": (id + n as u64 + 1).to_string(), "filename": file.name, "size": file.bytes.len(),
                "url": url, "proxy_url": url, "description": file.description })
    });
    let mut told = json!({
        "id": id.to_string(), "channel_id": of.channel.to_string(), "guild_id": kept.guild.to_string(),
        "author": kept.users.get(&of.author).map(user), "content": of.content, "timestamp": time(of.at),
        "edited_timestamp": of.edited_at.map(time), "tts": false, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": files.collect::<Value>(), "embeds": embeds(of),
        "components": of.components, "pinned": false, "type": 0, "flags": of.flags,
    });
    if let Some(nonce) = &of.nonce {
        told["nonce"] = nonce.as_str().into();
    }
    if let Some(to) = of.reply_to {
        told["type"] = 19.into();
        told["message_reference"] = json!({
            "type": 0, "message_id": to.to_string(), "channel_id": of.channel.to_string(),
            "guild_id": kept.guild.to_string(),
        });
    }
    if kept.channels.contains_key(&id) && id != of.channel {
        told["thread"] = channel(kept, id);
    }
    told
}

/// Discord says of each embed that it is a rich one.
fn embeds(of: &Message) -> Value {
    let one = |embed: &Value| {
        let mut embed = embed.clone();
        embed["type"] = "rich".into();
        embed
    };
    of.embeds.iter().map(one).collect()
}
