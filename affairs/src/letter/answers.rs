//! The answers (Art. 36–39): one conclusion for each outcome, with what that outcome has to tell.

use super::compose::remedy;
use super::notices::to_applicant;
use super::wording::{
    ART_30, ART_31, ART_32, ART_35, ART_36, ART_36_5, ART_37, ART_39, ask, known, list, listed, numbered, official,
    open_end, paragraph, required, text, you,
};
use super::{AnswerFacts, Letter, LetterFacts, Part, ProvidedDocument};
use crate::Refusal;
use law::letter::LetterKind;
use law::outcome::{Outcome, OutcomeGroup};

/// D-20 to D-26.
pub(super) fn answer(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    let answer = known(facts.answer.as_ref(), ask("outcome", "办理结果", ART_36))?;
    let outcome = known(answer.outcome, ask("outcome", "办理结果", ART_36))?;
    if LetterKind::of_outcome(outcome) != kind {
        let fitting = LetterKind::of_outcome(outcome).label();
        return Err(Refusal::new("letter_kind", format!("该办理结果应当使用{fitting}。")).citing(ART_36).at("outcome"));
    }
    let mut letter = to_applicant(kind, facts)?;
    let findings = text(&answer.findings, ask("findings", "检索、审查情况", ART_36))?;
    letter.blocks.push(paragraph(&[Part::Findings], format!("{}。", open_end(findings))));
    letter.required.push(required(Part::Findings, ART_36, &[]));
    let said = Said { answer, outcome, your: you(&facts.applicant), basis: basis(answer, outcome, facts)? };
    match outcome.group() {
        OutcomeGroup::Disclosed => said.disclosed(&mut letter)?,
        OutcomeGroup::Refused => said.refused(&mut letter)?,
        OutcomeGroup::UnableToProvide => said.unable(&mut letter)?,
        OutcomeGroup::NotProcessed => said.not_processed(&mut letter)?,
        OutcomeGroup::OtherHandling => said.other(&mut letter)?,
        OutcomeGroup::Lapsed => {
            return Err(Refusal::new("letter_kind", "视为放弃的申请不作答复，请使用不再处理告知书。")
                .citing(ART_30)
                .at("outcome"));
        }
    }
    letter.required.push(required(Part::Outcome, ART_36, &[]));
    remedy(&mut letter, facts)?;
    Ok(letter)
}

/// The citations in one run: the outcome's own articles of the law of that day, then the special law.
fn basis(answer: &AnswerFacts, outcome: Outcome, facts: &LetterFacts) -> Result<Vec<String>, Refusal> {
    let received_on = known(facts.application.received_on, ask("received_on", "收到申请的日期", ART_31))?;
    let own = outcome.articles_for(received_on).iter().map(|article| official(&article.to_string()));
    let special = answer.citations.iter().map(|citation| official(citation.trim()));
    let all: Vec<String> = own.chain(special).filter(|citation| !citation.is_empty()).collect();
    if all.is_empty() && outcome.group() != OutcomeGroup::OtherHandling {
        return Err(ask("citations", "法律依据（条、款、项）", ART_36).refusal());
    }
    Ok(all)
}

/// `《…条例》第十四条、第三十六条第（三）项`: the name of a law stands once before its articles.
pub(crate) fn joined(citations: &[String]) -> String {
    let mut words = String::new();
    let mut last = "";
    for citation in citations {
        let (law, article) = citation.split_at(citation.find('》').map_or(0, |at| at + '》'.len_utf8()));
        if !words.is_empty() {
            words.push('、');
        }
        if law != last || law.is_empty() {
            words.push_str(law);
        }
        words.push_str(article);
        last = law;
    }
    words
}

struct Said<'facts> {
    answer: &'facts AnswerFacts,
    outcome: Outcome,
    your: &'static str,
    basis: Vec<String>,
}

impl Said<'_> {
    fn under(&self) -> String {
        format!("根据{}的规定", joined(&self.basis))
    }

    fn require_basis(&self, letter: &mut Letter) {
        // The name of the law stands once, so the article is what must be found again.
        let articles: Vec<&str> =
            self.basis.iter().map(|c| c.split_once('》').map_or(c.as_str(), |(_, a)| a)).collect();
        letter.required.push(required(Part::Basis, ART_36, &articles));
    }

    fn reasons(&self, article: &'static str) -> Result<&str, Refusal> {
        text(&self.answer.reasons, ask("reasons", "理由", article))
    }

    fn disclosed(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let (your, under) = (self.your, self.under());
        match self.outcome {
            Outcome::AlreadyPublic => {
                let at = open_end(text(
                    &self.answer.published_at,
                    ask("published_at", "已公开信息的获取方式和途径", ART_36),
                )?);
                letter.blocks.push(paragraph(
                    &[Part::Outcome, Part::Basis, Part::Provision],
                    format!(
                        "{your}申请公开的信息，本机关已经主动公开。{under}，现告知{your}获取该信息的方式和途径：{at}。"
                    ),
                ));
                letter.required.push(required(Part::Provision, ART_36, &[at]));
            }
            Outcome::ToldHow => {
                let how =
                    open_end(text(&self.answer.provided_how, ask("provided_how", "获取的方式、途径和时间", ART_36))?);
                letter.blocks.push(paragraph(
                    &[Part::Outcome, Part::Basis, Part::Provision],
                    format!("{your}申请公开的信息可以公开。{under}，本机关决定予以公开。{your}可以按下列方式、途径和时间获取：{how}。"),
                ));
                letter.required.push(required(Part::Provision, ART_36, &[how]));
            }
            Outcome::PartiallyDisclosed => {
                letter.blocks.push(paragraph(
                    &[Part::Outcome, Part::Basis],
                    format!(
                        "{your}申请公开的信息中含有不应当公开的内容，但能够作区分处理。{under}，本机关决定部分公开。"
                    ),
                ));
                self.hand_over(letter)?;
                self.withheld(letter)?;
            }
            _ => {
                letter.blocks.push(paragraph(
                    &[Part::Outcome, Part::Basis],
                    format!("{your}申请公开的信息可以公开。{under}，本机关决定予以公开。"),
                ));
                self.hand_over(letter)?;
            }
        }
        self.require_basis(letter);
        Ok(())
    }

    fn hand_over(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let documents: Vec<String> = self.answer.documents.iter().map(named).collect();
        let documents = list(&documents, ask("documents", "提供的信息材料", ART_36))?;
        let how = open_end(text(&self.answer.provided_how, ask("provided_how", "提供的形式和途径", ART_36))?);
        letter.blocks.push(paragraph(&[Part::Provision], format!("现将下列信息提供给{}（{how}）：", self.your)));
        letter.blocks.push(listed(&[Part::Provision], documents.clone()));
        let first = documents.first().map_or("", String::as_str);
        letter.required.push(required(Part::Provision, ART_36, &[how, first]));
        letter.attachments = documents;
        Ok(())
    }

    fn withheld(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let mut items = Vec::new();
        let mut words = Vec::new();
        for part in &self.answer.withheld {
            let what = open_end(text(&part.what, ask("withheld_what", "不予公开的部分", ART_37))?);
            let because = open_end(text(&part.because, ask("withheld_because", "该部分不予公开的理由", ART_37))?);
            let citation =
                official(text(&part.citation, ask("withheld_citation", "该部分不予公开的法律依据", ART_37))?);
            items.push(format!("{what}：{because}。根据{citation}的规定，该部分不予公开。"));
            words.push(what);
            words.push(because);
        }
        if items.is_empty() {
            return Err(ask("withheld", "不予公开的部分和理由", ART_37).refusal());
        }
        letter.blocks.push(paragraph(&[], "下列部分不予公开，理由如下："));
        letter.blocks.push(numbered(&[Part::Reasons], items));
        letter.required.push(required(Part::Reasons, ART_37, &words));
        Ok(())
    }

    fn refused(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let (your, under) = (self.your, self.under());
        if self.outcome == Outcome::AdministrativeInquiry {
            if self.answer.citations.is_empty() {
                return Err(ask("citations", "规定查询办法的法律、行政法规", ART_36).refusal());
            }
            let channel = open_end(text(&self.answer.right_channel, ask("right_channel", "查询的地点和办法", ART_36))?);
            letter.blocks.push(paragraph(
                &[Part::Outcome, Part::Basis, Part::Channel],
                format!("{your}申请查询的信息，有关法律、行政法规对其获取有专门规定。{under}，请{your}依照该规定查询：{channel}。"),
            ));
            letter.required.push(required(Part::Channel, ART_36, &[channel]));
            self.require_basis(letter);
            return Ok(());
        }
        if self.outcome == Outcome::ProhibitedByLaw && self.answer.citations.is_empty() {
            return Err(ask("citations", "禁止公开该信息的法律、行政法规", "《政府信息公开条例》第十四条").refusal());
        }
        let article = if self.outcome == Outcome::ThirdPartyRights { ART_32 } else { ART_36 };
        let reasons = open_end(self.reasons(article)?);
        letter.blocks.push(paragraph(
            &[Part::Reasons],
            format!("经审查，{your}申请公开的信息{}。{reasons}。", ground(self.outcome)),
        ));
        letter.blocks.push(paragraph(&[Part::Outcome, Part::Basis], format!("{under}，本机关决定不予公开。")));
        letter.required.push(required(Part::Reasons, article, &[reasons]));
        self.require_basis(letter);
        Ok(())
    }

    fn unable(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let (your, under) = (self.your, self.under());
        let (because, conclusion) = match self.outcome {
            Outcome::NotExisting => {
                (None, format!("{your}申请公开的信息，经检索未能找到，该信息不存在。{under}，本机关无法提供。"))
            }
            Outcome::NotOurs => (
                Some(self.reasons(ART_36_5)?),
                format!("{your}申请公开的信息不属于本机关负责公开。{under}，本机关无法提供，现予告知。"),
            ),
            Outcome::NeedsCreation => (
                Some(self.reasons("《政府信息公开条例》第三十八条")?),
                format!(
                    "{your}申请公开的信息需要本机关对现有政府信息进行加工、分析，本机关没有现成信息。{under}，本机关无法提供。"
                ),
            ),
            _ => (
                Some(self.reasons(ART_30)?),
                format!(
                    "{your}补正后的申请内容仍不明确，本机关无法据以确定所申请的政府信息。{under}，本机关无法提供。"
                ),
            ),
        };
        if let Some(because) = because.map(open_end) {
            letter.blocks.push(paragraph(&[Part::Reasons], format!("{because}。")));
            letter.required.push(required(Part::Reasons, ART_36, &[because]));
        }
        letter.blocks.push(paragraph(&[Part::Outcome, Part::Basis], conclusion));
        if let (Outcome::NotOurs, Some(organ)) = (self.outcome, &self.answer.right_organ) {
            let name = text(&organ.name, ask("right_organ", "负责公开该信息的机关名称", ART_36_5))?;
            let contact =
                open_end(text(&organ.contact, ask("right_organ_contact", "负责公开该信息的机关联系方式", ART_36_5))?);
            letter.blocks.push(paragraph(
                &[Part::RightOrgan],
                format!("经核实，该信息由{name}负责公开，{your}可以向其提出申请。联系方式：{contact}。"),
            ));
            letter.required.push(required(Part::RightOrgan, ART_36_5, &[name, contact]));
        }
        self.require_basis(letter);
        Ok(())
    }

    fn not_processed(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let (your, under) = (self.your, self.under());
        let (part, words, article, conclusion) = match self.outcome {
            Outcome::PetitionComplaintReport => {
                let channel = open_end(text(
                    &self.answer.right_channel,
                    ask("right_channel", "信访、投诉、举报的受理渠道", ART_39),
                )?);
                let said = format!(
                    "{your}以政府信息公开申请的形式进行信访、投诉、举报等活动。{under}，本机关不作为政府信息公开申请处理。\
                     有关诉求请通过下列渠道提出：{channel}。"
                );
                (Part::Channel, channel, ART_39, said)
            }
            Outcome::PublicPublication => {
                let at = open_end(text(&self.answer.published_at, ask("published_at", "获取该出版物的途径", ART_39))?);
                let said = format!(
                    "{your}申请的内容为要求本机关提供公开出版物。{under}，本机关不予提供，现告知{your}获取的途径：{at}。"
                );
                (Part::Channel, at, ART_39, said)
            }
            Outcome::RepeatedRequest => {
                let earlier =
                    open_end(text(&self.answer.earlier_reply, ask("earlier_reply", "此前答复的文号和日期", ART_36))?);
                let said = format!(
                    "{your}此前已就同一政府信息提出申请，本机关已作出答复（{earlier}）。{under}，本机关不予重复处理。"
                );
                (Part::Reasons, earlier, ART_36, said)
            }
            Outcome::UnreasonableVolume => {
                let reasons = open_end(self.reasons(ART_35)?);
                let said =
                    format!("{your}申请公开政府信息的数量、频次明显超过合理范围，{reasons}。{under}，本机关不予处理。");
                (Part::Reasons, reasons, ART_35, said)
            }
            _ => {
                let reasons = open_end(self.reasons(ART_36)?);
                let said =
                    format!("{your}要求本机关确认或者重新出具已经获取的政府信息，{reasons}。{under}，本机关不予处理。");
                (Part::Reasons, reasons, ART_36, said)
            }
        };
        letter.blocks.push(paragraph(&[Part::Outcome, Part::Basis, part], conclusion));
        letter.required.push(required(part, article, &[words]));
        self.require_basis(letter);
        Ok(())
    }

    fn other(&self, letter: &mut Letter) -> Result<(), Refusal> {
        let your = self.your;
        let reasons = open_end(self.reasons(ART_36)?);
        let conclusion = match self.outcome {
            Outcome::Withdrawn => format!("{reasons}。本机关终止办理该申请。"),
            Outcome::NotGovernmentInformation => {
                format!(
                    "{your}申请公开的信息不属于政府信息，{reasons}。{}，本机关无法按照政府信息公开申请办理。",
                    self.under()
                )
            }
            Outcome::Merged => format!("{reasons}。该申请与前述申请合并办理，本机关将一并答复，不再单独处理。"),
            _ if self.basis.is_empty() => format!("{reasons}。现予告知。"),
            _ => format!("{reasons}。{}，现予告知。", self.under()),
        };
        letter.blocks.push(paragraph(&[Part::Outcome, Part::Reasons, Part::Basis], conclusion));
        letter.required.push(required(Part::Reasons, ART_36, &[reasons]));
        if !self.basis.is_empty() && !matches!(self.outcome, Outcome::Withdrawn | Outcome::Merged) {
            self.require_basis(letter);
        }
        Ok(())
    }
}

fn named(document: &ProvidedDocument) -> String {
    let title = match document.title.trim() {
        "" => return String::new(),
        title if title.starts_with('《') => title.to_owned(),
        title => format!("《{title}》"),
    };
    let number = if document.number.is_empty() { String::new() } else { format!("（{}）", document.number) };
    let pages = if document.pages == 0 { String::new() } else { format!("，共{}页", document.pages) };
    format!("{title}{number}{pages}")
}

/// What the information is, in the words of Art. 14–16.
fn ground(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::StateSecret => "属于依法确定为国家秘密的政府信息",
        Outcome::ProhibitedByLaw => "属于法律、行政法规禁止公开的政府信息",
        Outcome::EndangersSecurity => "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
        Outcome::ThirdPartyRights => "涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害",
        Outcome::InternalAffairs => "属于本机关的内部事务信息",
        Outcome::ProcessInformation => "属于本机关在履行行政管理职能过程中形成的过程性信息",
        Outcome::EnforcementCaseFile => "属于行政执法案卷信息",
        _ => "依法不予公开",
    }
}
