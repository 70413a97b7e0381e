//! Pixels: a sheet of paper on which boxes and words are put, and the PNG of it.

use super::letters::{Letters, Style};
use anyhow::{Context, Result};
use std::collections::HashMap;

/// Steps from one colour to another at an edge: enough for smooth letters, few enough for a small file.
const SHADES: f32 = 12.0;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

/// A box on the sheet, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Where words begin or end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Put {
    /// They begin at `x`, on the line `y`.
    From(f32, f32),
    /// They end at `x`, on the line `y`.
    UpTo(f32, f32),
}

/// The sheet.
pub(super) struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
    letters: Letters,
}

impl Canvas {
    /// An empty sheet.
    pub fn new(width: u32, height: u32, paper: Colour) -> Result<Self> {
        let count = width as usize * height as usize;
        let pixels = [paper.0, paper.1, paper.2].repeat(count);
        Ok(Self {
            width,
            height,
            pixels,
            letters: Letters::load()?,
        })
    }

    /// Fills a box whose corners are rounded.
    pub fn fill(&mut self, area: Area, radius: f32, colour: Colour) {
        let (middle_x, middle_y) = (area.x + area.width / 2.0, area.y + area.height / 2.0);
        let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
        let (reach_x, reach_y) = (area.width / 2.0 - radius, area.height / 2.0 - radius);
        for y in whole(area.y - 1.0)..whole(area.y + area.height + 2.0).min(self.height) {
            for x in whole(area.x - 1.0)..whole(area.x + area.width + 2.0).min(self.width) {
                let away_x = (x as f32 + 0.5 - middle_x).abs() - reach_x;
                let away_y = (y as f32 + 0.5 - middle_y).abs() - reach_y;
                // How far the pixel's middle is from the edge; inside is negative.
                let corner = away_x.max(0.0).hypot(away_y.max(0.0));
                let distance = corner + away_x.max(away_y).min(0.0) - radius;
                self.blend(x, y, colour, 0.5 - distance);
            }
        }
    }

    /// How wide words are.
    pub fn width_of(&self, words: &str, style: Style) -> f32 {
        self.letters.width(words, style)
    }

    /// The words, cut so that they are no wider than that.
    pub fn fitted(&self, words: &str, style: Style, widest: f32) -> String {
        self.letters.fitted(words, style, widest)
    }

    /// Whether the fonts have a letter for every sign.
    pub fn can_write(&self, words: &str) -> bool {
        self.letters.have(words)
    }

    /// Puts words on the sheet and says where they end.
    pub fn write(&mut self, words: &str, style: Style, colour: Colour, put: Put) -> f32 {
        let (x, y) = match put {
            Put::From(x, y) => (x, y),
            Put::UpTo(x, y) => (x - self.letters.width(words, style), y),
        };
        let (pixels, end) = self.letters.set(words, style, (x, y));
        for (x, y, share) in pixels {
            if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) {
                self.blend(x, y, colour, share);
            }
        }
        end
    }

    /// The sheet as a PNG: few colours are on it, so each pixel is the number of one.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width, self.height);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_filter(png::Filter::NoFilter);
        let numbered = self.numbered();
        let image = if let Some((palette, numbers)) = &numbered {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette);
            numbers
        } else {
            encoder.set_color(png::ColorType::Rgb);
            &self.pixels
        };
        let mut writer = encoder.write_header().context("beginning a PNG")?;
        writer.write_image_data(image).context("writing a PNG")?;
        writer.finish().context("ending a PNG")?;
        Ok(out)
    }

    /// The colours in the order in which they first appear, and each pixel's number; none when there are too many.
    fn numbered(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let (mut palette, mut numbers) = (Vec::new(), HashMap::new());
        let mut number = |pixel: &[u8]| {
            let next = numbers.len();
            let entry = numbers.entry([pixel[0], pixel[1], pixel[2]]);
            let number = *entry.or_insert_with(|| {
                palette.extend_from_slice(pixel);
                next
            });
            u8::try_from(number).ok()
        };
        let image = self
            .pixels
            .chunks_exact(3)
            .map(&mut number)
            .collect::<Option<_>>()?;
        Some((palette, image))
    }

    /// Covers a share of a pixel; outside of the sheet nothing happens.
    fn blend(&mut self, x: u32, y: u32, colour: Colour, share: f32) {
        let share = (share.clamp(0.0, 1.0) * SHADES).round() / SHADES;
        if x >= self.width || y >= self.height || share == 0.0 {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        for (below, above) in self.pixels[at..at + 3]
            .iter_mut()
            .zip([colour.0, colour.1, colour.2])
        {
            let mixed = f32::from(*below) * (1.0 - share) + f32::from(above) * share;
            *below = mixed.round() as u8;
        }
    }
}

/// The pixel a place lies in; what is left of the sheet or above it is its edge.
fn whole(place: f32) -> u32 {
    place.max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_of_the_sheet_is_left_out() {
        let white = Colour(255, 255, 255);
        let mut canvas = Canvas::new(4, 4, white).unwrap();
        let area = Area {
            x: -10.0,
            y: 2.0,
            width: 100.0,
            height: 100.0,
        };
        canvas.fill(area, 0.0, Colour(0, 0, 0));
        assert_eq!(canvas.pixels[..24], [255; 24]);
        assert_eq!(canvas.pixels[24..], [0; 24]);
        let style = Style::plain(40.0);
        canvas.write("Quay", style, white, Put::UpTo(-3.0, 900.0));
        canvas.write("Quay", style, white, Put::From(900.0, -3.0));
        assert_eq!(canvas.pixels[24..], [0; 24]);
    }
}
