//! A document of the demo, taken through the whole chain by the real acts.

use super::content::{FileContent, Paper, PaperBlock, PaperFile};
use super::people::Bureau;
use crate::Trouble;
use affairs::document::body::{Align, ListItem, Table, TableCell, TableRow};
use affairs::document::{Action, Block, Body, BundleKind, Inline, Origin, Release};
use affairs::id::{ColumnId, DocumentId, SectionId};
use affairs::review::{Answer, Checklist};
use affairs::{ContentHash, Instant};
use desk::publishing::{EditionContent, Opinion, TakenIn};
use desk::{Desk, MovedClock, Who};
use law::disclosure_categories::{Article20, PublicAttribute, Stage};
use law::secrecy_checklist::QUESTIONS;
use paper::write::sheet::{Sheet, SheetCell, SheetColumn};

/// How far a document is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    Submitted,
    SectionHead,
    SecrecyReviewer,
    Leader,
    Released,
}

/// What a document needs besides its content.
pub struct Journey<'demo> {
    pub desk: &'demo Desk,
    pub clock: &'demo MovedClock,
    pub bureau: &'demo Bureau,
    /// The last moment of the document before, so that the clock never goes back.
    pub not_before: Instant,
}

impl Journey<'_> {
    /// Writes a document, or the next edition of one, and takes it as far as asked. Answers its id.
    ///
    /// # Errors
    /// When an act is refused or fails.
    pub async fn take(
        &self,
        paper: &Paper,
        replaces: Option<&DocumentId>,
        until: Until,
    ) -> Result<DocumentId, Trouble> {
        let released_at = Instant::of_shanghai(paper.released_at);
        let steps = steps(self.not_before, released_at);
        self.clock.set(steps[0]);
        let drafter = self.bureau.who(&paper.drafter)?;
        let id = match replaces {
            Some(id) => {
                self.desk.begin_edition(drafter, id, Action::Replace { correction: false }).await?;
                id.clone()
            }
            None => self.desk.begin_document(drafter, &SectionId::new(&paper.section), BundleKind::Article).await?,
        };
        self.write(drafter, &id, paper, released_at).await?;
        self.clock.set(steps[1]);
        let hash = self.submit(drafter, &id).await?;
        self.desk.run_due_jobs().await?;
        self.review(&hash, &paper.section, &steps, until).await?;
        if until == Until::Released {
            self.publish(&hash, paper.timed, &steps, released_at).await?;
        }
        Ok(id)
    }

    async fn write(&self, drafter: &Who, id: &DocumentId, paper: &Paper, released_at: Instant) -> Result<(), Trouble> {
        let revision = self.revision(drafter, id).await?;
        self.desk.save(drafter, id, revision, content(paper, released_at)).await?;
        for file in &paper.attachments {
            let bytes = file_bytes(file)?;
            let mut incoming = self.desk.incoming(drafter).await?;
            incoming.write(&bytes).await?;
            self.desk.attach(drafter, id, incoming, &file.name, TakenIn::Attachment).await?;
        }
        Ok(())
    }

    async fn revision(&self, who: &Who, id: &DocumentId) -> Result<i64, Trouble> {
        let document = store::documents::by_id(self.desk.reader(), &who.agency, id).await?;
        document.map(|document| document.revision).ok_or_else(|| Trouble("稿件不见了".to_owned()))
    }

    /// Submits the current revision.
    ///
    /// # Errors
    /// When the act is refused or fails.
    pub async fn submit(&self, drafter: &Who, id: &DocumentId) -> Result<ContentHash, Trouble> {
        let revision = self.revision(drafter, id).await?;
        Ok(self.desk.submit(drafter, id, revision).await?)
    }

    /// The three reviewers sign.
    ///
    /// # Errors
    /// When an act is refused or fails.
    pub async fn review(
        &self,
        hash: &ContentHash,
        section: &str,
        steps: &[Instant; 7],
        until: Until,
    ) -> Result<(), Trouble> {
        let day = steps[2].date();
        let signers = [
            (Until::SectionHead, self.bureau.head_of(section)?, "内容属实，同意公开。"),
            (Until::SecrecyReviewer, self.bureau.present("secrecy", day)?, "经逐项审查，不涉密，同意公开。"),
            (Until::Leader, self.bureau.present("leader", day)?, "同意公开。"),
        ];
        for (index, (level, who, opinion)) in signers.into_iter().enumerate() {
            if until < level {
                return Ok(());
            }
            self.clock.set(steps[2 + index]);
            let checklist = (level == Until::SecrecyReviewer).then(clean_checklist);
            let opinion = Opinion { seen: hash.clone(), text: opinion.to_owned(), checklist };
            self.desk.approve(who, opinion).await?;
        }
        Ok(())
    }

    async fn publish(
        &self,
        hash: &ContentHash,
        timed: bool,
        steps: &[Instant; 7],
        released_at: Instant,
    ) -> Result<(), Trouble> {
        let officer = self.bureau.who("disclosure")?;
        self.clock.set(if timed { steps[5] } else { released_at });
        self.desk.publish(officer, hash).await?;
        if timed {
            self.clock.set(released_at);
            self.desk.run_due_jobs().await?;
        }
        Ok(())
    }
}

/// Seven moments before a release, evenly spread over at most a working afternoon, never before the last document's.
pub fn steps(not_before: Instant, released_at: Instant) -> [Instant; 7] {
    const AFTERNOON: i64 = 5 * 60 * 60 * 1000;
    let (first, last) = (not_before.milliseconds(), released_at.milliseconds());
    let from = first.max(last - AFTERNOON);
    let step = (last - from) / 8;
    std::array::from_fn(|index| Instant::from_milliseconds(from + step * i64::try_from(index + 1).unwrap_or(1)))
}

/// A checklist on which nothing is touched.
pub fn clean_checklist() -> Checklist {
    let answers =
        QUESTIONS.iter().map(|question| Answer { key: question.key.to_owned(), touched: false, note: String::new() });
    Checklist(answers.collect())
}

fn content(paper: &Paper, released_at: Instant) -> EditionContent {
    let source = paper.source.clone().unwrap_or_default();
    EditionContent {
        title: paper.title.clone(),
        body: Body { blocks: paper.body.iter().map(block).collect() },
        summary: paper.summary.clone(),
        generated_on: Some(paper.generated_on),
        origin: match paper.origin.as_str() {
            "obtained" => {
                Origin::Obtained { from: source.clone(), on: paper.obtained_on.unwrap_or(paper.generated_on) }
            }
            "reposted" => Origin::Reposted {
                source: source.clone(),
                original_number: paper.original_number.clone().unwrap_or_default(),
            },
            _ => Origin::Made,
        },
        source: if source.is_empty() { "云川市司法局".to_owned() } else { source },
        keywords: paper.keywords.clone(),
        article20: Article20::parse(&paper.article20),
        stage: Stage::parse(&paper.stage),
        public_attribute: PublicAttribute::Proactive,
        attribute_reason: String::new(),
        numbered: paper.document_number.is_some(),
        targets: paper.column.iter().map(ColumnId::new).collect(),
        release: if paper.timed { Release::At { instant: released_at } } else { Release::AtOnce },
        correction: false,
        facts: serde_json::Value::Null,
        typed_texts: Vec::new(),
    }
}

fn block(block: &PaperBlock) -> Block {
    let item = |text: &String| ListItem {
        blocks: vec![Block::Paragraph { align: Align::Start, indent: false, inlines: vec![Inline::text(text)] }],
    };
    match block {
        PaperBlock::H(text) => Block::heading(2, text),
        PaperBlock::P(text) => Block::paragraph(text),
        PaperBlock::Ol(items) => Block::List { ordered: true, items: items.iter().map(item).collect() },
        PaperBlock::Ul(items) => Block::List { ordered: false, items: items.iter().map(item).collect() },
        PaperBlock::Table(rows) => Block::Table(Table {
            caption: String::new(),
            rows: rows
                .iter()
                .enumerate()
                .map(|(index, cells)| TableRow {
                    cells: cells.iter().map(|cell| TableCell::text(cell, index == 0)).collect(),
                })
                .collect(),
        }),
    }
}

fn file_bytes(file: &PaperFile) -> Result<Vec<u8>, Trouble> {
    let made_at = Instant::from_milliseconds(0);
    Ok(match &file.content {
        FileContent::Csv(text) => format!("\u{feff}{text}").into_bytes(),
        FileContent::Text(text) => text.clone().into_bytes(),
        FileContent::Sheet(rows) => sheet(&file.name, rows, made_at)?,
        FileContent::Word(paragraphs) => paper::write::plain_word(&file.name, paragraphs, made_at)?,
    })
}

fn sheet(name: &str, rows: &[Vec<String>], made_at: Instant) -> Result<Vec<u8>, Trouble> {
    let (headings, rows) = rows.split_first().ok_or_else(|| Trouble(format!("{name} 没有内容")))?;
    let width = headings.len();
    let cells = |row: &Vec<String>| -> Vec<SheetCell> {
        let cell = |place: usize| row.get(place).map_or(SheetCell::Empty, |text| text.as_str().into());
        (0..width).map(cell).collect()
    };
    let columns = headings.iter().map(SheetColumn::text).collect();
    let title = name.trim_end_matches(".xlsx").to_owned();
    Ok(Sheet { title, columns, rows: rows.iter().map(cells) }.xlsx(made_at)?)
}
