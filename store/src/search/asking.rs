//! From what somebody typed to what is found.

use super::snippet::{best, whole};
use super::units::{pair, pairs_beginning_with, telling_words, units};
use super::{Hit, Hits, Index, Question};
use crate::Kept;
use affairs::ContentHash;
use affairs::id::{AgencyId, DocumentId};
use tantivy::Term;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, TantivyDocument, Value};

/// Longer questions are cut; nobody types so much, and it costs.
const LONGEST: usize = 120;
/// At most so many parts are looked for.
const MOST_PARTS: usize = 12;

/// One part of a question: all of them must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Stood in quotation marks: found exactly or not at all.
    exact: bool,
}

/// A question ready to be asked.
struct Prepared {
    query: Box<dyn Query>,
    /// What a snippet marks.
    phrases: Vec<String>,
}

pub fn query(index: &Index, agency: &AgencyId, question: &Question) -> Kept<Hits> {
    let prepared = prepare(index, question);
    let filtered = filtered(index, agency, question, prepared.query);
    let searcher = index.reader.searcher();
    let top = TopDocs::with_limit(question.limit.clamp(1, 200)).and_offset(question.offset).order_by_score();
    let (total, found) = searcher.search(&filtered, &(Count, top))?;
    let mut hits = Vec::with_capacity(found.len());
    for (_, address) in found {
        let document: TantivyDocument = searcher.doc(address)?;
        hits.extend(hit(index, &document, &prepared.phrases));
    }
    Ok(Hits { total, hits })
}

fn hit(index: &Index, document: &TantivyDocument, phrases: &[String]) -> Option<Hit> {
    let text = |field: Field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default();
    let fields = &index.fields;
    let in_text = best(text(fields.body), phrases);
    let in_files = best(text(fields.attachments), phrases);
    let snippet = if !in_text.has_marks() && in_files.has_marks() { in_files } else { in_text };
    Some(Hit {
        document: DocumentId::new(text(fields.document)),
        bundle: ContentHash::parse(text(fields.bundle))?,
        title: whole(text(fields.title), phrases),
        snippet,
    })
}

fn prepare(index: &Index, question: &Question) -> Prepared {
    let mut phrases = Vec::new();
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for part in parts(&question.text) {
        clauses.push((Occur::Must, part_query(index, &part, &mut phrases)));
    }
    let query: Box<dyn Query> =
        if clauses.is_empty() { Box::new(EmptyQuery) } else { Box::new(BooleanQuery::new(clauses)) };
    Prepared { query, phrases }
}

/// Words parted by spaces, and phrases in quotation marks of any kind.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    for character in text.chars().take(LONGEST) {
        let is_mark = matches!(character, '"' | '“' | '”' | '「' | '」' | '＂');
        if is_mark || (!quoted && character.is_whitespace()) {
            finish(&mut parts, &mut current, quoted);
            quoted = is_mark && !quoted;
        } else {
            current.push(character);
        }
    }
    // A mark that was never closed is taken for a slip of the finger.
    finish(&mut parts, &mut current, false);
    parts.truncate(MOST_PARTS);
    parts
}

fn finish(parts: &mut Vec<Part>, current: &mut String, exact: bool) {
    let text = std::mem::take(current);
    if !units(&text).is_empty() {
        parts.push(Part { text, exact });
    }
}

/// The part as it stands, found for certain through its pairs; and, unless it was quoted, its words wherever they stand.
fn part_query(index: &Index, part: &Part, phrases: &mut Vec<String>) -> Box<dyn Query> {
    let fields = &index.fields;
    phrases.push(part.text.clone());
    let mut ways: Vec<(Occur, Box<dyn Query>)> = vec![
        (Occur::Should, boosted(exactly(fields.title_pairs, &part.text), 6.0)),
        (Occur::Should, boosted(exactly(fields.text_pairs, &part.text), 2.0)),
    ];
    let words = if part.exact { Vec::new() } else { telling_words(index.dictionary(), &part.text) };
    if !words.is_empty() {
        ways.push((Occur::Should, by_words(index, &words)));
        phrases.extend(words.into_iter().filter(|word| *word != part.text));
    }
    Box::new(BooleanQuery::new(ways))
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}

/// The units of the text as neighbours.
fn exactly(field: Field, text: &str) -> Box<dyn Query> {
    let units: Vec<String> = units(text).into_iter().map(|unit| unit.text).collect();
    let pairs: Vec<Term> = units
        .windows(2)
        .filter_map(|two| Some(Term::from_field_text(field, &pair(two.first()?, two.get(1)?))))
        .collect();
    match (units.as_slice(), pairs.as_slice()) {
        ([one], _) => match RegexQuery::from_pattern(&pairs_beginning_with(one), field) {
            Ok(query) => Box::new(ConstScoreQuery::new(Box::new(query), 1.0)),
            Err(_) => Box::new(EmptyQuery),
        },
        (_, [single]) => term(single.clone()),
        (_, [_, _, ..]) => Box::new(PhraseQuery::new(pairs)),
        _ => Box::new(EmptyQuery),
    }
}

/// Every word somewhere; of four and more, three quarters are enough.
fn by_words(index: &Index, words: &[String]) -> Box<dyn Query> {
    let fields = &index.fields;
    let clauses: Vec<Box<dyn Query>> = words
        .iter()
        .map(|word| {
            let places: Vec<Box<dyn Query>> = vec![
                boosted(term(Term::from_field_text(fields.title_words, word)), 3.0),
                term(Term::from_field_text(fields.text_words, word)),
                boosted(term(Term::from_field_text(fields.file_words, word)), 0.6),
            ];
            Box::new(BooleanQuery::union(places)) as Box<dyn Query>
        })
        .collect();
    let enough = if words.len() < 4 { words.len() } else { (words.len() * 3).div_ceil(4) };
    Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, enough))
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn filtered(index: &Index, agency: &AgencyId, question: &Question, query: Box<dyn Query>) -> BooleanQuery {
    let fields = &index.fields;
    let mut filters = vec![Term::from_field_text(fields.agency, agency.as_str())];
    filters.extend(question.column.as_ref().map(|column| Term::from_field_text(fields.column, column.as_str())));
    filters.extend(question.year.map(|year| Term::from_field_i64(fields.year, i64::from(year))));
    filters.extend(question.kind.as_ref().map(|kind| Term::from_field_text(fields.kind, kind)));
    let filters = filters.into_iter().map(|filter| {
        let filter = TermQuery::new(filter, IndexRecordOption::Basic);
        (Occur::Must, Box::new(ConstScoreQuery::new(Box::new(filter), 0.0)) as Box<dyn Query>)
    });
    BooleanQuery::new(std::iter::once((Occur::Must, query)).chain(filters).collect())
}

#[cfg(test)]
mod part_tests {
    use super::*;

    fn part(text: &str, exact: bool) -> Part {
        Part { text: text.to_owned(), exact }
    }

    #[test]
    fn spaces_part_and_marks_hold_together() {
        assert_eq!(
            parts("法律援助 “申请 条件” 2019"),
            [part("法律援助", false), part("申请 条件", true), part("2019", false)]
        );
        assert_eq!(parts("\"没有关上"), [part("没有关上", false)]);
        assert!(parts(" 　，！ ").is_empty());
    }
}
