//! The face of the site line by line: what reviewers approve, and what the difference to the last submission is made of.

use affairs::document::site::{Contact, SiteFacts};
use affairs::document::{Bundle, BundleKind};

/// Every fact of a bundle's face with its name; nothing for a bundle that is no face. What is empty comes too, so that a
/// difference can show that something was emptied.
#[must_use]
pub fn lines_of(bundle: &Bundle) -> Vec<(String, String)> {
    if bundle.kind != BundleKind::Site {
        return Vec::new();
    }
    match SiteFacts::from_value(&bundle.facts) {
        Ok(facts) => lines(&facts),
        // A face that this program cannot read is shown as it is kept; nobody approves what he cannot see.
        Err(_) => vec![("网站信息".to_owned(), bundle.facts.to_string())],
    }
}

fn lines(facts: &SiteFacts) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut line = |name: &str, value: &str| found.push((name.to_owned(), value.to_owned()));
    line("网站名称", &facts.name);
    line("首页简介", &facts.introduction);
    line("域名", &facts.domain);
    line("网站标识码", &facts.site_code);
    line("主色", facts.accent.label());
    line("标识图形", facts.emblem.as_ref().map_or("", |emblem| emblem.short()));
    line("主办单位", &facts.sponsor);
    line("承办单位", &facts.undertaker);
    line("ICP 备案号", &facts.icp_number);
    line("公安备案号", &facts.police_number);
    line("党政机关网站标识链接", &facts.official_mark_address);
    line("找错链接", &facts.error_report_address);
    found.extend(contact("联系方式", &facts.contact));
    for column in facts.columns_in_order() {
        let keywords = if column.keywords.is_empty() {
            String::new()
        } else {
            format!(" ／ 关键词：{}", column.keywords.join("、"))
        };
        let (kind, group) = (column.kind.label(), column.group.label());
        let value = format!("{}（{group}，{kind}）：{}{keywords}", column.name, column.description);
        found.push((format!("栏目 {}", column.id), value));
    }
    let guide = &facts.guide;
    let mut line = |name: &str, value: &str| found.push((name.to_owned(), value.to_owned()));
    line("信息分类", &guide.classification.join(" ／ "));
    line("编排体系", &guide.arrangement);
    line("获取方式", &guide.ways_to_obtain.join(" ／ "));
    line("当面提交申请", &guide.application.in_person);
    line("邮寄申请", &guide.application.by_post);
    line("申请应当写明", &guide.application.content.join(" ／ "));
    line("答复期限", &guide.application.reply_period);
    line("救济途径", &guide.remedy);
    line("监督投诉", &guide.supervision);
    found.extend(contact("公开工作机构", &guide.body));
    for (number, seat) in (1..).zip(&facts.leading_group) {
        let name = if seat.name.is_empty() { String::new() } else { format!("，{}", seat.name) };
        found.push((format!("领导小组 {number}"), format!("{}：{}{name}", seat.seat.label(), seat.duty)));
    }
    found
}

fn contact(whose: &str, contact: &Contact) -> Vec<(String, String)> {
    let parts = [
        ("名称", &contact.organ),
        ("地址", &contact.address),
        ("邮编", &contact.postcode),
        ("电话", &contact.telephone),
        ("传真", &contact.fax),
        ("邮箱", &contact.email),
        ("办公时间", &contact.hours),
    ];
    parts.into_iter().map(|(name, value)| (format!("{whose}{name}"), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::agency::SeatKind;
    use affairs::document::site::{Accent, ApplicationDesk, Guide, LeadingSeat};
    use affairs::document::{Column, ColumnGroup, ColumnKind};
    use affairs::id::ColumnId;

    fn contact_of(mark: &str) -> Contact {
        let text = |name: &str| format!("{mark}{name}");
        Contact {
            organ: text("organ"),
            address: text("address"),
            postcode: text("postcode"),
            telephone: text("telephone"),
            fax: text("fax"),
            email: text("email"),
            hours: text("hours"),
        }
    }

    fn whole() -> SiteFacts {
        let text = |name: &str| format!("@{name}");
        SiteFacts {
            name: text("name"),
            introduction: text("introduction"),
            domain: text("domain"),
            site_code: text("site_code"),
            accent: Accent::Blue,
            emblem: None,
            sponsor: text("sponsor"),
            undertaker: text("undertaker"),
            contact: contact_of("@c-"),
            icp_number: text("icp"),
            police_number: text("police"),
            official_mark_address: text("mark"),
            error_report_address: text("report"),
            columns: vec![Column {
                id: ColumnId::new("@column"),
                group: ColumnGroup::Policy,
                kind: ColumnKind::Policy,
                name: text("column-name"),
                description: text("column-description"),
                keywords: vec![text("column-keyword")],
                position: 0,
            }],
            guide: Guide {
                classification: vec![text("class")],
                arrangement: text("arrangement"),
                ways_to_obtain: vec![text("ways")],
                body: contact_of("@g-"),
                application: ApplicationDesk {
                    in_person: text("in-person"),
                    by_post: text("by-post"),
                    content: vec![text("content")],
                    reply_period: text("period"),
                },
                remedy: text("remedy"),
                supervision: text("supervision"),
            },
            leading_group: vec![LeadingSeat { seat: SeatKind::Leader, duty: text("duty"), name: text("person") }],
        }
    }

    /// Every text of the facts that a reader could see is before the reviewers' eyes: whoever adds a fact adds a line.
    #[test]
    fn nothing_of_the_face_is_hidden_from_its_reviewers() {
        fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
            match value {
                serde_json::Value::String(text) if text.starts_with('@') => found.push(text.clone()),
                serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
                serde_json::Value::Object(members) => members.values().for_each(|member| texts(member, found)),
                _ => {}
            }
        }
        let mut wanted = Vec::new();
        texts(&whole().to_value(), &mut wanted);
        assert!(wanted.len() > 35, "{wanted:?}");
        let shown: String = lines(&whole()).into_iter().map(|(name, value)| format!("{name}：{value}\n")).collect();
        for text in wanted {
            assert!(shown.contains(&text), "{text} is not shown to those who approve it");
        }
    }
}
