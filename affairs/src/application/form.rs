//! 申请表: what Art. 29 asks of an applicant, and nothing it does not. There is no field for a purpose.

use crate::{Refusal, Refuse};
use law::annual_report::ApplicantKind;
use serde::{Deserialize, Serialize};

/// The longest description of what is wanted, in characters; more belongs into a file.
const LONGEST_DESCRIPTION: usize = 2_000;
/// The longest name of a person or an organisation, in characters.
const LONGEST_NAME: usize = 100;

/// An application as the applicant filled it in. All of it is personal: it is kept sealed and carried in `Personal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Form {
    /// Who applies: the principal, even where an agent acts.
    pub applicant: Applicant,
    /// Who acts for the applicant, if somebody does.
    pub agent: Option<Agent>,
    /// What is wanted.
    pub wanted: Wanted,
    /// 阅读困难或者视力、听力障碍: the help that is needed (Art. 43); empty for none.
    pub help_needed: String,
}

/// The applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Applicant {
    /// Name of the person, or of the organisation.
    pub name: String,
    /// 身份证件名称: 居民身份证, 护照, 营业执照 and so on.
    pub document_kind: String,
    /// Its number.
    pub document_number: String,
    /// Of an organisation: its legal representative.
    pub representative: String,
    /// Of an organisation: the person to talk to.
    pub contact_person: String,
    pub telephone: String,
    pub address: String,
    pub postcode: String,
    pub email: String,
}

/// Somebody who acts by a power of attorney.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Agent {
    pub name: String,
    pub document_kind: String,
    pub document_number: String,
    pub telephone: String,
}

/// What is wanted (Art. 29(2)(2), (3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Wanted {
    /// 名称, 文号 or another feature by which the agency can find it.
    pub description: String,
    /// 文号, if known.
    pub document_number: String,
    pub form: ProvisionForm,
    pub way: ProvisionWay,
}

/// 提供政府信息的形式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionForm {
    /// 纸质.
    Paper,
    /// 电子数据.
    #[default]
    Electronic,
    /// 查阅、抄录.
    Inspection,
}

/// 获取政府信息的途径.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionWay {
    /// 网上下载, with the receipt's code.
    #[default]
    Online,
    /// 电子邮件.
    Email,
    /// 邮寄.
    Post,
    /// 当面领取.
    InPerson,
}

impl ProvisionForm {
    /// Every form, in the order in which it is offered.
    pub const ALL: [Self; 3] = [Self::Electronic, Self::Paper, Self::Inspection];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Electronic => "electronic",
            Self::Inspection => "inspection",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.code() == code)
    }

    /// As the form says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Paper => "纸质",
            Self::Electronic => "电子数据",
            Self::Inspection => "查阅、抄录",
        }
    }
}

impl ProvisionWay {
    /// Every way, in the order in which it is offered.
    pub const ALL: [Self; 4] = [Self::Online, Self::Email, Self::Post, Self::InPerson];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Email => "email",
            Self::Post => "post",
            Self::InPerson => "in_person",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// As the form says it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Online => "网上下载",
            Self::Email => "电子邮件",
            Self::Post => "邮寄",
            Self::InPerson => "当面领取",
        }
    }
}

/// Why a form cannot be sent. What is merely missing or unclear is asked for later (Art. 30); these are what the program itself
/// cannot keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormRefused {
    /// Not a word of what is wanted.
    NothingWanted,
    /// Nobody to answer.
    NameMissing,
    /// No way to reach the applicant.
    ContactMissing,
    /// The wanted way needs this.
    WayNeeds { field: &'static str, what: &'static str },
    /// Longer than can be kept.
    TooLong { field: &'static str, what: &'static str, most: usize },
    /// An address that no mail server would take.
    EmailUnusable,
}

impl Refuse for FormRefused {
    fn refusal(&self) -> Refusal {
        const CONTENT: &str = "《政府信息公开条例》第二十九条第二款";
        match self {
            Self::NothingWanted => {
                Refusal::new("nothing_wanted", "请写明您想要的信息：名称、文号，或者便于我们查找的其他特征。")
                    .at("description")
                    .citing(CONTENT)
            }
            Self::NameMissing => {
                Refusal::new("name_missing", "请填写申请人的姓名或者名称。").at("name").citing(CONTENT)
            }
            Self::ContactMissing => {
                Refusal::new("contact_missing", "请至少留一种联系方式：电话、电子邮箱或者通信地址。")
                    .at("telephone")
                    .citing(CONTENT)
            }
            Self::WayNeeds { field, what } => {
                Refusal::new("way_needs", format!("您选择的获取途径需要{what}，请填写。")).at(field)
            }
            Self::TooLong { field, what, most } => {
                Refusal::new("too_long", format!("{what}不能超过 {most} 字；内容较多的，请另附文件。")).at(field)
            }
            Self::EmailUnusable => {
                Refusal::new("email", "电子邮箱的写法有误，请检查，例如 name@example.cn。").at("email")
            }
        }
    }
}

impl Form {
    /// The form with spaces around and invisible characters within taken away; names keep every other character.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let applicant = &mut self.applicant;
        for text in [
            &mut applicant.name,
            &mut applicant.document_kind,
            &mut applicant.document_number,
            &mut applicant.representative,
            &mut applicant.contact_person,
            &mut applicant.telephone,
            &mut applicant.address,
            &mut applicant.postcode,
            &mut applicant.email,
            &mut self.wanted.description,
            &mut self.wanted.document_number,
            &mut self.help_needed,
        ] {
            *text = tidy(text);
        }
        self.agent = self.agent.map(|agent| Agent {
            name: tidy(&agent.name),
            document_kind: tidy(&agent.document_kind),
            document_number: tidy(&agent.document_number),
            telephone: tidy(&agent.telephone),
        });
        self.agent = self.agent.filter(|agent| !agent.name.is_empty());
        self
    }

    /// Whether it can be sent.
    ///
    /// # Errors
    /// The first thing that is wrong, at its field.
    pub fn check(&self) -> Result<(), FormRefused> {
        let applicant = &self.applicant;
        if self.wanted.description.is_empty() {
            return Err(FormRefused::NothingWanted);
        }
        if applicant.name.is_empty() {
            return Err(FormRefused::NameMissing);
        }
        if applicant.telephone.is_empty() && applicant.email.is_empty() && applicant.address.is_empty() {
            return Err(FormRefused::ContactMissing);
        }
        if !applicant.email.is_empty() && !email_is_usable(&applicant.email) {
            return Err(FormRefused::EmailUnusable);
        }
        match self.wanted.way {
            ProvisionWay::Email if applicant.email.is_empty() => {
                return Err(FormRefused::WayNeeds { field: "email", what: "电子邮箱" });
            }
            ProvisionWay::Post if applicant.address.is_empty() => {
                return Err(FormRefused::WayNeeds { field: "address", what: "通信地址" });
            }
            ProvisionWay::Email | ProvisionWay::Post | ProvisionWay::Online | ProvisionWay::InPerson => {}
        }
        self.check_lengths()
    }

    fn check_lengths(&self) -> Result<(), FormRefused> {
        let applicant = &self.applicant;
        for (field, what, text, most) in [
            ("description", "所需信息的描述", &self.wanted.description, LONGEST_DESCRIPTION),
            ("name", "姓名或者名称", &applicant.name, LONGEST_NAME),
            ("document_kind", "证件名称", &applicant.document_kind, 40),
            ("document_number", "证件号码", &applicant.document_number, 40),
            ("representative", "法定代表人", &applicant.representative, LONGEST_NAME),
            ("contact_person", "联系人", &applicant.contact_person, LONGEST_NAME),
            ("telephone", "电话", &applicant.telephone, 40),
            ("address", "通信地址", &applicant.address, 200),
            ("postcode", "邮政编码", &applicant.postcode, 20),
            ("email", "电子邮箱", &applicant.email, 200),
            ("wanted_number", "文号", &self.wanted.document_number, 100),
            ("help_needed", "需要的帮助", &self.help_needed, 200),
        ] {
            if text.chars().count() > most {
                return Err(FormRefused::TooLong { field, what, most });
            }
        }
        Ok(())
    }

    /// What an officer should look at, though it hinders nothing: a clear reason to ask for correction, or none at all.
    #[must_use]
    pub fn remarks(&self, kind: ApplicantKind) -> Vec<&'static str> {
        let applicant = &self.applicant;
        let mut remarks = Vec::new();
        if applicant.document_number.is_empty() {
            remarks.push("没有身份证明，可以要求补正（第二十九条第二款第一项、第三十条）。");
        } else if applicant.document_kind == "居民身份证"
            && !crate::screening::is_resident_id(&applicant.document_number)
        {
            remarks.push("身份证号码的校验位不符，请核对；持护照等其他证件的不受影响。");
        }
        if kind != ApplicantKind::NaturalPerson && applicant.contact_person.is_empty() {
            remarks.push("单位申请没有写联系人。");
        }
        if self.agent.is_some() {
            remarks.push("由代理人提出，请核对授权委托书和双方身份证明。");
        }
        remarks
    }
}

fn tidy(text: &str) -> String {
    let visible = text.chars().filter(|character| !is_invisible(*character));
    visible.collect::<String>().trim().to_owned()
}

/// Zero-width and direction marks, which can make one text look like another; line breaks stay.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (character.is_control() && character != '\n')
}

fn email_is_usable(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain =
        |text: &str| !text.chars().any(|character| character.is_whitespace() || "<>,;:\"\\()[]".contains(character));
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && plain(local)
        && plain(domain)
}
