//! A document in a feed, and in the site map for machines.

use super::links::document_address;
use super::{Mark, Place, PublishedItem, Site};
use affairs::document::body_html::escape;
use affairs::id::ColumnId;

pub fn entry(published: &PublishedItem, place: &Place, mark: &Mark) -> String {
    let bundle = &published.bundle;
    let address = format!("{}{}", place.base, document_address(&bundle.document));
    mark.around(&format!(
        "<entry><title>{}</title><id>{address}</id><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>\
         <published>{}</published><updated>{}</updated><author><name>{}</name></author><summary>{}</summary></entry>",
        escape(&bundle.title),
        published.first_released_at.rfc3339(),
        published.released_at.rfc3339(),
        escape(&bundle.source),
        escape(&bundle.summary),
    )) + "\n"
}

pub fn head(site: &Site<'_>, column: Option<&ColumnId>) -> String {
    let Place { base, path } = site.place;
    let (name, address) = match column {
        None => (site.facts.name.clone(), format!("{base}{path}/")),
        Some(id) => {
            let column = site.facts.column(id).map_or("", |column| column.name.as_str());
            (format!("{column} - {}", site.facts.name), format!("{base}{path}/c/{id}"))
        }
    };
    site.mark.around(&format!(
        "<title>{}</title><subtitle>{}</subtitle><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>",
        escape(&name),
        escape(column.and_then(|id| site.facts.column(id)).map_or(&site.facts.introduction, |one| &one.description)),
    )) + "\n"
}

pub fn sitemap_entry(published: &PublishedItem, place: &Place, mark: &Mark) -> String {
    let address = format!("{}{}", place.base, document_address(&published.bundle.document));
    mark.around(&location(&address, &published.released_at.rfc3339())) + "\n"
}

pub fn sitemap_columns(site: &Site<'_>, published: &PublishedItem) -> String {
    let Place { base, path } = site.place;
    let changed = published.released_at.rfc3339();
    let columns = site.facts.columns_in_order();
    let locations: String =
        columns.iter().map(|column| location(&format!("{base}{path}/c/{}", column.id), &changed)).collect();
    site.mark.around(&locations) + "\n"
}

fn location(address: &str, changed: &str) -> String {
    format!("<url><loc>{}</loc><lastmod>{changed}</lastmod></url>", escape(address))
}
