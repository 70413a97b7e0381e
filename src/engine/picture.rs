//! A digest drawn when it goes out: its row keeps the numbers, and the same
//! numbers give the same picture on every attempt.

use crate::chart;
use crate::domain::digest::Digest;
use crate::domain::{Directory, Picture, SendError, Trend};
use chrono_tz::Tz;
use std::sync::Arc;

/// Draws it, while everything else goes on.
pub(super) async fn of(digest: &Digest, directory: Arc<Directory>) -> Result<Picture, SendError> {
    let digest = digest.clone();
    let drawing = tokio::task::spawn_blocking(move || chart::digest(&digest, &directory));
    let drawn = drawing.await.unwrap_or_else(|stopped| Err(stopped.into()));
    // The next attempt would end as this one did, and the digest's words are out.
    drawn.map_err(|error| SendError::give_up(format!("the digest could not be drawn: {error:#}")))
}

/// Draws what rose.
pub(super) async fn of_trend(trend: &Trend, zone: Tz) -> Result<Picture, SendError> {
    let trend = trend.clone();
    let drawing = tokio::task::spawn_blocking(move || chart::trend(&trend, zone));
    let drawn = drawing.await.unwrap_or_else(|stopped| Err(stopped.into()));
    drawn.map_err(|error| SendError::give_up(format!("the chart could not be drawn: {error:#}")))
}
