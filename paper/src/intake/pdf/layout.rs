//! From runs of text with their places to lines and blocks, as the eye takes a page.
//!
//! What stands by itself is a line; what a page broke into lines is one running block. The difference decides whether
//! 秘密 alone in a line is a mark or the end of 国家秘密.

use super::content::Span;
use super::page::Page;
use affairs::screening::Prominence;

/// Runs whose base lines differ by less than this share of their size stand in one line.
const SAME_LINE: f64 = 0.35;
/// A gap as wide as this many sizes parts two columns or cells.
const COLUMN_GAP: f64 = 1.1;
/// A gap as wide as this between Latin letters is a space.
const WORD_GAP: f64 = 0.18;
/// Lines as near as this many sizes belong to one block.
const BLOCK_GAP: f64 = 1.95;
/// The share of a page's height that is its header or footer.
const EDGE: f64 = 0.07;
/// A word spaced out over a line has at most so many characters.
const SPACED_OUT: usize = 12;

/// A stretch of text on one line with no wide gap in it.
#[derive(Debug, Clone)]
struct Segment {
    text: String,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
}

/// The texts of a page from top to bottom.
pub(super) fn laid_out(spans: Vec<Span>, page: &Page) -> Vec<(String, Prominence)> {
    let (turned, upright): (Vec<Span>, Vec<Span>) = spans.into_iter().partition(|span| span.turned);
    let [left, bottom, right, top] = page.area;
    let height = if page.turns % 2 == 1 { right - left } else { top - bottom };
    let mut texts: Vec<(String, Prominence)> =
        blocks_of(segments_of(upright)).iter().map(|block| text_of(block, height)).collect();
    texts.extend(turned_texts(&turned).into_iter().map(|text| (text, Prominence::Line)));
    texts
}

/// Text that does not run from left to right: watermarks, mostly. What is drawn in one go belongs together.
fn turned_texts(spans: &[Span]) -> Vec<String> {
    let near = |first: &Span, second: &Span| {
        let across = (first.right - second.left).abs().min((first.left - second.right).abs());
        across + (first.base - second.base).abs() <= first.size.max(second.size) * 3.0
    };
    spans.chunk_by(near).map(|chunk| chunk.iter().map(|span| span.text.as_str()).collect()).collect()
}

fn segments_of(mut spans: Vec<Span>) -> Vec<Segment> {
    spans.sort_by(|first, second| second.base.total_cmp(&first.base));
    let mut segments = Vec::new();
    let mut line: Vec<Span> = Vec::new();
    for span in spans {
        let same = line.first().is_some_and(|first| first.base - span.base <= SAME_LINE * first.size.max(span.size));
        if !same {
            segments.extend(segments_of_line(std::mem::take(&mut line)));
        }
        line.push(span);
    }
    segments.extend(segments_of_line(line));
    segments
}

fn segments_of_line(mut spans: Vec<Span>) -> Vec<Segment> {
    spans.sort_by(|first, second| first.left.total_cmp(&second.left));
    // Bold is faked by drawing the same text twice.
    spans.dedup_by(|next, kept| next.text == kept.text && (next.left - kept.left).abs() < 0.3 * kept.size);
    let mut segments: Vec<Segment> = Vec::new();
    for span in spans {
        let size = segments.last().map_or(span.size, |last| last.size.max(span.size));
        match segments.last_mut() {
            Some(last) if span.left - last.right <= COLUMN_GAP * size => {
                let is_letter = |text: Option<char>| text.is_some_and(|c| c.is_ascii_alphanumeric());
                let apart = span.left - last.right > WORD_GAP * size;
                if apart && is_letter(last.text.chars().last()) && is_letter(span.text.chars().next()) {
                    last.text.push(' ');
                }
                last.text.push_str(&span.text);
                last.right = last.right.max(span.right);
                last.size = size;
            }
            _ => {
                let Span { text, left, right, base, size, .. } = span;
                segments.push(Segment { text, left, right, base, size });
            }
        }
    }
    spaced_out(segments)
}

/// 目　　录 and 机　　密 are one word each: a line of nothing but single characters is read as one.
fn spaced_out(segments: Vec<Segment>) -> Vec<Segment> {
    let single = |segment: &Segment| {
        let mut characters = segment.text.trim().chars();
        matches!((characters.next(), characters.next()), (Some(only), None) if !only.is_ascii())
    };
    if !(2..=SPACED_OUT).contains(&segments.len()) || !segments.iter().all(single) {
        return segments;
    }
    let text = segments.iter().map(|segment| segment.text.trim()).collect::<Vec<_>>().join(" ");
    let right = segments.last().map_or(0.0, |last| last.right);
    segments.into_iter().take(1).map(|first| Segment { text: text.clone(), right, ..first }).collect()
}

/// Groups segments that continue one another downwards. They come sorted from top to bottom.
fn blocks_of(segments: Vec<Segment>) -> Vec<Vec<Segment>> {
    let mut blocks: Vec<Vec<Segment>> = Vec::new();
    // Blocks that the next line may still continue.
    let mut open: Vec<usize> = Vec::new();
    for segment in segments {
        open.retain(|block| {
            let last = blocks[*block].last();
            last.is_some_and(|last| last.base - segment.base <= BLOCK_GAP * last.size.max(segment.size))
        });
        match open.iter().find(|block| continues(&blocks[**block], &segment)) {
            Some(block) => blocks[*block].push(segment),
            None => {
                open.push(blocks.len());
                blocks.push(vec![segment]);
            }
        }
    }
    blocks
}

fn continues(block: &[Segment], segment: &Segment) -> bool {
    let Some(last) = block.last() else { return false };
    let below = last.base - segment.base > SAME_LINE * last.size.max(segment.size);
    let overlap = last.right.min(segment.right) - last.left.max(segment.left);
    let narrower = (last.right - last.left).min(segment.right - segment.left).max(1.0);
    let alike = last.size.max(segment.size) <= last.size.min(segment.size) * 1.5;
    below && alike && overlap >= 0.3 * narrower
}

fn text_of(block: &[Segment], height: f64) -> (String, Prominence) {
    let text = block.iter().map(|segment| segment.text.as_str()).collect::<Vec<_>>().join("\n");
    let prominence = match block {
        [only] if only.base > height * (1.0 - EDGE) => Prominence::Header,
        [only] if only.base < height * EDGE => Prominence::Footer,
        [_] => Prominence::Line,
        _ => Prominence::Running,
    };
    (text, prominence)
}

#[cfg(test)]
mod tests {
    use super::super::object::{Dictionary, Object};
    use super::*;
    use affairs::screening::{TextPiece, secrecy_mark};

    fn span(text: &str, left: f64, base: f64) -> Span {
        let right = left + text.chars().count() as f64 * 10.0;
        Span { text: text.to_owned(), left, right, base, size: 10.0, turned: false }
    }

    fn texts(spans: Vec<Span>) -> Vec<(String, Prominence)> {
        let area = [0.0, 0.0, 600.0, 800.0];
        let page = Page {
            resources: Dictionary::default(),
            contents: Object::Null,
            annotations: Object::Null,
            area,
            turns: 0,
        };
        laid_out(spans, &page)
    }

    fn pieces(spans: Vec<Span>) -> Vec<TextPiece> {
        texts(spans).into_iter().map(|(text, prominence)| TextPiece::new("第1页", text, prominence)).collect()
    }

    #[test]
    fn a_label_broken_by_its_cell_is_running_text() {
        let spans = || {
            vec![
                span("1.属于国家", 50.0, 405.0),
                span("0", 200.0, 400.0),
                span("0", 300.0, 400.0),
                span("秘密", 65.0, 390.0),
            ]
        };
        assert!(texts(spans()).contains(&("1.属于国家\n秘密".to_owned(), Prominence::Running)));
        assert_eq!(secrecy_mark(&pieces(spans())), None);
    }

    #[test]
    fn a_mark_that_stands_by_itself_is_found() {
        for spans in [
            vec![span("机密", 50.0, 700.0), span("关于某事的通知", 200.0, 640.0)],
            vec![span("机", 50.0, 700.0), span("密", 80.0, 700.0), span("关于某事的通知", 200.0, 640.0)],
            vec![span("000001", 50.0, 716.0), span("机密", 50.0, 700.0), span("特急", 50.0, 684.0)],
            vec![span("秘密", 50.0, 790.0), span("正文", 50.0, 700.0)],
            vec![Span { turned: true, ..span("绝密", 200.0, 400.0) }, span("正文", 50.0, 700.0)],
        ] {
            let pieces = pieces(spans);
            assert!(secrecy_mark(&pieces).is_some(), "{pieces:?}");
        }
    }

    #[test]
    fn words_are_parted_and_fake_bold_is_read_once() {
        let found = texts(vec![
            span("Open", 50.0, 400.0),
            span("Data", 93.0, 400.0),
            span("公开", 50.0, 300.0),
            span("公开", 50.4, 300.0),
        ]);
        assert_eq!(found, [("Open Data".to_owned(), Prominence::Line), ("公开".to_owned(), Prominence::Line)]);
    }
}
