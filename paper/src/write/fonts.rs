//! The faces a PDF is set in. Two families are part of the program, so that a fresh machine needs
//! no manual step; an operator may put a folder of faces (usually 仿宋) before them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::WriteError;

/// The Song family: text, headings, tables.
pub(crate) const SONG: &str = "Noto Serif SC";
/// The Kai family: second headings, and the one that has the rare characters of names.
pub(crate) const KAI: &str = "LXGW WenKai";

static SONG_REGULAR: &[u8] = include_bytes!("../../fonts/NotoSerifSC-Regular.ttf");
static SONG_BOLD: &[u8] = include_bytes!("../../fonts/NotoSerifSC-Bold.ttf");
static KAI_REGULAR: &[u8] = include_bytes!("../../fonts/LXGWWenKai-Regular.ttf");

/// Parsed once in the life of the process: it costs more than setting a page.
static EMBEDDED: LazyLock<Arc<FontSet>> = LazyLock::new(|| {
    let fonts =
        [SONG_REGULAR, SONG_BOLD, KAI_REGULAR].into_iter().flat_map(|face| Font::iter(Bytes::new(face))).collect();
    Arc::new(FontSet::of(fonts, vec![SONG.to_owned(), KAI.to_owned()]))
});

/// Faces, and the order in which the text of a document asks them for a character.
#[derive(Debug)]
pub(crate) struct FontSet {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    body: Vec<String>,
}

impl FontSet {
    fn of(fonts: Vec<Font>, body: Vec<String>) -> Self {
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { fonts, book, body }
    }

    /// The faces inside the program.
    pub(crate) fn embedded() -> Arc<Self> {
        Arc::clone(&EMBEDDED)
    }

    /// The faces of a folder before those inside the program.
    pub(crate) fn with_folder(folder: &Path) -> Result<Arc<Self>, WriteError> {
        let unusable = |reason: &str| WriteError::Fonts { folder: folder.to_owned(), reason: reason.to_owned() };
        let mut fonts = Vec::new();
        for path in font_files(folder).map_err(|_| unusable("无法读取"))? {
            let bytes = std::fs::read(&path).map_err(|_| unusable("其中的文件无法读取"))?;
            fonts.extend(Font::iter(Bytes::new(bytes)));
        }
        if fonts.is_empty() {
            return Err(unusable("其中没有可用的字体文件（.ttf、.otf、.ttc）"));
        }
        let mut body = Vec::new();
        for font in &fonts {
            let family = font.info().family.as_str().to_owned();
            if !body.contains(&family) {
                body.push(family);
            }
        }
        body.extend(EMBEDDED.body.iter().cloned());
        fonts.extend(EMBEDDED.fonts.iter().cloned());
        Ok(Arc::new(Self::of(fonts, body)))
    }

    /// The families for running text, first choice first.
    pub(crate) fn body_families(&self) -> &[String] {
        &self.body
    }

    /// Whether some face has the character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }
}

/// Sorted by name: the order of a folder differs between machines, the document must not.
fn font_files(folder: &Path) -> std::io::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().map(|extension| extension.to_ascii_lowercase());
        if kind.is_some_and(|kind| ["ttf", "otf", "ttc"].iter().any(|known| kind == *known)) {
            files.insert(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_carries_both_families_and_the_rare_characters_of_names() {
        let fonts = FontSet::embedded();
        assert!(fonts.book().contains_family("noto serif sc"));
        assert!(fonts.book().contains_family("lxgw wenkai"));
        for character in "䶮㛃𠮷𫟹镕喆〔〕“”—…％±√□".chars() {
            assert!(fonts.has(character), "{character}");
        }
        assert!(!fonts.has('😀'), "the test of a missing character needs one that is missing");
    }

    #[test]
    fn a_folder_without_faces_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("说明.txt"), "无").unwrap();
        let refusal = FontSet::with_folder(folder.path()).unwrap_err().to_string();
        assert!(refusal.contains("没有可用的字体文件"), "{refusal}");
    }

    #[test]
    fn faces_of_a_folder_come_first() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kai.ttf"), KAI_REGULAR).unwrap();
        let fonts = FontSet::with_folder(folder.path()).unwrap();
        assert_eq!(fonts.body_families(), [KAI, SONG, KAI]);
    }
}
