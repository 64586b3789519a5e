use affairs::letter::{
    AgencyFacts, AnswerFacts, ApplicantFacts, ApplicationFacts, LetterFacts, ProvidedDocument, compose,
    verification::Unsigned,
};
use jiff::civil::date;
use law::{letter::LetterKind, outcome::Outcome};

use super::*;
use crate::write::second_opinion::{ask, keep, squeezed, text_of_pdf};

pub(crate) fn printed_at() -> Instant {
    Instant::of_shanghai(date(2026, 3, 5).at(9, 0, 0, 0))
}

fn facts() -> LetterFacts {
    LetterFacts {
        agency: AgencyFacts {
            name: "临江市司法局".to_owned(),
            address: "临江市滨河路1号".to_owned(),
            telephone: "0000-0000000".to_owned(),
            postcode: "000000".to_owned(),
            office: "临江市司法局办公室".to_owned(),
        },
        number: "临司公复〔2026〕12号".to_owned(),
        date: Some(date(2026, 3, 5)),
        applicant: ApplicantFacts { name: "申请人𠮷䶮喆".to_owned(), ..ApplicantFacts::default() },
        application: ApplicationFacts {
            number: "LJSF-2026-0031".to_owned(),
            way: "当面提交".to_owned(),
            received_on: Some(date(2026, 2, 9)),
            wanted: "2025年法律援助经费决算".to_owned(),
            due_on: Some(date(2026, 3, 16)),
            ..ApplicationFacts::default()
        },
        answer: Some(AnswerFacts {
            outcome: Some(Outcome::Provided),
            findings: "本机关检索了公文管理系统和财务档案，并对检索到的信息进行了审查".to_owned(),
            documents: vec![ProvidedDocument {
                title: "2025年法律援助经费决算表".to_owned(),
                pages: 6,
                ..ProvidedDocument::default()
            }],
            provided_how: "纸质件，随本答复一并提供".to_owned(),
            ..AnswerFacts::default()
        }),
        remedy_clause:
            "如不服本答复，可以自收到本答复之日起60日内向临江市人民政府申请行政复议，也可以自收到本答复之日起6个月内\
                        向临江市人民法院提起行政诉讼。"
                .to_owned(),
        service: Some(affairs::letter::ServiceFacts {
            letters: vec!["政府信息公开申请答复书（临司公复〔2026〕12号）".to_owned()],
            recipient: "申请人𠮷䶮喆".to_owned(),
            address: "临江市滨河路3号".to_owned(),
            way: "直接送达".to_owned(),
            postal_number: String::new(),
        }),
        consultation: Some(affairs::letter::ConsultationFacts {
            whom: affairs::letter::Addressee { name: "临江市某律师事务所".to_owned(), organisation: true },
            about: "法律援助案件承办情况表".to_owned(),
            answer_to: "临江市滨河路1号，0000-0000000".to_owned(),
            ..affairs::letter::ConsultationFacts::default()
        }),
        ..LetterFacts::default()
    }
}

fn letter(kind: LetterKind) -> Letter {
    compose(kind, &facts()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn coded(mut letter: Letter) -> Letter {
    let hash = affairs::letter::text_hash(&letter);
    let unsigned = Unsigned::new(&letter.number, date(2026, 3, 5), hash, "q3W-x_7Rt0KdP2uLz9aBcE").unwrap();
    letter.verification = Some(unsigned.with_signature(&[0xa7; 64]));
    letter
}

/// A reply with its code, for whoever reads codes.
pub(crate) fn coded_reply() -> Letter {
    coded(letter(LetterKind::ReplyDisclosed))
}

#[test]
fn a_reply_reads_whole_and_comes_out_the_same_twice() {
    for red_head in [false, true] {
        let reply = Letter { red_head, ..coded(letter(LetterKind::ReplyDisclosed)) };
        let pdf = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap();
        keep(&format!("letter-reply-{red_head}.pdf"), &pdf);
        assert!(pdf == letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap(), "the bytes differ");
        let Some(text) = text_of_pdf(&pdf) else { return };
        assert!(ask("pdfinfo", &[], &pdf, &[]).unwrap().contains("Pages:           1\n"), "a short reply on one page");
        let text = squeezed(&text);
        for words in [
            "临江市司法局",
            "政府信息公开申请答复书",
            "临司公复〔2026〕12号",
            "申请人𠮷䶮喆：",
            "2026年2月9日收到",
            "第三十六条第（二）项",
            "申请行政复议",
            "附件：《2025年法律援助经费决算表》",
            "2026年3月5日",
            "校验码",
        ] {
            assert!(text.contains(words), "{words} not in {text}");
        }
    }
}

#[test]
fn no_signature_stands_alone_on_a_page() {
    let mut on_a_second_page = 0;
    for (more, red_head) in (4..24).zip([false, true].into_iter().cycle()) {
        let mut reply = Letter { red_head, ..coded(letter(LetterKind::ReplyDisclosed)) };
        let last = reply.blocks.pop().unwrap();
        for _ in 0..more {
            let text = "本机关还检索了业务档案。".to_owned();
            reply
                .blocks
                .push(affairs::letter::Block { parts: Vec::new(), body: affairs::letter::Body::Paragraph { text } });
        }
        reply.blocks.push(last);
        if more % 3 == 0 {
            reply.attachments.clear();
        }
        let pdf = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap();
        let Some(text) = text_of_pdf(&pdf) else { return };
        let pages: Vec<String> = text.split('\u{c}').map(squeezed).collect();
        let signed = pages.iter().rposition(|page| page.contains("2026年3月5日")).unwrap();
        let first_of_last = "如不服本答复";
        assert!(pages[signed].contains(first_of_last), "{more} paragraphs: the signature has left its text\n{text}");
        on_a_second_page += usize::from(signed == 1);
    }
    assert!(on_a_second_page >= 5, "the letters were too short to see anything: {on_a_second_page}");
}

#[test]
fn a_batch_prints_letter_after_letter_each_with_pages_of_its_own() {
    let (first, second) = (letter(LetterKind::ThirdPartyConsultation), coded(letter(LetterKind::ReplyDisclosed)));
    let pdf = letters_pdf(&Press::embedded(), &first, &[second.clone(), second], printed_at()).unwrap();
    keep("letter-batch.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    assert!(
        ask("pdfinfo", &[], &pdf, &[]).unwrap().contains("Pages:           4\n"),
        "a letter with its slip, and two"
    );
    assert_eq!(text.matches("政府信息公开申请答复书").count(), 2, "{text}");
    assert_eq!((text.matches("—1—").count(), text.matches("—2—").count()), (3, 1), "{text}");
    assert_eq!(text.matches("校验码").count(), 2);
}

#[test]
fn the_code_on_the_paper_says_what_was_signed() {
    let reply = coded(letter(LetterKind::ReplyDisclosed));
    let expected = reply.verification.as_ref().unwrap().payload();
    let pdf = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("page");
    if ask("pdftoppm", &["-r", "300", "-gray"], &pdf, &[prefix.to_str().unwrap()]).is_none() {
        return;
    }
    let mut read = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        read.extend(codes_of(&std::fs::read(entry.unwrap().path()).unwrap()));
    }
    assert_eq!(read, [expected], "one code, and this one");
}

/// What a scanner reads from a grey picture (PGM).
fn codes_of(picture: &[u8]) -> Vec<String> {
    let mut numbers = picture.split(|byte| byte.is_ascii_whitespace()).skip(1);
    let mut number = || std::str::from_utf8(numbers.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (width, height, deepest) = (number(), number(), number());
    assert_eq!(deepest, 255);
    let points = &picture[picture.len() - width * height..];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| points[y * width + x]);
    prepared.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

#[test]
fn forms_and_slips_read_whole() {
    let receipt = letter_pdf(&Press::embedded(), &letter(LetterKind::ServiceReceipt), printed_at()).unwrap();
    keep("letter-service-receipt.pdf", &receipt);
    let asked = letter_pdf(&Press::embedded(), &letter(LetterKind::ThirdPartyConsultation), printed_at()).unwrap();
    keep("letter-third-party.pdf", &asked);
    let (Some(receipt), Some(asked)) = (text_of_pdf(&receipt), text_of_pdf(&asked)) else { return };
    assert!(squeezed(&receipt).contains("受送达人"), "{receipt}");
    assert!(squeezed(&asked).contains("第三方意见回复单") && squeezed(&asked).contains("15个工作日"), "{asked}");
}

fn filled() -> ApplicationForm {
    ApplicationForm {
        agency: "临江市司法局".to_owned(),
        applicant: ApplicantSide::Person {
            name: "申请人𠮷䶮喆".to_owned(),
            document: "居民身份证".to_owned(),
            document_number: "****1234".to_owned(),
        },
        wanted: "2025年法律援助经费决算".to_owned(),
        form: "纸质".to_owned(),
        channel: "邮寄".to_owned(),
        ..ApplicationForm::default()
    }
}

#[test]
fn the_application_form_blank_and_filled_asks_for_no_purpose() {
    for (name, form) in [("blank", ApplicationForm::default()), ("filled", filled())] {
        let pdf = application_form_pdf(&Press::embedded(), &form, printed_at()).unwrap();
        keep(&format!("application-form-{name}.pdf"), &pdf);
        let Some(text) = text_of_pdf(&pdf) else { return };
        let text = squeezed(&text);
        assert!(text.contains("政府信息公开申请表") && text.contains("听力障碍的帮助"), "{text}");
        assert!(!text.contains("用途：") && text.contains("无需说明申请信息的用途"), "{text}");
        assert_eq!(text.contains("■邮寄"), name == "filled", "{text}");
        assert!(ask("pdfinfo", &[], &pdf, &[]).unwrap().contains("Pages:           1\n"), "{name} form on one page");
    }
}

#[test]
fn word_files_open_elsewhere_and_come_out_the_same_twice() {
    let reply = coded(letter(LetterKind::ReplyDisclosed));
    let asked = letter(LetterKind::ThirdPartyConsultation);
    let files = [
        (
            "reply",
            letter_word(&reply, printed_at()).unwrap(),
            letter_word(&reply, printed_at()).unwrap(),
            "申请行政复议",
        ),
        (
            "asked",
            letter_word(&asked, printed_at()).unwrap(),
            letter_word(&asked, printed_at()).unwrap(),
            "第三方意见回复单",
        ),
        (
            "form",
            application_form_word(&filled(), printed_at()).unwrap(),
            application_form_word(&filled(), printed_at()).unwrap(),
            "申请人𠮷䶮喆",
        ),
    ];
    for (name, first, second, words) in files {
        keep(&format!("letter-{name}.docx"), &first);
        assert!(first == second, "{name}: the bytes differ");
        let home = tempfile::tempdir().unwrap();
        let profile = format!("-env:UserInstallation=file://{}", home.path().join("profile").display());
        let outdir = home.path().to_str().unwrap();
        let convert = ["--headless", &profile, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", outdir];
        if ask("soffice", &convert, &first, &[]).is_none() {
            return;
        }
        let written = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path());
        let text = written
            .filter(|path| path.extension().is_some_and(|end| end == "txt"))
            .map(|path| std::fs::read_to_string(path).unwrap());
        let text: String = text.collect();
        assert!(squeezed(&text).contains(words), "{name}: {words} not in {text}");
    }
}

#[test]
fn the_clock_stands_on_one_page() {
    let clock = ClockPage {
        agency: "临江市司法局".to_owned(),
        application_number: "LJSF-2026-0031".to_owned(),
        received_on: date(2026, 2, 9),
        days: vec![ClockDay {
            on: date(2026, 2, 9),
            says: "当面提交，以提交之日为收到申请之日".to_owned(),
            basis: "《政府信息公开条例》第三十一条第（一）项".to_owned(),
        }],
        spans: vec![
            ClockSpan {
                from: date(2026, 2, 10),
                to: date(2026, 2, 14),
                working_days: 5,
                counts: true,
                because: "起算后".to_owned(),
            },
            ClockSpan {
                from: date(2026, 2, 25),
                to: date(2026, 3, 3),
                working_days: 5,
                counts: false,
                because: "征求第三方意见".to_owned(),
            },
            ClockSpan {
                from: date(2026, 3, 4),
                to: date(2026, 3, 24),
                working_days: 15,
                counts: true,
                because: "恢复计算".to_owned(),
            },
        ],
        due_on: date(2026, 3, 24),
        replied_on: Some(date(2026, 3, 5)),
        calendar: "国办发明电〔2025〕7号".to_owned(),
    };
    let pdf = clock_page_pdf(&Press::embedded(), &clock, printed_at()).unwrap();
    keep("clock-page.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    assert!(text.contains("不计入") && text.contains("2026年3月24日") && text.contains("期限内"), "{text}");
    let facts = ask("pdfinfo", &[], &pdf, &[]).unwrap();
    assert!(facts.contains("Pages:           1\n"), "{facts}");
}

#[test]
fn envelopes_have_their_own_size() {
    for (size, paper) in [(EnvelopeSize::Dl, "623.6"), (EnvelopeSize::C5, "649.1"), (EnvelopeSize::Label, "283.4")] {
        let envelope = Envelope {
            size,
            addressee: PostalSide {
                name: "申请人𠮷䶮喆".to_owned(),
                address: "临江市滨河路3号".to_owned(),
                postcode: "000001".to_owned(),
                telephone: "000-00000000".to_owned(),
            },
            sender: PostalSide {
                name: "临江市司法局".to_owned(),
                address: "临江市滨河路1号".to_owned(),
                ..PostalSide::default()
            },
            inside: "临司公复〔2026〕12号".to_owned(),
            postal_number: String::new(),
        };
        let pdf = envelope_pdf(&Press::embedded(), &envelope, printed_at()).unwrap();
        keep(&format!("envelope-{size:?}.pdf"), &pdf);
        let Some(text) = text_of_pdf(&pdf) else { return };
        assert!(squeezed(&text).contains("申请人𠮷䶮喆"), "{text}");
        let facts = ask("pdfinfo", &[], &pdf, &[]).unwrap();
        assert!(facts.contains(&format!("Page size:       {paper}")), "{facts}");
    }
}

#[test]
fn a_missing_character_is_refused_by_name() {
    let mut reply = letter(LetterKind::ReplyDisclosed);
    reply.addressee = "申请人\u{10FFFD}".to_owned();
    let error = letter_pdf(&Press::embedded(), &reply, printed_at()).unwrap_err();
    assert!(matches!(error, WriteError::MissingGlyph { character: '\u{10FFFD}', .. }), "{error}");
}
