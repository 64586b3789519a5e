//! The pages of a PDF, in order, each with what it inherits.

use super::document::Document;
use super::object::{Dictionary, Object};
use crate::intake::limits::Limits;
use crate::intake::refused::{IntakeRefused, Sort};
use std::collections::HashSet;

/// Folders of pages nest no deeper.
const DEPTH: usize = 64;
/// A page that names no area is as large as A4, in points.
const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];

/// Where a page is found. What it holds is read when it is drawn: a heap of pages must not fill the memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    number: u32,
    inherited: Inherited,
}

/// What a page inherits from the folders it is in.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited {
    /// The folder that holds the resources.
    resources: Option<u32>,
    area: Option<[f64; 4]>,
    turns: Option<f64>,
}

/// One page.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub resources: Dictionary,
    pub contents: Object,
    pub annotations: Object,
    /// Left, bottom, right, top.
    pub area: [f64; 4],
    /// Clockwise, in quarter turns.
    pub turns: u8,
}

/// All pages in order.
pub(super) fn pages_of(document: &mut Document<'_>, limits: &Limits) -> Result<Vec<Place>, IntakeRefused> {
    let damaged = IntakeRefused::Damaged(Sort::Pdf);
    let root = document.root()?;
    let Some(Object::Reference(first)) = root.get(b"Pages") else { return Err(damaged) };
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![(*first, Inherited::default(), 0_usize)];
    while let Some((number, inherited, depth)) = waiting.pop() {
        if !seen.insert(number) {
            continue;
        }
        let Object::Dictionary(node) = document.resolved(&Object::Reference(number))? else { continue };
        let inherited = Inherited {
            resources: node.get(b"Resources").map(|_| number).or(inherited.resources),
            area: area_of(document, &node)?.or(inherited.area),
            turns: document.value(&node, b"Rotate")?.number().or(inherited.turns),
        };
        match document.value(&node, b"Kids")? {
            Object::Array(kids) if depth < DEPTH => {
                if waiting.len() + kids.len() > limits.pages.saturating_mul(4) {
                    return Err(IntakeRefused::TooMuchToRead);
                }
                for kid in kids.iter().rev() {
                    // A page that no number names is no page of any program, and might be one that readers show.
                    let Object::Reference(kid) = kid else { return Err(damaged) };
                    waiting.push((*kid, inherited, depth + 1));
                }
            }
            _ if node.is(b"Type", b"Pages") => {}
            _ => pages.push(Place { number, inherited }),
        }
        if pages.len() > limits.pages {
            return Err(IntakeRefused::TooMuchToRead);
        }
    }
    Ok(pages)
}

/// Reads a page.
pub(super) fn page_at(document: &mut Document<'_>, place: Place) -> Result<Page, IntakeRefused> {
    let Object::Dictionary(node) = document.resolved(&Object::Reference(place.number))? else {
        return Err(IntakeRefused::Damaged(Sort::Pdf));
    };
    let resources = match place.inherited.resources {
        Some(folder) if folder != place.number => match document.resolved(&Object::Reference(folder))? {
            Object::Dictionary(folder) => document.dictionary(&folder, b"Resources")?,
            _ => Dictionary::default(),
        },
        _ => document.dictionary(&node, b"Resources")?,
    };
    let [left, bottom, right, top] = place.inherited.area.unwrap_or(A4);
    let turns = place.inherited.turns.unwrap_or(0.0);
    Ok(Page {
        resources,
        contents: node.get(b"Contents").cloned().unwrap_or(Object::Null),
        annotations: node.get(b"Annots").cloned().unwrap_or(Object::Null),
        area: [left.min(right), bottom.min(top), left.max(right), bottom.max(top)],
        turns: ((turns / 90.0).round() as i64).rem_euclid(4) as u8,
    })
}

fn area_of(document: &mut Document<'_>, node: &Dictionary) -> Result<Option<[f64; 4]>, IntakeRefused> {
    let key: &[u8] = if node.get(b"CropBox").is_some() { b"CropBox" } else { b"MediaBox" };
    let Object::Array(numbers) = document.value(node, key)? else { return Ok(None) };
    let mut area = A4;
    for (place, number) in area.iter_mut().zip(&numbers) {
        if let Some(number) = document.resolved(number)?.number() {
            *place = number;
        }
    }
    Ok(Some(area))
}
