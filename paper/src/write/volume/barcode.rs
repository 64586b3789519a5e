//! 条形码: Code 128 in its set B, which every reader at a counter knows.

use super::super::WriteError;

/// Widths of bars and spaces by turns, in modules, for the values 0 to 105 (ISO/IEC 15417, table 1).
const WIDTHS: [&[u8; 6]; 106] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312", b"132212", b"221213",
    b"221312", b"231212", b"112232", b"122132", b"122231", b"113222", b"123122", b"123221", b"223211", b"221132",
    b"221231", b"213212", b"223112", b"312131", b"311222", b"321122", b"321221", b"312212", b"322112", b"322211",
    b"212123", b"212321", b"232121", b"111323", b"131123", b"131321", b"112313", b"132113", b"132311", b"211313",
    b"231113", b"231311", b"112133", b"112331", b"132131", b"113123", b"113321", b"133121", b"313121", b"211331",
    b"231131", b"213113", b"213311", b"213131", b"311123", b"311321", b"331121", b"312113", b"312311", b"332111",
    b"314111", b"221411", b"431111", b"111224", b"111422", b"121124", b"121421", b"141122", b"141221", b"112214",
    b"112412", b"122114", b"122411", b"142112", b"142211", b"241211", b"221114", b"413111", b"241112", b"134111",
    b"111242", b"121142", b"121241", b"114212", b"124112", b"124211", b"411212", b"421112", b"421211", b"212141",
    b"214121", b"412121", b"111143", b"111341", b"131141", b"114113", b"114311", b"411113", b"411311", b"113141",
    b"114131", b"311141", b"411131", b"211412", b"211214", b"211232",
];
const START_B: usize = 104;
const STOP: &[u8; 7] = b"2331112";
/// White on either side, in modules.
const QUIET: usize = 10;

/// A barcode as runs of dark: column, row 0, length.
#[derive(Debug)]
pub(super) struct Barcode {
    pub runs: Vec<[usize; 3]>,
    /// With the white on both sides.
    pub width: usize,
}

impl Barcode {
    /// The code that says this: printable ASCII, at most 40 characters.
    pub fn of(text: &str) -> Result<Self, WriteError> {
        let plain = !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| (32..127).contains(&byte));
        if !plain {
            return Err(WriteError::failed("a barcode says plain ASCII"));
        }
        let mut values = vec![START_B];
        values.extend(text.bytes().map(|byte| usize::from(byte - 32)));
        values.push(check_of(&values));
        let mut runs = Vec::new();
        let mut column = QUIET;
        let widths = values.iter().filter_map(|value| WIDTHS.get(*value)).flat_map(|widths| widths.iter());
        for (at, width) in widths.chain(STOP).enumerate() {
            let width = usize::from(width - b'0');
            if at % 2 == 0 {
                runs.push([column, 0, width]);
            }
            column += width;
        }
        Ok(Self { runs, width: column + QUIET })
    }
}

/// The start and every value by its place, modulo 103.
fn check_of(values: &[usize]) -> usize {
    values.iter().enumerate().map(|(at, value)| value * at.max(1)).sum::<usize>() % 103
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_keeps_the_rules_of_the_code() {
        for widths in WIDTHS {
            let numbers = widths.map(|width| usize::from(width - b'0'));
            assert_eq!(numbers.iter().sum::<usize>(), 11, "{widths:?}");
            assert_eq!(numbers.iter().step_by(2).sum::<usize>() % 2, 0, "the bars of {widths:?} are even");
        }
        assert_eq!(WIDTHS.iter().collect::<BTreeSet<_>>().len(), WIDTHS.len());
    }

    #[test]
    fn a_code_is_read_back_by_its_widths() {
        let code = Barcode::of("2020-0003").unwrap();
        assert_eq!(code.width, QUIET * 2 + 11 * (1 + 9 + 1) + 13);
        let mut modules = vec![false; code.width];
        for [column, _, length] in &code.runs {
            modules[*column..column + length].fill(true);
        }
        let mut values = Vec::new();
        for symbol in modules[QUIET..].chunks_exact(11).take(11) {
            let mut widths = Vec::new();
            for part in symbol.chunk_by(|left, right| left == right) {
                widths.push(b'0' + u8::try_from(part.len()).unwrap());
            }
            values.push(WIDTHS.iter().position(|known| known.as_slice() == widths).unwrap());
        }
        let text: String = values[1..10].iter().map(|value| char::from(u8::try_from(value + 32).unwrap())).collect();
        assert_eq!((values[0], text.as_str()), (START_B, "2020-0003"));
        let sum: usize = (1..10).map(|at| at * values[at]).sum::<usize>() + START_B;
        assert_eq!(values[10], sum % 103);
        assert!(Barcode::of("公开档").is_err());
    }
}
