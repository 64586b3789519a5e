//! Every page with every sample; the marks that let a crawler take them apart; what an empty site says.

use super::cut::cut;
use super::item::{ItemKind, PublishedItem, render};
use super::samples::{all, document_page, face, pages, place, rich, site};
use crate::kit::Display;
use affairs::publication::Standing;
use std::collections::BTreeMap;

fn every_display() -> Vec<Display> {
    ["auto.normal", "auto.large", "light.normal", "light.large", "dark.normal", "dark.large"]
        .map(Display::parse)
        .to_vec()
}

fn every_page() -> Vec<(String, String)> {
    let site = site(true);
    let mut found: Vec<(String, String)> =
        pages(&site, &all(), Display::default()).into_iter().map(|(name, html)| (name.to_owned(), html)).collect();
    for one in all().iter().filter(|one| one.standing != Standing::TakenDown) {
        found.push((format!("document-{}", one.bundle.document), document_page(&site, one, Display::default())));
    }
    found
}

#[test]
fn pages_look_as_they_did() {
    for (name, html) in every_page() {
        insta::assert_snapshot!(name, lines(&html));
    }
}

/// Without the addresses of our own assets, which change with every stroke of the design.
fn lines(html: &str) -> String {
    use crate::assets::{apply_script, apply_style, mark, site_script, site_style};
    let assets = [site_style(), apply_style(), site_script(), apply_script(), mark()];
    let html = assets.iter().fold(html.to_owned(), |html, asset| html.replace(asset, "/assets/…"));
    html.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn items_look_as_they_did() {
    use ItemKind::{FeedEntry, FeedHead, Json, Meta, SitemapColumns, SitemapEntry, Title};
    let of_documents = [Title, Meta, FeedEntry, SitemapEntry, Json];
    let mut out = String::new();
    for kind in of_documents {
        for one in [&rich(), &all()[2]] {
            out.push_str(render(&kind, one, &place()).as_str());
            out.push('\n');
        }
    }
    for kind in [FeedHead(None), SitemapColumns, ItemKind::SiteMeta] {
        out.push_str(render(&kind, &face(), &place()).as_str());
        out.push('\n');
    }
    insta::assert_snapshot!("items", out);
}

/// The heart of it: cut the items out of any page and what is left is what an empty site says, in every display.
#[test]
fn without_its_items_every_page_is_the_empty_sites() {
    for display in every_display() {
        let full = pages(&site(true), &all(), display);
        let empty: BTreeMap<&str, String> = pages(&site(false), &[], display).into_iter().collect();
        for (name, html) in full {
            let (full, empty) = (cut(&html), cut(&empty[name]));
            assert_eq!(full.rest, empty.rest, "{name}");
            assert!(empty.items.is_empty(), "{name}");
            assert!(!full.items.is_empty(), "{name}");
        }
    }
}

#[test]
fn what_is_left_of_a_document_page_is_the_same_for_every_document() {
    let site = site(true);
    let left = |one: &PublishedItem| cut(&document_page(&site, one, Display::default())).rest;
    let texts: Vec<PublishedItem> = all().into_iter().filter(|one| one.standing.shows_text()).collect();
    for one in &texts {
        assert_eq!(left(one), left(&texts[0]), "{}", one.bundle.document);
    }
}

#[test]
fn every_item_on_every_page_can_be_made_again_from_its_mark() {
    let mut known = all();
    known.push(face());
    for (name, html) in every_page() {
        for piece in cut(&html).items {
            let (label, hash) = piece.kind_and_hash().unwrap();
            let one = known.iter().find(|one| one.mark_hash().as_str() == hash);
            let one = one.unwrap_or_else(|| panic!("{name}: {hash} is in no ledger"));
            let Some(kind) = ItemKind::from_label(label) else {
                assert_eq!(label, "leaving");
                continue;
            };
            assert_eq!(kind.label(), label);
            let again = render(&kind, one, &place());
            assert!(
                again.as_str().contains(&piece.html),
                "{name}: {label} is not what the ledger gives\n{}\n{}",
                piece.html,
                again.as_str()
            );
        }
    }
}

#[test]
fn nothing_of_a_withdrawn_or_taken_down_text_is_left() {
    let site = site(true);
    for one in all().iter().filter(|one| !one.standing.shows_text()) {
        let page = document_page(&site, one, Display::default());
        let json = render(&ItemKind::Json, one, &place());
        for text in [page.as_str(), json.as_str()] {
            assert!(!text.contains("原来的正文") && !text.contains("关于年检安排的通知<"), "{}", one.standing.code());
        }
    }
}

#[test]
fn no_text_of_a_drafter_becomes_markup() {
    for (name, html) in every_page() {
        assert!(!html.contains("<script>alert"), "{name}");
        assert!(!html.contains("<img src=x"), "{name}");
        assert!(!html.contains(" style="), "{name}");
        assert!(!html.contains(" onclick="), "{name}");
    }
}

#[test]
fn the_tags_of_the_guideline_are_right_on_every_sort_of_page() {
    let tags = |html: &str| -> Vec<String> {
        let found = html.split("<meta name=\"").skip(1).filter_map(|rest| rest.split('"').next());
        found.filter(|name| name.starts_with(|one: char| one.is_ascii_uppercase())).map(str::to_owned).collect()
    };
    let pages: BTreeMap<String, String> = every_page().into_iter().collect();
    let site = ["SiteName", "SiteDomain", "SiteIDCode"];
    let column = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
    let content = ["ArticleTitle", "PubDate", "ContentSource"];
    assert_eq!(tags(&pages["home"]), site);
    assert_eq!(tags(&pages["column"]), [&site[..], &column[..]].concat());
    assert_eq!(tags(&pages["document-rich"])[..10], [&site[..], &column[..], &content[..]].concat());
    assert!(pages["document-rich"].contains("<meta name=\"PubDate\" content=\"2019-03-05 09:30\""));
}

#[test]
fn the_first_page_is_light() {
    let (_, home) = pages(&site(true), &all(), Display::default()).remove(0);
    assert!(home.len() < 60_000, "{} bytes", home.len());
}

#[test]
fn names_of_officers_are_never_shown() {
    for (name, html) in every_page() {
        assert!(!html.contains("by_name"), "{name}");
    }
}

/// For looking at in a browser; see `docs/decisions/public-items-and-chrome.md`.
#[test]
fn samples_are_written_where_somebody_wants_to_look() {
    let Ok(folder) = std::env::var("GONGKAI_SAMPLES") else { return };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    for display in every_display() {
        for (with_face, published) in [(true, all()), (false, Vec::new())] {
            let site = site(with_face);
            let prefix = if with_face { "full" } else { "empty" };
            for (name, html) in pages(&site, &published, display) {
                std::fs::write(folder.join(format!("{prefix}-{name}-{}.html", display.value())), html).unwrap();
            }
            for one in &published {
                let name = format!("{prefix}-document-{}-{}.html", one.bundle.document, display.value());
                std::fs::write(folder.join(name), document_page(&site, one, display)).unwrap();
            }
        }
    }
    crate::assets::write_to(folder);
}
