//! Words as shapes: two embedded fonts, how wide words are in them, where they
//! have to be cut, and which pixels they cover.

use ab_glyph::{Font, FontRef, GlyphId, PxScale, PxScaleFont, ScaleFont, point};
use anyhow::{Context, Result};
use unicode_segmentation::UnicodeSegmentation;

/// Their licence stands beside them.
const PLAIN: &[u8] = include_bytes!("font/DejaVuSansCondensed.ttf");
const BOLD: &[u8] = include_bytes!("font/DejaVuSansCondensed-Bold.ttf");

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Size of the letters in pixels, as type is measured.
    size: f32,
    bold: bool,
}

impl Style {
    pub const fn plain(size: f32) -> Self {
        Self { size, bold: false }
    }

    pub const fn bold(size: f32) -> Self {
        Self { size, bold: true }
    }

    /// How far capitals and digits rise above their line.
    pub const fn height(self) -> f32 {
        self.size * 0.73
    }
}

/// The fonts.
pub(super) struct Letters {
    plain: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Letters {
    pub fn load() -> Result<Self> {
        let font = |bytes| FontRef::try_from_slice(bytes).context("reading an embedded font");
        Ok(Self {
            plain: font(PLAIN)?,
            bold: font(BOLD)?,
        })
    }

    /// Whether each sign has a letter; both fonts have the same.
    pub fn have(&self, words: &str) -> bool {
        words.chars().all(|sign| self.plain.glyph_id(sign) != GlyphId(0))
    }

    pub fn width(&self, words: &str, style: Style) -> f32 {
        self.places(words, style).1
    }

    /// Cuts between signs, and says so by an ellipsis.
    pub fn fitted(&self, words: &str, style: Style, widest: f32) -> String {
        if self.width(words, style) <= widest {
            return words.to_owned();
        }
        let cuts: Vec<usize> = words.grapheme_indices(true).map(|(at, _)| at).collect();
        let cut = |at: usize| format!("{}…", words[..at].trim_end());
        let fits = cuts.partition_point(|at| self.width(&cut(*at), style) <= widest);
        cut(fits.checked_sub(1).map_or(0, |last| cuts[last]))
    }

    /// Each pixel that words cover and how much of it, from a place on their line; and where they end.
    pub fn set(&self, words: &str, style: Style, (x, y): (f32, f32)) -> (Vec<(i32, i32, f32)>, f32) {
        let (places, width) = self.places(words, style);
        let font = self.font(style);
        let mut pixels = Vec::new();
        for (glyph, offset) in places {
            let glyph = glyph.with_scale_and_position(font.scale, point(x + offset, y));
            let Some(shape) = font.font.outline_glyph(glyph) else {
                continue;
            };
            let corner = shape.px_bounds().min;
            shape.draw(|right, down, share| {
                pixels.push((
                    corner.x as i32 + right as i32,
                    corner.y as i32 + down as i32,
                    share,
                ));
            });
        }
        (pixels, x + width)
    }

    /// Each letter with its distance from the beginning, and the width of all.
    fn places(&self, words: &str, style: Style) -> (Vec<(GlyphId, f32)>, f32) {
        let font = self.font(style);
        let (mut places, mut width, mut before) = (Vec::new(), 0.0, None);
        for sign in words.chars() {
            let glyph = font.glyph_id(sign);
            width += before.map_or(0.0, |before| font.kern(before, glyph));
            places.push((glyph, width));
            width += font.h_advance(glyph);
            before = Some(glyph);
        }
        (places, width)
    }

    fn font(&self, style: Style) -> PxScaleFont<&FontRef<'static>> {
        let font = if style.bold { &self.bold } else { &self.plain };
        // The library measures from the highest letter to the lowest, type is measured by the em.
        let tall = font.units_per_em().map_or(1.0, |em| font.height_unscaled() / em);
        font.into_scaled(PxScale::from(style.size * tall))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_between_signs_to_the_width_there_is() {
        let letters = Letters::load().unwrap();
        let style = Style::plain(20.0);
        let title = "Emergency department and walk-in centre";
        assert_eq!(letters.fitted("Billing", style, 200.0), "Billing");
        let cut = letters.fitted(title, style, 200.0);
        assert!(
            cut.ends_with('…') && title.starts_with(cut.trim_end_matches('…')),
            "{cut}"
        );
        assert!(letters.width(&cut, style) <= 200.0 && letters.width(&cut, style) > 170.0);
        assert_eq!(letters.fitted(title, style, 1.0), "…");
        assert!(letters.width(title, Style::bold(20.0)) > letters.width(title, style));
    }

    #[test]
    fn the_fonts_have_the_letters_of_europe_west_of_the_dnieper() {
        let letters = Letters::load().unwrap();
        assert!(letters.have("Łódź, Señora Ángel, Œuvre, Țară, “Ward 4 – West”… 50 %"));
        assert!(!letters.have("急诊科") && !letters.have("🙂"));
    }
}
