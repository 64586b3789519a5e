//! 政府信息公开保密审查审批单: the review of one publication on paper, printed from the ledger.
//!
//! Every value is what the ledger holds; the form adds nothing but its labels.

use affairs::{Date, Instant};
use serde::Serialize;

use super::{
    Press, WriteError,
    press::{long_date, long_time},
    typst_world::Template,
};

/// The review of one publication, as the ledger tells it.
#[derive(Debug, Clone)]
pub struct ReviewForm {
    /// The agency, by its full name.
    pub agency: String,
    /// The title of the item.
    pub title: String,
    /// 索引号.
    pub index_number: Option<String>,
    /// 文号.
    pub document_number: Option<String>,
    /// The section that drafted it.
    pub drafting_section: String,
    /// 生成日期: the day the information was made or obtained.
    pub generated_on: Option<Date>,
    /// What carries it: `网页正文`, `网页正文及附件`.
    pub carrier: String,
    /// Where it comes from: `本机关制作`, `转载：省司法厅网站`.
    pub origin: String,
    /// 公开属性: `主动公开`, `依申请公开`, `不予公开`.
    pub public_attribute: String,
    /// Why, unless it is proactive.
    pub attribute_reason: Option<String>,
    /// Target columns and channels, in their order.
    pub target_columns: Vec<String>,
    /// When it is released: `审批通过后立即发布`, `定于2019年3月5日 09:00发布`.
    pub release_rule: String,
    /// Attachments, in their order.
    pub attachments: Vec<ReviewAttachment>,
    /// What the machine found, and what became of it.
    pub findings: Vec<ReviewFinding>,
    /// The secrecy checklist with its answers.
    pub checklist: Vec<ReviewAnswer>,
    /// The opinions, in the order they were given (drafter, section head, secrecy reviewer,
    /// leader).
    pub opinions: Vec<ReviewOpinion>,
    /// The hash of the bundle that was approved: `sha256:…`.
    pub bundle_hash: String,
    /// Who published it, when and where; `None` before that.
    pub published: Option<ReviewPublishing>,
    /// The instant the form is printed at, the time in the file and at its foot.
    pub printed_at: Instant,
}

/// An attachment of the item.
#[derive(Debug, Clone)]
pub struct ReviewAttachment {
    /// The file's name.
    pub name: String,
    /// The file's kind as a clerk says it: `PDF 文件`, `Word 文件`.
    pub kind: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its pages, where it has any.
    pub pages: Option<u32>,
    /// `sha256:…`.
    pub hash: String,
}

/// A finding of the machine's reading. The words must be masked already.
#[derive(Debug, Clone)]
pub struct ReviewFinding {
    /// Where: `正文第3段`.
    pub place: String,
    /// What kind: `身份证号码`.
    pub label: String,
    /// The words with the sensitive part masked.
    pub excerpt: String,
    /// What became of it.
    pub disposition: FindingDisposition,
    /// Who dealt with it.
    pub by: Option<String>,
    /// When.
    pub at: Option<Instant>,
}

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingDisposition {
    /// The words were masked.
    Masked,
    /// The words were removed.
    Removed,
    /// The words stay, for this reason.
    Justified(String),
    /// Only pointed out; it asked for no answer.
    Noted,
}

impl FindingDisposition {
    fn words(&self) -> String {
        match self {
            Self::Masked => "已遮蔽".to_owned(),
            Self::Removed => "已删除".to_owned(),
            Self::Justified(reason) => format!("说明后保留：{reason}"),
            Self::Noted => "提示".to_owned(),
        }
    }
}

/// One question of the secrecy checklist and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewAnswer {
    /// The question.
    pub question: String,
    /// Whether the information is touched by it.
    pub touched: bool,
    /// How it was dealt with; may be empty.
    pub note: String,
}

/// The opinion of one level.
#[derive(Debug, Clone)]
pub struct ReviewOpinion {
    /// The level: `拟稿人`, `科室负责人`, `保密审查负责人`, `局领导`.
    pub level: String,
    /// The signer's name.
    pub name: String,
    /// The signer's duty: `法治科科长`.
    pub duty: String,
    /// When it was signed.
    pub at: Instant,
    /// The opinion, in the signer's words.
    pub opinion: String,
    /// 受委托: in whose place and on what basis, if not in the signer's own right.
    pub delegation: Option<Delegation>,
}

/// Acting in somebody's place.
#[derive(Debug, Clone)]
pub struct Delegation {
    /// For whom.
    pub acting_for: String,
    /// On what basis: `2019年2月授权委托书（第3号）`.
    pub basis: String,
}

/// The publication.
#[derive(Debug, Clone)]
pub struct ReviewPublishing {
    /// Who pressed publish.
    pub publisher: String,
    /// When it became public.
    pub at: Instant,
    /// Its address.
    pub address: String,
}

/// The form as a tagged PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn review_form_pdf(press: &Press, form: &ReviewForm) -> Result<Vec<u8>, WriteError> {
    press.print(Template::ReviewForm, &FormData::of(form), form.printed_at)
}

/// What the template reads: the ledger's values, worded.
#[derive(Serialize)]
struct FormData<'form> {
    agency: &'form str,
    title: &'form str,
    index_number: &'form str,
    document_number: &'form str,
    drafting_section: &'form str,
    generated_on: String,
    carrier: &'form str,
    origin: &'form str,
    public_attribute: &'form str,
    attribute_reason: &'form str,
    target_columns: &'form [String],
    release_rule: &'form str,
    attachments: Vec<AttachmentData<'form>>,
    findings: Vec<FindingData<'form>>,
    checklist: &'form [ReviewAnswer],
    opinions: Vec<OpinionData<'form>>,
    bundle_hash: &'form str,
    published: Option<PublishedData<'form>>,
    printed_at: String,
}

impl<'form> FormData<'form> {
    fn of(form: &'form ReviewForm) -> Self {
        Self {
            agency: &form.agency,
            title: &form.title,
            index_number: or_dash(form.index_number.as_deref()),
            document_number: or_dash(form.document_number.as_deref()),
            drafting_section: &form.drafting_section,
            generated_on: form.generated_on.map_or_else(|| DASH.to_owned(), long_date),
            carrier: &form.carrier,
            origin: &form.origin,
            public_attribute: &form.public_attribute,
            attribute_reason: form.attribute_reason.as_deref().unwrap_or_default(),
            target_columns: &form.target_columns,
            release_rule: &form.release_rule,
            attachments: form.attachments.iter().map(AttachmentData::of).collect(),
            findings: form.findings.iter().map(FindingData::of).collect(),
            checklist: &form.checklist,
            opinions: form.opinions.iter().map(OpinionData::of).collect(),
            bundle_hash: &form.bundle_hash,
            published: form.published.as_ref().map(PublishedData::of),
            printed_at: long_time(form.printed_at),
        }
    }
}

/// Stands where the ledger has no value, so that nothing can be written in later.
const DASH: &str = "——";

fn or_dash(value: Option<&str>) -> &str {
    value.filter(|value| !value.trim().is_empty()).unwrap_or(DASH)
}

#[derive(Serialize)]
struct AttachmentData<'form> {
    name: &'form str,
    kind: &'form str,
    size: String,
    hash: &'form str,
}

impl<'form> AttachmentData<'form> {
    fn of(attachment: &'form ReviewAttachment) -> Self {
        let pages = attachment.pages.map(|pages| format!("，{pages}页")).unwrap_or_default();
        Self {
            name: &attachment.name,
            kind: &attachment.kind,
            size: format!("{}{pages}", size(attachment.bytes)),
            hash: &attachment.hash,
        }
    }
}

/// A size as a clerk reads it; one decimal, rounded half up, without floating numbers.
fn size(bytes: u64) -> String {
    const KILO: u64 = 1 << 10;
    const MEGA: u64 = 1 << 20;
    let tenths = |unit: u64| {
        let tenths = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        ..KILO => format!("{bytes} 字节"),
        KILO..MEGA => format!("{} KB", tenths(KILO)),
        MEGA.. => format!("{} MB", tenths(MEGA)),
    }
}

#[derive(Serialize)]
struct FindingData<'form> {
    place: &'form str,
    label: &'form str,
    excerpt: &'form str,
    disposition: String,
    signed: String,
}

impl<'form> FindingData<'form> {
    fn of(finding: &'form ReviewFinding) -> Self {
        let at = finding.at.map(long_time);
        let signed: Vec<&str> = [finding.by.as_deref(), at.as_deref()].into_iter().flatten().collect();
        Self {
            place: &finding.place,
            label: &finding.label,
            excerpt: &finding.excerpt,
            disposition: finding.disposition.words(),
            signed: signed.join("，"),
        }
    }
}

#[derive(Serialize)]
struct OpinionData<'form> {
    level: &'form str,
    opinion: &'form str,
    name: &'form str,
    duty: &'form str,
    at: String,
    delegation: Option<String>,
}

impl<'form> OpinionData<'form> {
    fn of(opinion: &'form ReviewOpinion) -> Self {
        let delegation = opinion
            .delegation
            .as_ref()
            .map(|delegation| format!("受委托：代{}签署，依据{}", delegation.acting_for, delegation.basis));
        Self {
            level: &opinion.level,
            opinion: &opinion.opinion,
            name: &opinion.name,
            duty: &opinion.duty,
            at: long_time(opinion.at),
            delegation,
        }
    }
}

#[derive(Serialize)]
struct PublishedData<'form> {
    publisher: &'form str,
    at: String,
    address: &'form str,
}

impl<'form> PublishedData<'form> {
    fn of(published: &'form ReviewPublishing) -> Self {
        Self { publisher: &published.publisher, at: long_time(published.at), address: &published.address }
    }
}

#[cfg(test)]
mod tests;
