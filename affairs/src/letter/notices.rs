//! The letters on the way to the answer: receipt, correction, reasons, extension, consultation, fee, lapse, deferral.

use super::wording::{
    ART_29, ART_30, ART_31, ART_32, ART_33, ART_34, ART_35, FEE_3, FEE_6, FEE_RULES, REGULATION, addressee, ask,
    counted, grid, head_row, known, letter_to, list, listed, long_date, numbered, open_end, paragraph, polite,
    required, row, tall, text, value, wide, you, yuan,
};
use super::{Block, Body, ConsultationFacts, FeeFacts, LapseReason, Letter, LetterFacts, Part, Row};
use super::{compose::remedy, wording::label};
use crate::Refusal;
use law::fee::DAYS_TO_PAY;
use law::letter::LetterKind;
use law::reply_due::{CONSULTATION_ANSWER, LONGEST_EXTENSION};

/// What the letters to the applicant begin with: when the application was received and what it asks for.
pub(super) fn opening(letter: &mut Letter, facts: &LetterFacts) -> Result<(), Refusal> {
    let application = &facts.application;
    let received = long_date(known(application.received_on, ask("received_on", "收到申请的日期", ART_31))?);
    let way = text(&application.way, ask("way", "申请的提交方式", ART_31))?;
    // The ways are named `当面提交`, `网上提交`; the sentence has the verb already.
    let way = way.strip_suffix("提交").filter(|rest| !rest.is_empty()).unwrap_or(way);
    let wanted = text(&application.wanted, ask("wanted", "申请公开的内容", ART_29))?;
    let number = match application.number.trim() {
        "" => String::new(),
        number => format!("（申请编号：{number}）"),
    };
    let your = you(&facts.applicant);
    let history: String = application.history.iter().map(|line| format!("{}。", open_end(line))).collect();
    let wanted_quoted = format!("“{}”", open_end(wanted));
    letter.blocks.push(paragraph(
        &[Part::Received, Part::Wanted],
        format!("{your}以{way}方式提交的政府信息公开申请{number}，本机关于{received}收到。{your}申请公开的内容为：{wanted_quoted}。{history}"),
    ));
    letter.required.push(required(Part::Received, ART_31, &[&received]));
    letter.required.push(required(Part::Wanted, ART_29, &[&wanted_quoted]));
    Ok(())
}

/// The letter to the applicant with its opening.
pub(super) fn to_applicant(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let name = text(&facts.applicant.name, ask("applicant_name", "申请人姓名或者名称", ART_29))?;
    let mut letter = letter_to(kind, facts, name);
    opening(&mut letter, facts)?;
    Ok(letter)
}

/// D-02.
pub(super) fn receipt(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let number = text(&facts.application.number, ask("application_number", "申请编号", ART_31))?;
    let due = long_date(known(facts.application.due_on, ask("due_on", "答复期限", ART_33))?);
    let because = match facts.application.received_because.trim() {
        "" => String::new(),
        sentence => format!("{}。", open_end(sentence)),
    };
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!(
            "{because}根据{REGULATION}第三十三条的规定，本机关将自收到申请之日起20个工作日内，即在{due}前（含当日）予以答复。\
             需要{your}补正、延长答复期限或者征求意见的，本机关将另行书面告知。"
        ),
    ));
    letter
        .blocks
        .push(paragraph(&[Part::Items], format!("请妥善保存申请编号“{number}”。查询办理进度时，请提供该编号。")));
    letter.required.push(required(Part::Period, ART_33, &[&due]));
    letter.required.push(required(Part::Items, ART_31, &[number]));
    Ok(letter)
}

/// D-03. It carries no remedy clause: it decides nothing yet.
pub(super) fn correction(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let correction = known(facts.correction.as_ref(), ask("correction", "补正事项和期限", ART_30))?;
    let items = list(&correction.items, ask("correction_items", "需要补正的事项", ART_30))?;
    let until = long_date(known(correction.until, ask("correction_until", "补正的最后日期", ART_30))?);
    let days = counted(correction.working_days.into(), ask("correction_days", "补正期限（工作日数）", ART_30))?;
    let hand_in = text(&correction.hand_in, ask("correction_hand_in", "提交补正材料的方式", ART_30))?;
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Basis],
        format!("经审查，该申请的内容不明确。根据{REGULATION}第二十九条、第三十条的规定，请{your}对下列事项作出补正："),
    ));
    letter.blocks.push(numbered(&[Part::Items], items.clone()));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!(
            "请自收到本告知书之日起{days}个工作日内，即在{until}前（含当日），将补正后的申请提交本机关（{}）。\
             本机关自收到补正后的申请之日起计算答复期限。无正当理由逾期不补正的，视为放弃申请，本机关不再处理该申请。",
            open_end(hand_in)
        ),
    ));
    letter.blocks.push(paragraph(&[], "对补正事项有疑问的，可以与本机关联系，本机关将给予指导和解释。"));
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    letter.required.push(required(Part::Items, ART_30, &items[..items.len().min(1)]));
    letter.required.push(required(Part::Period, ART_30, &[&until, "视为放弃申请"]));
    letter.required.push(required(Part::Basis, ART_30, &["第三十条"]));
    Ok(letter)
}

/// D-04.
pub(super) fn reasons(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let reasons = known(facts.reasons.as_ref(), ask("reasons", "申请数量、频次的情况", ART_35))?;
    let span = text(&reasons.span, ask("reasons_span", "统计申请数量的期间", ART_35))?;
    let count = counted(reasons.applications, ask("reasons_applications", "该期间内的申请件数", ART_35))?;
    let until = long_date(known(reasons.until, ask("reasons_until", "说明理由的最后日期", ART_35))?);
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Findings],
        format!("经查，{span}，{your}向本机关提出政府信息公开申请共{count}件，申请的数量、频次明显超过合理范围。"),
    ));
    letter.blocks.push(paragraph(
        &[Part::Basis, Part::Period],
        format!(
            "根据{REGULATION}第三十五条的规定，请{your}在{until}前（含当日）书面说明申请的理由。理由不合理的，本机关将告知\
             {your}不予处理；理由合理，但无法在规定的期限内答复的，本机关将确定延迟答复的合理期限并告知{your}。"
        ),
    ));
    letter.required.push(required(Part::Findings, ART_35, &[&format!("{count}件")]));
    letter.required.push(required(Part::Period, ART_35, &[&until]));
    letter.required.push(required(Part::Basis, ART_35, &["第三十五条"]));
    Ok(letter)
}

/// D-05. It carries no remedy clause.
pub(super) fn extension(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let extension = known(facts.extension.as_ref(), ask("extension", "延长答复期限的情况", ART_33))?;
    let because = text(&extension.because, ask("extension_because", "延长的理由", ART_33))?;
    let days = counted(extension.working_days.into(), ask("extension_days", "延长的工作日数", ART_33))?;
    if extension.working_days > LONGEST_EXTENSION {
        return Err(Refusal::new("extension_too_long", "延长的期限最长不得超过20个工作日。")
            .citing(ART_33)
            .at("extension_days"));
    }
    known(extension.approved_on, ask("extension_approved_on", "政府信息公开工作机构负责人的同意", ART_33))?;
    let before = long_date(known(extension.due_before, ask("extension_due_before", "原答复期限", ART_33))?);
    let now = long_date(known(extension.due_now, ask("extension_due_now", "延长后的答复期限", ART_33))?);
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Reasons],
        format!("该申请的答复期限原至{before}。因{}，本机关无法在上述期限内作出答复。", open_end(because)),
    ));
    letter.blocks.push(paragraph(
        &[Part::Basis, Part::Period],
        format!(
            "根据{REGULATION}第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，决定将答复期限延长{days}个工作日，\
             本机关将在{now}前（含当日）作出答复。特此告知，请{your}谅解。"
        ),
    ));
    letter.required.push(required(Part::Reasons, ART_33, &[&before]));
    letter.required.push(required(Part::Period, ART_33, &[&now, &format!("{days}个工作日")]));
    letter.required.push(required(Part::Basis, ART_33, &["第三十三条第二款"]));
    Ok(letter)
}

struct Asked<'facts> {
    facts: &'facts ConsultationFacts,
    name: &'facts str,
    about: &'facts str,
    your: &'static str,
    days: u16,
    answer_to: &'facts str,
}

fn asked<'facts>(facts: &'facts LetterFacts, article: &'static str) -> Result<Asked<'facts>, Refusal> {
    let consultation = known(facts.consultation.as_ref(), ask("consultation", "征求意见的对象和事项", article))?;
    Ok(Asked {
        facts: consultation,
        name: addressee(&consultation.whom, ask("consultation_whom", "征求意见的对象", article))?,
        about: text(&consultation.about, ask("consultation_about", "征求意见所涉的政府信息", article))?,
        your: polite(consultation.whom.organisation),
        days: match consultation.working_days {
            0 => CONSULTATION_ANSWER,
            days => days,
        },
        answer_to: text(&consultation.answer_to, ask("consultation_answer_to", "意见的反馈方式", article))?,
    })
}

/// The slip under a consultation letter, or alone (D-07).
fn slip(asked: &Asked<'_>, choices: &[&str]) -> Block {
    let choices: String = choices.iter().map(|choice| format!("□ {choice}")).collect::<Vec<_>>().join("\n");
    let rows: Vec<Row> = vec![
        row(vec![label("所涉信息"), wide(asked.about, 3)]),
        row(vec![label("被征求意见方"), wide(asked.name, 3)]),
        tall(3, vec![label("意　　见"), wide(choices, 3)]),
        tall(4, vec![label("理　　由"), wide("", 3)]),
        tall(2, vec![label("签名或者盖章"), value(""), label("日　　期"), value("　　年　月　日")]),
        row(vec![label("联系人"), value(""), label("联系电话"), value("")]),
    ];
    grid(Part::ReplySlip, &[22, 32, 18, 28], 0, rows)
}

const THIRD_PARTY_CHOICES: [&str; 3] =
    ["同意公开", "不同意公开（请说明理由）", "部分同意公开（请写明同意与不同意的部分及理由）"];

/// D-06. Nothing in it says who applied.
pub(super) fn third_party(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let asked = asked(facts, ART_32)?;
    let mut letter = letter_to(kind, facts, asked.name);
    let (your, days) = (asked.your, asked.days);
    letter.blocks.push(paragraph(
        &[Part::Wanted, Part::Basis],
        format!(
            "本机关收到政府信息公开申请，申请公开的信息涉及{your}：“{}”。该信息公开可能损害{your}的合法权益，根据{REGULATION}\
             第三十二条的规定，现书面征求{your}的意见。",
            open_end(asked.about)
        ),
    ));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!(
            "请{your}自收到本征求意见书之日起{days}个工作日内，填写所附回复单并反馈本机关（{}）。不同意公开的，请说明理由。\
             {your}逾期未提出意见的，由本机关依照该条例的规定决定是否公开。{your}不同意公开且有合理理由的，本机关不予公开；\
             本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的内容和理由书面告知{your}。",
            open_end(asked.answer_to)
        ),
    ));
    letter.blocks.push(Block { parts: vec![], body: Body::CutLine { text: "第三方意见回复单".to_owned() } });
    letter.blocks.push(slip(&asked, &THIRD_PARTY_CHOICES));
    letter.required.push(required(Part::Wanted, ART_32, &[open_end(asked.about)]));
    letter.required.push(required(Part::Basis, ART_32, &["第三十二条"]));
    letter.required.push(required(Part::Period, ART_32, &[&format!("{days}个工作日")]));
    letter.required.push(required(Part::ReplySlip, ART_32, &["意　　见"]));
    Ok(letter)
}

/// D-07: the slip alone, to be filled in by the third party.
pub(super) fn reply_slip(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let asked = asked(facts, ART_32)?;
    let mut letter = letter_to(kind, facts, &facts.agency.name);
    letter.red_head = false;
    letter.closing = None;
    letter.blocks.push(paragraph(&[], "你机关的政府信息公开征求意见书收悉。现就所涉信息是否公开提出如下意见："));
    letter.blocks.push(slip(&asked, &THIRD_PARTY_CHOICES));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!("请在收到征求意见书之日起{}个工作日内反馈：{}。", asked.days, open_end(asked.answer_to)),
    ));
    letter.required.push(required(Part::ReplySlip, ART_32, &["意　　见"]));
    Ok(letter)
}

/// D-08.
pub(super) fn consultation_told(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let consultation = known(facts.consultation.as_ref(), ask("consultation", "征求意见的情况", ART_33))?;
    let told_as = text(&consultation.told_as, ask("consultation_told_as", "征求意见的对象（不写明具体身份）", ART_33))?;
    let on = long_date(known(consultation.asked_on, ask("consultation_asked_on", "开始征求意见的日期", ART_33))?);
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Findings],
        format!("经审查，{your}申请公开的信息需要征求{}的意见，本机关已于{on}书面征求意见。", open_end(told_as)),
    ));
    letter.blocks.push(paragraph(
        &[Part::Basis, Part::Period],
        format!(
            "根据{REGULATION}第三十三条第三款的规定，征求第三方和其他机关意见所需时间不计算在答复期限内。征求意见结束后，\
             本机关将继续计算期限并依法答复。特此告知。"
        ),
    ));
    letter.required.push(required(Part::Findings, ART_33, &[&on]));
    letter.required.push(required(Part::Basis, ART_33, &["第三十三条第三款"]));
    Ok(letter)
}

/// D-09: to the third party, before or with a disclosure it did not want.
pub(super) fn third_party_told(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let decided = known(facts.override_.as_ref(), ask("override", "决定公开的内容和理由", ART_32))?;
    let name = addressee(&decided.whom, ask("override_whom", "第三方的姓名或者名称", ART_32))?;
    let what = text(&decided.what, ask("override_what", "决定公开的内容", ART_32))?;
    let because = text(&decided.because, ask("override_because", "决定公开的理由", ART_32))?;
    let your = polite(decided.whom.organisation);
    let mut letter = letter_to(kind, facts, name);
    let answered = match decided.answered_on {
        Some(on) => format!("{your}于{}就所涉信息提出的意见，本机关已收悉。", long_date(on)),
        None => format!("本机关就所涉信息书面征求{your}的意见，{your}逾期未提出意见。"),
    };
    letter.blocks.push(paragraph(&[Part::Findings], answered));
    letter.blocks.push(paragraph(
        &[Part::Reasons, Part::Basis],
        if decided.public_interest {
            format!("经审查，{}。本机关认为，不公开该信息可能对公共利益造成重大影响，根据{REGULATION}第三十二条的规定，决定予以公开。", open_end(because))
        } else {
            format!("经审查，{}。根据{REGULATION}第三十二条的规定，本机关决定予以公开。", open_end(because))
        },
    ));
    letter.blocks.push(paragraph(&[Part::Outcome], format!("决定公开的内容为：{}。", open_end(what))));
    remedy(&mut letter, facts)?;
    letter.required.push(required(Part::Outcome, ART_32, &[open_end(what)]));
    letter.required.push(required(Part::Reasons, ART_32, &[open_end(because)]));
    letter.required.push(required(Part::Basis, ART_32, &["第三十二条"]));
    Ok(letter)
}

/// D-10.
pub(super) fn co_maker(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let asked = asked(facts, ART_34)?;
    let mut letter = letter_to(kind, facts, asked.name);
    letter.blocks.push(paragraph(
        &[Part::Wanted, Part::Basis],
        format!(
            "本机关收到政府信息公开申请，申请公开的信息由本机关牵头、与贵单位共同制作：“{}”。根据{REGULATION}第三十四条的规定，\
             现征求贵单位的意见。",
            open_end(asked.about)
        ),
    ));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!(
            "请自收到本征求意见书之日起{}个工作日内提出意见并反馈本机关（{}）。逾期未提出意见的，视为同意公开。",
            asked.days,
            open_end(asked.answer_to)
        ),
    ));
    letter.blocks.push(Block { parts: vec![], body: Body::CutLine { text: "征求意见回复单".to_owned() } });
    letter.blocks.push(slip(
        &asked,
        &["同意公开", "不同意公开（请写明法律依据和理由）", "部分公开（请写明不公开的部分、依据和理由）"],
    ));
    letter.required.push(required(Part::Wanted, ART_34, &[open_end(asked.about)]));
    letter.required.push(required(Part::Basis, ART_34, &["第三十四条"]));
    letter.required.push(required(Part::Period, ART_34, &[&format!("{}个工作日", asked.days), "视为同意公开"]));
    letter.required.push(required(Part::ReplySlip, ART_34, &["意　　见"]));
    Ok(letter)
}

/// D-11.
pub(super) fn other_organ(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    const ART_11: &str = "《政府信息公开条例》第十一条";
    let asked = asked(facts, ART_11)?;
    let question = text(&asked.facts.question, ask("consultation_question", "需要对方机关确认的事项", ART_11))?;
    let mut letter = letter_to(kind, facts, asked.name);
    letter.blocks.push(paragraph(
        &[Part::Wanted, Part::Basis],
        format!(
            "本机关正在办理一件政府信息公开申请，所涉信息为：“{}”。该信息涉及贵单位，根据{REGULATION}第十一条、第三十三条第三款\
             的规定，现商请贵单位协助确认下列事项：",
            open_end(asked.about)
        ),
    ));
    letter.blocks.push(listed(&[Part::Items], vec![format!("{}。", open_end(question))]));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!("请自收到本函之日起{}个工作日内书面函复（{}）。", asked.days, open_end(asked.answer_to)),
    ));
    letter.blocks.push(paragraph(&[], "感谢贵单位的支持。"));
    letter.required.push(required(Part::Wanted, ART_11, &[open_end(asked.about)]));
    letter.required.push(required(Part::Items, ART_11, &[open_end(question)]));
    letter.required.push(required(Part::Period, ART_33, &[&format!("{}个工作日", asked.days)]));
    Ok(letter)
}

/// D-12. It carries no remedy clause: the fee cannot be attacked by itself (fee rules 7).
pub(super) fn fee(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let fee = known(facts.fee.as_ref(), ask("fee", "收费的方式、件（页）数和金额", FEE_6))?;
    let method = text(&fee.method, ask("fee_method", "计收方式（按件或者按量）", FEE_3))?;
    let counted_as = text(&fee.counted, ask("fee_counted", "计收的件数或者页数", FEE_6))?;
    let how = text(&fee.how_to_pay, ask("fee_how_to_pay", "缴费方式", FEE_6))?;
    let total = yuan(fee.fen);
    let sum: u64 = fee.lines.iter().map(|line| u64::from(line.count) * line.each_fen).sum();
    if fee.lines.is_empty() || sum != fee.fen || sum == 0 {
        return Err(Refusal::new("fee_sum", "分档计算的金额与收费总额不一致，请核对。").citing(FEE_6).at("fee_lines"));
    }
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Basis],
        format!(
            "根据{REGULATION}第四十二条和{FEE_RULES}第三条、第六条的规定，本机关决定对该申请{method}信息处理费。\
             计收依据：{}。计算如下：",
            open_end(counted_as)
        ),
    ));
    letter.blocks.push(fee_table(fee, &total));
    let days = if fee.working_days == 0 { DAYS_TO_PAY } else { fee.working_days };
    letter.blocks.push(paragraph(
        &[Part::Money],
        format!("以上共计人民币{total}。缴费方式：{}。缴费后本机关将开具财政票据。", open_end(how)),
    ));
    letter.blocks.push(paragraph(
        &[Part::Period],
        format!(
            "请{your}自收到本通知书次日起{days}个工作日内缴纳。逾期未缴纳的，视为放弃申请，本机关不再处理该申请。缴纳完成的，\
             答复期限自缴纳完成次日起重新计算。"
        ),
    ));
    letter.required.push(required(Part::Basis, FEE_6, &["第四十二条", method]));
    letter.required.push(required(Part::Money, FEE_6, &[&total, open_end(how)]));
    letter.required.push(required(Part::Period, FEE_6, &[&format!("{days}个工作日"), "视为放弃申请"]));
    Ok(letter)
}

fn fee_table(fee: &FeeFacts, total: &str) -> Block {
    let mut rows = vec![head_row(&["分档", "数量", "单价", "金额"])];
    for line in &fee.lines {
        rows.push(row(vec![
            value(line.tier.as_str()),
            value(line.count.to_string()),
            value(yuan(line.each_fen)),
            value(yuan(u64::from(line.count) * line.each_fen)),
        ]));
    }
    rows.push(row(vec![label("合计"), wide(total, 3)]));
    grid(Part::Money, &[40, 16, 20, 24], 1, rows)
}

/// D-13.
pub(super) fn lapse(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let article = facts.lapse.as_ref().map_or(ART_30, |lapse| match lapse.reason {
        LapseReason::NotCorrected => ART_30,
        LapseReason::NotPaid => FEE_6,
    });
    let lapse = known(facts.lapse.as_ref(), ask("lapse", "不再处理的原因", article))?;
    let received =
        long_date(known(lapse.notice_received_on, ask("lapse_notice_received_on", "申请人收到通知的日期", article))?);
    let until = long_date(known(lapse.until, ask("lapse_until", "期限届满的日期", article))?);
    let your = you(&facts.applicant);
    let (notice, act, basis) = match lapse.reason {
        LapseReason::NotCorrected => ("补正告知书", "无正当理由未补正申请", format!("{REGULATION}第三十条")),
        LapseReason::NotPaid => ("收费通知书", "未缴纳信息处理费", format!("{FEE_RULES}第六条")),
    };
    letter.blocks.push(paragraph(
        &[Part::Findings],
        format!("{your}于{received}收到本机关的{notice}。截至期限届满之日{until}，{your}{act}。"),
    ));
    letter.blocks.push(paragraph(
        &[Part::Outcome, Part::Basis],
        format!("根据{basis}的规定，视为{your}放弃申请，本机关不再处理该申请。特此告知。"),
    ));
    remedy(&mut letter, facts)?;
    letter.required.push(required(Part::Findings, article, &[&received, &until]));
    letter.required.push(required(Part::Outcome, article, &["不再处理"]));
    letter.required.push(required(Part::Basis, article, &[&basis]));
    Ok(letter)
}

/// D-14.
pub(super) fn deferral(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let deferral = known(facts.deferral.as_ref(), ask("deferral", "延迟答复的理由和期限", ART_35))?;
    let because = text(&deferral.because, ask("deferral_because", "延迟答复的理由", ART_35))?;
    let until = long_date(known(deferral.until, ask("deferral_until", "延迟答复的期限", ART_35))?);
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Reasons],
        format!("{your}申请公开政府信息的数量、频次明显超过合理范围，经审查{your}说明的理由，{}。", open_end(because)),
    ));
    letter.blocks.push(paragraph(
        &[Part::Basis, Part::Period],
        format!("根据{REGULATION}第三十五条的规定，本机关确定该申请延迟至{until}前（含当日）答复。特此告知。"),
    ));
    letter.required.push(required(Part::Reasons, ART_35, &[open_end(because)]));
    letter.required.push(required(Part::Period, ART_35, &[&until]));
    letter.required.push(required(Part::Basis, ART_35, &["第三十五条"]));
    Ok(letter)
}

/// D-15. It decides nothing: the period is the same number of working days, which another calendar counts.
pub(super) fn due_day(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let mut letter = to_applicant(kind, facts)?;
    let moved = known(facts.due_day.as_ref(), ask("due_day", "答复期限变动的情况", ART_33))?;
    let notice = text(&moved.notice, ask("due_day_notice", "引起变动的节假日安排", ART_33))?;
    let before = long_date(known(moved.before, ask("due_day_before", "原答复期限", ART_33))?);
    let now = long_date(known(moved.now, ask("due_day_now", "变动后的答复期限", ART_33))?);
    let your = you(&facts.applicant);
    letter.blocks.push(paragraph(
        &[Part::Reasons],
        format!(
            "该申请的答复期限原计算至{before}。因{}，期限内的工作日发生变化，工作日的天数没有增减。",
            open_end(notice)
        ),
    ));
    let provisional = if moved.provisional {
        "期限所跨年度的节假日安排尚未全部公布，上述日期为暂定，再有变化的，本机关将另行告知。"
    } else {
        ""
    };
    letter.blocks.push(paragraph(
        &[Part::Basis, Part::Period],
        format!(
            "根据{REGULATION}第三十三条第二款的规定，答复期限按工作日计算，本机关将在{now}前（含当日）作出答复。{provisional}\
             特此告知{your}。"
        ),
    ));
    letter.required.push(required(Part::Reasons, ART_33, &[&before]));
    letter.required.push(required(Part::Period, ART_33, &[&now]));
    letter.required.push(required(Part::Basis, ART_33, &["第三十三条第二款"]));
    Ok(letter)
}
