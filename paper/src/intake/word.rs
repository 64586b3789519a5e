//! Word files (.docx): as a body to go on editing, and as pieces to be read by the machine.

mod convert;
mod notes;
mod numbering;
mod pieces;
mod styles;

use super::limits::Limits;
use super::office::{Kind, kind_of, read_the_rest};
use super::package::{Package, Relation, Source, relations};
use super::picture;
use super::pieces::Pieces;
use super::refused::IntakeRefused;
pub(crate) use convert::Revisions;

use affairs::ContentHash;
use affairs::document::Body;
use affairs::screening::TextPiece;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// A Word file, taken in.
#[derive(Debug)]
pub struct Word {
    pub body: Body,
    /// The pictures that the body names, without metadata.
    pub images: Vec<EmbeddedImage>,
    /// Every text of the file with its place, headers, footers and comments included, for the machine's reading.
    pub pieces: Vec<TextPiece>,
    /// Pictures in formats that are not kept (EMF, WMF, GIF and the like).
    pub dropped_pictures: usize,
}

/// A picture of a Word file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbeddedImage {
    pub hash: ContentHash,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Takes a Word file on disk in.
///
/// # Errors
/// When it is no Word file, is locked or damaged, or exceeds the limits.
pub fn read(path: &Path, limits: &Limits) -> Result<Word, IntakeRefused> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read_source(Box::new(file), length, &name, limits)
}

/// Takes the bytes of a Word file in.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], limits: &Limits) -> Result<Word, IntakeRefused> {
    read_source(Box::new(std::io::Cursor::new(bytes)), bytes.len() as u64, "", limits)
}

fn read_source(
    mut source: Box<dyn Source + '_>,
    length: u64,
    name: &str,
    limits: &Limits,
) -> Result<Word, IntakeRefused> {
    super::file::check_length(length, limits)?;
    let mut head = [0_u8; 4];
    if source.read_exact(&mut head).is_err() || head != *b"PK\x03\x04" {
        return Err(super::file::not_a_word_file(&mut source, name));
    }
    let mut package = Package::open(source, limits)?;
    let Kind::Word { main } = kind_of(&mut package)? else { return Err(IntakeRefused::NotAWordFile) };
    let mut pieces = Pieces::new(limits);
    read_pieces(&mut package, &main, &mut pieces)?;
    let related = relations(&mut package, &main)?;
    let mut images = Vec::new();
    let pictures = pictures_of(&mut package, &related, limits, &mut images)?;
    let converted = convert::body_of(&mut package, &main, &related, &pictures, Revisions::Accepted, limits)?;
    // A picture that no paragraph shows is not kept.
    let shown: Vec<ContentHash> = converted.body.images().into_iter().cloned().collect();
    images.retain(|image| shown.contains(&image.hash));
    Ok(Word { body: converted.body, images, pieces: pieces.list, dropped_pictures: converted.dropped_pictures })
}

/// The words and tables of a Word file alone.
pub(crate) struct BodyAlone {
    pub body: Body,
    /// Whether changes are tracked in it; the other text is then another reading.
    pub revised: bool,
}

/// Reads only the words and tables of a Word file; no picture is unfolded.
pub(crate) fn body_alone(bytes: &[u8], revisions: Revisions, limits: &Limits) -> Result<BodyAlone, IntakeRefused> {
    super::file::check_length(bytes.len() as u64, limits)?;
    let mut package = Package::open(Box::new(std::io::Cursor::new(bytes)), limits)?;
    let Kind::Word { main } = kind_of(&mut package)? else { return Err(IntakeRefused::NotAWordFile) };
    let related = relations(&mut package, &main)?;
    let converted = convert::body_of(&mut package, &main, &related, &HashMap::new(), revisions, limits)?;
    Ok(BodyAlone { body: converted.body, revised: converted.revised })
}

/// Reads every text of the file.
pub(super) fn read_pieces(package: &mut Package<'_>, main: &str, pieces: &mut Pieces) -> Result<(), IntakeRefused> {
    let related = relations(package, main)?;
    let mut read = vec![main.to_owned()];
    pieces::read_part(package, main, pieces::Part::Text, pieces)?;
    for relation in &related {
        let part = match relation.kind.as_str() {
            "header" => pieces::Part::Header,
            "footer" => pieces::Part::Footer,
            "footnotes" | "endnotes" => pieces::Part::Notes,
            "comments" => pieces::Part::Comments,
            "hyperlink" if relation.external => {
                let place = "链接地址".to_owned();
                pieces.push(place, relation.target.clone(), affairs::screening::Prominence::Line)?;
                continue;
            }
            "aFChunk" | "subDocument" => {
                pieces.conceals("内嵌的其他文档");
                pieces.leave_to_people("内嵌的其他文档".to_owned());
                continue;
            }
            _ => continue,
        };
        if package.has(&relation.target) && !read.contains(&relation.target) {
            pieces::read_part(package, &relation.target, part, pieces)?;
            read.push(relation.target.clone());
        }
    }
    read_the_rest(package, &|name| read.iter().any(|known| known.eq_ignore_ascii_case(name)), pieces)
}

/// The pictures by the id of their relation; `None` for those in formats that are not kept.
fn pictures_of(
    package: &mut Package<'_>,
    related: &[Relation],
    limits: &Limits,
    images: &mut Vec<EmbeddedImage>,
) -> Result<HashMap<String, Option<ContentHash>>, IntakeRefused> {
    let mut found = HashMap::new();
    let mut room = limits.picture_bytes;
    for relation in related.iter().filter(|relation| relation.kind == "image" && !relation.external) {
        if !package.has(&relation.target) {
            found.insert(relation.id.clone(), None);
            continue;
        }
        let bytes = match package.bytes(&relation.target, room) {
            Err(IntakeRefused::UnfoldsTooFar) => return Err(IntakeRefused::PictureTooLarge),
            other => other?,
        };
        let cleaned = match picture::clean(&bytes, limits) {
            Ok(cleaned) => cleaned,
            Err(IntakeRefused::Unreadable(_) | IntakeRefused::Damaged(_)) => {
                found.insert(relation.id.clone(), None);
                continue;
            }
            Err(refused) => return Err(refused),
        };
        room = room.saturating_sub(cleaned.bytes.len());
        let hash = ContentHash::of(&cleaned.bytes);
        found.insert(relation.id.clone(), Some(hash.clone()));
        if !images.iter().any(|image| image.hash == hash) {
            images.push(EmbeddedImage { hash, media_type: cleaned.media_type, bytes: cleaned.bytes });
        }
    }
    Ok(found)
}

#[cfg(test)]
pub(crate) mod tests;
