//! 送审: the machine reads letter and materials first; then the number is taken, the reply frozen, and its reviews begin.

use super::number_holder;
use crate::applications::OnCase;
use crate::failure::refused;
use crate::publishing::{read_blocking, record};
use crate::{Desk, Done, Failure, Who, not_found};
use affairs::access::Act;
use affairs::application::reply::{
    Draft, Reply, ReplyLevel, ReplyProgress, ReplyReview, content::reading_hash, levels_of,
};
use affairs::case::Words;
use affairs::id::{AgencyId, CaseId, FindingId, PersonId};
use affairs::journal::Entry;
use affairs::letter::{Letter, canonical_text, check};
use affairs::personal::Purpose;
use affairs::review::Disposition;
use affairs::review::finding::unanswered;
use affairs::screening::{TextPiece, secrecy_mark};
use affairs::series::Series;
use affairs::setting::Settings;
use affairs::{ContentHash, Personal, Refusal};
use law::outcome::Demand;
use paper::intake::Limits;
use paper::intake::file::{Inspected, inspect_bytes};
use std::collections::BTreeMap;
use store::Transaction;

impl Desk {
    /// Hands a reply into its reviews. `reasons` answer the machine's findings.
    ///
    /// # Errors
    /// Refused when the outcome rests on something that is missing (with its article), the letter lacks what it must say, a
    /// finding waits for an answer, a number is taken, or nobody could sign at a level.
    pub async fn submit_reply(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        revision: i64,
        reasons: &BTreeMap<FindingId, String>,
    ) -> Done<()> {
        self.read_reply(who, case, revision, reasons).await?;
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let draft =
            store::replies::draft(&mut on.tx, self.keyring()?, &who.agency, case).await?.ok_or_else(not_found)?;
        let draft = draft.reveal(Purpose::Handling).clone();
        let given = demands_met(&on, &draft)?;
        let settings = store::settings::on(&mut on.tx, &who.agency, on.today).await?;
        let number = self.number_for(&mut on, &draft, &settings).await?;
        let letter = self.worded(&mut on, &draft, &number).await?;
        if let Some(missing) = check(&letter).first() {
            return Err(Refusal::new("letter_part", missing.message()).citing(missing.article.clone()).into());
        }
        let reply = Reply {
            format: Reply::FORMAT.to_owned(),
            case: case.clone(),
            salt: crate::new_id()?,
            answer: draft.answer,
            materials: draft.materials,
            way: draft.way,
            letter,
            findings: draft.findings,
        };
        let hash = reply.hash().map_err(|error| Failure::of(&error))?;
        let event = on.standing.submit_reply(reply.answer.outcome, &given, hash.clone());
        self.begin_reviews(&mut on, who, (hash, reply, &number), &settings).await?;
        self.happened(on, who, event, Words::default()).await
    }

    async fn begin_reviews(
        &self,
        on: &mut OnCase,
        who: &Who,
        handed_in: (ContentHash, Reply, &str),
        settings: &Settings,
    ) -> Done<()> {
        let (hash, reply, number) = handed_in;
        let frame = &on.application.frame;
        let levels = levels_of(&settings.answering.levels, reply.hands_out());
        for level in &levels {
            self.somebody_signs(&mut on.tx, &frame.section, *level, &who.person, on.today).await?;
        }
        let Some(first) = levels.first().copied() else {
            return Err(Failure::of(&"a reply without a level to sign at").into());
        };
        let review = ReplyReview {
            agency: frame.agency.clone(),
            case: frame.id.clone(),
            section: frame.section.clone(),
            owner: who.person.clone(),
            reply: hash,
            levels,
            signatures: Vec::new(),
            progress: ReplyProgress::Waiting { level: first, since: on.now },
        };
        let outcome = reply.answer.outcome.code();
        let content = Personal::new(reply);
        store::replies::insert(&mut on.tx, self.keyring()?, &review, &content, (outcome, number), on.now).await?;
        Ok(())
    }

    /// A level at which nobody but the writer could sign would hold the reply for ever, while its period runs.
    async fn somebody_signs(
        &self,
        tx: &mut Transaction,
        section: &affairs::id::SectionId,
        level: ReplyLevel,
        writer: &PersonId,
        today: affairs::Date,
    ) -> Done<()> {
        let agency = tx.agency().clone();
        let grants = store::people::grants(&mut *tx, &agency).await?;
        let signs = grants.iter().any(|grant| {
            grant.role == level.role()
                && grant.scope.covers(section)
                && grant.in_force_on(today)
                && grant.person != *writer
        });
        if signs {
            return Ok(());
        }
        let message = format!("没有人可以在“{}”一级审核本件答复。请先办理授权，或者转由其他科室承办。", level.label());
        Err(Refusal::new("nobody_signs", message).into())
    }

    /// The reply's 文号: the one the case has, the one that was typed, or the next of the series.
    async fn number_for(&self, on: &mut OnCase, draft: &Draft, settings: &Settings) -> Done<String> {
        let (agency, case) = (on.application.frame.agency.clone(), on.application.frame.id.clone());
        let known = store::replies::number_of(&mut on.tx, &agency, &case).await?;
        let typed = draft.typed_number.as_str();
        match known {
            Some((number, _)) if typed.is_empty() || typed == number => return Ok(number),
            Some((number, true)) => {
                store::series::void_number(&mut on.tx, Series::Reply, &number, "改用发文登记的文号").await?;
            }
            _ => {}
        }
        if !typed.is_empty() {
            self.take_typed_number(&mut on.tx, typed, &case, on.now).await?;
            return Ok(typed.to_owned());
        }
        let template = &settings.answering.number_template;
        self.draw_letter_number(&mut on.tx, &case, &number_holder(&case), template, on.now).await
    }

    /// The machine reads what is about to go out. What it finds is kept with the draft until somebody answers it.
    async fn read_reply(
        &self,
        who: &Who,
        case: &CaseId,
        revision: i64,
        reasons: &BTreeMap<FindingId, String>,
    ) -> Done<()> {
        let mut on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let draft = store::replies::draft(&mut on.tx, self.keyring()?, &who.agency, case).await?;
        let mut draft = draft.ok_or_else(not_found)?.reveal(Purpose::Handling).clone();
        if draft.revision != revision {
            return Err(
                Refusal::new("changed_elsewhere", "别人刚刚改过这份答复稿，请刷新、看过现在的内容再送审。").into()
            );
        }
        demands_met(&on, &draft)?;
        let letter = self.worded(&mut on, &draft, "").await?;
        let settings = store::settings::on(&mut on.tx, &who.agency, on.today).await?;
        let read = reading_hash(&letter, &draft.materials);
        if draft.read.as_ref() != Some(&read) {
            let pieces = self.pieces_of_reply(&who.agency, &letter, &draft).await?;
            draft.findings = record(&read, read_blocking(pieces, known_to_us(settings)).await?);
            draft.read = Some(read);
        }
        let name = store::people::by_id(&mut on.tx, &who.agency, &who.person).await?.map(|person| person.name);
        for finding in draft.findings.iter_mut().filter(|finding| finding.disposition.is_none()) {
            let reason = reasons.get(&finding.id).map_or("", |reason| reason.trim());
            if reason.chars().count() >= 4 {
                finding.disposition = Some(Disposition {
                    person: who.person.clone(),
                    name: name.clone().unwrap_or_default(),
                    reason: reason.to_owned(),
                    at: on.now,
                });
            }
        }
        let open = unanswered(&draft.findings);
        self.unopened(&mut on, who, &draft).await?;
        let OnCase { mut tx, now, .. } = on;
        let kept = Personal::new(draft);
        store::replies::save_findings(&mut tx, self.keyring()?, case, &kept).await?;
        let entry = Entry::new(who.actor(), "applications.read_reply").about("application", case);
        tx.commit(now, entry.fact("findings", open)).await?;
        if open == 0 {
            return Ok(());
        }
        let message =
            format!("机器读审有 {open} 处发现。属于不该提供的，请改掉；确实可以提供的，逐处写明理由（不少于四个字）。");
        Err(Refusal::new("findings_open", message).citing("《政府信息公开条例》第十七条").at("findings").into())
    }

    /// Who writes a reply has opened every picture and scan that goes out with it.
    async fn unopened(&self, on: &mut OnCase, who: &Who, draft: &Draft) -> Done<()> {
        let opened = store::uploads::pictures_opened_by(&mut on.tx, &who.agency, &who.person).await?;
        let pictures = draft.materials.iter().filter(|material| material.human_reading);
        let left = pictures.filter(|material| !opened.contains(&material.file)).count();
        if left == 0 {
            return Ok(());
        }
        let message = format!("还有 {left} 份图片或者扫描的材料没有打开看过；机器读不了，须由经办人逐页看过再送审。");
        Err(Refusal::new("pictures_unread", message).citing("《政府信息公开条例》第十七条").at("materials").into())
    }

    async fn pieces_of_reply(&self, agency: &AgencyId, letter: &Letter, draft: &Draft) -> Done<Vec<TextPiece>> {
        let lines = canonical_text(letter);
        let numbered = (1..).zip(lines.lines());
        let mut pieces: Vec<TextPiece> =
            numbered.map(|(number, line)| TextPiece::line(format!("答复书第{number}行"), line.to_owned())).collect();
        for material in &draft.materials {
            let title = Personal::new(material.title.clone());
            let inspected = self.inspect_sealed(agency, &material.file, &title).await?;
            let whole = format!("材料《{}》", material.title);
            pieces.extend(inspected.pieces.into_iter().map(|piece| piece.under(&whole)));
        }
        Ok(pieces)
    }

    /// Reads a sealed file away from the threads that serve pages. One with a secrecy mark is refused.
    pub(super) async fn inspect_sealed(
        &self,
        agency: &AgencyId,
        file: &ContentHash,
        name: &Personal<String>,
    ) -> Done<Inspected> {
        let limits = Limits::default();
        let bytes = self.files.read_sealed(file, limits.file_bytes, self.keyring()?, agency).await?;
        let bytes = bytes.ok_or_else(not_found)?;
        let name = name.reveal(Purpose::Checking).clone();
        let work = move || inspect_bytes(bytes, &name, &limits);
        let inspected = tokio::task::spawn_blocking(work).await.map_err(|error| Failure::of(&error))?;
        let inspected = inspected.map_err(|reason| affairs::Refuse::refusal(&reason).at("file"))?;
        match secrecy_mark(&inspected.pieces) {
            None => Ok(inspected),
            Some(_) => {
                let message = "这份材料带有密级或内部标志，不能对外提供。请立即停止在本平台处理该文件，并报告本机关保密工作机构。";
                Err(Refusal::new("secrecy_mark", message).citing("《保守国家秘密法》第三十一条").at("file").into())
            }
        }
    }
}

/// What the outcome asks for and the draft has; refused with the first that is missing. No hash is known yet.
fn demands_met(on: &OnCase, draft: &Draft) -> Done<Vec<Demand>> {
    let given = draft.answer.given(&on.application, &on.standing, &draft.materials);
    on.standing.submit_reply(draft.answer.outcome, &given, ContentHash::of(&[])).map_err(refused)?;
    Ok(given)
}

/// The telephone that every letter prints is known to the machine.
fn known_to_us(mut settings: Settings) -> Settings {
    settings.known_numbers.push(settings.answering.telephone.clone());
    settings.known_numbers.retain(|number| !number.is_empty());
    settings
}
