//! The digest's picture: its numbers in tiles, and a line for each department
//! with a bar for what is new and one for what was answered, a thin mark where
//! the span before stood, and what is open and late now.
//!
//! On paper of its own, so that it looks the same in a light and in a dark
//! chat. Nothing that the public wrote is in it.

use super::canvas::{Area, Canvas, Colour, Put};
use super::letters::Style;
use super::numbers::short;
use super::summary::{Rest, alt, before, split, title};
use crate::domain::digest::{DepartmentLine, Digest, waited};
use crate::domain::{Directory, Picture};
use anyhow::Result;

const PAPER: Colour = Colour(251, 251, 249);
const TILE: Colour = Colour(239, 242, 244);
const RULE: Colour = Colour(228, 232, 235);
const INK: Colour = Colour(31, 41, 51);
const SOFT: Colour = Colour(91, 103, 112);
const NEW: Colour = Colour(44, 94, 152);
const ANSWERED: Colour = Colour(62, 144, 110);
const LATE: Colour = Colour(179, 57, 43);

const WIDTH: f32 = 1200.0;
const LEFT: f32 = 48.0;
const RIGHT: f32 = WIDTH - LEFT;

/// From here the tiles, the names of what follows, and the departments.
const TILES: f32 = 132.0;
const TILE_HEIGHT: f32 = 116.0;
const LEGEND: f32 = TILES + TILE_HEIGHT + 42.0;
const LINES: f32 = LEGEND + 18.0;
const FOOT: f32 = 28.0;

/// A department's line is as tall as there is room for.
const TALLEST: f32 = 900.0;
const ROOMY: f32 = 52.0;

/// Columns of such a line.
const BARS: f32 = 368.0;
const LONGEST_BAR: f32 = 530.0;
const OPEN: f32 = 1064.0;

/// Draws it. The directory gives names and the time zone of its days.
pub fn digest(digest: &Digest, directory: &Directory) -> Result<Picture> {
    let (lines, rest) = split(digest);
    let count = lines.len() + usize::from(rest.is_some());
    let tall = ((TALLEST - LINES - FOOT) / count.max(1) as f32)
        .min(ROOMY)
        .floor();
    let height = if count == 0 {
        LEGEND + FOOT
    } else {
        LINES + tall * count as f32 + FOOT
    };
    let mut sheet = Sheet {
        canvas: Canvas::new(WIDTH as u32, height as u32, PAPER)?,
        digest,
        directory,
    };
    sheet.head();
    sheet.tiles();
    if lines.is_empty() {
        let put = Put::From(LEFT, LEGEND);
        let quiet = "Nothing came in, and nothing is open.";
        sheet.canvas.write(quiet, Style::plain(22.0), SOFT, put);
    } else {
        sheet.legend();
        let scale = Scale::of(lines);
        let mut y = LINES;
        for line in lines {
            sheet.line(line, scale, y, tall);
            y += tall;
        }
        if let Some(rest) = rest {
            sheet.rest(&rest, y, tall);
        }
    }
    let zone = directory.time_zone;
    let first_day = digest.span.from.with_timezone(&zone).format("%Y-%m-%d");
    Ok(Picture {
        name: format!("digest-{first_day}.png"),
        alt: alt(digest, zone, directory),
        png: sheet.canvas.png()?,
    })
}

/// How long a bar is.
#[derive(Clone, Copy)]
struct Scale {
    most: i64,
}

impl Scale {
    /// The biggest number of these lines has the longest bar.
    fn of(lines: &[DepartmentLine]) -> Self {
        let numbers = lines
            .iter()
            .flat_map(|line| [line.new, line.answered, line.new_before, line.answered_before]);
        Self {
            most: numbers.max().unwrap_or(0).max(1),
        }
    }

    fn length(self, count: i64) -> f32 {
        let share = count.max(0) as f64 / self.most as f64;
        (share * f64::from(LONGEST_BAR)) as f32
    }
}

struct Tile<'a> {
    name: &'a str,
    number: String,
    colour: Colour,
    note: String,
}

/// One of the two bars of a line.
struct Bar {
    count: i64,
    before: i64,
    colour: Colour,
}

struct Sheet<'a> {
    canvas: Canvas,
    digest: &'a Digest,
    directory: &'a Directory,
}

impl Sheet<'_> {
    fn head(&mut self) {
        let style = Style::bold(34.0);
        let name = format!("Digest · {}", self.directory.organisation);
        let name = if self.canvas.can_write(&name) {
            name
        } else {
            "Digest".to_owned()
        };
        let name = self.canvas.fitted(&name, style, RIGHT - LEFT);
        self.canvas.write(&name, style, INK, Put::From(LEFT, 68.0));
        let span = self.digest.span.words(self.directory.time_zone);
        self.canvas
            .write(&span, Style::plain(22.0), SOFT, Put::From(LEFT, 104.0));
    }

    fn tiles(&mut self) {
        let (now, then) = (&self.digest.now, &self.digest.before);
        let wait = |seconds: Option<f64>| seconds.map_or_else(|| "–".to_owned(), waited);
        let was = |count: String| format!("before: {count}");
        let late = if self.digest.late > 0 { LATE } else { INK };
        let tiles = [
            ("New", short(now.new), NEW, was(short(then.new))),
            (
                "Answered",
                short(now.answered),
                ANSWERED,
                was(short(then.answered)),
            ),
            (
                "First answer after",
                wait(now.median_answer_seconds),
                INK,
                was(wait(then.median_answer_seconds)),
            ),
            ("Open now", short(self.digest.open), INK, String::new()),
            ("Late now", short(self.digest.late), late, String::new()),
        ];
        let gap = 14.0;
        let width = (RIGHT - LEFT - 4.0 * gap) / 5.0;
        for (at, (name, number, colour, note)) in tiles.into_iter().enumerate() {
            let tile = Tile {
                name,
                number,
                colour,
                note,
            };
            self.tile(&tile, LEFT + at as f32 * (width + gap), width);
        }
    }

    fn tile(&mut self, tile: &Tile<'_>, x: f32, width: f32) {
        let area = Area {
            x,
            y: TILES,
            width,
            height: TILE_HEIGHT,
        };
        self.canvas.fill(area, 12.0, TILE);
        let (from, room) = (x + 18.0, width - 30.0);
        self.canvas
            .write(tile.name, Style::plain(19.0), SOFT, Put::From(from, TILES + 31.0));
        let sizes = [36.0, 27.0].map(Style::bold);
        let fits = |style: &Style| self.canvas.width_of(&tile.number, *style) <= room;
        let style = sizes.into_iter().find(fits).unwrap_or(sizes[1]);
        let number = self.canvas.fitted(&tile.number, style, room);
        self.canvas
            .write(&number, style, tile.colour, Put::From(from, TILES + 70.0));
        let note = self.canvas.fitted(&tile.note, Style::plain(17.0), room);
        self.canvas
            .write(&note, Style::plain(17.0), SOFT, Put::From(from, TILES + 99.0));
    }

    /// What the bars, the mark and the columns are.
    fn legend(&mut self) {
        let style = Style::plain(19.0);
        let mut x = BARS;
        for (name, colour) in [("New", NEW), ("Answered", ANSWERED)] {
            let area = Area {
                x,
                y: LEGEND - 14.0,
                width: 16.0,
                height: 16.0,
            };
            self.canvas.fill(area, 3.0, colour);
            x = self.canvas.write(name, style, SOFT, Put::From(x + 24.0, LEGEND)) + 26.0;
        }
        self.mark(x + 2.0, LEGEND - 15.0, 18.0);
        let before = before(self.digest);
        self.canvas
            .write(&before, style, SOFT, Put::From(x + 12.0, LEGEND));
        self.canvas
            .write("Department", style, SOFT, Put::From(LEFT, LEGEND));
        self.canvas.write("Open", style, SOFT, Put::UpTo(OPEN, LEGEND));
        self.canvas.write("Late", style, SOFT, Put::UpTo(RIGHT, LEGEND));
    }

    fn line(&mut self, line: &DepartmentLine, scale: Scale, y: f32, tall: f32) {
        let name = title(line, self.directory);
        let name = if self.canvas.can_write(name) {
            name
        } else {
            line.department.as_str()
        };
        self.name(name, y, tall);
        let bars = [
            Bar {
                count: line.new,
                before: line.new_before,
                colour: NEW,
            },
            Bar {
                count: line.answered,
                before: line.answered_before,
                colour: ANSWERED,
            },
        ];
        let thick = ((tall - 11.0) / 2.0).floor();
        for (at, bar) in bars.iter().enumerate() {
            self.bar(bar, scale, y + 5.0 + at as f32 * (thick + 1.0), thick);
        }
        self.waiting(line, y, tall);
    }

    fn bar(&mut self, bar: &Bar, scale: Scale, y: f32, thick: f32) {
        let mut end = BARS;
        if bar.count > 0 {
            let area = Area {
                x: BARS,
                y,
                width: scale.length(bar.count).max(3.0),
                height: thick,
            };
            self.canvas.fill(area, 3.0, bar.colour);
            end += area.width;
        }
        let number = short(bar.count);
        let style = Style::plain((thick + 2.5).min(17.0));
        let gap = 9.0;
        if bar.before > 0 {
            let x = BARS + scale.length(bar.before);
            self.mark(x, y, thick);
            // The number stands at the bar's end, or behind a mark that leaves it no room there.
            if x > end - gap && x < end + 2.0 * gap + self.canvas.width_of(&number, style) {
                end = x + 2.0;
            }
        }
        let colour = if bar.count > 0 { INK } else { SOFT };
        let put = Put::From(end + gap, (y + (thick + style.height()) / 2.0).round());
        self.canvas.write(&number, style, colour, put);
    }

    /// Where the span before stood: dark, with a seam of paper that sets it off from the bar.
    fn mark(&mut self, x: f32, y: f32, height: f32) {
        for (width, colour) in [(7.0, PAPER), (3.0, INK)] {
            let area = Area {
                x: (x - width / 2.0).round(),
                y,
                width,
                height,
            };
            self.canvas.fill(area, 0.0, colour);
        }
    }

    /// The departments beyond those that have bars.
    fn rest(&mut self, rest: &Rest, y: f32, tall: f32) {
        self.name(&format!("{} more departments", rest.departments), y, tall);
        let (new, answered) = (short(rest.sum.new), short(rest.sum.answered));
        let words = format!("{new} new · {answered} answered");
        let style = Style::plain(19.0);
        self.canvas
            .write(&words, style, SOFT, Put::From(BARS, middle(y, tall, style)));
        self.waiting(&rest.sum, y, tall);
    }

    fn name(&mut self, name: &str, y: f32, tall: f32) {
        let rule = Area {
            x: LEFT,
            y,
            width: RIGHT - LEFT,
            height: 1.0,
        };
        self.canvas.fill(rule, 0.0, RULE);
        let style = Style::plain(22.0);
        let name = self.canvas.fitted(name, style, BARS - LEFT - 24.0);
        self.canvas
            .write(&name, style, INK, Put::From(LEFT, middle(y, tall, style)));
    }

    /// What is open and late, in columns.
    fn waiting(&mut self, line: &DepartmentLine, y: f32, tall: f32) {
        let y = middle(y, tall, Style::plain(22.0));
        let shade = |count: i64, colour: Colour| if count > 0 { colour } else { SOFT };
        let open = Put::UpTo(OPEN, y);
        self.canvas
            .write(&short(line.open), Style::plain(22.0), shade(line.open, INK), open);
        let style = if line.late > 0 {
            Style::bold(22.0)
        } else {
            Style::plain(22.0)
        };
        let late = Put::UpTo(RIGHT, y);
        self.canvas
            .write(&short(line.late), style, shade(line.late, LATE), late);
    }
}

/// The line on which words stand in the middle of a row.
fn middle(y: f32, tall: f32, style: Style) -> f32 {
    (y + (tall + style.height()) / 2.0).round()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
