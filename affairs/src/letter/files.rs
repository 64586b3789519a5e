//! The papers that stay in the file: registration, service receipt, approval, transfer list, search record, contents.

use super::wording::{
    ART_25, ART_29, ART_31, ART_33, ART_36_4, ART_41, ART_45, REGULATION, SERVICE_RULE, ask, grid, head_row, known,
    label, list, long_date, open_end, paper_of_file, paragraph, required, row, tall, text, value, wide,
};
use super::{Letter, LetterFacts, Part, RightOrgan, Row, compose::remedy, wording::letter_to};
use crate::{Date, Refusal};
use law::letter::LetterKind;

/// D-01.
pub(super) fn registration(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let application = &facts.application;
    let number = text(&application.number, ask("application_number", "申请编号", ART_45))?;
    let received = long_date(known(application.received_on, ask("received_on", "收到申请的日期", ART_31))?);
    let name = text(&facts.applicant.name, ask("applicant_name", "申请人姓名或者名称", ART_29))?;
    let wanted = text(&application.wanted, ask("wanted", "申请公开的内容", ART_29))?;
    let due = long_date(known(application.due_on, ask("due_on", "答复期限", ART_33))?);
    let pair = |one: &str, first: &str, other: &str, second: &str| {
        row(vec![label(one), value(first), label(other), value(second)])
    };
    let rows = vec![
        pair("申请编号", number, "提交方式", text(&application.way, ask("way", "申请的提交方式", ART_31))?),
        pair("收到日期", &received, "答复期限", &due),
        tall(2, vec![label("起算说明"), wide(application.received_because.as_str(), 3)]),
        pair("申请人", name, "代理人", or_none(&facts.applicant.agent)),
        pair("身份证明", &facts.applicant.identity, "法定代表人", or_none(&facts.applicant.representative)),
        row(vec![label("联系方式"), wide(facts.applicant.contact.join("\n"), 3)]),
        tall(5, vec![label("申请公开\n的内容"), wide(wanted, 3)]),
        pair("获取方式", &application.form, "获取途径", &application.channel),
        tall(3, vec![label("办理记载"), wide(application.history.join("\n"), 3)]),
        pair("承办科室", &facts.file.section, "登记人", &facts.file.officer),
    ];
    let mut letter = paper_of_file(kind, facts);
    letter.blocks.push(grid(Part::Record, &[16, 34, 16, 34], 0, rows));
    letter.required.push(required(Part::Record, ART_45, &[number, &received, &due]));
    Ok(letter)
}

fn or_none(text: &str) -> &str {
    if text.trim().is_empty() { "无" } else { text }
}

/// D-31.
pub(super) fn service_receipt(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let service = known(facts.service.as_ref(), ask("service", "送达的文书和受送达人", SERVICE_RULE))?;
    let letters = list(&service.letters, ask("service_letters", "送达的文书", SERVICE_RULE))?;
    let recipient = text(&service.recipient, ask("service_recipient", "受送达人", SERVICE_RULE))?;
    let way = text(&service.way, ask("service_way", "送达方式", SERVICE_RULE))?;
    let rows = vec![
        row(vec![
            label("案　　号"),
            value(facts.application.number.as_str()),
            label("送达机关"),
            value(facts.agency.name.as_str()),
        ]),
        tall(2, vec![label("送达文书\n名称、文号"), wide(letters.join("\n"), 3)]),
        row(vec![label("受送达人"), value(recipient), label("送达方式"), value(way)]),
        row(vec![label("送达地点"), wide(service.address.as_str(), 3)]),
        row(vec![label("邮件编号"), wide(or_none(&service.postal_number), 3)]),
        tall(3, vec![label("受送达人\n签名或者盖章"), wide("\n\n　　　　　　　　　　　　　　年　　月　　日　　时", 3)]),
        tall(
            3,
            vec![
                label("代收人签名\n及与受送达人\n的关系"),
                wide("\n\n　　　　　　　　　　　　　　年　　月　　日　　时", 3),
            ],
        ),
        tall(3, vec![label("拒收、留置\n事由和见证人"), wide("", 3)]),
        row(vec![
            label("送 达 人"),
            value(""),
            label("填发日期"),
            value(facts.date.map(long_date).unwrap_or_default()),
        ]),
        tall(2, vec![label("备　　注"), wide("", 3)]),
    ];
    let mut letter = paper_of_file(kind, facts);
    letter.blocks.push(grid(Part::Record, &[20, 32, 16, 32], 0, rows));
    letter
        .blocks
        .push(paragraph(&[], "注：直接送达的，以受送达人签收之日为送达日期；邮寄送达的，请附邮件交寄凭证和签收凭证。"));
    letter.required.push(required(Part::Record, SERVICE_RULE, &[recipient, way]));
    Ok(letter)
}

/// D-32.
pub(super) fn approval(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    const ART_17: &str = "《政府信息公开条例》第十七条";
    let file = &facts.file;
    let proposed = text(&file.proposed, ask("file_proposed", "拟办意见", ART_45))?;
    let handing_out = facts.answer.as_ref().is_some_and(|answer| !answer.documents.is_empty());
    if handing_out {
        text(&file.secrecy, ask("file_secrecy", "保密审查情况", ART_17))?;
    }
    let application = &facts.application;
    let date = |date: Option<Date>| date.map(long_date).unwrap_or_default();
    let mut rows = vec![
        row(vec![
            label("申请编号"),
            value(application.number.as_str()),
            label("承办科室"),
            value(file.section.as_str()),
        ]),
        row(vec![
            label("收到日期"),
            value(date(application.received_on)),
            label("答复期限"),
            value(date(application.due_on)),
        ]),
        row(vec![
            label("申 请 人"),
            value(facts.applicant.name.as_str()),
            label("拟 稿 人"),
            value(file.officer.as_str()),
        ]),
        tall(3, vec![label("申请公开\n的内容"), wide(application.wanted.as_str(), 3)]),
        tall(3, vec![label("拟办意见"), wide(proposed, 3)]),
        tall(2, vec![label("保密审查"), wide(if handing_out { &file.secrecy } else { or_none(&file.secrecy) }, 3)]),
    ];
    for opinion in &file.opinions {
        let words = format!("{}\n　　　　　　　　{}", opinion.says, opinion.signed);
        rows.push(tall(3, vec![label(&format!("{}\n意　　见", opinion.level)), wide(words, 3)]));
    }
    let mut letter = paper_of_file(kind, facts);
    letter.blocks.push(grid(Part::Record, &[20, 30, 18, 32], 0, rows));
    letter.required.push(required(Part::Record, ART_45, &[proposed]));
    Ok(letter)
}

/// D-33.
pub(super) fn transfer_list(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let file = &facts.file;
    let to = text(&file.transfer_to, ask("transfer_to", "接收单位", ART_25))?;
    if file.transfers.is_empty() {
        return Err(ask("transfers", "移送的政府信息", ART_25).refusal());
    }
    let mut letter = letter_to(kind, facts, to);
    letter.red_head = false;
    letter.blocks.push(paragraph(
        &[Part::Basis],
        format!(
            "根据{REGULATION}第二十五条第三款的规定，现将下列主动公开的政府信息移送你单位，请查收并向公众提供查阅服务。"
        ),
    ));
    let mut rows = vec![head_row(&["序号", "名称", "文号或者索引号", "公开日期", "份数"])];
    rows.extend(file.transfers.iter().enumerate().map(|(at, item)| {
        row(vec![
            value((at + 1).to_string()),
            value(item.title.as_str()),
            value(item.number.as_str()),
            value(item.published_on.map(|on| on.to_string()).unwrap_or_default()),
            value(item.copies.to_string()),
        ])
    }));
    letter.blocks.push(grid(Part::Record, &[8, 44, 24, 16, 8], 1, rows));
    letter.blocks.push(paragraph(
        &[],
        "移交人（签名）：　　　　　　　　接收人（签名）：　　　　　　　　接收日期：　　年　月　日",
    ));
    letter.required.push(required(Part::Record, ART_25, &[]));
    letter.required.push(required(Part::Basis, ART_25, &["第二十五条第三款"]));
    Ok(letter)
}

/// D-34. Without it an answer that nothing was found has no evidence.
pub(super) fn search_record(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let search = known(facts.search.as_ref(), ask("search", "检索情况", ART_36_4))?;
    let places = list(&search.places, ask("search_places", "检索范围（系统、档案、部门）", ART_36_4))?;
    let keywords = list(&search.keywords, ask("search_keywords", "检索关键词", ART_36_4))?;
    let people = list(&search.people, ask("search_people", "检索人", ART_36_4))?;
    let when = text(&search.when, ask("search_when", "检索时间", ART_36_4))?;
    let result = text(&search.result, ask("search_result", "检索结果", ART_36_4))?;
    let rows: Vec<Row> = vec![
        row(vec![label("申请编号"), value(facts.application.number.as_str()), label("检索时间"), value(when)]),
        tall(3, vec![label("申请公开\n的内容"), wide(facts.application.wanted.as_str(), 3)]),
        tall(4, vec![label("检索范围"), wide(counted_lines(&places), 3)]),
        tall(2, vec![label("检 索 词"), wide(keywords.join("、"), 3)]),
        tall(3, vec![label("检索结果"), wide(result, 3)]),
        tall(2, vec![label("检 索 人"), value(people.join("、")), label("签　　名"), value("")]),
        tall(2, vec![label("复 核 人"), value(""), label("日　　期"), value("　　年　月　日")]),
    ];
    let mut letter = paper_of_file(kind, facts);
    letter.blocks.push(grid(Part::Record, &[18, 34, 16, 32], 0, rows));
    letter.required.push(required(Part::Record, ART_36_4, &[when, result]));
    Ok(letter)
}

fn counted_lines(items: &[String]) -> String {
    items.iter().enumerate().map(|(at, item)| format!("{}. {item}", at + 1)).collect::<Vec<_>>().join("\n")
}

/// D-35.
pub(super) fn contents(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let file = &facts.file;
    if file.contents.is_empty() {
        return Err(ask("contents", "卷内文件", ART_45).refusal());
    }
    let retention = text(&file.retention, ask("retention", "保管期限", ART_45))?;
    let mut letter = paper_of_file(kind, facts);
    let cover = vec![
        row(vec![
            label("案卷号"),
            value(file.volume.as_str()),
            label("申请编号"),
            value(facts.application.number.as_str()),
        ]),
        row(vec![label("保管期限"), value(retention), label("整 理 人"), value(file.officer.as_str())]),
    ];
    letter.blocks.push(grid(Part::Record, &[16, 34, 16, 34], 0, cover));
    let mut rows = vec![head_row(&["序号", "文件名称", "文号", "日期", "页号", "页数"])];
    rows.extend(file.contents.iter().enumerate().map(|(at, item)| {
        row(vec![
            value((at + 1).to_string()),
            value(item.title.as_str()),
            value(item.number.as_str()),
            value(item.date.map(|on| on.to_string()).unwrap_or_default()),
            value(item.first_page.to_string()),
            value(item.pages.to_string()),
        ])
    }));
    letter.blocks.push(grid(Part::Record, &[8, 38, 22, 16, 8, 8], 1, rows));
    letter.required.push(required(Part::Record, ART_45, &[retention]));
    Ok(letter)
}

/// D-30: to the person whom the record is about.
pub(super) fn record_correction(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let correction = known(facts.record_correction.as_ref(), ask("record_correction", "更正请求的处理情况", ART_41))?;
    let name = text(&facts.applicant.name, ask("applicant_name", "申请人姓名或者名称", ART_41))?;
    let received = long_date(known(facts.application.received_on, ask("received_on", "收到更正请求的日期", ART_41))?);
    let record = text(&correction.record, ask("record_correction_record", "请求更正的记录", ART_41))?;
    let findings = text(&correction.findings, ask("record_correction_findings", "核查情况", ART_41))?;
    let result = text(&correction.result, ask("record_correction_result", "处理结果", ART_41))?;
    let your = super::wording::you(&facts.applicant);
    let mut letter = letter_to(kind, facts, name);
    letter.blocks.push(paragraph(
        &[Part::Received, Part::Wanted],
        format!(
            "本机关于{received}收到{your}更正与自身相关的政府信息记录的请求，请求更正的记录为：“{}”。",
            open_end(record)
        ),
    ));
    letter.blocks.push(paragraph(&[Part::Findings], format!("经核查，{}。", open_end(findings))));
    letter.blocks.push(paragraph(
        &[Part::Outcome, Part::Basis],
        format!("根据{REGULATION}第四十一条的规定，{}。", open_end(result)),
    ));
    if let Some(RightOrgan { name, contact }) = &correction.right_organ {
        let name = text(name, ask("record_correction_right_organ", "有权更正的机关", ART_41))?;
        let contact = text(contact, ask("record_correction_right_organ_contact", "有权更正的机关的联系方式", ART_41))?;
        letter.blocks.push(paragraph(
            &[Part::RightOrgan],
            format!("该记录的更正由{name}负责，联系方式：{}。", open_end(contact)),
        ));
        letter.required.push(required(Part::RightOrgan, ART_41, &[name]));
    }
    remedy(&mut letter, facts)?;
    letter.required.push(required(Part::Received, ART_41, &[&received]));
    letter.required.push(required(Part::Outcome, ART_41, &[open_end(result)]));
    letter.required.push(required(Part::Basis, ART_41, &["第四十一条"]));
    Ok(letter)
}
