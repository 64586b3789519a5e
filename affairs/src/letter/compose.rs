//! From the kind of a letter and the facts to its text.

use super::wording::{
    ART_30, ART_31, ART_32, ART_33, ART_34, ART_35, ART_36, ART_36_4, ART_41, ART_45, FEE_6, REVIEW_LAW_23,
    SERVICE_RULE, ask, required, text,
};
use super::{Block, Body, Letter, LetterFacts, Part, answers, files, notices};
use crate::Refusal;
use law::letter::LetterKind;

/// Composes a letter of the catalogue.
///
/// # Errors
/// `letter_fact` for the first fact that the letter must state and that is not known, pointing at its field and citing
/// the article that wants it; other refusals where facts contradict each other or the kind.
pub fn compose(kind: LetterKind, facts: &LetterFacts) -> Result<Letter, Refusal> {
    text(&facts.agency.name, ask("agency_name", "机关全称", ART_36))?;
    match kind {
        LetterKind::Registration => files::registration(kind, facts),
        LetterKind::Receipt => notices::receipt(kind, facts),
        LetterKind::CorrectionNotice => notices::correction(kind, facts),
        LetterKind::ReasonsRequest => notices::reasons(kind, facts),
        LetterKind::ExtensionNotice => notices::extension(kind, facts),
        LetterKind::ThirdPartyConsultation => notices::third_party(kind, facts),
        LetterKind::ThirdPartyAnswer => notices::reply_slip(kind, facts),
        LetterKind::ConsultationNotice => notices::consultation_told(kind, facts),
        LetterKind::ThirdPartyNotice => notices::third_party_told(kind, facts),
        LetterKind::CoMakerConsultation => notices::co_maker(kind, facts),
        LetterKind::OrganConsultation => notices::other_organ(kind, facts),
        LetterKind::FeeNotice => notices::fee(kind, facts),
        LetterKind::LapseNotice => notices::lapse(kind, facts),
        LetterKind::DeferralNotice => notices::deferral(kind, facts),
        LetterKind::DueDayNotice => notices::due_day(kind, facts),
        LetterKind::ReplyDisclosed
        | LetterKind::ReplyPartial
        | LetterKind::ReplyRefused
        | LetterKind::ReplyInquiry
        | LetterKind::ReplyUnable
        | LetterKind::ReplyNotProcessed
        | LetterKind::ReplyOther => answers::answer(kind, facts),
        LetterKind::RecordCorrectionReply => files::record_correction(kind, facts),
        LetterKind::ServiceReceipt => files::service_receipt(kind, facts),
        LetterKind::ReviewSheet => files::approval(kind, facts),
        LetterKind::TransferList => files::transfer_list(kind, facts),
        LetterKind::SearchRecord => files::search_record(kind, facts),
        LetterKind::ClosingContents => files::contents(kind, facts),
    }
}

/// What a letter says where it decides nothing against anybody: the joined answer has the remedies.
pub const REMEDY_OF_THE_OTHER: &str =
    "对合并办理后作出的答复不服的，可以按照该答复载明的途径申请行政复议或者提起行政诉讼。";

/// 救济途径: an act that can be attacked says how, or the period does not run.
pub(super) fn remedy(letter: &mut Letter, facts: &LetterFacts) -> Result<(), Refusal> {
    if !letter.kind.has_remedy_clause() {
        return Ok(());
    }
    let clause = text(&facts.remedy_clause, ask("remedy_clause", "救济途径", REVIEW_LAW_23))?;
    letter.blocks.push(Block { parts: vec![Part::Remedy], body: Body::Remedy { text: clause.to_owned() } });
    // Worded by the law's own rule, so the whole clause must stay.
    letter.required.push(required(Part::Remedy, REVIEW_LAW_23, &[clause]));
    Ok(())
}

type Asked = &'static [(Part, &'static str)];

/// What a letter of the kind says in any case, whatever the outcome.
pub(super) fn parts_of(kind: LetterKind) -> Asked {
    const ANSWER: Asked = &[
        (Part::Received, ART_31),
        (Part::Wanted, ART_36),
        (Part::Findings, ART_36),
        (Part::Outcome, ART_36),
        (Part::Basis, ART_36),
        (Part::Remedy, REVIEW_LAW_23),
    ];
    match kind {
        LetterKind::Registration | LetterKind::ReviewSheet | LetterKind::ClosingContents => &[(Part::Record, ART_45)],
        LetterKind::ServiceReceipt => &[(Part::Record, SERVICE_RULE)],
        LetterKind::TransferList => &[(Part::Record, "《政府信息公开条例》第二十五条第三款")],
        LetterKind::SearchRecord => &[(Part::Record, ART_36_4)],
        LetterKind::Receipt => &[(Part::Received, ART_31), (Part::Period, ART_33)],
        LetterKind::CorrectionNotice => &[(Part::Items, ART_30), (Part::Period, ART_30)],
        LetterKind::ReasonsRequest | LetterKind::DeferralNotice => &[(Part::Basis, ART_35), (Part::Period, ART_35)],
        LetterKind::ExtensionNotice | LetterKind::DueDayNotice => &[(Part::Reasons, ART_33), (Part::Period, ART_33)],
        LetterKind::ThirdPartyConsultation => {
            &[(Part::Wanted, ART_32), (Part::Period, ART_32), (Part::ReplySlip, ART_32)]
        }
        LetterKind::ThirdPartyAnswer => &[(Part::ReplySlip, ART_32)],
        LetterKind::ConsultationNotice => &[(Part::Basis, ART_33)],
        LetterKind::ThirdPartyNotice => &[(Part::Outcome, ART_32), (Part::Reasons, ART_32)],
        LetterKind::CoMakerConsultation => &[(Part::Wanted, ART_34), (Part::Period, ART_34)],
        LetterKind::OrganConsultation => &[(Part::Wanted, ART_33), (Part::Items, ART_33)],
        LetterKind::FeeNotice => &[(Part::Basis, FEE_6), (Part::Money, FEE_6), (Part::Period, FEE_6)],
        LetterKind::LapseNotice => &[(Part::Findings, ART_30), (Part::Outcome, ART_30), (Part::Remedy, REVIEW_LAW_23)],
        LetterKind::RecordCorrectionReply => &[(Part::Findings, ART_41), (Part::Outcome, ART_41)],
        LetterKind::ReplyDisclosed
        | LetterKind::ReplyPartial
        | LetterKind::ReplyRefused
        | LetterKind::ReplyInquiry
        | LetterKind::ReplyUnable
        | LetterKind::ReplyNotProcessed
        | LetterKind::ReplyOther => ANSWER,
    }
}
