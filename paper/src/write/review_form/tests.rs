use affairs::Instant;
use jiff::civil::date;

use super::*;
use crate::write::second_opinion::{ask, keep, squeezed, text_of_pdf};

fn at(day: i8, hour: i8, minute: i8) -> Instant {
    Instant::of_shanghai(date(2019, 3, day).at(hour, minute, 0, 0))
}

fn opinion(level: &str, name: &str, duty: &str, day: i8, words: &str) -> ReviewOpinion {
    ReviewOpinion {
        level: level.to_owned(),
        name: name.to_owned(),
        duty: duty.to_owned(),
        at: at(day, 9, 5),
        opinion: words.to_owned(),
        delegation: None,
    }
}

fn opinions() -> Vec<ReviewOpinion> {
    let mut opinions = vec![
        opinion("拟稿人", "拟稿人甲（䶮）", "法治科科员", 4, "内容已核对，数据与台账一致，提请审查。"),
        opinion("科室负责人", "科室负责人乙", "法治科科长", 4, "同意。"),
        opinion(
            "保密审查负责人",
            "保密审查人丙",
            "办公室副主任",
            5,
            "经逐项审查，不涉及国家秘密和工作秘密，同意公开。",
        ),
        opinion("局领导", "局领导丁", "副局长", 5, "同意公开。"),
    ];
    opinions[3].delegation = Some(Delegation {
        acting_for: "局长".to_owned(),
        basis: "《授权委托书》（临司委〔2019〕3号，有效期至2019年3月31日）".to_owned(),
    });
    opinions
}

fn findings() -> Vec<ReviewFinding> {
    vec![
        ReviewFinding {
            place: "正文第3段".to_owned(),
            label: "手机号码".to_owned(),
            excerpt: "联系电话138****1234".to_owned(),
            disposition: FindingDisposition::Justified("窗口值班手机，对外公布号码。".to_owned()),
            by: Some("拟稿人甲".to_owned()),
            at: Some(at(4, 8, 50)),
        },
        ReviewFinding {
            place: "附件第2页".to_owned(),
            label: "身份证号码".to_owned(),
            excerpt: "11**************10".to_owned(),
            disposition: FindingDisposition::Masked,
            by: Some("拟稿人甲".to_owned()),
            at: Some(at(4, 8, 55)),
        },
    ]
}

fn checklist() -> Vec<ReviewAnswer> {
    let answer = |question: &str, note: &str| ReviewAnswer {
        question: question.to_owned(),
        touched: !note.is_empty(),
        note: note.to_owned(),
    };
    vec![
        answer("是否涉及国家秘密", ""),
        answer("是否涉及工作秘密", ""),
        answer("是否涉及商业秘密", ""),
        answer("是否涉及个人隐私或个人信息", "名单中的证件号码已遮蔽"),
        answer("公开后是否可能危及国家安全、公共安全、经济安全、社会稳定", ""),
        answer("是否属于内部事务信息、过程性信息或行政执法案卷信息", ""),
        answer("与已公开信息汇聚后是否可能涉密", ""),
        answer("是否需要先与其他机关协商、确认或报请批准", ""),
    ]
}

fn sample() -> ReviewForm {
    ReviewForm {
        agency: "临江市司法局".to_owned(),
        title: "临江市司法局关于印发《公共法律服务便民措施（试行）》的通知".to_owned(),
        index_number: Some("LJSF-2019-00017".to_owned()),
        document_number: Some("临司发〔2019〕8号".to_owned()),
        drafting_section: "法治科".to_owned(),
        generated_on: Some(date(2019, 3, 1)),
        carrier: "网页正文及附件".to_owned(),
        origin: "本机关制作".to_owned(),
        public_attribute: "主动公开".to_owned(),
        attribute_reason: None,
        target_columns: vec!["政策信息".to_owned(), "公告公示".to_owned()],
        release_rule: "定于2019年3月6日 09:00发布".to_owned(),
        attachments: vec![ReviewAttachment {
            name: "公共法律服务便民措施（试行）.pdf".to_owned(),
            kind: "PDF 文件".to_owned(),
            bytes: 1_258_291,
            pages: Some(12),
            hash: format!("sha256:{}", "0123456789abcdef".repeat(4)),
        }],
        findings: findings(),
        checklist: checklist(),
        opinions: opinions(),
        bundle_hash: format!("sha256:{}", "89abcdef01234567".repeat(4)),
        published: Some(ReviewPublishing {
            publisher: "政府信息公开工作机构 戊".to_owned(),
            at: at(6, 9, 0),
            address: "https://sfj.linjiang.example/d/k3v9x2m7q4t8w1z5".to_owned(),
        }),
        printed_at: at(7, 15, 30),
    }
}

#[test]
fn the_form_prints_everything_the_ledger_says() {
    let pdf = review_form_pdf(&Press::embedded(), &sample()).unwrap();
    keep("review-form.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    for words in [
        "政府信息公开保密审查审批单",
        "LJSF-2019-00017",
        "临司发〔2019〕8号",
        "1.2MB，12页",
        "说明后保留：窗口值班手机，对外公布号码。",
        "已遮蔽",
        "名单中的证件号码已遮蔽",
        "拟稿人甲（䶮）",
        "受委托：代局长签署，依据《授权委托书》",
        "2019年3月6日09:00",
        "sha256:89abcdef",
        "https://sfj.linjiang.example/d/k3v9x2m7q4t8w1z5",
        "手写签名",
    ] {
        assert!(text.contains(words), "{words} not in {text}");
    }
    let facts = ask("pdfinfo", &[], &pdf, &[]).unwrap_or_default();
    assert!(facts.contains("Pages:           1\n") || facts.contains("Pages:           2\n"), "{facts}");
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let press = Press::embedded();
    assert!(review_form_pdf(&press, &sample()).unwrap() == review_form_pdf(&press, &sample()).unwrap());
}

#[test]
fn an_empty_and_an_overfull_form_both_come_out() {
    let press = Press::embedded();
    let mut empty = sample();
    empty.attachments.clear();
    empty.findings.clear();
    empty.checklist.clear();
    empty.opinions.clear();
    empty.target_columns.clear();
    empty.index_number = None;
    empty.document_number = None;
    empty.generated_on = None;
    empty.published = None;
    let pdf = review_form_pdf(&press, &empty).unwrap();
    keep("review-form-empty.pdf", &pdf);
    text_of_pdf(&pdf);

    let mut full = sample();
    full.title = "关于进一步做好全市公共法律服务工作的通知".repeat(20);
    full.attribute_reason = Some("过程性信息".repeat(60));
    full.attachments[0].name = format!("{}.pdf", "a_very_long_name_".repeat(12));
    for _ in 0..5 {
        full.attachments.push(full.attachments[0].clone());
        full.findings.push(full.findings[0].clone());
        full.findings.push(full.findings[1].clone());
    }
    let pdf = review_form_pdf(&press, &full).unwrap();
    keep("review-form-full.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let longest = text.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(100), "a line runs out of its cell: {text}");
    assert!(squeezed(&text).contains(&full.attachments[0].name), "{text}");
    assert!(!text.contains('\u{200B}'), "a copied name must be the name");
}

#[test]
fn sizes_read_as_a_clerk_says_them() {
    assert_eq!(size(0), "0 字节");
    assert_eq!(size(1023), "1023 字节");
    assert_eq!(size(1536), "1.5 KB");
    assert_eq!(size(1_258_291), "1.2 MB");
    assert_eq!(size(u64::MAX), "17592186044416.0 MB");
}

#[test]
fn a_title_of_ten_thousand_characters_and_an_endless_opinion_are_all_there() {
    let mut form = sample();
    form.title = format!("{}终", "壹".repeat(10_000));
    form.opinions[1].opinion = format!("{}毕", "贰".repeat(3_000));
    let pdf = review_form_pdf(&Press::embedded(), &form).unwrap();
    keep("review-form-endless.pdf", &pdf);
    let Some(text) = text_of_pdf(&pdf) else { return };
    let text = squeezed(&text);
    assert_eq!(text.matches('壹').count(), 10_000);
    assert_eq!(text.matches('贰').count(), 3_000);
}
