//! What a stranger can read of a publication, each piece a pure function of the approved bundle, its body, the ledger's
//! facts about it, and this program.
//!
//! An [`Item`] can be made nowhere but here, and a public page has no other way to say anything of its own but its fixed
//! words. Every item carries `data-item="{kind}:{hash of the bundle}"` on each of its outermost elements, so that a
//! crawler can cut them out, make them again from the ledger and compare; see [`crate::public::cut`].

mod charts;
mod document;
mod entry;
mod feed;
mod head;
pub mod links;
mod site;

use affairs::document::{Body, Bundle, SiteFacts};
use affairs::id::ColumnId;
use affairs::publication::Standing;
use affairs::review::chain::Level;
use affairs::{ContentHash, Instant};
use std::fmt;
use std::sync::Arc;

pub use links::{document_address, file_address, outside_links};

/// A rendered piece of a publication: HTML or XML, marked with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item(String);

impl Item {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show, because the publication says nothing of the kind.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Item {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The kinds of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// `<title>` of a document.
    Title,
    /// The content tags of the website guideline.
    Meta,
    /// The whole document.
    Document,
    /// A line of a list.
    Entry,
    /// A row of the catalogue.
    CatalogueRow,
    /// The frame of a search result: title, date, numbers.
    Hit,
    /// A line of the list of annual reports.
    Report,
    FeedEntry,
    SitemapEntry,
    /// The document for machines.
    Json,
    /// The notice before a link of the document (or the site's face) leaves the site.
    Leaving(String),

    /// `<title>` of a page that is not a document.
    SiteTitle(PageName),
    /// The site tags.
    SiteMeta,
    SiteName,
    Introduction,
    Footer,
    Contacts,
    ColumnTitle(ColumnId),
    ColumnMeta(ColumnId),
    /// The heading of a column's own page.
    ColumnHead(ColumnId),
    /// The name of a column above a list, leading to the column.
    ColumnName(ColumnId),
    /// The column in the trail above a page.
    ColumnCrumb(ColumnId),
    /// All columns, at the side; the current one marked.
    ColumnNavigation(Option<ColumnId>),
    /// All columns by group, with their descriptions.
    ColumnMap,
    /// The columns as choices of a search; the chosen one marked.
    ColumnChoices(Option<ColumnId>),
    Guide,
    Application,
    LeadingGroup,
    FeedHead(Option<ColumnId>),
    SitemapColumns,
}

/// The pages that are not documents, as their titles say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageName {
    Home,
    Catalogue,
    Guide,
    Rules,
    Application,
    ApplicationForm,
    Progress,
    Deadline,
    Verify,
    Reports,
    Search,
    SiteMap,
    Leaving,
}

impl PageName {
    /// The page's name in a title.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Home => "首页",
            Self::Catalogue => "公开目录",
            Self::Guide => "公开指南",
            Self::Rules => "公开制度",
            Self::Application => "依申请公开",
            Self::ApplicationForm => "政府信息公开申请表",
            Self::Progress => "查询办理进度",
            Self::Deadline => "答复期限计算器",
            Self::Verify => "验证文书真伪",
            Self::Reports => "年度报告",
            Self::Search => "查文件",
            Self::SiteMap => "网站地图",
            Self::Leaving => "离开本站提示",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Catalogue => "catalogue",
            Self::Guide => "guide",
            Self::Rules => "rules",
            Self::Application => "application",
            Self::ApplicationForm => "application-form",
            Self::Progress => "progress",
            Self::Deadline => "deadline",
            Self::Verify => "verify",
            Self::Reports => "reports",
            Self::Search => "search",
            Self::SiteMap => "site-map",
            Self::Leaving => "leaving",
        }
    }
}

impl ItemKind {
    /// The kind's name in a mark.
    #[must_use]
    pub fn label(&self) -> String {
        let column = |name: &str, id: &ColumnId| format!("{name}.{id}");
        let optional = |name: &str, id: &Option<ColumnId>| match id {
            Some(id) => format!("{name}.{id}"),
            None => name.to_owned(),
        };
        let fixed = match self {
            Self::Title => "title",
            Self::Meta => "meta",
            Self::Document => "document",
            Self::Entry => "entry",
            Self::CatalogueRow => "catalogue-row",
            Self::Hit => "hit",
            Self::Report => "report",
            Self::FeedEntry => "feed-entry",
            Self::SitemapEntry => "sitemap-entry",
            Self::Json => "json",
            Self::Leaving(_) => "leaving",
            Self::SiteMeta => "site-meta",
            Self::SiteName => "site-name",
            Self::Introduction => "introduction",
            Self::Footer => "footer",
            Self::Contacts => "contacts",
            Self::ColumnMap => "column-map",
            Self::Guide => "guide",
            Self::Application => "application",
            Self::LeadingGroup => "leading-group",
            Self::SitemapColumns => "sitemap-columns",
            Self::SiteTitle(page) => return format!("site-title.{}", page.code()),
            Self::ColumnTitle(id) => return column("column-title", id),
            Self::ColumnMeta(id) => return column("column-meta", id),
            Self::ColumnHead(id) => return column("column-head", id),
            Self::ColumnName(id) => return column("column-name", id),
            Self::ColumnCrumb(id) => return column("column-crumb", id),
            Self::ColumnNavigation(id) => return optional("column-navigation", id),
            Self::ColumnChoices(id) => return optional("column-choices", id),
            Self::FeedHead(id) => return optional("feed-head", id),
        };
        fixed.to_owned()
    }

    /// The kind that a mark names, for whoever makes the item again; `Leaving` needs its address and has none here.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Self> {
        let (name, column) = label.split_once('.').map_or((label, None), |(name, rest)| (name, Some(rest)));
        let id = column.map(ColumnId::new);
        let fixed = match (name, id) {
            ("title", None) => Self::Title,
            ("meta", None) => Self::Meta,
            ("document", None) => Self::Document,
            ("entry", None) => Self::Entry,
            ("catalogue-row", None) => Self::CatalogueRow,
            ("hit", None) => Self::Hit,
            ("report", None) => Self::Report,
            ("feed-entry", None) => Self::FeedEntry,
            ("sitemap-entry", None) => Self::SitemapEntry,
            ("json", None) => Self::Json,
            ("site-meta", None) => Self::SiteMeta,
            ("site-name", None) => Self::SiteName,
            ("introduction", None) => Self::Introduction,
            ("footer", None) => Self::Footer,
            ("contacts", None) => Self::Contacts,
            ("column-map", None) => Self::ColumnMap,
            ("guide", None) => Self::Guide,
            ("application", None) => Self::Application,
            ("leading-group", None) => Self::LeadingGroup,
            ("sitemap-columns", None) => Self::SitemapColumns,
            ("column-navigation", id) => Self::ColumnNavigation(id),
            ("column-choices", id) => Self::ColumnChoices(id),
            ("feed-head", id) => Self::FeedHead(id),
            ("site-title", Some(page)) => Self::SiteTitle(page_name(page.as_str())?),
            ("column-title", Some(id)) => Self::ColumnTitle(id),
            ("column-meta", Some(id)) => Self::ColumnMeta(id),
            ("column-head", Some(id)) => Self::ColumnHead(id),
            ("column-name", Some(id)) => Self::ColumnName(id),
            ("column-crumb", Some(id)) => Self::ColumnCrumb(id),
            _ => return None,
        };
        Some(fixed)
    }
}

fn page_name(code: &str) -> Option<PageName> {
    use PageName::{
        Application, ApplicationForm, Catalogue, Deadline, Guide, Home, Leaving, Progress, Reports, Rules, Search,
        SiteMap, Verify,
    };
    let all = [
        Home,
        Catalogue,
        Guide,
        Rules,
        Application,
        ApplicationForm,
        Progress,
        Deadline,
        Verify,
        Reports,
        Search,
        SiteMap,
        Leaving,
    ];
    all.into_iter().find(|page| page.code() == code)
}

/// Where a site lies: what an address is made of. Settings of the machine, the same whatever is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `https://host` without a slash at the end, for feeds and site maps.
    pub base: String,
    /// The agency's path, `/a/{slug}`.
    pub path: String,
}

/// A signature as the public reads it: which level and when, never who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    pub level: Level,
    pub at: Instant,
    /// 受委托.
    pub acting: bool,
}

/// A publication with everything that an item may be made of.
#[derive(Debug, Clone)]
pub struct PublishedItem {
    pub hash: ContentHash,
    pub bundle: Bundle,
    pub body: Arc<Body>,
    pub standing: Standing,
    pub first_released_at: Instant,
    pub released_at: Instant,
    /// The ledger of exactly this bundle, in order; items that do not show it may be made without.
    pub signatures: Vec<Signed>,
    /// The words with which it was withdrawn or repealed, themselves an approved bundle.
    pub notice: Option<Box<Notice>>,
    /// The facts of a site's face, read from the bundle.
    face: Arc<SiteFacts>,
}

/// The bundle that says why something was withdrawn or repealed.
#[derive(Debug, Clone)]
pub struct Notice {
    pub hash: ContentHash,
    pub bundle: Bundle,
    pub body: Body,
    pub signatures: Vec<Signed>,
}

impl PublishedItem {
    /// From the bundle and its body; standing, instants, ledger and notice are the ledger's.
    #[must_use]
    pub fn new(
        hash: ContentHash,
        bundle: Bundle,
        body: Body,
        standing: Standing,
        released: (Instant, Instant),
    ) -> Self {
        let face = match bundle.kind {
            affairs::document::BundleKind::Site => SiteFacts::from_value(&bundle.facts).unwrap_or_default(),
            _ => SiteFacts::default(),
        };
        Self {
            hash,
            bundle,
            body: Arc::new(body),
            standing,
            first_released_at: released.0,
            released_at: released.1,
            signatures: Vec::new(),
            notice: None,
            face: Arc::new(face),
        }
    }

    /// The facts of a site's face; empty for anything else.
    #[must_use]
    pub fn face(&self) -> &SiteFacts {
        &self.face
    }
}

/// The item of a kind, made from a publication. Nothing else is asked: no clock, no database, no other publication.
#[must_use]
pub fn render(kind: &ItemKind, published: &PublishedItem, place: &Place) -> Item {
    let mark = Mark(format!("{}:{}", kind.label(), published.mark_hash()));
    let of_site = || Site { facts: published.face(), place, mark: &mark };
    let html = match kind {
        ItemKind::Title => head::title(published, &mark),
        ItemKind::Meta => head::meta(published, place, &mark),
        ItemKind::Document => document::page(published, place, &mark),
        ItemKind::Entry => entry::line(published, &mark),
        ItemKind::CatalogueRow => entry::catalogue_row(published, &mark),
        ItemKind::Hit => entry::hit(published, &mark),
        ItemKind::Report => entry::report(published, &mark),
        ItemKind::FeedEntry => feed::entry(published, place, &mark),
        ItemKind::SitemapEntry => feed::sitemap_entry(published, place, &mark),
        ItemKind::Json => document::json(published, place),
        ItemKind::Leaving(to) => links::leaving(published, to, &mark),
        ItemKind::SiteTitle(page) => head::site_title(&of_site(), *page),
        ItemKind::SiteMeta => head::site_meta(&of_site()),
        ItemKind::ColumnTitle(id) => head::column_title(&of_site(), id),
        ItemKind::ColumnMeta(id) => head::column_meta(&of_site(), id),
        ItemKind::SiteName => site::name(&of_site()),
        ItemKind::Introduction => site::introduction(&of_site()),
        ItemKind::Footer => site::footer(&of_site(), published),
        ItemKind::Contacts => site::contacts(&of_site()),
        ItemKind::ColumnHead(id) => site::column_head(&of_site(), id),
        ItemKind::ColumnName(id) => site::column_name(&of_site(), id),
        ItemKind::ColumnCrumb(id) => site::column_crumb(&of_site(), id),
        ItemKind::ColumnNavigation(current) => site::column_navigation(&of_site(), current.as_ref()),
        ItemKind::ColumnMap => site::column_map(&of_site()),
        ItemKind::ColumnChoices(chosen) => site::column_choices(&of_site(), chosen.as_ref()),
        ItemKind::Guide => site::guide(&of_site()),
        ItemKind::Application => site::application(&of_site()),
        ItemKind::LeadingGroup => site::leading_group(&of_site()),
        ItemKind::FeedHead(column) => feed::head(&of_site(), column.as_ref()),
        ItemKind::SitemapColumns => feed::sitemap_columns(&of_site(), published),
    };
    Item(html)
}

/// The attribute that every outermost element of an item carries; in XML, a pair of comments around it.
struct Mark(String);

impl Mark {
    fn attribute(&self) -> String {
        format!(" data-item=\"{}\"", affairs::document::body_html::escape(&self.0))
    }

    fn around(&self, xml: &str) -> String {
        format!("<!--item {}-->{xml}<!--/item-->", self.0)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.attribute())
    }
}

/// What the items of a site's face are made of.
struct Site<'site> {
    facts: &'site SiteFacts,
    place: &'site Place,
    mark: &'site Mark,
}

/// A template of this folder as text. Only a broken formatter could fail, and then nothing is better than half a page.
fn filled(template: &impl askama::Template) -> String {
    template.render().unwrap_or_default()
}

impl PublishedItem {
    /// The bundle in whose words the address speaks: the withdrawal's once it is withdrawn.
    fn notice_or_self(&self) -> &Bundle {
        match (self.standing, &self.notice) {
            (Standing::Withdrawn, Some(notice)) => &notice.bundle,
            _ => &self.bundle,
        }
    }

    fn signatures_shown(&self) -> &[Signed] {
        match (self.standing, &self.notice) {
            (Standing::Withdrawn, Some(notice)) => &notice.signatures,
            _ => &self.signatures,
        }
    }

    /// The hash in the mark of this publication's items.
    #[must_use]
    pub fn mark_hash(&self) -> &ContentHash {
        match (self.standing, &self.notice) {
            (Standing::Withdrawn, Some(notice)) => &notice.hash,
            _ => &self.hash,
        }
    }
}
