use super::samples::{answered, facts};
use super::*;
use law::outcome::{Outcome, OutcomeGroup};

/// Every letter that is not a reply, and a reply for every outcome.
fn all() -> Vec<(String, LetterKind, LetterFacts)> {
    let letters = LetterKind::ALL.into_iter().filter(|kind| !kind.is_reply());
    let replies = Outcome::ALL.into_iter().filter(|outcome| outcome.group() != OutcomeGroup::Lapsed);
    letters
        .map(|kind| (kind.code().to_owned(), kind, facts()))
        .chain(replies.map(|outcome| {
            let (kind, facts) = answered(outcome);
            (format!("{} {}", kind.code(), outcome.code()), kind, facts)
        }))
        .collect()
}

fn composed(kind: LetterKind, facts: &LetterFacts) -> Letter {
    compose(kind, facts).unwrap_or_else(|refusal| panic!("{}: {refusal}", kind.code()))
}

#[test]
fn every_letter_as_it_is_composed() {
    let texts: Vec<String> = all()
        .into_iter()
        .map(|(name, kind, facts)| format!("==== {name}\n{}\n", canonical_text(&composed(kind, &facts))))
        .collect();
    insta::assert_snapshot!("letters", texts.concat());
}

#[test]
fn every_letter_says_what_it_must_and_keeps_through_serde() {
    for (name, kind, facts) in all() {
        let letter = composed(kind, &facts);
        let missing: Vec<String> = check(&letter).iter().map(Missing::message).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
        let kept = serde_json::to_string(&letter).unwrap();
        let read: Letter = serde_json::from_str(&kept).unwrap();
        assert!(read == letter, "{name}");
        assert_eq!(text_hash(&read), text_hash(&letter));
        let remedies = letter.blocks.iter().filter(|block| matches!(block.body, Body::Remedy { .. })).count();
        assert_eq!(remedies, usize::from(kind.has_remedy_clause()), "{name}");
    }
}

#[test]
fn what_the_officer_cuts_out_is_named() {
    let (kind, facts) = answered(Outcome::StateSecret);
    let mut letter = composed(kind, &facts);
    letter.blocks.retain(|block| !block.parts.contains(&Part::Remedy));
    // Shortening the list of requirements does not help.
    letter.required.clear();
    let missing = check(&letter);
    assert!(missing.iter().any(|one| one.part == Part::Remedy && one.words.is_empty()));
    assert!(missing.iter().all(|one| one.message().contains("依据：")));

    let mut letter = composed(kind, &facts);
    for block in &mut letter.blocks {
        if let Body::Paragraph { text } = &mut block.body {
            *text = text.replace("第十四条", "有关条款");
        }
    }
    assert!(check(&letter).iter().any(|one| one.part == Part::Basis && one.words == "第十四条"));
}

#[test]
fn a_third_party_reads_nothing_about_the_applicant() {
    for kind in [
        LetterKind::ThirdPartyConsultation,
        LetterKind::ThirdPartyAnswer,
        LetterKind::ThirdPartyNotice,
        LetterKind::CoMakerConsultation,
        LetterKind::OrganConsultation,
        LetterKind::TransferList,
    ] {
        let text = canonical_text(&composed(kind, &facts()));
        assert!(!text.contains("申请人𠮷") && !text.contains("LJSF-2026-0031"), "{}: {text}", kind.code());
    }
}

#[test]
fn the_code_is_no_part_of_the_text_and_everything_else_is() {
    let (kind, facts) = answered(Outcome::Provided);
    let letter = composed(kind, &facts);
    let hash = text_hash(&letter);
    let unsigned =
        verification::Unsigned::new(&letter.number, facts.date.unwrap(), hash.clone(), "q3W-x_7Rt0KdP2uLz9aBcE")
            .unwrap();
    let sealed = Letter { verification: Some(unsigned.with_signature(&[1; 64])), ..letter.clone() };
    assert_eq!(text_hash(&sealed), hash);
    assert_ne!(text_hash(&Letter { number: "临司公复〔2026〕13号".to_owned(), ..letter }), hash);
}

#[test]
fn a_number_stands_only_where_the_catalogue_gives_one() {
    for (name, kind, facts) in all() {
        assert!(!facts.number.is_empty());
        assert_eq!(composed(kind, &facts).number.is_empty(), !kind.is_numbered(), "{name}");
    }
}

type Spoil = fn(&mut LetterFacts);

#[test]
fn a_missing_fact_is_refused_at_its_field_with_its_article() {
    let cases: [(LetterKind, Spoil, &str); 14] = [
        (LetterKind::Receipt, |facts| facts.application.received_on = None, "received_on"),
        (LetterKind::Receipt, |facts| facts.application.wanted.clear(), "wanted"),
        (LetterKind::Receipt, |facts| facts.applicant.name = "　".to_owned(), "applicant_name"),
        (LetterKind::Receipt, |facts| facts.agency.name.clear(), "agency_name"),
        (LetterKind::CorrectionNotice, |facts| facts.correction = None, "correction"),
        (LetterKind::CorrectionNotice, |facts| facts.correction.as_mut().unwrap().items.clear(), "correction_items"),
        (
            LetterKind::ExtensionNotice,
            |facts| facts.extension.as_mut().unwrap().approved_on = None,
            "extension_approved_on",
        ),
        (LetterKind::ExtensionNotice, |facts| facts.extension.as_mut().unwrap().working_days = 21, "extension_days"),
        (LetterKind::ThirdPartyConsultation, |facts| facts.consultation = None, "consultation"),
        (LetterKind::ThirdPartyNotice, |facts| facts.override_.as_mut().unwrap().because.clear(), "override_because"),
        (LetterKind::FeeNotice, |facts| facts.fee.as_mut().unwrap().fen += 1, "fee_lines"),
        (LetterKind::LapseNotice, |facts| facts.remedy_clause.clear(), "remedy_clause"),
        (LetterKind::SearchRecord, |facts| facts.search.as_mut().unwrap().keywords.clear(), "search_keywords"),
        (LetterKind::ReviewSheet, |facts| facts.file.secrecy.clear(), "file_secrecy"),
    ];
    for (kind, spoil, field) in cases {
        let mut facts = facts();
        spoil(&mut facts);
        refused_at(kind, &facts, field);
    }
}

#[test]
fn an_answer_without_what_its_outcome_tells_is_refused() {
    let cases: [(Outcome, Spoil, &str); 9] = [
        (Outcome::AlreadyPublic, |facts| facts.answer.as_mut().unwrap().published_at.clear(), "published_at"),
        (Outcome::Provided, |facts| facts.answer.as_mut().unwrap().documents.clear(), "documents"),
        (Outcome::PartiallyDisclosed, |facts| facts.answer.as_mut().unwrap().withheld.clear(), "withheld"),
        (Outcome::StateSecret, |facts| facts.answer.as_mut().unwrap().reasons.clear(), "reasons"),
        (Outcome::ProhibitedByLaw, |facts| facts.answer.as_mut().unwrap().citations.clear(), "citations"),
        (Outcome::NotExisting, |facts| facts.answer.as_mut().unwrap().findings.clear(), "findings"),
        (
            Outcome::NotOurs,
            |facts| facts.answer.as_mut().unwrap().right_organ.as_mut().unwrap().contact.clear(),
            "right_organ_contact",
        ),
        (
            Outcome::PetitionComplaintReport,
            |facts| facts.answer.as_mut().unwrap().right_channel.clear(),
            "right_channel",
        ),
        (Outcome::RepeatedRequest, |facts| facts.answer.as_mut().unwrap().earlier_reply.clear(), "earlier_reply"),
    ];
    for (outcome, spoil, field) in cases {
        let (kind, mut facts) = answered(outcome);
        spoil(&mut facts);
        refused_at(kind, &facts, field);
    }
    let (_, facts) = answered(Outcome::Provided);
    refused_at(LetterKind::ReplyRefused, &facts, "outcome");
}

fn refused_at(kind: LetterKind, facts: &LetterFacts, field: &str) {
    let Err(refusal) = compose(kind, facts) else { panic!("{}: composed without {field}", kind.code()) };
    assert_eq!(refusal.field, Some(field), "{}: {refusal}", kind.code());
    assert!(refusal.article.is_some(), "{field}");
}
