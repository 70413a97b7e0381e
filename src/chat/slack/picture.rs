//! Pictures: an address to send the bytes to, the bytes, and the word that they
//! are complete. Only that word shows anything in the channel.
//!
//! Slack posts the message itself, without metadata of ours, so the delivery's
//! id is in the file's name.

use super::client::Client;
use super::errors::Fault;
use super::render::escape::cut;
use super::text;
use crate::domain::{ChannelRef, DeliveryId, Picture, SendError};
use serde_json::{Value, json};

/// Longest text in the place of a picture.
const ALT: usize = 1_000;

/// Posts a picture and gives the file's id: the message's own is not told.
pub(super) async fn show(
    client: &Client,
    channel: &ChannelRef,
    picture: &Picture,
    key: DeliveryId,
) -> Result<String, SendError> {
    // Until it is complete nobody sees it, and what was begun can be begun again.
    let file = upload(client, picture, key)
        .await
        .map_err(|fault| fault.for_harmless())?;
    let title = picture.name.trim_end_matches(".png");
    let body = json!({ "files": [{ "id": file, "title": title }], "channel_id": channel.id });
    let shown = client.post("files.completeUploadExternal", &body).await;
    shown.map_err(|fault| fault.for_delivery())?;
    Ok(file)
}

async fn upload(client: &Client, picture: &Picture, key: DeliveryId) -> Result<String, Fault> {
    let place = client
        .look(
            "files.getUploadURLExternal",
            &[
                ("filename", name(picture, key)),
                ("length", picture.png.len().to_string()),
                ("alt_txt", cut(&picture.alt, ALT)),
            ],
        )
        .await?;
    let (file, address) = (text(&place, "/file_id"), text(&place, "/upload_url"));
    if file.is_empty() {
        return Err(Fault::Unknown("Slack's answer could not be read"));
    }
    client.upload(address, picture.png.clone()).await?;
    Ok(file.to_owned())
}

/// The file's name, which ends with its delivery's id.
fn name(picture: &Picture, key: DeliveryId) -> String {
    let stem = picture.name.trim_end_matches(".png");
    format!("{stem}-{}", ending(&key.to_string()))
}

fn ending(key: &str) -> String {
    format!("{key}.png")
}

/// Whether a message shows the picture of this delivery.
pub(super) fn is_on(message: &Value, key: &str) -> bool {
    let files = message["files"].as_array().map_or(&[][..], Vec::as_slice);
    files
        .iter()
        .any(|file| text(file, "/name").ends_with(&ending(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_picture_is_known_again_by_its_name() {
        let picture = Picture {
            name: "digest-2026-11-20.png".to_owned(),
            alt: String::new(),
            png: Vec::new(),
        };
        let (key, other) = (DeliveryId(Uuid::from_u128(1)), DeliveryId(Uuid::from_u128(2)));
        let name = name(&picture, key);
        assert_eq!(name, "digest-2026-11-20-00000000000000000000000000000001.png");
        let message = json!({ "files": [{ "name": "lunch.png" }, { "name": name }] });
        let is_on = |message: &Value, key: DeliveryId| is_on(message, &key.to_string());
        assert!(is_on(&message, key) && !is_on(&message, other));
        assert!(!is_on(&json!({ "text": name }), key));
    }
}
