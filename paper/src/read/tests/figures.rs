//! What the words around a figure make of it, one sentence a case.

use law::annual_report::{Claim, Notion, ReportSection, Scope, SectionText, TableThreeRow};

use super::*;

fn narrative(words: &str) -> Narrative {
    let section =
        SectionText { section: ReportSection::Overview, heading: "总体情况".to_owned(), text: words.to_owned() };
    narrative_of(&ReportText { sections: vec![section], ..ReportText::default() })
}

/// Notions other than `Other`, with their values.
fn notions(words: &str) -> Vec<(i64, String)> {
    narrative(words)
        .figures
        .into_iter()
        .filter(|figure| figure.notion != Notion::Other)
        .map(|figure| (figure.value, format!("{:?}", figure.notion)))
        .collect()
}

#[test]
fn notions_are_told_by_plain_words_only() {
    let cases: &[(&str, &[(i64, &str)])] = &[
        ("2019年共收到政府信息公开申请 12 件。", &[(12, "Received { newly: false }")]),
        ("本年新收政府信息公开申请１２件", &[(12, "Received { newly: true }")]),
        ("其中网上收到政府信息公开申请9件", &[]),
        ("全年受理法律援助申请300件，依申请公开工作平稳。", &[]),
        ("收到信息公开申请5件，均按时答复；收到群众来信80件。", &[(5, "Received { newly: false }")]),
        (
            "受理政府信息公开申请7件，答复6件，结转下年度继续办理1件",
            &[(7, "Received { newly: false }"), (6, "Answered"), (1, "CarriedOver")],
        ),
        (
            "因政府信息公开被申请行政复议3件，被提起行政诉讼2起",
            &[(3, "Reconsiderations { newly: true }"), (2, "Suits { newly: true }")],
        ),
        ("全年办理行政复议案件120件，代理诉讼15件。", &[]),
        ("信息公开类行政复议7件", &[(7, "Reconsiderations { newly: false }")]),
        ("新发生政府信息公开行政复议1件", &[(1, "Reconsiderations { newly: true }")]),
        ("全年制定规章2部、行政规范性文件14件。", &[(2, "Rules"), (14, "NormativeDocuments")]),
        ("公报刊登规章、规范性文件等112件，部门规范性文件45件，公开发行。", &[]),
        ("公开政策、规范性文件类信息68条", &[(68, "PlatformItems { updates: false }")]),
        (
            "微信公众号平均每月发布信息5次，共发布信息240余条。微博今年共发布信息350余条。",
            &[(5, "PushesPerMonth"), (240, "AccountArticles"), (350, "PlatformItems { updates: false }")],
        ),
    ];
    for (words, expected) in cases {
        let expected: Vec<(i64, String)> =
            expected.iter().map(|(value, notion)| (*value, (*notion).to_owned())).collect();
        assert_eq!(notions(words), expected, "{words}");
    }
}

#[test]
fn outcomes_name_the_rows_they_mean() {
    let rows = |words: &str| match narrative(words).figures.first().map(|figure| figure.notion.clone()) {
        Some(Notion::Outcome(rows)) => rows.iter().map(|row| row.code()).collect::<Vec<_>>().join(" "),
        other => panic!("{words}: {other:?}"),
    };
    for (words, expected) in [
        ("政府信息公开申请中予以公开20件", "r3.1"),
        ("政府信息公开申请中予以公开及部分公开20件", "r3.1 r3.2"),
        ("政府信息公开申请中因本机关不掌握无法提供6件", "r3.4.1"),
        ("政府信息公开申请中因本机关不掌握等原因无法提供6件", "r3.4.1 r3.4.2 r3.4.3"),
        ("政府信息公开申请中其他处理1件", TableThreeRow::OtherHandling.code()),
    ] {
        assert_eq!(rows(words), expected, "{words}");
    }
}

#[test]
fn scope_and_time_are_told() {
    let figure = |words: &str| narrative(words).figures.into_iter().next().unwrap();
    assert_eq!(figure("全区各单位共收到政府信息公开申请90件").scope, Scope::Region);
    assert_eq!(figure("我局共收到政府信息公开申请9件").scope, Scope::Own);
    assert!(figure("目前，解答咨询1200余条").undated);
    assert!(!figure("截至2019年12月31日，公开信息1200条").undated);
    assert!(!figure("目前运行平稳，今年发布信息12条").undated);
}

#[test]
fn totals_are_taken_apart_with_their_own_parts() {
    let parts = |words: &str| -> Vec<(i64, Vec<i64>, bool)> {
        let narrative = narrative(words);
        let value = |index: &usize| narrative.figures[*index].value;
        let breakdowns = &narrative.breakdowns;
        breakdowns
            .iter()
            .map(|found| (value(&found.total), found.parts.iter().map(value).collect(), found.exhaustive))
            .collect()
    };
    assert_eq!(
        parts(
            "共发布380条，其中专项资金152条，预决算197条（政府32条、部门165条）、“三公”27条、债券4条。另外办件30条。"
        ),
        [(380, vec![152, 197, 27, 4], false), (197, vec![32, 165], false)]
    );
    assert_eq!(
        parts("公布信息90条，（其中甲类30条，乙类40条，其他20条）主要通过网站。"),
        [(90, vec![30, 40, 20], true)]
    );
    assert_eq!(
        parts("全年共发布118条。其中，概况更新3条。综合发布101条。政策发布14条。2.微信公众号发布240条。"),
        [(118, vec![3, 101, 14], false)]
    );
    assert_eq!(parts("答复申请805件（含上年结转18件，另有72件顺延）"), []);
}

#[test]
fn claims_without_numbers_are_told() {
    let claims = |words: &str| -> Vec<Claim> {
        narrative(words).statements.into_iter().map(|statement| statement.claim).collect()
    };
    assert_eq!(claims("2019年，我局未收到政府信息公开申请。"), [Claim::NoApplications]);
    assert_eq!(claims("收到政府信息公开申请5件，均已办结。"), [Claim::AllAnswered]);
    assert_eq!(claims("没有发生因政府信息公开引起的行政复议、行政诉讼。"), [Claim::NoReconsiderations, Claim::NoSuits]);
    assert_eq!(
        claims("信息公开类行政复议7件，诉讼9件，均获维持。"),
        [Claim::AllUpheld { reconsiderations: true, suits: true }]
    );
    assert_eq!(claims("“云桥普法”公众号于10月功能整合到“云桥掌上”。"), [Claim::AccountsMerged]);
    assert_eq!(claims("我局没有因政府信息公开工作懈怠，行政复议3件。"), []);
}

/// Text taken from a page is broken at the page's width; its sentences go on.
#[test]
fn a_sentence_goes_on_over_the_end_of_a_line() {
    let page = "（一）依申请公开。全年收到政府信息公开申请12件，上年结转政府信息公开\n申请2件，所有申请均已按要求办理完成。\n（二）其他。";
    let read = narrative(page);
    let claims: Vec<&Claim> = read.statements.iter().map(|statement| &statement.claim).collect();
    assert_eq!(claims, [&Claim::AllAnswered]);
    assert_eq!(notions(page), [(12, "Received { newly: false }".to_owned()), (2, "CarriedIn".to_owned())]);
    // A heading without a full stop is a line of its own.
    assert_eq!(notions("依申请公开工作平稳\n收到申请书5件。"), []);
}

#[test]
fn all_answered_is_claimed_only_without_exception() {
    let claimed =
        |words: &str| narrative(words).statements.iter().any(|statement| statement.claim == Claim::AllAnswered);
    for words in ["收到政府信息公开申请5件，均已按要求办理完成。", "收到政府信息公开申请5件，已全部答复。"]
    {
        assert!(claimed(words), "{words}");
    }
    for words in [
        "收到政府信息公开申请5件，除1件外均已办结。",
        "收到政府信息公开申请5件，到期的均已答复。",
        "答复政府信息公开申请5件，均在法定期限内答复。",
        "收到政府信息公开申请5件，平均答复时间8天。",
        "收到政府信息公开申请5件，其余均已办结，1件结转下年度。",
    ] {
        assert!(!claimed(words), "{words}");
    }
}

#[test]
fn stocks_of_documents_are_told_from_those_made() {
    let cases: &[(&str, &[(i64, &str)])] = &[
        ("清理并集中发布现行有效行政规范性文件39件。", &[(39, "DocumentsInForce { rules: false }")]),
        ("年末现行有效规章7件，全年制定规章1件。", &[(7, "DocumentsInForce { rules: true }"), (1, "Rules")]),
        ("全年废止行政规范性文件4件。", &[(4, "DocumentsRepealed { rules: false }")]),
        ("建议废止规范性文件4件。", &[]),
        ("备案审查现行有效规范性文件4件。", &[]),
    ];
    for (words, expected) in cases {
        let expected: Vec<(i64, String)> =
            expected.iter().map(|(value, notion)| (*value, (*notion).to_owned())).collect();
        assert_eq!(notions(words), expected, "{words}");
    }
}

#[test]
fn applications_over_all_channels_are_all_applications() {
    assert_eq!(
        notions("接收通过邮寄、网络提交的各类政府信息公开申请共计8件"),
        [(8, "Received { newly: false }".to_owned())]
    );
    assert_eq!(notions("通过网络收到政府信息公开申请8件"), []);
    assert_eq!(
        notions("（二）依申请公开方面。本年度共收到7件申请，办结6件，1件结转下年度继续办理。"),
        [(7, "Received { newly: false }"), (6, "Answered"), (1, "CarriedOver")]
            .map(|(value, notion)| (value, notion.to_owned()))
    );
}

/// Members of a list behind a colon are parted by semicolons; cases of review stand beside them.
#[test]
fn a_list_goes_on_over_semicolons_and_not_into_the_cases() {
    let found =
        narrative("办结依申请公开8件，其中：予以公开4件；不予公开3件；其他处理1件；行政复议案件2件、行政诉讼案件7件。");
    let values: Vec<i64> = found.breakdowns[0].parts.iter().map(|part| found.figures[*part].value).collect();
    assert_eq!(values, [4, 3, 1]);
}

#[test]
fn the_day_of_publication_stands_above_the_title() {
    let read = |preamble: &str| {
        narrative_of(&ReportText { preamble: preamble.to_owned(), ..ReportText::default() })
            .statements
            .into_iter()
            .map(|statement| statement.claim)
            .collect::<Vec<_>>()
    };
    let day = jiff::civil::date(2022, 2, 8);
    for words in ["发布时间: 2022-02-08 16:34", "发布日期：2022年2月8日", "来源：某县 时间：2022-02-08 16:34"]
    {
        assert_eq!(read(words), [Claim::PublishedOn(day)], "{words}");
    }
    assert_eq!(read("统计时间为全年"), []);
}

/// A sentence about applications may count other things before.
#[test]
fn only_what_the_verb_counts_is_received_or_answered() {
    let cases: &[(&str, &[(i64, &str)])] = &[
        ("全年受理群众来信300件、依申请公开工作平稳", &[]),
        ("依申请公开方面，全年共收到12件", &[(12, "Received { newly: false }")]),
        ("收到12件政府信息公开申请", &[(12, "Received { newly: false }")]),
        ("收到政府信息公开申请12件，其中书面答复8件，电话答复4件", &[(12, "Received { newly: false }")]),
        ("依申请公开答复12件，答复群众留言300件", &[(12, "Answered")]),
        ("全年办理政府信息公开行政复议案件20件", &[]),
    ];
    for (words, expected) in cases {
        let expected: Vec<(i64, String)> =
            expected.iter().map(|(value, notion)| (*value, (*notion).to_owned())).collect();
        assert_eq!(notions(words), expected, "{words}");
    }
}
