//! What the words of a report say, as facts: its sections, its figures with unit and notion, and
//! the few sentences that claim something checkable. A reader fills this from a published report;
//! our own report fills it from the metrics it prints.

use jiff::civil::Date;

use super::{ExactDecimal, ReportSection, TableThreeRow};

/// The text of a report, cut at the headings of its six sections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportText {
    /// The title line, if one was found.
    pub title: Option<String>,
    /// The name of the reporting agency, as far as the title tells it.
    pub agency: Option<String>,
    /// What stands between the title and the first section.
    pub preamble: String,
    /// The sections in the order they stand in the report; a missing one is absent.
    pub sections: Vec<SectionText>,
}

/// One section as it stands in the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionText {
    /// Which of the six.
    pub section: ReportSection,
    /// Its heading as printed, without the numeral.
    pub heading: String,
    /// Its running text, tables left out.
    pub text: String,
}

impl ReportText {
    /// The text of a section, if it is there.
    pub fn section(&self, section: ReportSection) -> Option<&SectionText> {
        self.sections.iter().find(|candidate| candidate.section == section)
    }
}

/// Where in the text something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    /// The section; `None` is the preamble.
    pub section: Option<ReportSection>,
    /// How many characters of the section's text stand before it.
    pub offset: usize,
    /// The words themselves, as printed.
    pub words: String,
}

/// How exact a printed figure claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hedge {
    /// 余, 多, 突破, 超过: the true value is not smaller.
    AtLeast,
    /// 约, 近: the true value may be smaller or larger.
    About,
}

/// Whose figure it is, where the words say so. Figures of different scope are never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Nothing said, or this organ.
    Own,
    /// The whole region or all units under it: 全区, 各部门, …
    Region,
}

/// What a figure counts. Only figures of the same notion are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notion {
    /// Applications received; `newly` when the words say 新收, so that carried-in ones are excluded.
    Received {
        /// The words exclude applications carried in from last year.
        newly: bool,
    },
    /// Applications carried in from last year.
    CarriedIn,
    /// Applications answered or closed in the year.
    Answered,
    /// Applications carried over into next year.
    CarriedOver,
    /// Applications with one of these results.
    Outcome(Vec<TableThreeRow>),
    /// Reconsideration cases about disclosure; `newly` when the words say only this year's.
    Reconsiderations {
        /// The words exclude cases carried in from last year.
        newly: bool,
    },
    /// Suits about disclosure, direct and after reconsideration together.
    Suits {
        /// The words exclude cases carried in from last year.
        newly: bool,
    },
    /// Rules (规章) made or published in the year.
    Rules,
    /// Normative documents made or published in the year.
    NormativeDocuments,
    /// Documents in force at the end of the year: a stock.
    DocumentsInForce {
        /// Rules (规章); else normative documents.
        rules: bool,
    },
    /// Documents repealed or declared invalid in the year.
    DocumentsRepealed {
        /// Rules (规章); else normative documents.
        rules: bool,
    },
    /// Policy items (政策信息) published in the year.
    PolicyItems,
    /// Items published, updated or otherwise counted on a platform.
    PlatformItems {
        /// The words say 更新, not 发布.
        updates: bool,
    },
    /// Average pushes (次) of a WeChat account in a month.
    PushesPerMonth,
    /// Articles (条, 篇) of a WeChat account in the year.
    AccountArticles,
    /// Legal consultations answered.
    Consultations,
    /// Anything else.
    Other,
}

/// A percentage printed behind a figure: 占33.9%.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(pub ExactDecimal);

/// One figure of the narrative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, 万 and 亿 multiplied out.
    pub value: i64,
    /// The unit word: 件, 条, 次, 人次, …
    pub unit: String,
    /// The hedge beside it, if any.
    pub hedge: Option<Hedge>,
    /// The share printed behind it, if any.
    pub share: Option<Share>,
    /// What it counts.
    pub notion: Notion,
    /// Whose it is.
    pub scope: Scope,
    /// Whether a word for "so far" (目前, 截至) instead of a year governs it.
    pub undated: bool,
    /// Where it stands.
    pub place: TextPlace,
}

/// A total that the text itself takes apart. Indices into [`Narrative::figures`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// The total.
    pub total: usize,
    /// Its parts, at least two.
    pub parts: Vec<usize>,
    /// Whether the words claim the parts to be all (a part is called 其他, or 分别为 stands before).
    pub exhaustive: bool,
}

/// A sentence that claims something checkable without a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// No application was received.
    NoApplications,
    /// All applications were closed.
    AllAnswered,
    /// No reconsideration about disclosure.
    NoReconsiderations,
    /// No suit about disclosure.
    NoSuits,
    /// Every reconsideration or suit mentioned was upheld.
    AllUpheld {
        /// The sentence speaks of reconsiderations.
        reconsiderations: bool,
        /// The sentence speaks of suits.
        suits: bool,
    },
    /// The statistical period.
    Period {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Two accounts became one during the year.
    AccountsMerged,
    /// The day the page says it was made public on.
    PublishedOn(Date),
}

/// A claim and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is claimed.
    pub claim: Claim,
    /// Where.
    pub place: TextPlace,
}

/// All facts of the narrative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrative {
    /// Every figure, in reading order.
    pub figures: Vec<Figure>,
    /// The totals the text takes apart.
    pub breakdowns: Vec<Breakdown>,
    /// The checkable sentences.
    pub statements: Vec<Statement>,
}

impl Narrative {
    /// The figures whose notion satisfies `wanted`.
    pub fn figures_of<'n>(&'n self, wanted: impl Fn(&Notion) -> bool + 'n) -> impl Iterator<Item = &'n Figure> {
        self.figures.iter().filter(move |figure| wanted(&figure.notion))
    }

    /// The first statement of a claim that satisfies `wanted`.
    pub fn statement(&self, wanted: impl Fn(&Claim) -> bool) -> Option<&Statement> {
        self.statements.iter().find(|statement| wanted(&statement.claim))
    }
}
