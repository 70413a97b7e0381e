//! What rose, as a picture: a bar for each step, those that rose in another
//! colour, a line where the usual stands. Small counts are drawn as high as
//! five and never told by number.

use super::canvas::{Area, Canvas, Colour, Put};
use super::letters::Style;
use crate::domain::trend::{FEWEST, withheld};
use crate::domain::{Picture, Trend};
use anyhow::Result;
use chrono::TimeDelta;
use chrono_tz::Tz;

const PAPER: Colour = Colour(251, 251, 249);
const RULE: Colour = Colour(228, 232, 235);
const INK: Colour = Colour(31, 41, 51);
const SOFT: Colour = Colour(91, 103, 112);
const BEFORE: Colour = Colour(150, 170, 190);
const RISEN: Colour = Colour(179, 57, 43);

const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 420.0;
const LEFT: f32 = 48.0;
const RIGHT: f32 = WIDTH - LEFT;
const TOP: f32 = 120.0;
const BOTTOM: f32 = 360.0;

/// Draws it, with the times of the organisation's zone.
pub fn trend(trend: &Trend, zone: Tz) -> Result<Picture> {
    let mut canvas = Canvas::new(WIDTH as u32, HEIGHT as u32, PAPER)?;
    let title = canvas.fitted(&trend.title, Style::bold(30.0), RIGHT - LEFT);
    canvas.write(&title, Style::bold(30.0), INK, Put::From(LEFT, 56.0));
    let subtitle = format!(
        "per {}, until {}",
        trend.step,
        trend.until.with_timezone(&zone).format("%a %d %b %H:%M")
    );
    canvas.write(&subtitle, Style::plain(20.0), SOFT, Put::From(LEFT, 88.0));
    let most = trend.counts.iter().copied().max().unwrap_or(0).max(FEWEST);
    bars(&mut canvas, trend, most);
    rule(&mut canvas, BOTTOM, RULE);
    rule(&mut canvas, BOTTOM - height(trend.usual, most), SOFT);
    let usual = format!("usual: {}", withheld(trend.usual));
    canvas.write(&usual, Style::plain(18.0), SOFT, Put::From(LEFT, 392.0));
    let peak = format!(
        "most: {}",
        withheld(trend.counts.iter().copied().max().unwrap_or(0) as f64)
    );
    canvas.write(&peak, Style::plain(18.0), SOFT, Put::UpTo(RIGHT, 392.0));
    Ok(Picture {
        name: format!(
            "trend-{}.png",
            trend.until.with_timezone(&zone).format("%Y-%m-%d-%H")
        ),
        alt: alt(trend, zone),
        png: canvas.png()?,
    })
}

fn bars(canvas: &mut Canvas, trend: &Trend, most: i64) {
    let count = trend.counts.len().max(1);
    let room = (RIGHT - LEFT) / count as f32;
    let first_risen = trend.counts.len().saturating_sub(trend.risen);
    for (at, counted) in trend
        .counts
        .iter()
        .enumerate()
        .filter(|(_, counted)| **counted > 0)
    {
        // A few can be told apart by the height of their bar, too.
        let height = height((*counted).max(FEWEST.min(most)) as f64, most);
        let area = Area {
            x: LEFT + at as f32 * room,
            y: BOTTOM - height,
            width: (room * 0.8).max(1.0),
            height,
        };
        let colour = if at >= first_risen { RISEN } else { BEFORE };
        canvas.fill(area, 1.0, colour);
    }
}

fn rule(canvas: &mut Canvas, y: f32, colour: Colour) {
    let area = Area {
        x: LEFT,
        y: y.round(),
        width: RIGHT - LEFT,
        height: 1.0,
    };
    canvas.fill(area, 0.0, colour);
}

fn height(count: f64, most: i64) -> f32 {
    let share = (count / most as f64).clamp(0.0, 1.0);
    share as f32 * (BOTTOM - TOP)
}

/// The picture in a sentence.
fn alt(trend: &Trend, zone: Tz) -> String {
    let risen: i64 = trend.counts.iter().rev().take(trend.risen).sum();
    let since = match trend.step.as_str() {
        "day" => TimeDelta::days(trend.counts.len() as i64),
        _ => TimeDelta::hours(trend.counts.len() as i64),
    };
    let moment = |at: crate::domain::Timestamp| at.with_timezone(&zone).format("%a %d %b %H:%M").to_string();
    format!(
        "{} per {} from {} to {}: {} in the newest {}, where {} are usual.",
        trend.title,
        trend.step,
        moment(trend.until - since),
        moment(trend.until),
        withheld(risen as f64),
        match trend.risen {
            1 => trend.step.clone(),
            steps => format!("{steps} {}s", trend.step),
        },
        withheld(trend.usual * trend.risen as f64),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gastro(counts: Vec<i64>) -> Trend {
        Trend {
            title: "Gastro symptoms at Harbor General".to_owned(),
            step: "hour".to_owned(),
            until: "2026-11-20T15:00:00Z".parse().expect("a time"),
            counts,
            risen: 2,
            usual: 1.2,
        }
    }

    #[test]
    fn the_same_numbers_give_the_same_picture_and_a_sentence() {
        let drawn = trend(&gastro(vec![0, 1, 2, 9, 14]), chrono_tz::UTC).unwrap();
        assert_eq!(
            drawn,
            trend(&gastro(vec![0, 1, 2, 9, 14]), chrono_tz::UTC).unwrap()
        );
        assert_eq!(
            drawn.alt,
            "Gastro symptoms at Harbor General per hour from Fri 20 Nov 10:00 to Fri 20 Nov 15:00: \
             23 in the newest 2 hours, where fewer than five are usual."
        );
        assert!(drawn.png.starts_with(b"\x89PNG") && drawn.png.len() < 40_000);
    }

    #[test]
    fn few_and_none_can_be_drawn() {
        for counts in [vec![], vec![0], vec![3], vec![i64::MAX / 2, 0]] {
            assert!(trend(&gastro(counts), chrono_tz::UTC).is_ok());
        }
    }
}
