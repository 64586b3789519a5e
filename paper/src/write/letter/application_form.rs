//! 政府信息公开申请表: blank, or filled with what the applicant gave. It asks for what Art. 29 asks and for no purpose.

use affairs::{
    Instant,
    letter::{Block, Body, Cell, Grid, Part, Row},
};

use super::{page::Page, page_pdf, word::page_word};
use crate::write::{Press, WriteError};

const TITLE: &str = "政府信息公开申请表";

/// The form; every field left empty is a line to write on.
#[derive(Clone, Default)]
pub struct ApplicationForm {
    /// The agency that is asked.
    pub agency: String,
    /// 申请编号, given on receipt.
    pub number: String,
    /// Which side of the form is filled in.
    pub applicant: ApplicantSide,
    /// Telephone.
    pub telephone: String,
    /// Address.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// E-mail.
    pub email: String,
    /// The agent's name, identity and telephone, as one line.
    pub agent: String,
    /// What is wanted, by title, number or another feature (Art. 29(2)(2)).
    pub wanted: String,
    /// 获取方式: how the information is given; the chosen word among those of the form.
    pub form: String,
    /// 获取途径: by which way; the chosen word among those of the form.
    pub channel: String,
    /// The help asked for with reading, seeing or hearing (Art. 43).
    pub help: String,
}

/// Who applies.
#[derive(Clone, Default)]
pub enum ApplicantSide {
    /// Nobody yet.
    #[default]
    Blank,
    /// A natural person: name, kind and number of the document.
    Person {
        /// The name.
        name: String,
        /// 证件名称.
        document: String,
        /// 证件号码.
        document_number: String,
    },
    /// An organisation.
    Organisation {
        /// The name.
        name: String,
        /// Which of the five kinds of table three.
        kind: String,
        /// 统一社会信用代码.
        credit_code: String,
        /// 法定代表人或者负责人.
        representative: String,
        /// 联系人.
        contact_person: String,
    },
}

const FORMS: [&str; 3] = ["纸质", "电子数据", "现场查阅、抄录"];
const CHANNELS: [&str; 5] = ["自行领取", "邮寄", "电子邮件", "网上下载", "传真"];
const ORGANISATIONS: [&str; 5] = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];

/// The form as a tagged PDF.
///
/// # Errors
/// [`WriteError::MissingGlyph`] when a character is in no font.
pub fn application_form_pdf(press: &Press, form: &ApplicationForm, printed_at: Instant) -> Result<Vec<u8>, WriteError> {
    page_pdf(press, &page(form, &number_line(form)), printed_at)
}

/// The form as a Word file.
///
/// # Errors
/// [`WriteError::Failed`] only.
pub fn application_form_word(form: &ApplicationForm, made_at: Instant) -> Result<Vec<u8>, WriteError> {
    page_word(&page(form, &number_line(form)), made_at)
}

fn number_line(form: &ApplicationForm) -> String {
    format!("编号：{}", if form.number.is_empty() { "　　　　　　　　" } else { &form.number })
}

fn page<'form>(form: &'form ApplicationForm, number: &'form str) -> Page<'form> {
    let agency = if form.agency.is_empty() { "　　　　　　　　　　" } else { &form.agency };
    let blocks = vec![
        words(format!("受理机关：{agency}")),
        grid(&[7, 19, 30, 16, 28], [person_rows(form), organisation_rows(form), contact_rows(form)].concat()),
        grid(&[26, 74], wanted_rows(form)),
        words(NOTES.to_owned()),
    ];
    Page::form(&form.agency, TITLE, number, blocks)
}

const NOTES: &str = "填表说明：\n\
    1．公民填写“公民”部分，法人或者其他组织填写“法人或者其他组织”部分，并附身份证明。委托他人申请的，附授权委托书和代理人的身份证明。\n\
    2．请写明所需信息的名称、文号，或者便于查找的其他特征。一件申请写一项内容，便于尽快答复。\n\
    3．无需说明申请信息的用途。书写确有困难的，可以口头提出，由工作人员代为填写，经申请人核对后签名。\n\
    4．本机关检索、复制、邮寄不收取费用；申请的数量、频次明显超过合理范围的，依法收取信息处理费。";

fn person_rows(form: &ApplicationForm) -> Vec<Row> {
    let (name, document, number) = match &form.applicant {
        ApplicantSide::Person { name, document, document_number } => {
            (name.as_str(), document.as_str(), document_number.as_str())
        }
        ApplicantSide::Blank | ApplicantSide::Organisation { .. } => ("", "", ""),
    };
    vec![
        row(vec![label("公民", 1), label("姓　　名", 1), value(name, 3)]),
        row(vec![label("", 1), label("证件名称", 1), value(document, 1), label("证件号码", 1), value(number, 1)]),
    ]
}

fn organisation_rows(form: &ApplicationForm) -> Vec<Row> {
    let (name, kind, code, representative, contact) = match &form.applicant {
        ApplicantSide::Organisation { name, kind, credit_code, representative, contact_person } => {
            (name.as_str(), kind.as_str(), credit_code.as_str(), representative.as_str(), contact_person.as_str())
        }
        ApplicantSide::Blank | ApplicantSide::Person { .. } => ("", "", "", "", ""),
    };
    vec![
        row(vec![label("单位", 1), label("名　　称", 1), value(name, 3)]),
        row(vec![label("", 1), label("类　　型", 1), value(&choices(&ORGANISATIONS, 3, kind), 3)]),
        row(vec![
            label("", 1),
            label("统一社会\n信用代码", 1),
            value(code, 1),
            label("法定代表人\n或者负责人", 1),
            value(representative, 1),
        ]),
        row(vec![label("", 1), label("联 系 人", 1), value(contact, 3)]),
    ]
}

fn contact_rows(form: &ApplicationForm) -> Vec<Row> {
    vec![
        row(vec![
            label("联系方式", 2),
            value(&format!("电话：{}", form.telephone), 1),
            value(&format!("电子邮箱：{}", form.email), 2),
        ]),
        row(vec![label("通信地址", 2), value(&form.address, 1), label("邮政编码", 1), value(&form.postcode, 1)]),
        row(vec![label("代 理 人", 2), value(&form.agent, 3)]),
    ]
}

fn wanted_rows(form: &ApplicationForm) -> Vec<Row> {
    let help = if form.help.is_empty() {
        "□ 需要（请写明）：\n□ 不需要".to_owned()
    } else {
        format!("■ 需要：{}", form.help)
    };
    vec![
        Row {
            lines: 8,
            cells: vec![label("所需信息的名称、\n文号或者便于查找的\n其他特征", 1), value(&form.wanted, 1)],
        },
        row(vec![label("获取信息的方式", 1), value(&choices(&FORMS, 3, &form.form), 1)]),
        row(vec![label("获取信息的途径", 1), value(&choices(&CHANNELS, 5, &form.channel), 1)]),
        Row { lines: 2, cells: vec![label("阅读困难或者视力、\n听力障碍的帮助", 1), value(&help, 1)] },
        Row {
            lines: 2,
            cells: vec![label("申请人签名或者盖章", 1), value("　　　　　　　　　　　　　　　年　　月　　日", 1)],
        },
    ]
}

/// The choices of the form, the one that was made ticked; a word that is none of them stands at the end.
fn choices(all: &[&str], on_a_line: usize, made: &str) -> String {
    let mark = |choice: &str| if choice == made { "■" } else { "□" };
    let mut words: Vec<String> = all.iter().map(|choice| format!("{} {choice}", mark(choice))).collect();
    if !made.is_empty() && !all.contains(&made) {
        words.push(format!("■ {made}"));
    }
    words.chunks(on_a_line).map(|line| line.join("　")).collect::<Vec<_>>().join("\n")
}

fn words(text: String) -> Block {
    Block { parts: Vec::new(), body: Body::Paragraph { text } }
}

fn grid(widths: &[u16], rows: Vec<Row>) -> Block {
    Block { parts: vec![Part::Record], body: Body::Grid(Grid { widths: widths.to_vec(), header_rows: 0, rows }) }
}

fn row(cells: Vec<Cell>) -> Row {
    Row { lines: 1, cells }
}

fn label(text: &str, span: u8) -> Cell {
    Cell { text: text.to_owned(), span, label: true }
}

fn value(text: &str, span: u8) -> Cell {
    Cell { text: text.to_owned(), span, label: false }
}
