//! What is drawn on a page: text with its place, and pictures.

use super::document::Document;
use super::font::Font;
use super::lexer::{Lexer, is_white};
use super::object::{Dictionary, Object, Stream};
use super::page::Page;
use crate::intake::picture::{Coding, seems_blank};
use crate::intake::refused::IntakeRefused;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Unfolded bytes of what is drawn on one page, or by one form.
const LONGEST_CONTENT: usize = 16 * 1024 * 1024;
/// Operators of a whole document.
const OPERATORS: usize = 8_000_000;
/// Forms draw forms no deeper.
const FORM_DEPTH: usize = 10;
/// Saved states.
const STATES: usize = 256;
/// Operands of one operator.
const OPERANDS: usize = 64;
/// Pieces of text on one page.
const SPANS: usize = 60_000;
/// Lines kept of one page.
const RULINGS: usize = 20_000;
/// Points of one path; a longer one is a drawing and no table.
const PATH_POINTS: usize = 4_000;
/// What is filled and no thicker than this is a line.
const THICKEST_LINE: f64 = 3.0;
/// How far a line may lean and still be level or upright.
const LEANING: f64 = 0.8;
/// Entries of all kept fonts together.
const FONT_ENTRIES: usize = 1_000_000;
/// A picture smaller than this is an ornament, in pixels.
const SMALLEST_PICTURE: u64 = 24;

/// What is kept from page to page.
pub(super) struct Reading {
    fonts: HashMap<u32, Rc<Font>>,
    font_entries: usize,
    operators: usize,
    seen_pictures: HashSet<u32>,
}

impl Default for Reading {
    fn default() -> Self {
        Self { fonts: HashMap::new(), font_entries: 0, operators: OPERATORS, seen_pictures: HashSet::new() }
    }
}

/// A run of text from one string, in the space of the page turned upright.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub base: f64,
    pub size: f64,
    /// Not running from left to right.
    pub turned: bool,
}

/// A straight line of a page, in the space of the page turned upright.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ruling {
    /// Whether it runs from left to right.
    pub level: bool,
    /// Its height where it is level, else its distance from the left edge.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// What was drawn on a page.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub spans: Vec<Span>,
    /// Lines level and upright, which part the cells of tables.
    pub rulings: Vec<Ruling>,
    /// Characters that could not be told.
    pub untold: usize,
    pub pictures: usize,
    /// Pictures that no earlier page has shown.
    pub new_pictures: usize,
    /// A picture that holds more than white paper does.
    pub pictured: bool,
    /// Something was filled or stroked.
    pub painted: bool,
    /// The content broke off or was not whole.
    pub broken: bool,
}

type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First the one, then the other.
fn then(first: &Matrix, second: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *first;
    let [g, h, i, j, k, l] = *second;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

fn moved(right: f64, up: f64) -> Matrix {
    [1.0, 0.0, 0.0, 1.0, right, up]
}

/// Draws a page.
pub(super) fn drawn_on(
    document: &mut Document<'_>,
    page: &Page,
    reading: &mut Reading,
) -> Result<Drawn, IntakeRefused> {
    let mut content = Vec::new();
    let mut drawn = Drawn::default();
    let parts = match document.resolved(&page.contents)? {
        Object::Array(parts) => parts,
        other => vec![other],
    };
    for part in parts.iter().take(10_000) {
        let Object::Stream(stream) = document.resolved(part)? else { continue };
        let unfolded = document.stream(&stream, LONGEST_CONTENT - content.len())?.unwrap_or_default();
        if unfolded.over {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        drawn.broken |= !unfolded.whole;
        content.extend_from_slice(&unfolded.bytes);
        // One part ends a word, the next begins another.
        content.push(b'\n');
        content.truncate(LONGEST_CONTENT);
    }
    let state = State { matrix: upright(page), ..State::default() };
    let mut painter = Painter { document, reading, drawn, drawing: Vec::new() };
    painter.draw(&content, &page.resources, state, 0)?;
    Ok(painter.drawn)
}

/// The turn that sets a page upright with its lower left corner at the origin.
fn upright(page: &Page) -> Matrix {
    let [left, bottom, right, top] = page.area;
    match page.turns {
        1 => [0.0, -1.0, 1.0, 0.0, -bottom, right],
        2 => [-1.0, 0.0, 0.0, -1.0, right, top],
        3 => [0.0, 1.0, -1.0, 0.0, top, -left],
        _ => moved(-left, -bottom),
    }
}

/// The state of drawing.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: IDENTITY,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

struct Painter<'page, 'source> {
    document: &'page mut Document<'source>,
    reading: &'page mut Reading,
    drawn: Drawn,
    /// The forms that are being drawn, so that none draws itself.
    drawing: Vec<u64>,
}

/// One stream while it is drawn.
struct Sheet<'sheet> {
    resources: &'sheet Dictionary,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    depth: usize,
    /// The font last chosen by name, since pages choose the same one again and again.
    chosen: Option<(Vec<u8>, Option<Rc<Font>>)>,
    path: Path,
}

/// The path being made: its pieces, each a list of corners.
#[derive(Default)]
struct Path {
    pieces: Vec<Vec<(f64, f64)>>,
    points: usize,
}

impl Path {
    fn begin(&mut self, point: (f64, f64)) {
        self.points += 1;
        if self.points < PATH_POINTS {
            self.pieces.push(vec![point]);
        }
    }

    fn go_on(&mut self, point: (f64, f64)) {
        self.points += 1;
        if self.points < PATH_POINTS
            && let Some(piece) = self.pieces.last_mut()
        {
            piece.push(point);
        }
    }

    fn close(&mut self) {
        if let Some(first) = self.pieces.last().and_then(|piece| piece.first()).copied() {
            self.go_on(first);
        }
    }

    /// The lines that drawing along the path leaves.
    fn stroked(&self) -> impl Iterator<Item = Ruling> {
        self.pieces.iter().flat_map(|piece| piece.windows(2)).filter_map(|ends| ruling(ends[0], ends[1]))
    }

    /// The lines among what filling the path leaves: thin boxes.
    fn filled(&self) -> impl Iterator<Item = Ruling> {
        self.pieces.iter().filter_map(|piece| {
            let (first, rest) = piece.split_first()?;
            let (mut low, mut high) = (*first, *first);
            for (x, y) in rest {
                low = (low.0.min(*x), low.1.min(*y));
                high = (high.0.max(*x), high.1.max(*y));
            }
            let (width, height) = (high.0 - low.0, high.1 - low.1);
            if width.min(height) > THICKEST_LINE {
                return None;
            }
            let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
            if width >= height {
                ruling((low.0, middle.1), (high.0, middle.1))
            } else {
                ruling((middle.0, low.1), (middle.0, high.1))
            }
        })
    }
}

fn ruling(one: (f64, f64), other: (f64, f64)) -> Option<Ruling> {
    let (across, up) = ((one.0 - other.0).abs(), (one.1 - other.1).abs());
    if !(across + up).is_finite() {
        return None;
    }
    if up <= LEANING && across > up {
        return Some(Ruling {
            level: true,
            at: (one.1 + other.1) / 2.0,
            from: one.0.min(other.0),
            to: one.0.max(other.0),
        });
    }
    (across <= LEANING && up > across).then(|| Ruling {
        level: false,
        at: (one.0 + other.0) / 2.0,
        from: one.1.min(other.1),
        to: one.1.max(other.1),
    })
}

impl Painter<'_, '_> {
    fn draw(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        state: State,
        depth: usize,
    ) -> Result<(), IntakeRefused> {
        let mut sheet = Sheet {
            resources,
            state,
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            depth,
            chosen: None,
            path: Path::default(),
        };
        let mut lexer = Lexer::new(content);
        let mut operands: Vec<Object> = Vec::new();
        loop {
            match lexer.object() {
                Ok(Object::Keyword(word)) => {
                    let left = self.reading.operators.checked_sub(1);
                    self.reading.operators = left.ok_or(IntakeRefused::TooMuchToRead)?;
                    if word == b"BI" {
                        self.inline_picture(&mut lexer);
                    } else {
                        self.operator(&word, &operands, &mut sheet)?;
                    }
                    operands.clear();
                }
                Ok(operand) if operands.len() < OPERANDS => operands.push(operand),
                // A heap of operands is no operator's; each is work all the same.
                Ok(_) => {
                    let left = self.reading.operators.checked_sub(1);
                    self.reading.operators = left.ok_or(IntakeRefused::TooMuchToRead)?;
                }
                Err(_) => {
                    lexer.skip_white();
                    self.drawn.broken |= !lexer.rest().is_empty();
                    return Ok(());
                }
            }
        }
    }

    fn operator(&mut self, word: &[u8], operands: &[Object], sheet: &mut Sheet<'_>) -> Result<(), IntakeRefused> {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match word {
            b"q" if sheet.saved.len() < STATES => sheet.saved.push(sheet.state.clone()),
            b"Q" => {
                if let Some(state) = sheet.saved.pop() {
                    sheet.state = state;
                }
            }
            b"cm" => sheet.state.matrix = then(&matrix_of(operands), &sheet.state.matrix),
            b"Do" => self.object(operands.first(), sheet)?,
            b"m" | b"l" | b"re" | b"h" | b"c" | b"v" | b"y" | b"n" => sheet.trace(word, operands),
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"sh" => self.paint(word, sheet),
            b"BT" => (sheet.text, sheet.line) = (IDENTITY, IDENTITY),
            b"Tf" => {
                sheet.state.size = number(1);
                sheet.state.font = self.font(operands.first(), sheet)?;
            }
            b"Tc" => sheet.state.character_space = number(0),
            b"Tw" => sheet.state.word_space = number(0),
            b"Tz" => sheet.state.stretch = number(0) / 100.0,
            b"TL" => sheet.state.leading = number(0),
            b"Ts" => sheet.state.rise = number(0),
            b"Tm" => {
                sheet.line = matrix_of(operands);
                sheet.text = sheet.line;
            }
            b"Td" => sheet.move_line(number(0), number(1)),
            b"TD" => {
                sheet.state.leading = -number(1);
                sheet.move_line(number(0), number(1));
            }
            b"T*" => sheet.next_line(),
            b"Tj" => self.show(operands.first(), sheet)?,
            b"TJ" => self.show_all(operands.first(), sheet)?,
            b"'" => {
                sheet.next_line();
                self.show(operands.first(), sheet)?;
            }
            b"\"" => {
                (sheet.state.word_space, sheet.state.character_space) = (number(0), number(1));
                sheet.next_line();
                self.show(operands.get(2), sheet)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn paint(&mut self, word: &[u8], sheet: &mut Sheet<'_>) {
        self.drawn.painted = true;
        let path = std::mem::take(&mut sheet.path);
        let room = RULINGS.saturating_sub(self.drawn.rulings.len());
        match word {
            b"f" | b"F" | b"f*" => self.drawn.rulings.extend(path.filled().take(room)),
            b"sh" => {}
            _ => self.drawn.rulings.extend(path.stroked().take(room)),
        }
    }

    fn font(&mut self, name: Option<&Object>, sheet: &mut Sheet<'_>) -> Result<Option<Rc<Font>>, IntakeRefused> {
        let Some(name) = name.and_then(Object::name) else { return Ok(None) };
        if let Some((chosen, font)) = &sheet.chosen
            && chosen == name
        {
            return Ok(font.clone());
        }
        let fonts = self.document.dictionary(sheet.resources, b"Font")?;
        let font = match fonts.get(name) {
            Some(found) => self.font_of(&found.clone())?,
            None => None,
        };
        sheet.chosen = Some((name.to_vec(), font.clone()));
        Ok(font)
    }

    fn font_of(&mut self, found: &Object) -> Result<Option<Rc<Font>>, IntakeRefused> {
        let key = if let Object::Reference(number) = found { Some(*number) } else { None };
        if let Some(font) = key.and_then(|key| self.reading.fonts.get(&key)) {
            return Ok(Some(Rc::clone(font)));
        }
        let Object::Dictionary(dictionary) = self.document.resolved(found)? else { return Ok(None) };
        let font = Rc::new(Font::read(self.document, &dictionary)?);
        self.document.charge(font.size() * 8)?;
        if let Some(key) = key {
            if self.reading.font_entries > FONT_ENTRIES || self.reading.fonts.len() > 500 {
                self.reading.fonts.clear();
                self.reading.font_entries = 0;
            }
            self.reading.font_entries += font.size() + 300;
            self.reading.fonts.insert(key, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    fn show_all(&mut self, list: Option<&Object>, sheet: &mut Sheet<'_>) -> Result<(), IntakeRefused> {
        let Some(Object::Array(items)) = list else { return Ok(()) };
        for item in items {
            match item {
                Object::Number(back) => sheet.advance(-back / 1000.0 * sheet.state.size),
                text => self.show(Some(text), sheet)?,
            }
        }
        Ok(())
    }

    fn show(&mut self, text: Option<&Object>, sheet: &mut Sheet<'_>) -> Result<(), IntakeRefused> {
        let Some(Object::Text(bytes)) = text else { return Ok(()) };
        let Some(font) = sheet.state.font.clone() else {
            // Text in a font that is nowhere defined is drawn by some programs in one of their own.
            self.drawn.untold += bytes.len();
            return Ok(());
        };
        let start = sheet.placed();
        let mut words = String::new();
        let mut untold = 0;
        font.each(bytes, &mut |shown| {
            match shown.text {
                Some(text) => words.push_str(&text),
                None => {
                    untold += 1;
                    words.push('\u{25a1}');
                }
            }
            let spaces = sheet.state.character_space + if shown.is_space { sheet.state.word_space } else { 0.0 };
            let width = if font.vertical { 1000.0 } else { shown.width };
            sheet.advance(width / 1000.0 * sheet.state.size + spaces);
        });
        self.drawn.untold += untold;
        let end = sheet.placed();
        if words.trim().is_empty() {
            return Ok(());
        }
        if self.drawn.spans.len() >= SPANS {
            return Err(IntakeRefused::TooMuchToRead);
        }
        let [a, b, c, d, ..] = start;
        let size = sheet.state.size.abs() * (c * c + d * d).sqrt();
        self.drawn.spans.push(Span {
            text: words,
            left: start[4].min(end[4]),
            right: start[4].max(end[4]),
            base: start[5],
            size: if size.is_finite() && size > 0.1 { size } else { 10.0 },
            turned: a <= 0.0 || b.abs() > a.abs() * 0.2,
        });
        Ok(())
    }

    fn object(&mut self, name: Option<&Object>, sheet: &mut Sheet<'_>) -> Result<(), IntakeRefused> {
        let Some(name) = name.and_then(Object::name) else { return Ok(()) };
        let objects = self.document.dictionary(sheet.resources, b"XObject")?;
        let Some(found) = objects.get(name).cloned() else { return Ok(()) };
        let Object::Stream(stream) = self.document.resolved(&found)? else { return Ok(()) };
        if stream.dictionary.is(b"Subtype", b"Form") {
            return self.form(&stream, sheet);
        }
        let width = self.document.value(&stream.dictionary, b"Width")?.index().unwrap_or(0);
        let height = self.document.value(&stream.dictionary, b"Height")?.index().unwrap_or(0);
        if width >= SMALLEST_PICTURE && height >= SMALLEST_PICTURE {
            self.drawn.pictures += 1;
            let is_new = match found {
                Object::Reference(number) => self.reading.seen_pictures.insert(number),
                _ => true,
            };
            self.drawn.new_pictures += usize::from(is_new);
            let coded = self.document.value(&stream.dictionary, b"Length")?.index().unwrap_or(u64::MAX);
            let coding = self.coding_of(&stream.dictionary)?;
            self.drawn.pictured |= !seems_blank(coded, width.saturating_mul(height), coding);
        }
        Ok(())
    }

    fn coding_of(&mut self, picture: &Dictionary) -> Result<Coding, IntakeRefused> {
        let bits = self.document.value(picture, b"BitsPerComponent")?.index();
        let filters = match self.document.value(picture, b"Filter")? {
            Object::Array(filters) => filters,
            filter => vec![filter],
        };
        let has = |wanted: &[&[u8]]| filters.iter().filter_map(Object::name).any(|name| wanted.contains(&name));
        let mask = matches!(picture.get(b"ImageMask"), Some(Object::Boolean(true)));
        if has(&[b"DCTDecode", b"DCT", b"JPXDecode"]) {
            Ok(Coding::Lossy)
        } else if mask || bits == Some(1) || has(&[b"CCITTFaxDecode", b"CCF", b"JBIG2Decode"]) {
            Ok(Coding::Bilevel)
        } else {
            Ok(Coding::Lossless)
        }
    }

    fn form(&mut self, stream: &Stream, sheet: &Sheet<'_>) -> Result<(), IntakeRefused> {
        if sheet.depth >= FORM_DEPTH || self.drawing.contains(&stream.start) {
            return Ok(());
        }
        // The deeper a form, the less it may unfold to: all of them are held at once.
        let limit = LONGEST_CONTENT >> (sheet.depth + 1);
        let unfolded = self.document.stream(stream, limit)?.unwrap_or_default();
        if unfolded.over {
            return Err(IntakeRefused::UnfoldsTooFar);
        }
        self.drawn.broken |= !unfolded.whole;
        let own = match self.document.value(&stream.dictionary, b"Matrix")? {
            Object::Array(numbers) => matrix_of(&numbers),
            _ => IDENTITY,
        };
        let resources = match self.document.value(&stream.dictionary, b"Resources")? {
            Object::Dictionary(resources) => resources,
            _ => sheet.resources.clone(),
        };
        let state = State { matrix: then(&own, &sheet.state.matrix), ..sheet.state.clone() };
        self.drawing.push(stream.start);
        let result = self.draw(&unfolded.bytes, &resources, state, sheet.depth + 1);
        self.drawing.pop();
        result
    }

    /// Passes over a picture within the content.
    fn inline_picture(&mut self, lexer: &mut Lexer<'_>) {
        self.drawn.pictures += 1;
        self.drawn.new_pictures += 1;
        self.drawn.pictured = true;
        let rest = lexer.rest();
        let begins = |three: &[u8]| three[0] == b'I' && three[1] == b'D' && is_white(three[2]);
        let ends = |four: &[u8]| is_white(four[0]) && four[1] == b'E' && four[2] == b'I' && is_white(four[3]);
        let data = rest.windows(3).position(begins).unwrap_or(0);
        let end = rest[data..].windows(4).position(ends);
        lexer.at += end.map_or(rest.len(), |end| data + end + 3);
    }
}

impl Sheet<'_> {
    /// Goes along a path; what is curved is only passed over.
    fn trace(&mut self, word: &[u8], operands: &[Object]) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        let [a, b, c, d, e, f] = self.state.matrix;
        let point = |x: f64, y: f64| (a * x + c * y + e, b * x + d * y + f);
        match word {
            b"m" => self.path.begin(point(number(0), number(1))),
            b"l" => self.path.go_on(point(number(0), number(1))),
            b"h" => self.path.close(),
            b"re" => {
                let (left, bottom, width, height) = (number(0), number(1), number(2), number(3));
                self.path.begin(point(left, bottom));
                self.path.go_on(point(left + width, bottom));
                self.path.go_on(point(left + width, bottom + height));
                self.path.go_on(point(left, bottom + height));
                self.path.close();
            }
            b"c" => self.path.begin(point(number(4), number(5))),
            b"v" | b"y" => self.path.begin(point(number(2), number(3))),
            _ => self.path = Path::default(),
        }
    }

    fn move_line(&mut self, right: f64, up: f64) {
        self.line = then(&moved(right, up), &self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn advance(&mut self, distance: f64) {
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        let step = if vertical { moved(0.0, -distance) } else { moved(distance * self.state.stretch, 0.0) };
        self.text = then(&step, &self.text);
    }

    /// Where text is set now.
    fn placed(&self) -> Matrix {
        let raised = then(&moved(0.0, self.state.rise), &self.text);
        then(&raised, &self.state.matrix).map(|number| if number.is_finite() { number } else { 0.0 })
    }
}

fn matrix_of(operands: &[Object]) -> Matrix {
    let mut matrix = IDENTITY;
    for (place, operand) in matrix.iter_mut().zip(operands) {
        *place = operand.number().unwrap_or(0.0);
    }
    matrix
}
