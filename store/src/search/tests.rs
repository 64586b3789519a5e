//! A small site's publications, looked for as people look.

use super::*;
use affairs::ContentHash;

fn agency() -> AgencyId {
    AgencyId::new("bureau")
}

fn entry(document: &str, title: &str, body: &str) -> Entry {
    Entry {
        document: DocumentId::new(document),
        bundle: ContentHash::of(document.as_bytes()),
        columns: vec![ColumnId::new("notices")],
        year: 2019,
        kind: "article".to_owned(),
        title: title.to_owned(),
        summary: String::new(),
        numbers: vec!["云司〔2019〕6号".to_owned()],
        body: body.to_owned(),
        attachments: String::new(),
    }
}

fn put(entry: Entry) -> Change {
    Change::Put(Box::new(entry))
}

struct Shelf {
    index: Index,
    _folder: tempfile::TempDir,
}

fn shelf() -> Shelf {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), &["安置帮教".to_owned()]).unwrap();
    let mut report = entry("report", "部门预算公开", "预算说明见附件。");
    report.attachments = "三公经费支出十二万元，其中公务用车运行维护费八万元。".to_owned();
    report.columns = vec![ColumnId::new("policy")];
    report.year = 2018;
    let mut rare = entry("rare", "公证员名单", "经考核，𠮷野所公证员通过年度考核。");
    rare.kind = "annual_report".to_owned();
    let changes = [
        put(entry(
            "aid",
            "关于开展法律援助便民服务的通知",
            "符合经济困难条件的公民可以申请法律援助，申请人向法律援助中心提出。",
        )),
        put(entry("mediation", "人民调解员培训班开班", "全市人民调解员参加培训，学习调解技巧和安置帮教工作。")),
        put(report),
        put(rare),
    ];
    index.follow(&agency(), 4, &changes).unwrap();
    Shelf { index, _folder: folder }
}

impl Shelf {
    fn ask(&self, text: &str) -> Vec<String> {
        self.ask_with(Question { text: text.to_owned(), limit: 20, ..Question::default() })
    }

    fn ask_with(&self, question: Question) -> Vec<String> {
        let hits = self.index.query(&agency(), &question).unwrap();
        assert_eq!(hits.total, hits.hits.len());
        hits.hits.into_iter().map(|hit| hit.document.as_str().to_owned()).collect()
    }

    fn snippet(&self, text: &str) -> Hit {
        let question = Question { text: text.to_owned(), limit: 20, ..Question::default() };
        self.index.query(&agency(), &question).unwrap().hits.remove(0)
    }
}

#[test]
fn words_are_found_and_the_title_ranks_first() {
    let shelf = shelf();
    assert_eq!(shelf.ask("法律援助"), ["aid"]);
    assert_eq!(shelf.ask("人民调解 培训"), ["mediation"]);
    assert_eq!(shelf.ask("如何申请法律援助"), ["aid"]);
    assert!(shelf.ask("法律援助 调解技巧").is_empty());
}

#[test]
fn an_exact_phrase_is_found_however_the_dictionary_cuts_it() {
    let shelf = shelf();
    // Each crosses the borders of words.
    for (phrase, document) in
        [("条件的公", "aid"), ("员参加培", "mediation"), ("、车运行维", "report"), ("野所公", "rare")]
    {
        assert_eq!(shelf.ask(phrase), [document], "{phrase}");
        assert_eq!(shelf.ask(&format!("“{phrase}”")), [document], "{phrase}");
    }
    assert!(shelf.ask("“援助法律”").is_empty());
}

#[test]
fn every_run_of_two_characters_of_every_body_is_found() {
    let shelf = shelf();
    let body = "符合经济困难条件的公民可以申请法律援助，申请人向法律援助中心提出。";
    let characters: Vec<char> = body.chars().filter(|one| one.is_alphanumeric()).collect();
    for two in characters.windows(2) {
        let phrase: String = two.iter().collect();
        assert!(shelf.ask(&format!("\"{phrase}\"")).contains(&"aid".to_owned()), "{phrase}");
    }
}

#[test]
fn one_character_a_number_and_a_rare_character_are_found() {
    let shelf = shelf();
    assert_eq!(shelf.ask("𠮷"), ["rare"]);
    assert_eq!(shelf.ask("班"), ["mediation"]);
    assert_eq!(shelf.ask("云司〔2019〕6号").len(), 4);
    assert_eq!(shelf.ask("2019").len(), 4);
}

#[test]
fn attachments_are_searched_and_shown() {
    let hit = shelf().snippet("公务用车");
    assert_eq!(hit.document.as_str(), "report");
    assert!(hit.snippet.to_html().contains("<mark>公务用车</mark>"), "{}", hit.snippet.to_html());
}

#[test]
fn filters_narrow() {
    let shelf = shelf();
    let question = |text: &str| Question { text: text.to_owned(), limit: 20, ..Question::default() };
    let column = Some(ColumnId::new("policy"));
    assert_eq!(shelf.ask_with(Question { column, ..question("云司") }), ["report"]);
    assert_eq!(shelf.ask_with(Question { year: Some(2018), ..question("云司") }), ["report"]);
    assert_eq!(shelf.ask_with(Question { kind: Some("annual_report".to_owned()), ..question("云司") }), ["rare"]);
}

#[test]
fn a_snippet_is_escaped_and_marked() {
    let shelf = shelf();
    let evil = entry("evil", "<b>标题</b>", "前文<script>alert('调查')</script>后文");
    shelf.index.follow(&agency(), 5, &[put(evil)]).unwrap();
    let hit = shelf.snippet("调查");
    assert_eq!(hit.title.to_html(), "&lt;b&gt;标题&lt;/b&gt;");
    assert_eq!(hit.snippet.to_html(), "前文&lt;script&gt;alert(&#39;<mark>调查</mark>&#39;)&lt;/script&gt;后文");
}

#[test]
fn a_long_text_shows_the_place_and_says_that_more_is_around() {
    let shelf = shelf();
    let filler = "这是很长的说明文字。".repeat(60);
    let long = entry("long", "长文", &format!("{filler}关键段落写着公证收费标准。{filler}"));
    shelf.index.follow(&agency(), 5, &[put(long)]).unwrap();
    let snippet = shelf.snippet("公证收费标准").snippet;
    assert!(snippet.begins_within && snippet.ends_within);
    assert!(snippet.plain().chars().count() <= 110);
    assert!(snippet.to_html().contains("<mark>公证收费标准</mark>"));
}

#[test]
fn a_removed_document_is_gone_and_the_position_moves_with_it() {
    let shelf = shelf();
    assert_eq!(shelf.index.position(&agency()), 4);
    shelf.index.follow(&agency(), 5, &[Change::Remove(DocumentId::new("aid"))]).unwrap();
    assert!(shelf.ask("法律援助").is_empty());
    assert_eq!(shelf.index.position(&agency()), 5);
}

#[test]
fn a_replacement_takes_the_place_of_what_was() {
    let shelf = shelf();
    shelf.index.follow(&agency(), 5, &[put(entry("aid", "新标题", "内容全部更换"))]).unwrap();
    assert!(shelf.ask("经济困难").is_empty());
    assert_eq!(shelf.ask("全部更换"), ["aid"]);
}

#[test]
fn one_agency_never_sees_another() {
    let shelf = shelf();
    let question = Question { text: "法律援助".to_owned(), limit: 20, ..Question::default() };
    let hits = shelf.index.query(&AgencyId::new("other"), &question).unwrap();
    assert_eq!(hits, Hits::default());
}

#[test]
fn strange_questions_find_nothing_and_harm_nothing() {
    let shelf = shelf();
    for text in ["", "  ", "*", "\"", "(((", "a AND b OR", "\u{0}", "\\", ".*", &"长".repeat(10_000)] {
        assert!(shelf.ask(text).is_empty(), "{text}");
    }
}

#[test]
fn a_cleared_or_damaged_index_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    {
        let index = Index::open(folder.path(), &[]).unwrap();
        index.follow(&agency(), 1, &[put(entry("a", "标题", "正文"))]).unwrap();
        index.clear().unwrap();
        assert_eq!(index.position(&agency()), 0);
        index.follow(&agency(), 1, &[put(entry("a", "标题", "正文"))]).unwrap();
    }
    std::fs::write(folder.path().join("meta.json"), b"{ not json").unwrap();
    let index = Index::open(folder.path(), &[]).unwrap();
    assert_eq!(index.position(&agency()), 0);
}
