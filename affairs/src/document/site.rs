//! 站点信息: the agency's own face, the `facts` of a bundle of kind `site`. It is published like everything else a stranger
//! can read: name, contacts, footer, columns, the guide of Article 12, the leading group.

use super::column::Column;
use crate::agency::SeatKind;
use crate::id::ColumnId;
use crate::{ContentHash, Refusal};
use serde::{Deserialize, Serialize};

/// Everything of the site's face. Texts are plain; an empty text is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteFacts {
    /// 网站名称, as it stands in the masthead and in the tag `SiteName`.
    pub name: String,
    /// One sentence under the name on the home page.
    pub introduction: String,
    /// 域名, for the tag `SiteDomain`, without `https://`.
    pub domain: String,
    /// 网站标识码, ten characters.
    pub site_code: String,
    pub accent: Accent,
    /// A picture among the bundle's attachments that stands beside the name instead of the program's own mark.
    pub emblem: Option<ContentHash>,
    /// 主办单位.
    pub sponsor: String,
    /// 承办单位.
    pub undertaker: String,
    pub contact: Contact,
    /// ICP 备案号.
    pub icp_number: String,
    /// 公安备案号.
    pub police_number: String,
    /// Where the 党政机关网站标识 leads; empty shows no mark.
    pub official_mark_address: String,
    /// Where 我为政府网站找错 leads; empty shows no entry.
    pub error_report_address: String,
    pub columns: Vec<Column>,
    pub guide: Guide,
    pub leading_group: Vec<LeadingSeat>,
}

/// The colours an agency may choose among. Red is kept for what is late or forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accent {
    #[default]
    Blue,
    Teal,
    Pine,
    Indigo,
}

impl Accent {
    /// Every colour.
    pub const ALL: [Self; 4] = [Self::Blue, Self::Teal, Self::Pine, Self::Indigo];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Teal => "teal",
            Self::Pine => "pine",
            Self::Indigo => "indigo",
        }
    }

    /// The colour's Chinese name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Blue => "深蓝",
            Self::Teal => "青绿",
            Self::Pine => "松绿",
            Self::Indigo => "靛青",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|accent| accent.code() == code)
    }
}

/// How to reach an office.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Whose contact it is.
    pub organ: String,
    pub address: String,
    pub postcode: String,
    pub telephone: String,
    pub fax: String,
    pub email: String,
    /// 办公时间.
    pub hours: String,
}

/// 政府信息公开指南: what Article 12(2) asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Guide {
    /// 政府信息的分类.
    pub classification: Vec<String>,
    /// 编排体系.
    pub arrangement: String,
    /// 获取方式.
    pub ways_to_obtain: Vec<String>,
    /// 政府信息公开工作机构: name, address, hours, telephone, fax, internet contact.
    pub body: Contact,
    pub application: ApplicationDesk,
    /// 不服答复的救济.
    pub remedy: String,
    /// 监督投诉.
    pub supervision: String,
}

/// 依申请公开: where and how an application is handed in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationDesk {
    /// 当面提交.
    pub in_person: String,
    /// 邮寄.
    pub by_post: String,
    /// What an application has to say (Article 29).
    pub content: Vec<String>,
    /// 答复期限, in plain words.
    pub reply_period: String,
}

impl ApplicationDesk {
    /// Whether it says anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.in_person.is_empty() && self.by_post.is_empty() && self.content.is_empty() && self.reply_period.is_empty()
    }
}

/// A seat of the 政务公开工作领导小组 as the public reads it: by duty, and by name only if the agency writes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadingSeat {
    pub seat: SeatKind,
    pub duty: String,
    #[serde(default)]
    pub name: String,
}

impl SiteFacts {
    /// Reads the facts of a site's bundle.
    ///
    /// # Errors
    /// When they are no facts of a site.
    pub fn from_value(facts: &serde_json::Value) -> Result<Self, serde_json::Error> {
        Self::deserialize(facts)
    }

    /// As a bundle keeps them.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The column of this id.
    #[must_use]
    pub fn column(&self, id: &ColumnId) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == *id)
    }

    /// Columns group by group, each in its order.
    #[must_use]
    pub fn columns_in_order(&self) -> Vec<&Column> {
        let mut columns: Vec<&Column> = self.columns.iter().collect();
        columns.sort_by_key(|column| (column.group, column.position));
        columns
    }

    /// What is missing or wrong before the face of the site can be submitted, each at its field.
    #[must_use]
    pub fn shortcomings(&self) -> Vec<Refusal> {
        let mut found = self.missing();
        found.extend(self.malformed());
        found
    }

    fn missing(&self) -> Vec<Refusal> {
        let wanted = [
            ("name", "网站名称", &self.name),
            ("sponsor", "主办单位", &self.sponsor),
            ("guide_arrangement", "指南中的编排体系", &self.guide.arrangement),
            ("guide_organ", "政府信息公开工作机构的名称", &self.guide.body.organ),
            ("guide_address", "政府信息公开工作机构的办公地址", &self.guide.body.address),
            ("guide_hours", "政府信息公开工作机构的办公时间", &self.guide.body.hours),
            ("guide_telephone", "政府信息公开工作机构的联系电话", &self.guide.body.telephone),
            ("guide_fax", "政府信息公开工作机构的传真", &self.guide.body.fax),
            ("guide_email", "政府信息公开工作机构的互联网联系方式", &self.guide.body.email),
        ];
        let mut found: Vec<Refusal> = wanted
            .into_iter()
            .filter(|(_, _, text)| text.trim().is_empty())
            .map(|(field, label, _)| missing_fact(field, label))
            .collect();
        if self.guide.classification.is_empty() {
            found.push(missing_fact("guide_classification", "指南中的政府信息分类"));
        }
        if self.guide.ways_to_obtain.is_empty() {
            found.push(missing_fact("guide_ways", "指南中的获取方式"));
        }
        if self.columns.is_empty() {
            found.push(Refusal::new("columns_missing", "请至少设置一个栏目。").at("columns"));
        }
        found
    }

    fn malformed(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        if !self.site_code.is_empty() && !site_code_is_valid(&self.site_code) {
            let message = "网站标识码应为10位：6位区划代码加4位顺序号，或bm加8位数字。";
            found.push(Refusal::new("site_code_malformed", message).at("site_code"));
        }
        for (field, address) in [
            ("official_mark_address", &self.official_mark_address),
            ("error_report_address", &self.error_report_address),
        ] {
            if !address.is_empty() && !address.starts_with("https://") && !address.starts_with("http://") {
                let message = "网址应以 https:// 或 http:// 开头。";
                found.push(Refusal::new("address_malformed", message).at(field));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for column in &self.columns {
            if column.name.trim().is_empty() || column.description.trim().is_empty() {
                let message = format!("栏目“{}”的名称和说明都要填写。", column.id);
                found.push(Refusal::new("column_unnamed", message).at("columns"));
            }
            if !seen.insert(&column.id) {
                let message = format!("栏目代码“{}”重复。", column.id);
                found.push(Refusal::new("column_twice", message).at("columns"));
            }
            if !crate::agency::slug_is_valid(column.id.as_str()) {
                let message = format!("栏目代码“{}”只能用小写字母、数字和连字符，以字母开头。", column.id);
                found.push(Refusal::new("column_key_malformed", message).at("columns"));
            }
        }
        found
    }
}

fn missing_fact(field: &'static str, label: &str) -> Refusal {
    let refusal = Refusal::new("site_fact_missing", format!("请填写{label}。")).at(field);
    if field.starts_with("guide") { refusal.citing("《政府信息公开条例》第十二条") } else { refusal }
}

/// Ten characters: six digits of the division and four of the series, or `bm` and eight digits.
fn site_code_is_valid(code: &str) -> bool {
    let digits = code.strip_prefix("bm").unwrap_or(code);
    code.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{ColumnGroup, ColumnKind};

    fn whole() -> SiteFacts {
        let text = |text: &str| text.to_owned();
        SiteFacts {
            name: text("示范局政府信息公开"),
            site_code: text("4100000001"),
            sponsor: text("示范局"),
            columns: vec![Column {
                id: ColumnId::new("news"),
                group: ColumnGroup::Management,
                kind: ColumnKind::News,
                name: text("工作动态"),
                description: text("日常工作"),
                keywords: Vec::new(),
                position: 0,
            }],
            guide: Guide {
                classification: vec![text("概况信息")],
                arrangement: text("按索引号编排"),
                ways_to_obtain: vec![text("在本站检索")],
                body: Contact {
                    organ: text("办公室"),
                    address: text("示范路1号"),
                    postcode: String::new(),
                    telephone: text("0391-0000123"),
                    fax: text("0391-0000124"),
                    email: text("open@example"),
                    hours: text("工作日9:00至17:00"),
                },
                ..Guide::default()
            },
            ..SiteFacts::default()
        }
    }

    #[test]
    fn whole_facts_have_no_shortcoming_and_survive_their_bundle() {
        assert_eq!(whole().shortcomings(), Vec::new());
        assert_eq!(SiteFacts::from_value(&whole().to_value()).unwrap(), whole());
        assert!(crate::canonical::canonical_bytes(&whole()).is_ok());
    }

    #[test]
    fn the_guide_without_a_fax_number_cites_article_12() {
        let mut facts = whole();
        facts.guide.body.fax.clear();
        let found = facts.shortcomings();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].article.as_deref(), Some("《政府信息公开条例》第十二条"));
        assert_eq!(found[0].field, Some("guide_fax"));
    }

    #[test]
    fn codes_addresses_and_columns_are_looked_at() {
        let mut facts = whole();
        facts.site_code = "123".to_owned();
        facts.error_report_address = "javascript:alert(1)".to_owned();
        facts.columns.push(facts.columns[0].clone());
        facts.columns[1].id = ColumnId::new("news");
        let codes: Vec<&str> = facts.shortcomings().iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, ["site_code_malformed", "address_malformed", "column_twice"]);
    }

    #[test]
    fn facts_of_an_older_form_are_read_with_what_they_have() {
        let facts = SiteFacts::from_value(&serde_json::json!({"name": "示范局"})).unwrap();
        assert_eq!(facts.name, "示范局");
        assert!(SiteFacts::from_value(&serde_json::json!({"columns": 3})).is_err());
    }
}
