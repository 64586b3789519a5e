//! Streams unfolded: Flate, LZW, run lengths, ASCII forms, and the predictors behind them.

use super::lexer::hex_bytes;
use super::object::{Dictionary, Object};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use std::io::Read;

/// Unfolded bytes.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unfolded {
    pub bytes: Vec<u8>,
    /// `false` when the stream broke off or was cut at its limit.
    pub whole: bool,
    /// The limit was reached.
    pub over: bool,
}

/// More filters in a row are no document's.
const CHAIN: usize = 8;
/// A row of a predictor is no longer, in bytes.
const LONGEST_ROW: usize = 1_000_000;

impl Unfolded {
    fn whole(bytes: Vec<u8>) -> Self {
        Self { bytes, whole: true, over: false }
    }

    fn broken(bytes: Vec<u8>) -> Self {
        Self { bytes, whole: false, over: false }
    }

    fn over(bytes: Vec<u8>) -> Self {
        Self { bytes, whole: false, over: true }
    }
}

/// Unfolds a stream through its filters. `None` when one of them is for pictures or unknown.
pub(super) fn unfolded(packed: Vec<u8>, filters: &[(Vec<u8>, Dictionary)], limit: usize) -> Option<Unfolded> {
    let mut result = Unfolded::whole(packed);
    if filters.len() > CHAIN {
        return None;
    }
    for (name, parameters) in filters {
        let next = match name.as_slice() {
            b"FlateDecode" | b"Fl" => predicted(flate(&result.bytes, limit), parameters),
            b"LZWDecode" | b"LZW" => predicted(lzw(&result.bytes, parameters, limit), parameters),
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&result.bytes),
            b"ASCII85Decode" | b"A85" => ascii_85(&result.bytes),
            b"RunLengthDecode" | b"RL" => run_length(&result.bytes, limit),
            _ => return None,
        };
        result = Unfolded { whole: result.whole && next.whole, over: result.over || next.over, bytes: next.bytes };
    }
    Some(result)
}

fn read_up_to(mut reader: impl Read, limit: usize) -> Unfolded {
    let mut bytes = Vec::new();
    let mut block = [0_u8; 16 * 1024];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Unfolded::whole(bytes),
            Ok(count) if bytes.len() + count > limit => return Unfolded::over(bytes),
            Ok(count) => bytes.extend_from_slice(&block[..count]),
            Err(_) => return Unfolded::broken(bytes),
        }
    }
}

fn flate(packed: &[u8], limit: usize) -> Unfolded {
    let first = read_up_to(ZlibDecoder::new(packed), limit);
    if first.bytes.is_empty() && !first.whole && !first.over && packed.len() > 2 {
        // Some programs leave out the two bytes at the beginning or write wrong ones.
        let bare = read_up_to(DeflateDecoder::new(&packed[2..]), limit);
        return if bare.bytes.is_empty() { read_up_to(DeflateDecoder::new(packed), limit) } else { bare };
    }
    first
}

/// LZW with codes of 9 to 12 bits, as PDF has it from TIFF.
fn lzw(packed: &[u8], parameters: &Dictionary, limit: usize) -> Unfolded {
    const ENTRIES: usize = 4096 - 258;
    let early = usize::from(parameters.get(b"EarlyChange").and_then(Object::number) != Some(0.0));
    let mut out: Vec<u8> = Vec::new();
    // Each entry is a stretch of the output that has already been written.
    let mut entries: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut width, mut held, mut count) = (9_u32, 0_u32, 0_u32);
    for byte in packed {
        held = held << 8 | u32::from(*byte);
        count += 8;
        if count < width {
            continue;
        }
        count -= width;
        let code = (held >> count) as usize;
        held &= (1 << count) - 1;
        match code {
            257 => return Unfolded::whole(out),
            256 => {
                entries.clear();
                (width, last) = (9, None);
                continue;
            }
            _ => {}
        }
        let start = out.len();
        match (code.checked_sub(258), last) {
            (None, _) => out.push(code as u8),
            // The entry that this very code is about to make.
            (Some(index), Some((from, length))) if index == entries.len() => {
                out.extend_from_within(from..from + length);
                out.push(out[from]);
            }
            (Some(index), _) => match entries.get(index).copied() {
                Some((from, length)) => out.extend_from_within(from..from + length),
                None => return Unfolded::broken(out),
            },
        }
        if out.len() > limit {
            return Unfolded::over(out);
        }
        if let Some((from, length)) = last.filter(|_| entries.len() < ENTRIES) {
            // The last output and the first byte of this one, which follows it in the output.
            entries.push((from, length + 1));
        }
        last = Some((start, out.len() - start));
        width = match entries.len() + 258 + early {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
    }
    Unfolded::whole(out)
}

fn ascii_hex(packed: &[u8]) -> Unfolded {
    let end = packed.iter().position(|byte| *byte == b'>').unwrap_or(packed.len());
    Unfolded::whole(hex_bytes(&packed[..end]))
}

fn ascii_85(packed: &[u8]) -> Unfolded {
    let mut bytes = Vec::with_capacity(packed.len());
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let packed = packed.strip_prefix(b"<~").unwrap_or(packed);
    for byte in packed.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if group.is_empty() => bytes.extend_from_slice(&[0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => continue,
        }
        if group.len() == 5 {
            push_group(&group, 4, &mut bytes);
            group.clear();
        }
    }
    if group.len() > 1 {
        let count = group.len() - 1;
        group.resize(5, 84);
        push_group(&group, count, &mut bytes);
    }
    Unfolded::whole(bytes)
}

fn push_group(group: &[u8], count: usize, bytes: &mut Vec<u8>) {
    let value = group.iter().fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(u32::from(*digit)));
    bytes.extend_from_slice(&value.to_be_bytes()[..count]);
}

fn run_length(packed: &[u8], limit: usize) -> Unfolded {
    let mut bytes = Vec::new();
    let mut rest = packed;
    while let Some((length, after)) = rest.split_first() {
        if bytes.len() > limit {
            return Unfolded::over(bytes);
        }
        match length {
            128 => break,
            0..=127 => {
                let count = (usize::from(*length) + 1).min(after.len());
                bytes.extend_from_slice(&after[..count]);
                rest = &after[count..];
            }
            _ => {
                let Some((byte, after)) = after.split_first() else { break };
                bytes.extend(std::iter::repeat_n(*byte, 257 - usize::from(*length)));
                rest = after;
            }
        }
    }
    Unfolded::whole(bytes)
}

/// Undoes the predictor that a stream was written with.
fn predicted(unfolded: Unfolded, parameters: &Dictionary) -> Unfolded {
    let number = |key: &[u8], default: usize| {
        parameters.get(key).and_then(Object::index).and_then(|value| usize::try_from(value).ok()).unwrap_or(default)
    };
    let predictor = number(b"Predictor", 1);
    if predictor < 2 {
        return unfolded;
    }
    let bits = number(b"BitsPerComponent", 8);
    let pixel_bits = number(b"Colors", 1).saturating_mul(bits);
    let row = number(b"Columns", 1).saturating_mul(pixel_bits).div_ceil(8);
    if row == 0 || row > LONGEST_ROW || pixel_bits > 512 {
        return Unfolded { whole: false, ..unfolded };
    }
    let pixel = pixel_bits.div_ceil(8);
    let bytes = if predictor == 2 { tiff(unfolded.bytes, row, pixel, bits) } else { png(&unfolded.bytes, row, pixel) };
    Unfolded { bytes, ..unfolded }
}

fn tiff(mut bytes: Vec<u8>, row: usize, pixel: usize, bits: usize) -> Vec<u8> {
    if bits == 8 {
        for line in bytes.chunks_mut(row) {
            for at in pixel..line.len() {
                line[at] = line[at].wrapping_add(line[at - pixel]);
            }
        }
    }
    bytes
}

fn png(bytes: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    let mut current = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let (kind, data) = (line[0], &line[1..]);
        for at in 0..data.len() {
            let left = if at >= pixel { current[at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            let guess = match kind {
                1 => left,
                2 => above[at],
                3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
                4 => paeth(left, above[at], corner),
                _ => 0,
            };
            current[at] = data[at].wrapping_add(guess);
        }
        out.extend_from_slice(&current[..data.len()]);
        std::mem::swap(&mut above, &mut current);
    }
    out
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let guess = a + b - c;
    let (to_left, to_above, to_corner) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::io::Write;

    fn through(name: &str, packed: &[u8]) -> Unfolded {
        unfolded(packed.to_vec(), &[(name.as_bytes().to_vec(), Dictionary::default())], 1_000_000).unwrap()
    }

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn known_forms_are_unfolded() {
        assert_eq!(through("ASCIIHexDecode", b"48 65 6C6c 6F>").bytes, b"Hello");
        assert_eq!(through("ASCII85Decode", b"87cURD]i,\"Ebo80~>").bytes, b"Hello World!");
        assert_eq!(through("RunLengthDecode", &[1, b'a', b'b', 254, b'c', 128]).bytes, b"abccc");
        // The example of the standard itself.
        let lzw = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(through("LZWDecode", &lzw).bytes, [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(through("FlateDecode", &deflated(b"abc")).bytes, b"abc");
        assert!(unfolded(vec![], &[(b"DCTDecode".to_vec(), Dictionary::default())], 10).is_none());
    }

    #[test]
    fn a_bomb_is_cut_at_its_limit() {
        let cut = through("FlateDecode", &deflated(&vec![0; 4_000_000]));
        assert!(cut.over && cut.bytes.len() <= 1_000_000);
    }

    #[test]
    fn predictors_are_undone() {
        let numbers = [("Predictor", 12.0), ("Columns", 3.0)];
        let parameters =
            Dictionary(numbers.map(|(key, value)| (key.as_bytes().to_vec(), Object::Number(value))).into());
        let packed = deflated(&[2, 1, 2, 3, 2, 1, 1, 1]);
        let result = unfolded(packed, &[(b"FlateDecode".to_vec(), parameters)], 100).unwrap();
        assert_eq!(result.bytes, [1, 2, 3, 2, 3, 4]);
    }

    proptest! {
        #[test]
        fn lzw_reads_what_another_library_reads(bytes in prop::collection::vec(0_u8..6, 0..9_000)) {
            let packed = lzw_encoded(&bytes);
            let stream = lopdf::Stream::new(lopdf::dictionary! { "Filter" => "LZWDecode" }, packed.clone());
            prop_assert_eq!(stream.decompressed_content().unwrap(), bytes.clone());
            prop_assert_eq!(through("LZWDecode", &packed).bytes, bytes);
        }

        #[test]
        fn any_bytes_are_unfolded_within_the_limit(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for name in ["FlateDecode", "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode"] {
                let result = unfolded(bytes.clone(), &[(name.as_bytes().to_vec(), Dictionary::default())], 1_000).unwrap();
                prop_assert!(result.bytes.len() <= 6_000);
            }
        }
    }

    /// A plain encoder with the early change of width.
    fn lzw_encoded(bytes: &[u8]) -> Vec<u8> {
        fn fresh() -> HashMap<Vec<u8>, usize> {
            (0..=255_u8).map(|byte| (vec![byte], usize::from(byte))).collect()
        }
        let mut out = Vec::new();
        let (mut held, mut count) = (0_u64, 0_u32);
        let mut put = |code: usize, width: u32| {
            held = held << width | code as u64;
            count += width;
            while count >= 8 {
                count -= 8;
                out.push((held >> count & 0xff) as u8);
            }
            held &= (1 << count) - 1;
        };
        let mut table = fresh();
        let (mut next, mut width) = (258_usize, 9_u32);
        put(256, width);
        let mut current: Vec<u8> = Vec::new();
        for byte in bytes {
            let mut longer = current.clone();
            longer.push(*byte);
            if table.contains_key(&longer) {
                current = longer;
                continue;
            }
            put(table[&current], width);
            table.insert(longer, next);
            next += 1;
            width = match next {
                0..=511 => 9,
                512..=1023 => 10,
                1024..=2047 => 11,
                _ => 12,
            };
            if next >= 4_090 {
                put(256, width);
                table = fresh();
                (next, width) = (258, 9);
            }
            current = vec![*byte];
        }
        if !current.is_empty() {
            put(table[&current], width);
            // The code itself makes an entry, which may widen the one that ends the stream.
            width = match next + 1 {
                0..=511 => 9,
                512..=1023 => 10,
                1024..=2047 => 11,
                _ => 12,
            };
        }
        put(257, width);
        put(0, 7);
        out
    }
}
