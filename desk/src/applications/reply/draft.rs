//! 拟写答复: the officer's form, kept as often as he likes; the materials that go with it; 检索记录.

use crate::applications::OnCase;
use crate::failure::refused;
use crate::{Desk, Done, Who};
use affairs::access::Act;
use affairs::application::NotNow;
use affairs::application::reply::{Answer, Draft, Material};
use affairs::case::{Search, Words};
use affairs::id::CaseId;
use affairs::journal::Entry;
use affairs::personal::Purpose;
use affairs::{ContentHash, Date, Personal, Refusal};
use law::remedy::ServiceWay;

/// What the form of a reply carries.
#[derive(Clone)]
pub struct Written {
    pub answer: Answer,
    /// A 文号 from the office's own 发文登记; empty for one of the series.
    pub typed_number: String,
    pub way: ServiceWay,
    /// The revision of the draft that the page showed; 0 for the first.
    pub revision: i64,
}

/// Longest 文号, in characters.
const LONGEST_NUMBER: usize = 60;

impl Desk {
    /// Keeps the draft of a reply. What is still missing is told when it is handed in.
    ///
    /// # Errors
    /// Refused while the case is not being handled, for an outcome that no officer chooses, or when somebody kept another
    /// draft meanwhile.
    pub async fn write_reply(&self, who: &Who, case: &CaseId, written: Written) -> Done<()> {
        if !written.answer.outcome.may_be_chosen() {
            return Err(refused(NotNow::NotChosen(written.answer.outcome)));
        }
        let typed_number = written.typed_number.trim().to_owned();
        if typed_number.chars().count() > LONGEST_NUMBER {
            return Err(Refusal::new("too_long", "文号不能超过 60 字。").at("number").into());
        }
        let on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let (on, kept) = self.draft_of(on, written.revision).await?;
        let kept = kept.as_ref().map(|draft| draft.reveal(Purpose::Handling));
        let draft = Draft {
            revision: written.revision + 1,
            answer: written.answer.tidied(),
            materials: kept.map(|draft| draft.materials.clone()).unwrap_or_default(),
            typed_number,
            way: written.way,
            findings: kept.map(|draft| draft.findings.clone()).unwrap_or_default(),
            read: kept.and_then(|draft| draft.read.clone()),
            sent_back: kept.map(|draft| draft.sent_back.clone()).unwrap_or_default(),
        };
        self.keep_draft(on, who, written.revision, draft, "applications.write_reply").await
    }

    /// Puts a file of the case among the materials that are handed out with the reply.
    ///
    /// # Errors
    /// Refused for a file that is not of the case, a second time, without a title, or where the machine finds a secrecy mark or
    /// cannot read it.
    pub async fn add_material(
        &self,
        who: &Who,
        case: &CaseId,
        revision: i64,
        added: (&ContentHash, &str, &str),
    ) -> Done<()> {
        let (file, title, number) = added;
        if title.trim().is_empty() {
            return Err(Refusal::new("title_missing", "请填写材料的名称，答复书要写明。").at("title").into());
        }
        let mut on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let files = store::applications::files(&mut on.tx, self.keyring()?, &who.agency, case).await?;
        let found = files.into_iter().find(|one| one.hash == *file).ok_or_else(crate::not_found)?;
        let inspected = self.inspect_sealed(&who.agency, file, &found.name).await?;
        let (on, kept) = self.draft_of(on, revision).await?;
        let mut draft = kept.ok_or_else(no_draft)?.reveal(Purpose::Handling).clone();
        if draft.materials.iter().any(|material| material.file == *file) {
            return Err(Refusal::new("file_twice", "这份材料已经附上。").at("file").into());
        }
        draft.materials.push(Material {
            file: file.clone(),
            title: title.trim().to_owned(),
            number: number.trim().to_owned(),
            media_type: found.media_type.clone(),
            size: u64::try_from(found.size).unwrap_or_default(),
            pages: inspected.parts.unwrap_or_default(),
            human_reading: inspected.needs_human_reading,
        });
        draft.revision = revision + 1;
        self.keep_draft(on, who, revision, draft, "applications.add_material").await
    }

    /// Takes a material out again; the file stays in the case.
    ///
    /// # Errors
    /// Refused while the case is not being handled.
    pub async fn drop_material(&self, who: &Who, case: &CaseId, revision: i64, file: &ContentHash) -> Done<()> {
        let on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let (on, kept) = self.draft_of(on, revision).await?;
        let mut draft = kept.ok_or_else(no_draft)?.reveal(Purpose::Handling).clone();
        draft.materials.retain(|material| material.file != *file);
        draft.revision = revision + 1;
        self.keep_draft(on, who, revision, draft, "applications.drop_material").await
    }

    /// 检索记录: where, how and by whom it was looked for (Art. 36(4)).
    ///
    /// # Errors
    /// Refused without places, words and searchers, or on a day that cannot be.
    pub async fn record_search(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        found: bool,
        day: Date,
        search: Search,
    ) -> Done<()> {
        let on = self.on_case(who, Act::HandleApplication, case, version).await?;
        let missing = |field, says| Err(NotNow::Text { field, says });
        let event = if search.places.is_empty() {
            missing("places", "请写明检索了哪些系统、档案和科室，一行一处。")
        } else if search.keywords.is_empty() {
            missing("keywords", "请写明用了哪些关键词。")
        } else if search.people.is_empty() {
            missing("people", "请写明由谁检索。")
        } else if search.result.trim().is_empty() {
            missing("result", "请写明检索结果。")
        } else {
            on.standing.search(found, day, on.today)
        };
        let words = Words { search: Some(search), ..Words::default() };
        self.happened(on, who, event, words).await
    }

    /// The draft of a case, for whoever handles it.
    ///
    /// # Errors
    /// Refused to everybody else.
    pub async fn reply_draft(&self, who: &Who, case: &CaseId) -> Done<Option<Personal<Draft>>> {
        let mut on = self.on_case_as_it_is(who, Act::HandleApplication, case).await?;
        let draft = store::replies::draft(&mut on.tx, self.keyring()?, &who.agency, case).await?;
        on.tx.roll_back().await?;
        Ok(draft)
    }

    /// The draft as it is kept, if it is still of this revision and may be written on.
    pub(super) async fn draft_of(&self, mut on: OnCase, revision: i64) -> Done<(OnCase, Option<Personal<Draft>>)> {
        on.standing.in_handling("拟写答复").map_err(refused)?;
        let (agency, case) = (on.application.frame.agency.clone(), on.application.frame.id.clone());
        let draft = store::replies::draft(&mut on.tx, self.keyring()?, &agency, &case).await?;
        let kept = draft.as_ref().map_or(0, |draft| draft.reveal(Purpose::Handling).revision);
        if kept != revision {
            let message = "别人刚刚保存了这份答复稿，请刷新后再改；您填写的内容没有丢。";
            return Err(Refusal::new("changed_elsewhere", message).into());
        }
        Ok((on, draft))
    }

    pub(super) async fn keep_draft(&self, on: OnCase, who: &Who, before: i64, draft: Draft, act: &str) -> Done<()> {
        let OnCase { mut tx, application, now, .. } = on;
        let (case, draft) = (&application.frame.id, Personal::new(draft));
        store::replies::save_draft(&mut tx, self.keyring()?, case, (&draft, before), &who.person, now).await?;
        tx.commit(now, Entry::new(who.actor(), act).about("application", case)).await?;
        Ok(())
    }
}

/// Nothing has been written yet.
pub(super) fn no_draft() -> Refusal {
    Refusal::new("no_draft", "请先选择办理结果，再附材料。")
}
