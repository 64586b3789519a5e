//! What stands in the head of a page: titles, and the tags of the website guideline (国办发〔2017〕47号 附件).

use super::links::document_address;
use super::{Mark, PageName, Place, PublishedItem, Site, file_address};
use affairs::document::body_html::escape;
use affairs::id::ColumnId;

/// A description is cut here where there is no summary.
const DESCRIPTION: usize = 120;

pub fn title(published: &PublishedItem, mark: &Mark) -> String {
    let bundle = published.notice_or_self();
    let title =
        if bundle.source.is_empty() { bundle.title.clone() } else { format!("{} - {}", bundle.title, bundle.source) };
    title_element(&title, mark)
}

fn title_element(title: &str, mark: &Mark) -> String {
    format!("<title{mark}>{}</title>", escape(title))
}

fn tag(name: &str, content: &str, mark: &Mark) -> String {
    if content.trim().is_empty() {
        return String::new();
    }
    format!("<meta name=\"{name}\" content=\"{}\"{mark}>\n", escape(content))
}

/// `ArticleTitle`, `PubDate`, `ContentSource` are asked of every content page; the rest is filled where there is something.
pub fn meta(published: &PublishedItem, place: &Place, mark: &Mark) -> String {
    let bundle = &published.bundle;
    let address = format!("{}{}", place.base, document_address(&bundle.document));
    let image = bundle.images.first().map(|hash| format!("{}{}", place.base, file_address(hash, "image")));
    let pairs = [
        ("ArticleTitle", bundle.title.clone()),
        ("PubDate", published.released_at.minute_text()),
        ("ContentSource", bundle.source.clone()),
        ("Keywords", bundle.keywords.join(",")),
        ("Author", bundle.source.clone()),
        ("Description", description(published)),
        ("Image", image.unwrap_or_default()),
        ("Url", address),
    ];
    pairs.iter().map(|(name, content)| tag(name, content, mark)).collect()
}

fn description(published: &PublishedItem) -> String {
    if !published.bundle.summary.trim().is_empty() {
        return published.bundle.summary.clone();
    }
    let text = published.body.plain_text();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(DESCRIPTION).collect()
}

pub fn site_title(site: &Site<'_>, page: PageName) -> String {
    let title = match page {
        PageName::Home => site.facts.name.clone(),
        other => format!("{} - {}", other.label(), site.facts.name),
    };
    title_element(&title, site.mark)
}

/// `SiteName`, `SiteDomain`, `SiteIDCode`, on every page.
pub fn site_meta(site: &Site<'_>) -> String {
    let facts = site.facts;
    let pairs = [("SiteName", &facts.name), ("SiteDomain", &facts.domain), ("SiteIDCode", &facts.site_code)];
    pairs.iter().map(|(name, content)| tag(name, content, site.mark)).collect()
}

pub fn column_title(site: &Site<'_>, id: &ColumnId) -> String {
    let name = site.facts.column(id).map_or("", |column| column.name.as_str());
    title_element(&format!("{name} - {}", site.facts.name), site.mark)
}

/// `ColumnName`, `ColumnDescription`, `ColumnKeywords`, `ColumnType`, on column and content pages.
pub fn column_meta(site: &Site<'_>, id: &ColumnId) -> String {
    let Some(column) = site.facts.column(id) else { return String::new() };
    let keywords = if column.keywords.is_empty() { column.name.clone() } else { column.keywords.join(",") };
    let pairs = [
        ("ColumnName", column.name.clone()),
        ("ColumnDescription", column.description.clone()),
        ("ColumnKeywords", keywords),
        ("ColumnType", column.kind.label().to_owned()),
    ];
    pairs.iter().map(|(name, content)| tag(name, content, site.mark)).collect()
}
