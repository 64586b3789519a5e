//! What an office package is, and the parts of it that no format's own reader looks at.

use super::package::Package;
use super::pieces::Pieces;
use super::refused::{Foreign, IntakeRefused, Sort};
use super::xml::{Node, walk};
use affairs::screening::Prominence;

/// A package that is read, with the name of its main part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Word { main: String },
    Sheet { main: String },
}

/// Content types are a small list; a longer one is no office file's.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Tells by its content types what a package is.
pub(crate) fn kind_of(package: &mut Package<'_>) -> Result<Kind, IntakeRefused> {
    if package.has("OFD.xml") {
        return Err(IntakeRefused::Unreadable(Foreign::Ofd));
    }
    if package.has("mimetype") && package.has("content.xml") {
        return Err(IntakeRefused::Unreadable(Foreign::OpenDocument));
    }
    if !package.has(CONTENT_TYPES) {
        return Err(IntakeRefused::Unreadable(Foreign::Archive));
    }
    let mut kind = None;
    let mut macros = package.names().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"));
    let mut slides = false;
    walk(package.part(CONTENT_TYPES)?, Sort::Office, &mut |node| {
        if let Node::Open(open) = node
            && matches!(open.name(), "Override" | "Default")
        {
            let content = open.attribute("ContentType").unwrap_or_default();
            let part = open.attribute("PartName").unwrap_or_default().trim_start_matches('/').to_owned();
            macros |= content.contains("macroEnabled");
            slides |= content.contains("presentationml");
            if content.ends_with("wordprocessingml.document.main+xml") {
                kind = Some(Kind::Word { main: part });
            } else if content.ends_with("spreadsheetml.sheet.main+xml") {
                kind = Some(Kind::Sheet { main: part });
            }
        }
        Ok(true)
    })?;
    match kind {
        _ if macros => Err(IntakeRefused::Macros),
        Some(kind) => {
            package.is_a(if matches!(kind, Kind::Word { .. }) { Sort::Word } else { Sort::Sheet });
            Ok(kind)
        }
        None if slides => Err(IntakeRefused::Unreadable(Foreign::Slides)),
        None => Err(IntakeRefused::Unreadable(Foreign::Unknown)),
    }
}

/// Reads what no reader of the format has read: properties, charts, diagrams, custom data, caches of pivot tables. What
/// is no text is left to people or named as concealed.
pub(crate) fn read_the_rest(
    package: &mut Package<'_>,
    already: &dyn Fn(&str) -> bool,
    pieces: &mut Pieces,
) -> Result<(), IntakeRefused> {
    let names: Vec<String> = package.names().filter(|name| !already(name)).map(str::to_owned).collect();
    let mut pictures = 0;
    for name in names {
        let lower = name.to_ascii_lowercase();
        match place_of(&lower) {
            Rest::Nothing => {}
            Rest::Text(place) => texts_of(package, &name, place, pieces)?,
            Rest::ConcealedText(place) => {
                pieces.conceals(place);
                texts_of(package, &name, place, pieces)?;
            }
            Rest::Picture => {
                pictures += 1;
                pieces.leave_to_people(format!("文件中的图片{pictures}"));
            }
            Rest::Object => {
                pieces.conceals("内嵌的对象");
                pieces.leave_to_people("内嵌的对象".to_owned());
            }
        }
    }
    Ok(())
}

enum Rest {
    Nothing,
    Text(&'static str),
    /// Text that the page does not show.
    ConcealedText(&'static str),
    Picture,
    Object,
}

fn place_of(name: &str) -> Rest {
    let has = |part: &str| name.contains(part);
    let extension = name.rsplit('.').next().unwrap_or_default();
    match extension {
        "rels" | "odttf" | "ttf" | "fntdata" => Rest::Nothing,
        _ if name.ends_with('/') => Rest::Nothing,
        "xml" if name == "[content_types].xml" => Rest::Nothing,
        "xml" if has("styles") || has("theme/") || has("settings") || has("fonttable") || has("numbering") => {
            Rest::Nothing
        }
        "xml" if has("calcchain") => Rest::Nothing,
        "xml" if has("docprops/") => Rest::Text("文档属性"),
        "xml" if has("charts/") => Rest::Text("图表"),
        "xml" if has("diagrams/") => Rest::Text("图形"),
        "xml" if has("drawing") => Rest::Text("图形"),
        "xml" if has("pivot") => Rest::ConcealedText("数据透视表的缓存"),
        "xml" if has("externallink") => Rest::ConcealedText("外部链接的缓存"),
        "xml" if has("comment") => Rest::ConcealedText("批注"),
        "xml" if has("customxml/") => Rest::ConcealedText("自定义数据"),
        "xml" => Rest::Text("文件其他部分"),
        "vml" => Rest::Text("图形"),
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "emf" | "wmf" | "svg" | "webp" | "wdp" | "ico"
        | "jfif" => Rest::Picture,
        "bin" if has("printersettings") => Rest::Nothing,
        _ => Rest::Object,
    }
}

/// The texts of an XML part, and the values that caches keep in attributes.
fn texts_of(package: &mut Package<'_>, name: &str, place: &str, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let sort = package.sort();
    let mut text = String::new();
    let result = walk(package.part(name)?, sort, &mut |node| {
        match node {
            Node::Text(more) => text.push_str(more),
            Node::Open(open) => {
                let value = matches!(open.name(), "s" | "n" | "d").then(|| open.attribute("v")).flatten();
                if let Some(value) = value.or_else(|| open.attribute("descr")) {
                    pieces.push(place.to_owned(), value, Prominence::Cell)?;
                }
            }
            Node::Close("t" | "r") => {}
            Node::Close(_) => pieces.push(place.to_owned(), std::mem::take(&mut text), Prominence::Line)?,
        }
        Ok(true)
    });
    match result {
        // VML and some custom parts are not quite XML; what could not be read is left to people.
        Err(IntakeRefused::Damaged(_) | IntakeRefused::Hostile(_)) => {
            pieces.leave_to_people(place.to_owned());
            Ok(())
        }
        other => other,
    }
}
