//! The pages of a reply with every sample.

use super::files::FileLine;
use super::published::{PublishedFile, PublishedLine};
use super::reply::{AnswerView, DemandField, FromCase, ParagraphView, PartField, ReplyPage, walked};
use super::reply_review::{LetterText, LevelLine, ReviewPage};
use super::service::{ServicePage, Stage};
use crate::office::form::Fields;
use crate::office::review::questions;
use crate::office::samples::{NASTY, shell, shell_with_errors, sound};
use affairs::ContentHash;
use affairs::application::FileRole;
use affairs::application::reply::Material;
use affairs::id::CaseId;

fn text(text: &str) -> String {
    text.to_owned()
}

fn pairs(codes: &[&str]) -> Vec<(String, String)> {
    codes.iter().map(|code| (text(code), text(NASTY))).collect()
}

fn material(human_reading: bool) -> Material {
    Material {
        file: ContentHash::of(&[u8::from(human_reading)]),
        title: text(NASTY),
        number: text(NASTY),
        media_type: text("application/pdf"),
        size: 9,
        pages: 3,
        human_reading,
    }
}

fn answer(revision: i64) -> AnswerView {
    let part =
        |number| PartField { number, what: text(NASTY), because: text(NASTY), ground: text("third_party_rights") };
    AnswerView {
        outcome: "部分公开",
        code: "partially_disclosed",
        basis: text("《政府信息公开条例》第三十七条"),
        revision,
        looked: text(NASTY),
        demands: vec![DemandField {
            name: "where_to_get_it",
            label: "在哪里",
            basis: text("依据"),
            value: text(NASTY),
        }],
        from_case: vec![
            FromCase { label: "附上材料。", basis: text("依据"), met: true },
            FromCase { label: "附上检索记录。", basis: text("依据"), met: false },
        ],
        wants_laws: true,
        laws: text(NASTY),
        wants_parts: true,
        parts: vec![part(1), part(2)],
        grounds: pairs(&["third_party_rights", "state_secret"]),
        wants_organ: true,
        organ_name: text(NASTY),
        organ_contact: text(NASTY),
        hands_out: true,
        provided_how: text(NASTY),
        number: text(NASTY),
        way: text("post"),
        materials: vec![material(true), material(false)],
        findings: Vec::new(),
        sent_back: text(NASTY),
    }
}

fn reply_page(answers: Option<&str>, answer: Option<AnswerView>, fields: &[&'static str]) -> ReplyPage {
    let file = FileLine {
        href: text("/f"),
        hash: text("h"),
        name: text(NASTY),
        role: FileRole::Material,
        size: 5,
        remark: "",
    };
    ReplyPage {
        shell: if fields.is_empty() { shell("拟写答复") } else { shell_with_errors("拟写答复", fields) },
        case_address: text("/office/applications/c1"),
        case: text("c1"),
        number: text("申请〔2026〕001号"),
        version: 3,
        walk: answers.map(|answers| walked(&CaseId::new("c1"), answers)),
        answer,
        outcomes: pairs(&["provided"]),
        ways: pairs(&["post", "in_person"]),
        found: pairs(&["yes", "no"]),
        files: vec![file],
        search: Fields::from(vec![(text("search_places"), text(NASTY))]),
        searched: true,
        find: text(NASTY),
        published: vec![
            PublishedLine {
                document: text("d1"),
                title: text(NASTY),
                number: text("云司〔2019〕1号"),
                released: text("2019年3月5日"),
                files: vec![PublishedFile { hash: text("sha256:1"), name: text(NASTY), size: text("5 KB") }],
            },
            PublishedLine {
                document: text("d2"),
                title: text(NASTY),
                number: String::new(),
                released: text("2019年3月5日"),
                files: Vec::new(),
            },
        ],
        paragraphs: vec![
            ParagraphView {
                text: text(NASTY),
                fixed: true,
                says: "由法律规定",
                article: "《行政复议法》第二十三条第二款",
            },
            ParagraphView { text: text(NASTY), fixed: false, says: "在理由中填写", article: "" },
        ],
    }
}

#[test]
fn the_walk_and_the_form_are_sound_and_errors_stand_beside_their_fields() {
    let begin = sound(&reply_page(Some(""), None, &[]));
    assert!(begin.contains("answers=y\"") && begin.contains("answers=n\""));
    let ended = sound(&reply_page(Some("yyyyyn"), None, &[]));
    assert!(ended.contains("outcome=") && ended.contains("改答"));
    let html = sound(&reply_page(None, Some(answer(0)), &[]));
    assert!(html.contains("请先保存答复稿") && html.contains("还没有：附上检索记录"));
    let wrong = ["looked", "where_to_get_it", "laws", "parts", "organ_name", "number", "materials", "search_places"];
    let html = sound(&reply_page(None, Some(answer(2)), &wrong));
    assert!(html.contains("preview.pdf") && html.contains("enctype=\"multipart/form-data\""));
    for field in ["looked", "where_to_get_it", "laws", "organ_name", "number", "search_places"] {
        assert!(html.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
}

#[test]
fn a_reviewer_sees_the_letter_what_changed_and_why_he_may_not_sign() {
    let page = |signs: &'static str, is_secrecy: bool, why_not: &str| ReviewPage {
        shell: shell("审核答复"),
        case_address: text("/office/applications/c1"),
        case: text("c1"),
        number: text("申请〔2026〕001号"),
        version: 3,
        reply: text("sha256:ab"),
        hex: text("ab"),
        outcome: "予以公开",
        basis: text("《政府信息公开条例》第三十六条"),
        state: text("待局领导审核"),
        way: "邮寄送达",
        lines: vec![LetterText { text: text(NASTY), is_new: true }, LetterText { text: text("不变"), is_new: false }],
        gone: vec![text(NASTY)],
        again: true,
        materials: vec![material(true)],
        findings: Vec::new(),
        levels: vec![
            LevelLine { label: "科室负责人", state: "done", who: text(NASTY), opinion: text(NASTY) },
            LevelLine { label: "局领导", state: "now", who: String::new(), opinion: String::new() },
        ],
        signs,
        why_not: text(why_not),
        is_secrecy,
        questions: questions(&Fields::from(Vec::new())),
        opinion: text(NASTY),
        may_take_back: signs.is_empty(),
    };
    let html = sound(&page("保密审查负责人", true, ""));
    assert!(html.contains("<ins>") && html.contains("<del>") && html.contains("保密审查清单"));
    assert!(html.contains("name=\"seen\" value=\"sha256:ab\""));
    let html = sound(&page("", false, "您没有授权。"));
    assert!(html.contains("您没有授权。") && html.contains("撤回修改") && !html.contains("name=\"seen\""));
}

#[test]
fn each_stage_of_the_service_asks_for_its_own() {
    for (stage, button) in [
        (Stage::Early, "不需要用印和送达"),
        (Stage::Seal, "登记用印"),
        (Stage::Serve, "登记送达"),
        (Stage::OnItsWay, "登记退回"),
        (Stage::Done, "登记完毕"),
    ] {
        let page = ServicePage {
            shell: shell("用印、送达"),
            case_address: text("/office/applications/c1"),
            case: text("c1"),
            number: text(NASTY),
            version: 3,
            stage,
            phase: "答复待用印",
            reply: text("ab"),
            copy_required: true,
            ways: pairs(&["post", "in_person"]),
            advice: vec![("邮寄送达", "注意", "交邮之日", "签收之日")],
            served: text(NASTY),
            fields: Fields::from(vec![(text("way"), text("post")), (text("by"), text(NASTY))]),
        };
        assert!(sound(&page).contains(button), "{stage:?}");
    }
}
