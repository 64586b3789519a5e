//! Pages of a long list: which numbers to show, and where each leads.

/// So many pages are all shown.
const FEW: usize = 7;

/// The pages of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// From 1.
    pub current: usize,
    pub last: usize,
    /// How many entries there are in all.
    pub total: usize,
    /// The address without the page, ending so that the number can be put behind it (`…?page=`).
    pub address: String,
}

/// One place in the row of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageLink {
    Number { number: usize, href: String, current: bool },
    Gap,
}

impl Pages {
    /// For so many entries at so many a page; a current page beyond the end is the last.
    #[must_use]
    pub fn new(current: usize, total: usize, per_page: usize, address: impl Into<String>) -> Self {
        let last = total.div_ceil(per_page.max(1)).max(1);
        Self { current: current.clamp(1, last), last, total, address: address.into() }
    }

    /// How many entries lie before this page.
    #[must_use]
    pub const fn offset(&self, per_page: usize) -> usize {
        (self.current - 1) * per_page
    }

    /// Whether there is more than one page.
    #[must_use]
    pub const fn is_needed(&self) -> bool {
        self.last > 1
    }

    /// Where a page lies.
    #[must_use]
    pub fn href(&self, number: usize) -> String {
        format!("{}{number}", self.address)
    }

    /// The page before, if there is one.
    #[must_use]
    pub fn previous(&self) -> Option<String> {
        (self.current > 1).then(|| self.href(self.current - 1))
    }

    /// The page after, if there is one.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        (self.current < self.last).then(|| self.href(self.current + 1))
    }

    /// The first, the last, and the neighbours of the current one.
    #[must_use]
    pub fn links(&self) -> Vec<PageLink> {
        let mut links = Vec::new();
        let mut before = 0;
        for number in (1..=self.last).filter(|number| self.is_shown(*number)) {
            if number > before + 1 {
                links.push(PageLink::Gap);
            }
            links.push(PageLink::Number { number, href: self.href(number), current: number == self.current });
            before = number;
        }
        links
    }

    const fn is_shown(&self, number: usize) -> bool {
        self.last <= FEW || number == 1 || number == self.last || number.abs_diff(self.current) <= 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_shows_its_ends_and_the_neighbours() {
        let pages = Pages::new(7, 400, 20, "?page=");
        let shown: Vec<String> = pages
            .links()
            .into_iter()
            .map(|link| match link {
                PageLink::Number { number, current: true, .. } => format!("[{number}]"),
                PageLink::Number { number, .. } => number.to_string(),
                PageLink::Gap => "…".to_owned(),
            })
            .collect();
        assert_eq!(shown.join(" "), "1 … 6 [7] 8 … 20");
        assert_eq!(pages.offset(20), 120);
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_and_nothing_is_one_page() {
        assert_eq!(Pages::new(99, 45, 20, "").current, 3);
        assert!(!Pages::new(1, 0, 20, "").is_needed());
    }
}
