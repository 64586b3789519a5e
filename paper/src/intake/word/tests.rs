use super::*;
use crate::intake::package::tests::packed;
use crate::intake::picture::tests::{jpeg, png};
use affairs::document::body::{Align, Block, Inline, ListItem};
use affairs::screening::Prominence;
use proptest::prelude::*;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="公文正文"/><w:basedOn w:val="a"/><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

const RELATIONS: &str = r#"<Relationships>
<Relationship Id="s" Type="x/styles" Target="styles.xml"/><Relationship Id="n" Type="x/numbering" Target="numbering.xml"/>
<Relationship Id="h" Type="x/header" Target="header1.xml"/><Relationship Id="f" Type="x/footer" Target="footer1.xml"/>
<Relationship Id="fn" Type="x/footnotes" Target="footnotes.xml"/><Relationship Id="c" Type="x/comments" Target="comments.xml"/>
<Relationship Id="l" Type="x/hyperlink" Target="https://a.example/" TargetMode="External"/>
<Relationship Id="e" Type="x/hyperlink" Target="javascript:x" TargetMode="External"/>
<Relationship Id="p" Type="x/image" Target="media/image1.png"/><Relationship Id="w" Type="x/image" Target="media/image2.emf"/>
<Relationship Id="j" Type="x/image" Target="media/image3.jpeg"/></Relationships>"#;

/// A Word file around this content of `w:body`.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

pub(crate) fn docx_with(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w='w' xmlns:r='r' xmlns:wp='wp' xmlns:a='a' xmlns:mc='mc'><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let picture = png(40, 30);
    let photo = jpeg(6);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", RELATIONS.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/footnotes.xml", b"<w:footnotes xmlns:w='w'><w:footnote w:type='separator' w:id='0'/><w:footnote w:id='1'><w:p><w:r><w:t>\xe6\xb3\xa8</w:t></w:r></w:p></w:footnote></w:footnotes>"),
        ("word/media/image1.png", &picture),
        ("word/media/image2.emf", b"\x01\0\0\0"),
        ("word/media/image3.jpeg", &photo),
    ];
    parts.extend_from_slice(more);
    packed(&parts)
}

fn text(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>")
}

fn styled(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn taken(body: &str) -> Word {
    read_bytes(&docx(body), &Limits::default()).unwrap()
}

#[test]
fn headings_forms_and_lists_are_kept() {
    let list = |list: u8, level: u8, words: &str| {
        styled(&format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr>"), words)
    };
    let body = [
        styled("<w:pStyle w:val='1'/>", "总体情况"),
        styled("<w:pStyle w:val='2'/>", "主动公开"),
        styled("<w:outlineLvl w:val='4'/>", "小节"),
        styled("<w:pStyle w:val='T'/>", "目录行 3"),
        styled("<w:pStyle w:val='3'/>", "正文"),
        styled("<w:pStyle w:val='3'/><w:jc w:val='center'/>", "居中"),
        text("　　手工缩进"),
        list(1, 0, "甲"),
        list(1, 1, "甲一"),
        list(1, 0, "乙"),
        list(2, 0, "条款"),
        list(2, 0, "条款"),
    ]
    .concat();
    let plain = |align, indent, words: &str| Block::Paragraph { align, indent, inlines: vec![Inline::text(words)] };
    let item = |words: &str| Block::paragraph(words);
    assert_eq!(
        taken(&body).body.blocks,
        vec![
            Block::heading(2, "总体情况"),
            Block::heading(3, "主动公开"),
            Block::heading(4, "小节"),
            plain(Align::Start, true, "正文"),
            plain(Align::Center, false, "居中"),
            plain(Align::Start, true, "手工缩进"),
            Block::List {
                ordered: true,
                items: vec![
                    ListItem {
                        blocks: vec![
                            item("甲"),
                            Block::List { ordered: false, items: vec![ListItem { blocks: vec![item("甲一")] }] }
                        ]
                    },
                    ListItem { blocks: vec![item("乙")] }
                ]
            },
            plain(Align::Start, false, "一、条款"),
            plain(Align::Start, false, "二、条款"),
        ]
    );
}

#[test]
fn marks_links_notes_and_deletions_are_read_rightly() {
    let body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:rPr><w:b w:val='0'/><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>\
        <w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>\
        <w:hyperlink r:id='l'><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:hyperlink r:id='e'><w:r><w:t>坏</w:t></w:r></w:hyperlink>\
        <w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> HYPERLINK \"mailto:a@example.cn\" </w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>邮箱</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>\
        <w:r><w:footnoteReference w:id='1'/></w:r><w:r><w:br/><w:t>次行</w:t></w:r></w:p>";
    let word = taken(body);
    let link = |href: &str, words: &str| Inline::Link { href: href.to_owned(), inlines: vec![Inline::text(words)] };
    assert_eq!(
        word.body.blocks,
        vec![
            Block::Paragraph {
                align: Align::Start,
                indent: false,
                inlines: vec![
                    Inline::Strong { inlines: vec![Inline::text("粗")] },
                    Inline::Superscript { inlines: vec![Inline::text("2")] },
                    Inline::text("增"),
                    link("https://a.example/", "链接"),
                    Inline::text("坏"),
                    link("mailto:a@example.cn", "邮箱"),
                    Inline::Superscript { inlines: vec![Inline::text("[1]")] },
                    Inline::LineBreak,
                    Inline::text("次行"),
                ]
            },
            Block::Paragraph { align: Align::Start, indent: false, inlines: vec![Inline::text("[1] 注")] },
        ]
    );
    // The machine reads what the body leaves out.
    let all: String = word.pieces.iter().map(|piece| piece.text.as_str()).collect();
    for words in ["删去", "隐藏", "javascript:x", "mailto:a@example.cn"] {
        assert!(all.contains(words), "{words} in {all}");
    }
}

#[test]
fn merged_cells_become_spans() {
    let cell = |properties: &str, words: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", text(words));
    let row =
        |properties: &str, cells: &[String]| format!("<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>", cells.concat());
    let body = format!(
        "<w:tbl><w:tblPr/><w:tblGrid/>{}{}{}</w:tbl>",
        row("<w:tblHeader/>", &[cell("<w:vMerge w:val='restart'/>", "项目"), cell("<w:gridSpan w:val='2'/>", "数量")]),
        row("<w:tblHeader/>", &[cell("<w:vMerge/>", ""), cell("", "甲"), cell("", "乙")]),
        row("", &[cell("", "一"), cell("", "1"), styled_cell("2")]),
    );
    let Block::Table(table) = &taken(&body).body.blocks[0] else { panic!() };
    let shape: Vec<Vec<(bool, u16, u16)>> = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| (cell.header, cell.colspan, cell.rowspan)).collect())
        .collect();
    assert_eq!(
        shape,
        vec![
            vec![(true, 1, 2), (true, 2, 1)],
            vec![(true, 1, 1), (true, 1, 1)],
            vec![(false, 1, 1), (false, 1, 1), (false, 1, 1)]
        ]
    );
    assert_eq!(table.rows[2].cells[2].align, Align::End);
    assert_eq!(table.rows[2].cells[2].blocks, vec![Block::paragraph("2")]);
}

fn styled_cell(words: &str) -> String {
    format!("<w:tc>{}</w:tc>", styled("<w:jc w:val='right'/>", words))
}

#[test]
fn pictures_come_without_metadata_and_text_boxes_with_their_text() {
    let body = "<w:p><w:r><w:t>前</w:t></w:r><w:r><w:drawing><wp:docPr descr='现场'/><a:blip r:embed='j'/></w:drawing></w:r>\
        <w:r><w:drawing><a:blip r:embed='w'/></w:drawing></w:r><w:r><w:t>后</w:t></w:r>\
        <w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let word = taken(body);
    assert_eq!(word.body.plain_text(), "前\n现场\n后\n框内\n");
    assert_eq!(word.dropped_pictures, 1);
    assert_eq!(word.images.len(), 1);
    assert_eq!(word.images[0].media_type, "image/jpeg");
    assert_eq!(Some(&&word.images[0].hash), word.body.images().first());
    assert!(!word.images[0].bytes.windows(3).any(|window| window == b"GPS"));
    assert_eq!(word.pieces.iter().filter(|piece| piece.text == "框内").count(), 1);
}

#[test]
fn headers_footers_comments_and_cells_are_named_by_their_place() {
    let part = |words: &str| format!("<w:hdr xmlns:w='w'>{}</w:hdr>", text(words));
    let (header, footer, comments) = (part("机密"), part("页脚字"), part("批注字"));
    let body = format!("{}<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", text("第一"), text("机"), text("密"));
    let bytes = docx_with(
        &body,
        &[
            ("word/header1.xml", header.as_bytes()),
            ("word/footer1.xml", footer.as_bytes()),
            ("word/comments.xml", comments.as_bytes()),
            ("docProps/core.xml", "<p><title>属性字</title></p>".as_bytes()),
        ],
    );
    let word = read_bytes(&bytes, &Limits::default()).unwrap();
    let found = |words: &str| {
        let piece =
            word.pieces.iter().find(|piece| piece.text == words).unwrap_or_else(|| panic!("{words} {:?}", word.pieces));
        (piece.place.as_str(), piece.prominence)
    };
    assert_eq!(found("第一"), ("第1段", Prominence::Line));
    assert_eq!(found("机\n密"), ("表格1第1行第1格", Prominence::Cell));
    assert_eq!(found("机密"), ("页眉", Prominence::Header));
    assert_eq!(found("页脚字"), ("页脚", Prominence::Footer));
    assert_eq!(found("批注字"), ("批注", Prominence::Line));
    assert_eq!(found("属性字"), ("文档属性", Prominence::Line));
    assert!(affairs::screening::secrecy_mark(&word.pieces).is_some());
}

#[test]
fn what_another_library_writes_is_read() {
    use docx_rs::{AlignmentType, Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
    let cell = |words: &str| TableCell::new().add_paragraph(Paragraph::new().add_run(Run::new().add_text(words)));
    let table = Table::new(vec![
        TableRow::new(vec![cell("合").vertical_merge(VMergeType::Restart), cell("并").grid_span(2)]),
        TableRow::new(vec![cell("").vertical_merge(VMergeType::Continue), cell("甲"), cell("乙")]),
    ]);
    let docx = Docx::new()
        .add_paragraph(Paragraph::new().add_run(Run::new().add_text("标题").bold()).align(AlignmentType::Center))
        .add_table(table);
    let mut out = std::io::Cursor::new(Vec::new());
    docx.build().pack(&mut out).unwrap();
    let word = read_bytes(&out.into_inner(), &Limits::default()).unwrap();
    assert_eq!(word.body.plain_text(), "标题\n合\t并\n甲\t乙\n");
    let Block::Table(table) = &word.body.blocks[1] else { panic!() };
    assert_eq!((table.rows[0].cells[0].rowspan, table.rows[0].cells[1].colspan), (2, 2));
}

#[test]
fn a_body_from_word_is_in_its_normal_form() {
    let body = format!("{}{}", text("  两　端 空 白 "), styled("<w:jc w:val='both'/>", "正文\u{200b}"));
    let body = taken(&body).body;
    let html = body.to_html(&|hash| hash.to_string());
    assert_eq!(crate::intake::html::take(&html, &Limits::default(), &|_| None).unwrap().body, body);
}

#[test]
fn what_is_no_readable_word_file_is_refused_with_its_reason() {
    use crate::intake::refused::{Foreign, Sort};
    let refused = |bytes: &[u8]| read_bytes(bytes, &Limits::default()).unwrap_err();
    assert_eq!(refused(b"plain text"), IntakeRefused::NotAWordFile);
    assert_eq!(refused(b""), IntakeRefused::Empty);
    assert_eq!(refused(&packed(&[("a.txt", b"x")])), IntakeRefused::Unreadable(Foreign::Archive));
    assert_eq!(refused(&docx("<w:p><w:r>")), IntakeRefused::Damaged(Sort::Word));
    let dtd = TYPES.replace("<Types", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><Types");
    assert_eq!(refused(&packed(&[("[Content_Types].xml", dtd.as_bytes())])), IntakeRefused::Hostile(Sort::Office));
    let macros = TYPES.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main");
    assert_eq!(refused(&packed(&[("[Content_Types].xml", macros.as_bytes())])), IntakeRefused::Macros);
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(30), "</w:tc></w:tr></w:tbl>".repeat(30));
    assert_eq!(refused(&docx(&deep)), IntakeRefused::TooDeep);
}

#[test]
fn more_than_anyone_reads_is_refused() {
    let limits = Limits { blocks: 1_000, text_bytes: 100_000, ..Limits::default() };
    assert_eq!(read_bytes(&docx(&text("字").repeat(1_100)), &limits).unwrap_err(), IntakeRefused::TooMuchToRead);
    assert_eq!(read_bytes(&docx(&text(&"字".repeat(40_000))), &limits).unwrap_err(), IntakeRefused::TooMuchToRead);
}

proptest! {
    #[test]
    fn any_markup_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>字</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:txbxContent>",
        "</w:txbxContent>", "<w:del>", "</w:del>", "<w:hyperlink>", "</w:hyperlink>", "<w:fldChar w:fldCharType='begin'/>", "<w:fldChar w:fldCharType='end'/>",
        "<w:vMerge/>", "<w:gridSpan w:val='99999'/>", "<a:blip r:embed='p'/>", "<w:pPr>", "</w:pPr>", "<w:numId w:val='1'/>", "<w:br w:type='page'/>",
    ]), 0..30)) {
        let _ = read_bytes(&docx(&pieces.concat()), &Limits::default());
        // The same, closed where it was left open.
        let mut open: Vec<String> = Vec::new();
        let mut closed = String::new();
        for piece in &pieces {
            if let Some(name) = piece.strip_prefix("</") {
                let name = name.trim_end_matches('>');
                if open.last().is_some_and(|last| last == name) {
                    open.pop();
                    closed.push_str(piece);
                }
            } else {
                closed.push_str(piece);
                if !piece.ends_with("/>") && !piece.contains("</") {
                    open.push(piece.trim_matches(['<', '>']).to_owned());
                }
            }
        }
        open.iter().rev().for_each(|name| closed.push_str(&format!("</{name}>")));
        let word = read_bytes(&docx(&closed), &Limits::default());
        if let Ok(word) = word {
            let html = word.body.to_html(&|hash| format!("/f/{}", hash.hex()));
            let again = crate::intake::html::take(&html, &Limits::default(), &|address| ContentHash::parse(address.strip_prefix("/f/")?)).unwrap();
            prop_assert_eq!(again.body, word.body);
        }
    }
}
