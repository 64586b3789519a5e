//! The acts on a case: which of them may be done now, what each form carries, and what is asked of the desk.

use super::case::{Typed, page_of};
use super::letters::{named, to_number, to_tell};
use super::register::wanted;
use crate::app::App;
use crate::kit::Errors;
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::session::Posted;
use affairs::access::{Act, Facts, may};
use affairs::application::act::Consulted;
use affairs::application::letter_facts::{asking, counting};
use affairs::application::{Application, Event, Opinion, Phase, Standing};
use affairs::id::{CaseId, PersonId};
use affairs::people::Officer;
use affairs::{Date, Refusal};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::applications::{Became, Came, LetterWish, Party, ThirdPartyTold};
use desk::{ActError, Desk, Who};
use law::fee::FeeMethod;
use law::letter::LetterKind;
use law::received::IntakeMode;
use law::reply_due::ConsultationKind;

/// Fen of a yuan.
const FEN: i64 = 100;

macro_rules! case_acts {
    ($($variant:ident = $code:literal, [$($plain:literal => $field:literal),* $(,)?];)*) => {
        /// One act on a case, by the end of its address. The fields are unique on the page, so each knows by which name the
        /// desk's refusal speaks of it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum CaseAct { $($variant,)* }

        impl CaseAct {
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(super) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }

            const fn fields(self) -> &'static [(&'static str, &'static str)] {
                match self { $(Self::$variant => &[$(($plain, $field)),*],)* }
            }
        }
    };
}

case_acts! {
    Confirm = "confirm", ["on" => "confirm_on", "evidence" => "confirm_evidence"];
    Signature = "signature", ["on" => "signature_on", "evidence" => "signature_evidence"];
    AskToCorrect = "ask-to-correct", ["what" => "ask_what", "until" => "ask_until"];
    Correct = "correct", [
        "on" => "correct_on", "description" => "description", "wanted_number" => "wanted_number", "email" => "way",
        "address" => "way",
    ];
    Consult = "consult", [
        "party" => "consult_party", "about" => "consult_about", "kind" => "consult_kind", "on" => "consult_on",
    ];
    Consulted = "consulted", ["on" => "consulted_on", "what" => "consulted_what", "key" => "consulted_key"];
    AskExtension = "ask-extension", ["why" => "extension_why"];
    DecideExtension = "decide-extension", ["decision" => "decision"];
    NotifyExtension = "notify-extension", [];
    AskReasons = "ask-reasons", ["why" => "reasons_why", "until" => "reasons_until"];
    GiveReasons = "give-reasons", [];
    Defer = "defer", ["why" => "defer_why", "until" => "defer_until"];
    Charge = "charge", [
        "method" => "charge_method", "count" => "charge_pages", "noticed_on" => "charge_on",
    ];
    Pay = "pay", ["amount" => "pay_amount", "on" => "pay_on", "receipt" => "pay_receipt"];
    Refund = "refund", ["amount" => "refund_amount", "why" => "refund_why"];
    AskCoHandling = "ask-co-handling", ["to" => "co_to", "until" => "co_until", "what" => "co_what"];
    Assign = "assign", ["to" => "assign_to"];
    Withdraw = "withdraw", [];
    NumberLetter = "number-letter", ["number" => "letter_number", "letter" => "letter", "fee" => "letter_fee_count"];
    TellThirdParty = "tell-third-party", [
        "override_what" => "told_what", "override_because" => "told_because", "number" => "told_number",
        "override" => "told_key",
    ];
}

impl CaseAct {
    /// The refusal at the field of this form; at none where the form has no such field.
    pub(super) fn at_its_field(self, mut refusal: Refusal) -> Refusal {
        let field = refusal.field.and_then(|plain| self.fields().iter().find(|(one, _)| *one == plain));
        let own = self.fields().iter().map(|(_, field)| *field).find(|field| refusal.field == Some(*field));
        refusal.field = field.map(|(_, field)| *field).or(own);
        if refusal.code == "changed_elsewhere" {
            refusal.message =
                "这件申请刚刚有了新的办理记录，本页已经更新。请先看下面的办理记录，再决定是否提交；您填写的内容还在。"
                    .to_owned();
        }
        refusal
    }

    /// What the page says once it is done.
    const fn done(self) -> &'static str {
        match self {
            Self::AskToCorrect | Self::Consult | Self::AskReasons | Self::Defer | Self::Charge => "to_print",
            Self::NumberLetter | Self::TellThirdParty => "numbered",
            Self::AskExtension => "extension_asked",
            Self::DecideExtension => "extension_decided",
            Self::Confirm
            | Self::Signature
            | Self::Correct
            | Self::Consulted
            | Self::NotifyExtension
            | Self::GiveReasons
            | Self::Pay
            | Self::Refund
            | Self::AskCoHandling
            | Self::Assign
            | Self::Withdraw => "recorded",
        }
    }
}

/// The acts that this officer may do on the case now; each is asked of the case itself.
pub(super) fn offered(application: &Application, standing: &Standing, officer: &Officer, today: Date) -> Vec<CaseAct> {
    let frame = &application.frame;
    let facts = Facts::document(&frame.agency, &frame.section, &frame.responsible);
    let mut offered = Vec::new();
    if may(officer, Act::ApproveExtension, &facts).is_ok() && standing.decide_extension(false, today).is_ok() {
        offered.push(CaseAct::DecideExtension);
    }
    if may(officer, Act::HandleApplication, &facts).is_err() {
        return offered;
    }
    let tomorrow = today.tomorrow().unwrap_or(today);
    let charged = standing.fee.filter(|fee| fee.paid.is_none()).map_or(0, |fee| fee.amount);
    let left = standing.fee.and_then(|fee| fee.paid.map(|(_, paid)| paid - fee.refunded)).unwrap_or(0);
    let reasons_given = application.events.iter().any(|line| matches!(line.event, Event::ReasonsGiven { .. }));
    let in_handling = matches!(standing.phase, Phase::Handling);
    let posted = application.mode == IntakeMode::RegisteredPost && standing.phase.is_open();
    for (act, can) in [
        (CaseAct::Confirm, standing.confirm(today, today).is_ok()),
        (CaseAct::AskToCorrect, standing.ask_to_correct(tomorrow, today).is_ok()),
        (CaseAct::Correct, standing.correct(today, today).is_ok()),
        (CaseAct::Consulted, standing.waiting_for_opinion().is_some()),
        (CaseAct::Consult, standing.consult(ConsultationKind::ThirdParty, today, today).is_ok()),
        (CaseAct::NotifyExtension, standing.notify_extension(today).is_ok()),
        (CaseAct::AskExtension, standing.ask_to_extend(1, today).is_ok()),
        (CaseAct::GiveReasons, matches!(standing.phase, Phase::AwaitingReasons { .. })),
        (CaseAct::AskReasons, standing.ask_reasons(tomorrow, today).is_ok()),
        (CaseAct::Defer, reasons_given && in_handling),
        (CaseAct::Pay, standing.pay(charged, today, today).is_ok()),
        (CaseAct::Charge, standing.charge(FeeMethod::ByPage, 1, 1, today, today).is_ok()),
        (CaseAct::Refund, left > 0),
        (CaseAct::Signature, posted),
        (CaseAct::AskCoHandling, in_handling || matches!(standing.phase, Phase::AwaitingConfirmation)),
        (CaseAct::Assign, standing.phase.is_open()),
        (CaseAct::Withdraw, standing.withdraw(today).is_ok()),
        (CaseAct::TellThirdParty, !to_tell(application, standing).is_empty()),
        (CaseAct::NumberLetter, !to_number(application, standing).is_empty()),
    ] {
        if can {
            offered.push(act);
        }
    }
    offered
}

/// Does an act. A refusal comes back at its form with everything that was typed.
///
/// # Errors
/// When the store fails, or there is no such act.
pub async fn act(
    State(app): State<App>,
    Path((case, code)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let act = CaseAct::from_code(&code).ok_or_else(Fault::not_found)?;
    let Posted { signed, fields } = posted;
    let id = CaseId::new(case);
    let done = perform(app.desk(), signed.who(), &id, act, &fields).await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/office/applications/{id}?done={}", act.done())).into_response()),
        Err(ActError::Refused(refusal)) if refusal.code == "not_found" => Err(refusal.into()),
        Err(ActError::Refused(refusal)) => {
            let errors = Errors::one(act.at_its_field(refusal));
            page_of(&app, &signed, &id, Some(Typed { act, fields }), errors, "").await
        }
        Err(failed) => Err(failed.into()),
    }
}

async fn perform(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    match act {
        CaseAct::Confirm | CaseAct::Signature => received(desk, who, case, act, fields).await,
        CaseAct::AskToCorrect | CaseAct::Correct => correct(desk, who, case, act, fields).await,
        CaseAct::Consult | CaseAct::Consulted => consult(desk, who, case, act, fields).await,
        CaseAct::AskExtension | CaseAct::DecideExtension | CaseAct::NotifyExtension => {
            extend(desk, who, case, act, fields).await
        }
        CaseAct::AskReasons | CaseAct::GiveReasons | CaseAct::Defer => reasons(desk, who, case, act, fields).await,
        CaseAct::Charge | CaseAct::Pay | CaseAct::Refund => money(desk, who, case, act, fields).await,
        CaseAct::AskCoHandling => {
            let to = PersonId::new(fields.get("co_to"));
            let asked = (day(fields, "co_until")?, fields.get("co_what"));
            desk.ask_co_handling(who, case, version, &to, asked).await
        }
        CaseAct::Assign => {
            let to = PersonId::new(fields.get("assign_to"));
            desk.assign_application(who, case, version, &to).await
        }
        CaseAct::Withdraw => desk.withdraw_application(who, case, version, fields.get("withdraw_words")).await,
        CaseAct::NumberLetter | CaseAct::TellThirdParty => number(desk, who, case, act, fields).await,
    }
}

/// 文号 of a letter on the way, and with it its final text.
async fn number(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    if act == CaseAct::TellThirdParty {
        let text = |name: &str| fields.get(name).to_owned();
        let asked = fields.number("told_key").and_then(|key| u32::try_from(key).ok());
        let told = ThirdPartyTold {
            what: text("told_what"),
            because: text("told_because"),
            public_interest: !fields.get("told_public_interest").is_empty(),
        };
        let wish = LetterWish { asked, number: text("told_number"), ..LetterWish::default() };
        desk.number_letter(who, case, LetterKind::ThirdPartyNotice, &wish, Some(&told)).await?;
        return Ok(());
    }
    let missing = || Refusal::new("letter", "请选择文书。").at("letter");
    let (kind, asked) = named(fields.get("letter")).ok_or_else(missing)?;
    let method = FeeMethod::from_code(fields.get("letter_fee_method"));
    let count = fields.number("letter_fee_count").and_then(|count| u32::try_from(count).ok());
    let fee = method.zip(count.filter(|count| *count > 0));
    let wish = LetterWish { asked, number: fields.get("letter_number").to_owned(), fee, ..LetterWish::default() };
    desk.number_letter(who, case, kind, &wish, None).await?;
    Ok(())
}

async fn correct(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    if act == CaseAct::AskToCorrect {
        desk.ask_to_correct(who, case, version, day(fields, "ask_until")?, fields.get("ask_what")).await
    } else {
        desk.enter_correction(who, case, version, day(fields, "correct_on")?, wanted(fields)).await
    }
}

async fn consult(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    if act == CaseAct::Consult {
        let party = party(fields)?;
        desk.consult(who, case, version, party, day(fields, "consult_on")?).await
    } else {
        desk.record_consultation(who, case, version, became(fields)?).await
    }
}

async fn reasons(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    match act {
        CaseAct::AskReasons => {
            let applications = fields.number("reasons_count").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
            let span = fields.get("reasons_span");
            if span.is_empty() || applications == 0 {
                let message = "请写明统计的期间和该期间内的申请件数，例如“2026年1月1日至3月2日”“42”。";
                return Err(Refusal::new("text_missing", message).at("why").into());
            }
            let why = counting(span, applications, fields.get("reasons_why"));
            desk.ask_reasons(who, case, version, day(fields, "reasons_until")?, &why).await
        }
        CaseAct::GiveReasons => desk.enter_reasons(who, case, version, fields.get("given_reasons")).await,
        _ => desk.defer(who, case, version, day(fields, "defer_until")?, fields.get("defer_why")).await,
    }
}

async fn received(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    if act == CaseAct::Confirm {
        let came = Came { on: day(fields, "confirm_on")?, evidence: fields.get("confirm_evidence").to_owned() };
        desk.confirm_receipt(who, case, version, came).await
    } else {
        let came = Came { on: day(fields, "signature_on")?, evidence: fields.get("signature_evidence").to_owned() };
        desk.record_signature(who, case, version, came).await
    }
}

fn party(fields: &Fields) -> Result<Party, Refusal> {
    let text = |name: &str| fields.get(name).to_owned();
    let about = fields.get("consult_about");
    if about.is_empty() {
        return Err(Refusal::new("text_missing", "请写明所涉的信息；不要写申请人是谁。").at("consult_about"));
    }
    let kind = ConsultationKind::from_code(fields.get("consult_kind"));
    Ok(Party {
        kind: kind.ok_or_else(|| Refusal::new("kind", "请选择向谁征求意见。").at("consult_kind"))?,
        name: text("consult_party"),
        address: text("consult_address"),
        question: asking(about, fields.get("consult_question")),
    })
}

fn became(fields: &Fields) -> Result<Became, Refusal> {
    let what = match fields.get("consulted_what") {
        "delivered" => Consulted::Delivered,
        "returned" => Consulted::Returned,
        answer => {
            let opinion = Opinion::ALL.into_iter().find(|opinion| opinion.code() == answer);
            let missing = || Refusal::new("what", "请选择送达、答复或者退回。").at("consulted_what");
            Consulted::Answered(opinion.ok_or_else(missing)?)
        }
    };
    let key = fields.number("consulted_key").and_then(|key| u32::try_from(key).ok());
    let key = key.ok_or_else(|| Refusal::new("key", "请选择是哪一份征求意见书。").at("consulted_key"))?;
    Ok(Became { key, what, on: day(fields, "consulted_on")?, words: fields.get("consulted_words").to_owned() })
}

async fn extend(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    match act {
        CaseAct::AskExtension => {
            let days = fields.number("extension_days").and_then(|days| u16::try_from(days).ok()).unwrap_or(0);
            desk.ask_to_extend(who, case, version, days, fields.get("extension_why")).await
        }
        CaseAct::DecideExtension => {
            let approve = match fields.get("decision") {
                "yes" => true,
                "no" => false,
                _ => return Err(Refusal::new("decision", "请选择同意或者不同意。").at("decision").into()),
            };
            desk.decide_extension(who, case, version, approve, fields.get("decision_words")).await
        }
        _ => desk.notify_extension(who, case, version).await,
    }
}

async fn money(desk: &Desk, who: &Who, case: &CaseId, act: CaseAct, fields: &Fields) -> Result<(), ActError> {
    let version = fields.number("version").unwrap_or(0);
    let fen = |name| fields.number(name).and_then(|yuan| yuan.checked_mul(FEN)).unwrap_or(0);
    match act {
        CaseAct::Charge => {
            let method = FeeMethod::from_code(fields.get("charge_method"));
            let method =
                method.ok_or_else(|| Refusal::new("method", "请选择按件还是按量计收。").at("charge_method"))?;
            let pages = fields.number("charge_pages").and_then(|pages| u32::try_from(pages).ok()).unwrap_or(0);
            desk.charge_application(who, case, version, method, pages, day(fields, "charge_on")?).await
        }
        CaseAct::Pay => {
            let (on, receipt) = (day(fields, "pay_on")?, fields.get("pay_receipt"));
            desk.enter_payment(who, case, version, fen("pay_amount"), on, receipt).await
        }
        _ => desk.refund(who, case, version, fen("refund_amount"), fields.get("refund_why")).await,
    }
}

/// The day of a field.
fn day(fields: &Fields, name: &'static str) -> Result<Date, Refusal> {
    let missing = || Refusal::new("day", "请填写日期，例如 2026-03-02。").at(name);
    fields.date(name).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_act_is_found_by_its_address_and_no_field_stands_in_two_forms() {
        let mut seen = BTreeSet::new();
        for act in CaseAct::ALL {
            assert_eq!(CaseAct::from_code(act.code()), Some(*act));
            let own: BTreeSet<&str> = act.fields().iter().map(|(_, field)| *field).collect();
            for field in own {
                assert!(seen.insert(field), "{field} stands in two forms");
            }
        }
    }

    #[test]
    fn a_refusal_leads_to_the_field_of_its_own_form() {
        let refusal = |field| Refusal::new("day", "").at(field);
        assert_eq!(CaseAct::Pay.at_its_field(refusal("on")).field, Some("pay_on"));
        assert_eq!(CaseAct::Confirm.at_its_field(refusal("on")).field, Some("confirm_on"));
        assert_eq!(CaseAct::Confirm.at_its_field(refusal("confirm_on")).field, Some("confirm_on"));
        assert_eq!(CaseAct::DecideExtension.at_its_field(refusal("extension")).field, None);
    }
}
