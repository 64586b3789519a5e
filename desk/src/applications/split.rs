//! 拆分: one paper becomes several applications, in one act: all of them or none.

use super::receive::New;
use super::{Line, OnCase};
use crate::failure::refused;
use crate::{Desk, Done, Who, new_id};
use affairs::access::Act;
use affairs::application::split::opening_of_part;
use affairs::application::{Event, Form};
use affairs::case::{CaseKind, Words};
use affairs::id::CaseId;
use affairs::personal::Purpose;
use affairs::{Personal, Refusal};

impl Desk {
    /// Splits a paper into as many applications as it asks for things. The first stays under its number, the others get their own;
    /// all have the paper's day of receipt, its files and its receipt's code. Answers the numbers of the new ones.
    ///
    /// # Errors
    /// Refused to everybody who does not handle it, with fewer than two parts, an empty or a repeated one, and once something was
    /// done that would have to be done to each.
    pub async fn split_application(
        &self,
        who: &Who,
        case: &CaseId,
        version: i64,
        parts: Vec<String>,
    ) -> Done<Vec<String>> {
        let mut on = self.on_case(who, Act::HandleApplication, case, version).await?;
        if on.application.frame.kind != CaseKind::Application {
            return Err(Refusal::new("not_an_application", "只有政府信息公开申请才按“一事一申请”拆分。").into());
        }
        let parts = told_apart(parts)?;
        on.standing.split(parts.len()).map_err(refused)?;
        let [first, rest @ ..] = parts.as_slice() else { return Ok(Vec::new()) };
        let (mut into, mut numbers) = (Vec::new(), Vec::new());
        for part in rest {
            let (id, number) = self.enter_part(&mut on, who, part).await?;
            into.push(id);
            numbers.push(number);
        }
        let before = on.application.form.reveal(Purpose::Keeping).wanted.description.clone();
        let form = asking_for(&on.application.form, first)?;
        store::applications::replace_form(&mut on.tx, self.keyring()?, case, &form).await?;
        let text = format!("拆分为：{}、{}。原申请内容：{before}", on.application.frame.number, numbers.join("、"));
        let event = Event::Split { on: on.today, into };
        self.happened(on, who, Ok(event), Words::of(text)).await?;
        Ok(numbers)
    }

    async fn enter_part(&self, on: &mut OnCase, who: &Who, part: &str) -> Done<(CaseId, String)> {
        let paper = &on.application.frame;
        let id = CaseId::new(new_id()?);
        let form = asking_for(&on.application.form, part)?.reveal(Purpose::Keeping).clone();
        let opening = opening_of_part(&on.application.events, &paper.id, on.today);
        let line = |(event, words): (Event, Personal<Words>)| Line::with(event, words.reveal(Purpose::Keeping).clone());
        let new = New {
            case: &id,
            kind: on.application.kind,
            mode: on.application.mode,
            form,
            lines: opening.into_iter().map(line).collect(),
            code: "",
            by: Some(who.person.clone()),
            with: Some((paper.section.clone(), paper.responsible.clone())),
        };
        let number = self.enter(&mut on.tx, new, on.now).await?;
        store::applications::share_receipt(&mut on.tx, &paper.id, &id).await?;
        let keyring = self.keyring()?;
        for file in store::applications::files(&mut on.tx, keyring, &who.agency, &paper.id).await? {
            store::applications::insert_file(&mut on.tx, keyring, &id, &file).await?;
        }
        Ok((id, number))
    }
}

/// The parts without spaces around them and without empty lines; no two may be the same.
fn told_apart(parts: Vec<String>) -> Result<Vec<String>, Refusal> {
    let parts: Vec<String> = parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let mut seen = std::collections::BTreeSet::new();
    match parts.iter().find(|part| !seen.insert(part.as_str())) {
        Some(_) => Err(Refusal::new("same_part", "有两项申请内容完全相同，请删去重复的一项。").at("parts")),
        None => Ok(parts),
    }
}

/// The paper's form, asking for one part alone.
fn asking_for(form: &Personal<Form>, part: &str) -> Done<Personal<Form>> {
    let mut form = form.reveal(Purpose::Keeping).clone();
    part.clone_into(&mut form.wanted.description);
    form.wanted.document_number.clear();
    let form = form.tidied();
    form.check().map_err(refused)?;
    Ok(Personal::new(form))
}
