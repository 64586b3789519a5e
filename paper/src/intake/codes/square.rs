//! Where on a page a square code may stand: blocks that are about half black lie there side by side, as in no text.

use image::{GrayImage, Luma};

/// Left, top, width, height.
pub(super) type Square = (u32, u32, u32, u32);

/// Blocks across a page.
const ACROSS: u32 = 70;
/// How much darker than its surroundings a point must be to be black, in hundredths of their mean.
const DARKER: u32 = 88;
/// Blocks of white around a code, and some for a code that lies askew.
const MARGIN: u32 = 3;

/// The squares that may hold a code, largest first, each with its margin.
pub(super) fn squares_of(picture: &GrayImage) -> Vec<Square> {
    let side = (picture.width() / ACROSS).max(10);
    let (across, down) = ((picture.width() / side) as usize, (picture.height() / side) as usize);
    if across == 0 || down == 0 {
        return Vec::new();
    }
    let black_and_white = in_black_and_white(picture, (picture.width() / 80).max(8));
    let speckled: Vec<bool> = (0..across * down)
        .map(|block| {
            let (left, top) = ((block % across) as u32 * side, (block / across) as u32 * side);
            let black = (top..top + side)
                .flat_map(|y| (left..left + side).map(move |x| (x, y)))
                .filter(|(x, y)| black_and_white.get_pixel(*x, *y).0[0] == 0)
                .count();
            let share = black * 100 / (side as usize * side as usize);
            (28..72).contains(&share)
        })
        .collect();
    let mut found: Vec<(usize, Square)> = patches_of(&speckled, across, down)
        .into_iter()
        .filter(Patch::is_square)
        .map(|patch| {
            let (left, top) = (patch.left as u32 * side, patch.top as u32 * side);
            let (left, top) = (left.saturating_sub(MARGIN * side), top.saturating_sub(MARGIN * side));
            let width = (patch.width() as u32 + 2 * MARGIN) * side;
            let height = (patch.height() as u32 + 2 * MARGIN) * side;
            (patch.blocks, (left, top, width.min(picture.width() - left), height.min(picture.height() - top)))
        })
        .collect();
    found.sort_by_key(|(blocks, _)| std::cmp::Reverse(*blocks));
    found.into_iter().map(|(_, square)| square).collect()
}

/// Blocks that lie side by side.
struct Patch {
    blocks: usize,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Patch {
    const fn width(&self) -> usize {
        self.right - self.left + 1
    }

    const fn height(&self) -> usize {
        self.bottom - self.top + 1
    }

    /// About as wide as high, and mostly filled.
    const fn is_square(&self) -> bool {
        let (width, height) = (self.width(), self.height());
        width >= 3
            && height >= 3
            && width * 10 <= height * 18
            && height * 10 <= width * 18
            && self.blocks * 2 >= width * height
    }
}

fn patches_of(speckled: &[bool], across: usize, down: usize) -> Vec<Patch> {
    let mut seen = vec![false; speckled.len()];
    let mut patches = Vec::new();
    for start in 0..speckled.len() {
        if seen[start] || !speckled[start] {
            continue;
        }
        let mut patch = Patch { blocks: 0, left: across, right: 0, top: down, bottom: 0 };
        let mut waiting = vec![start];
        seen[start] = true;
        while let Some(block) = waiting.pop() {
            let (x, y) = (block % across, block / across);
            patch.blocks += 1;
            (patch.left, patch.right) = (patch.left.min(x), patch.right.max(x));
            (patch.top, patch.bottom) = (patch.top.min(y), patch.bottom.max(y));
            for row in y.saturating_sub(1)..=(y + 1).min(down - 1) {
                for column in x.saturating_sub(1)..=(x + 1).min(across - 1) {
                    let neighbour = row * across + column;
                    if speckled[neighbour] && !seen[neighbour] {
                        seen[neighbour] = true;
                        waiting.push(neighbour);
                    }
                }
            }
        }
        patches.push(patch);
    }
    patches
}

/// Every point black or white, by the mean of its surroundings: a shadow on the paper is no ink.
pub(super) fn in_black_and_white(picture: &GrayImage, reach: u32) -> GrayImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let points = picture.as_raw();
    let reach = reach as usize;
    // Sums from the corner, so that the sum of any rectangle is four look-ups. They may run over and come back.
    let mut sums = vec![0_u32; (width + 1) * (height + 1)];
    for y in 0..height {
        let mut row = 0_u32;
        for x in 0..width {
            row = row.wrapping_add(u32::from(points[y * width + x]));
            sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1].wrapping_add(row);
        }
    }
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let (x, y) = (x as usize, y as usize);
        let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
        let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
        let at = |row: usize, column: usize| sums[row * (width + 1) + column];
        let sum =
            at(bottom, right).wrapping_sub(at(top, right)).wrapping_sub(at(bottom, left)).wrapping_add(at(top, left));
        let count = u32::try_from((right - left) * (bottom - top)).unwrap_or(u32::MAX).max(1);
        let black = u32::from(points[y * width + x]) * 100 < sum / count * DARKER;
        Luma([if black { 0 } else { 255 }])
    })
}
