//! Facts of made-up cases, whole enough for every letter.

use super::*;
use jiff::civil::date;
use law::outcome::Outcome;

/// Everything any letter may need.
pub(crate) fn facts() -> LetterFacts {
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
        applicant: ApplicantFacts {
            name: "申请人𠮷".to_owned(),
            identity: "居民身份证 ****1234".to_owned(),
            contact: vec!["电话：000-00000000".to_owned()],
            ..ApplicantFacts::default()
        },
        application: ApplicationFacts {
            number: "LJSF-2026-0031".to_owned(),
            way: "当面提交".to_owned(),
            received_on: Some(date(2026, 2, 9)),
            received_because: "申请人当面提交的，以提交之日为收到申请之日".to_owned(),
            wanted: "2025年法律援助经费决算".to_owned(),
            form: "纸质".to_owned(),
            channel: "自行领取".to_owned(),
            due_on: Some(date(2026, 3, 16)),
            ..ApplicationFacts::default()
        },
        remedy_clause:
            "如不服本答复，可以自收到本答复之日起60日内向临江市人民政府申请行政复议，也可以自收到本答复之日起6个月内\
                        向临江市人民法院提起行政诉讼。"
                .to_owned(),
        answer: Some(answer()),
        file: file_notes(),
        ..on_the_way()
    }
}

fn answer() -> AnswerFacts {
    AnswerFacts {
        findings: "本机关检索了公文管理系统和财务档案，并对检索到的信息进行了审查".to_owned(),
        citations: vec!["《不动产登记暂行条例》第二十七条".to_owned()],
        reasons: "该信息的情况说明如下".to_owned(),
        withheld: vec![WithheldPart {
            what: "附表第3页的受援人姓名".to_owned(),
            because: "涉及个人隐私，第三方不同意公开".to_owned(),
            citation: "《政府信息公开条例》第十五条".to_owned(),
        }],
        documents: vec![ProvidedDocument {
            title: "2025年法律援助经费决算表".to_owned(),
            pages: 6,
            ..ProvidedDocument::default()
        }],
        provided_how: "纸质件，随本答复一并提供".to_owned(),
        published_at: "本机关门户网站“财政信息”栏目".to_owned(),
        right_organ: Some(RightOrgan {
            name: "临江市财政局".to_owned(), contact: "临江市滨河路2号".to_owned()
        }),
        right_channel: "临江市不动产登记中心窗口，凭身份证明查询".to_owned(),
        earlier_reply: "临司公复〔2026〕3号，2026年1月9日".to_owned(),
        ..AnswerFacts::default()
    }
}

fn on_the_way() -> LetterFacts {
    let whom = Addressee { name: "临江市某律师事务所".to_owned(), organisation: true };
    LetterFacts {
        correction: Some(CorrectionFacts {
            items: vec!["请写明所需决算的年度".to_owned(), "请补充身份证明复印件".to_owned()],
            until: Some(date(2026, 3, 9)),
            working_days: 15,
            hand_in: "当面、邮寄或者电子邮件".to_owned(),
        }),
        reasons: Some(ReasonsFacts {
            span: "2026年1月1日至2月9日".to_owned(),
            applications: 42,
            until: Some(date(2026, 2, 27)),
        }),
        extension: Some(ExtensionFacts {
            because: "所涉档案数量较多，需要逐份审查".to_owned(),
            working_days: 20,
            approved_on: Some(date(2026, 3, 4)),
            due_before: Some(date(2026, 3, 16)),
            due_now: Some(date(2026, 4, 14)),
        }),
        deferral: Some(DeferralFacts {
            because: "理由合理，但无法在规定期限内答复".to_owned(),
            until: Some(date(2026, 5, 29)),
        }),
        consultation: Some(ConsultationFacts {
            whom: whom.clone(),
            about: "法律援助案件承办情况表".to_owned(),
            question: "该表是否由贵单位制作、能否公开".to_owned(),
            asked_on: Some(date(2026, 2, 11)),
            answer_to: "临江市滨河路1号，0000-0000000".to_owned(),
            told_as: "有关第三方".to_owned(),
            ..ConsultationFacts::default()
        }),
        override_: Some(OverrideFacts {
            whom,
            what: "承办情况表中的案件数和补贴金额".to_owned(),
            because: "补贴使用财政资金，所提理由不成立".to_owned(),
            answered_on: Some(date(2026, 2, 25)),
            public_interest: true,
        }),
        fee: Some(FeeFacts {
            method: "按量计收".to_owned(),
            counted: "纸质资料共180页".to_owned(),
            lines: vec![
                FeeLine { tier: "第1页至第30页".to_owned(), count: 30, each_fen: 0 },
                FeeLine { tier: "第31页至第100页".to_owned(), count: 70, each_fen: 1_000 },
                FeeLine { tier: "第101页至第200页".to_owned(), count: 80, each_fen: 2_000 },
            ],
            fen: 230_000,
            how_to_pay: "持本通知书到临江市政务服务大厅非税收入窗口缴纳".to_owned(),
            working_days: 20,
        }),
        lapse: Some(LapseFacts {
            reason: LapseReason::NotPaid,
            notice_received_on: Some(date(2026, 2, 11)),
            until: Some(date(2026, 3, 19)),
        }),
        ..of_the_file()
    }
}

fn of_the_file() -> LetterFacts {
    LetterFacts {
        due_day: Some(DueDayFacts {
            notice: "国务院办公厅公布2026年部分节假日安排（国办发明电〔2025〕7号）".to_owned(),
            before: Some(date(2026, 3, 13)),
            now: Some(date(2026, 3, 16)),
            provisional: false,
        }),
        record_correction: Some(RecordCorrectionFacts {
            record: "法律援助受援人登记表中的出生日期".to_owned(),
            findings: "登记表与身份证明不一致".to_owned(),
            result: "已于2026年3月4日将该记录更正".to_owned(),
            right_organ: None,
        }),
        search: Some(SearchFacts {
            places: vec!["公文管理系统".to_owned(), "财务档案室".to_owned()],
            keywords: vec!["法律援助".to_owned(), "决算".to_owned()],
            people: vec!["检索人甲".to_owned()],
            when: "2026年2月10日9时至11时".to_owned(),
            result: "未检索到所申请的信息".to_owned(),
        }),
        service: Some(ServiceFacts {
            letters: vec!["政府信息公开申请答复书（临司公复〔2026〕12号）".to_owned()],
            recipient: "申请人𠮷".to_owned(),
            address: "临江市滨河路3号".to_owned(),
            way: "直接送达".to_owned(),
            postal_number: String::new(),
        }),
        ..LetterFacts::default()
    }
}

fn file_notes() -> FileNotes {
    FileNotes {
        officer: "经办人甲".to_owned(),
        section: "办公室".to_owned(),
        opinions: vec![Opinion {
            level: "科室负责人".to_owned(),
            says: "拟同意。".to_owned(),
            signed: "负责人乙 2026年3月3日".to_owned(),
        }],
        proposed: "拟予以公开".to_owned(),
        secrecy: "经审查，不涉及国家秘密、工作秘密".to_owned(),
        transfer_to: "临江市档案馆".to_owned(),
        transfers: vec![TransferItem {
            title: "法律援助办法".to_owned(),
            number: "临司发〔2026〕1号".to_owned(),
            published_on: Some(date(2026, 1, 9)),
            copies: 2,
        }],
        contents: vec![ArchiveItem {
            title: "申请表".to_owned(),
            number: String::new(),
            date: Some(date(2026, 2, 9)),
            first_page: 1,
            pages: 2,
        }],
        retention: "10年".to_owned(),
        volume: "2026-依申请-031".to_owned(),
    }
}

/// The same facts with this outcome, and the kind of its reply.
pub(super) fn answered(outcome: Outcome) -> (LetterKind, LetterFacts) {
    let mut facts = facts();
    if let Some(answer) = &mut facts.answer {
        answer.outcome = Some(outcome);
        if !matches!(outcome, Outcome::AdministrativeInquiry | Outcome::ProhibitedByLaw) {
            answer.citations.clear();
        }
    }
    (LetterKind::of_outcome(outcome), facts)
}
