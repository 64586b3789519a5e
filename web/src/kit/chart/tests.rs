use super::*;
use resvg::usvg;
use std::sync::Arc;

fn bars(label: &str, values: &[u64]) -> Bars {
    Bars { label: label.to_owned(), values: values.to_vec() }
}

fn years() -> Chart {
    Chart {
        name: "years",
        title: "历年收到和办结的申请".to_owned(),
        description: "2019年收到12件，2021年收到40件。".to_owned(),
        labelled: "年度",
        series: vec!["收到", "办结", "公开"],
        unit: "件",
        bars: vec![
            bars("2019年", &[12, 10, 0]),
            bars("2020年", &[999_999_999, 999_999_998, 1]),
            bars("2021年", &[40, 41, 7]),
        ],
    }
}

#[test]
fn every_figure_stands_in_the_drawing_and_in_the_table() {
    let chart = years();
    for (bars, (drawing, table)) in chart.bars.iter().map(|bars| (bars, (chart.svg(), chart.table()))) {
        for (name, value) in chart.series.iter().zip(&bars.values) {
            assert!(drawing.contains(&format!(">{name} {value}件<")), "{name} {value}: {drawing}");
            assert!(table.contains(&format!("<td>{value}</td>")), "{value}: {table}");
        }
    }
    assert!(chart.svg().contains("<title id=\"years-title\">历年收到和办结的申请</title>"));
    assert!(chart.svg().contains("aria-labelledby=\"years-title years-words\""));
}

#[test]
fn bars_are_as_long_as_their_values_and_nothing_has_no_bar() {
    assert_eq!(length(0, 10), 0);
    assert_eq!(length(10, 10), LONGEST_BAR);
    assert_eq!(length(5, 10), LONGEST_BAR / 2);
    assert_eq!(length(1, u64::MAX), 1, "what is not nothing is seen");
    assert_eq!(length(0, 0), 0);
}

#[test]
fn words_are_never_markup() {
    let mut chart = years();
    chart.title = "<script>".to_owned();
    chart.bars[0].label = "<b>&".to_owned();
    assert!(!chart.html().contains("<script>") && !chart.html().contains("<b>"), "{}", chart.html());
}

/// The boxes of all letters as another program sets them, in the faces of the product.
fn boxes_of_text(svg: &str) -> (usvg::Size, Vec<usvg::Rect>) {
    let mut options = usvg::Options { font_family: "Noto Serif SC".to_owned(), ..usvg::Options::default() };
    let faces = concat!(env!("CARGO_MANIFEST_DIR"), "/../paper/fonts");
    Arc::make_mut(&mut options.fontdb).load_fonts_dir(faces);
    let family = options.fontdb.faces().next().map(|face| face.families[0].0.clone()).unwrap();
    options.font_family = family;
    let tree = usvg::Tree::from_str(svg, &options).unwrap();
    let mut boxes = Vec::new();
    collect(tree.root(), &mut boxes);
    (tree.size(), boxes)
}

fn collect(group: &usvg::Group, boxes: &mut Vec<usvg::Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => collect(inner, boxes),
            usvg::Node::Text(text) => boxes.push(text.abs_bounding_box()),
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

#[test]
fn a_renderer_that_is_not_ours_cuts_no_letter() {
    let chart = years();
    let (size, boxes) = boxes_of_text(&chart.svg());
    let letters = chart.bars.len() * (1 + chart.series.len());
    assert_eq!(boxes.len(), letters, "every text is set");
    for found in &boxes {
        let inside = found.left() >= -0.5
            && found.top() >= -0.5
            && found.right() <= size.width() + 0.5
            && found.bottom() <= size.height() + 0.5;
        assert!(inside && found.width() > 1.0, "{found:?} is cut at {size:?}");
    }
}

#[test]
fn a_renderer_that_is_not_ours_draws_full_hatched_and_empty_bars() {
    let chart = Chart { bars: vec![bars("2019年", &[9, 9, 9])], ..years() };
    let svg = chart.svg();
    let (size, _) = boxes_of_text(&svg);
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    let (width, height) = (size.width() as u32, size.height() as u32);
    let mut picture = resvg::tiny_skia::Pixmap::new(width, height).unwrap();
    resvg::render(&tree, resvg::tiny_skia::Transform::default(), &mut picture.as_mut());
    let dark = |line: u64| {
        let row = (LABEL_LINE + line * BAR_LINE + BAR / 2) as u32;
        (0..LONGEST_BAR as u32).filter(|x| picture.pixel(*x, row).is_some_and(|pixel| pixel.alpha() > 64)).count()
    };
    let (full, hatched, empty) = (dark(0), dark(1), dark(2));
    assert!(full > hatched && hatched > empty && empty > 0, "{full} {hatched} {empty}");
}
