//! How a reader wants the page: large print, dark or light. One cookie, the only one the public side sets.

use axum::http::{HeaderMap, header};

/// The name of the cookie.
pub const COOKIE: &str = "display";

/// The reader's choice, and so the variant of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Display {
    pub theme: Theme,
    pub size: Size,
}

/// Light or dark; `Auto` leaves it to the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

/// Print size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    #[default]
    Normal,
    /// 适老化大字版.
    Large,
}

impl Display {
    /// How many variants of a page there are.
    pub const VARIANTS: usize = 6;

    /// From the request's cookie; anything unknown is the default.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == COOKIE).map_or_else(Self::default, |(_, value)| Self::parse(value))
    }

    /// From the cookie's value, such as `dark.large`.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        let mut display = Self::default();
        for word in value.split('.') {
            display = display.with(word);
        }
        display
    }

    /// The same with one wish changed; an unknown word changes nothing.
    #[must_use]
    pub fn with(mut self, word: &str) -> Self {
        match word {
            "auto" => self.theme = Theme::Auto,
            "light" => self.theme = Theme::Light,
            "dark" => self.theme = Theme::Dark,
            "normal" => self.size = Size::Normal,
            "large" => self.size = Size::Large,
            _ => {}
        }
        self
    }

    /// The cookie's value.
    #[must_use]
    pub fn value(self) -> String {
        let theme = match self.theme {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let size = if self.is_large() { "large" } else { "normal" };
        format!("{theme}.{size}")
    }

    /// The place of this variant among the six.
    #[must_use]
    pub const fn variant(self) -> usize {
        let theme = match self.theme {
            Theme::Auto => 0,
            Theme::Light => 1,
            Theme::Dark => 2,
        };
        theme * 2 + if self.is_large() { 1 } else { 0 }
    }

    /// Whether it is large print.
    #[must_use]
    pub const fn is_large(self) -> bool {
        matches!(self.size, Size::Large)
    }

    /// Whether dark was chosen.
    #[must_use]
    pub const fn is_dark(self) -> bool {
        matches!(self.theme, Theme::Dark)
    }

    /// What stands in the `<html>` element.
    #[must_use]
    pub const fn attributes(self) -> &'static str {
        match (self.theme, self.size) {
            (Theme::Auto, Size::Normal) => "",
            (Theme::Auto, Size::Large) => " data-size=\"large\"",
            (Theme::Light, Size::Normal) => " data-theme=\"light\"",
            (Theme::Light, Size::Large) => " data-theme=\"light\" data-size=\"large\"",
            (Theme::Dark, Size::Normal) => " data-theme=\"dark\"",
            (Theme::Dark, Size::Large) => " data-theme=\"dark\" data-size=\"large\"",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_survives_its_cookie_and_has_a_place_of_its_own() {
        let mut places = Vec::new();
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            for size in [Size::Normal, Size::Large] {
                let display = Display { theme, size };
                assert_eq!(Display::parse(&display.value()), display);
                places.push(display.variant());
            }
        }
        places.sort_unstable();
        assert_eq!(places, (0..Display::VARIANTS).collect::<Vec<_>>());
    }

    #[test]
    fn a_strange_cookie_is_the_default() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; display=\"><script>; c".parse().unwrap());
        assert_eq!(Display::of(&headers), Display::default());
        headers.insert(header::COOKIE, "session=x; display=dark.large".parse().unwrap());
        assert_eq!(Display::of(&headers).variant(), 5);
    }
}
