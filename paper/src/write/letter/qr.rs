//! The QR code of a letter: as runs of dark modules for the PDF, as a picture for Word.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::write::WriteError;

/// The white border the standard asks for, in modules.
const QUIET: usize = 4;
/// Picture points to a module; enough that a printer's 600 dots an inch lose nothing.
const POINTS: usize = 8;

/// A square of modules, the white border included.
#[derive(Debug)]
pub(crate) struct Square {
    rows: Vec<Vec<bool>>,
}

impl Square {
    /// The code that says this. Medium correction: a letter is folded and stamped.
    pub(crate) fn of(payload: &str) -> Result<Self, WriteError> {
        let code = QrCode::encode_text(payload, QrCodeEcc::Medium).map_err(WriteError::failed)?;
        let inner = code.size();
        let border = i32::try_from(QUIET).map_err(WriteError::failed)?;
        // Outside the code every module reads as light.
        let rows = (-border..inner + border)
            .map(|y| (-border..inner + border).map(|x| code.get_module(x, y)).collect())
            .collect();
        Ok(Self { rows })
    }

    /// Modules on a side.
    pub(crate) fn side(&self) -> usize {
        self.rows.len()
    }

    /// The dark runs: column, row, length.
    pub(crate) fn runs(&self) -> Vec<[usize; 3]> {
        let mut runs = Vec::new();
        for (y, row) in self.rows.iter().enumerate() {
            let mut x = 0;
            while x < row.len() {
                let length = row[x..].iter().take_while(|dark| **dark).count();
                if length > 0 {
                    runs.push([x, y, length]);
                }
                x += length.max(1);
            }
        }
        runs
    }

    /// Points on a side of [`Self::png`].
    pub(crate) fn points(&self) -> usize {
        self.side() * POINTS
    }

    /// A black and white PNG, one bit a point, with nothing in it but the picture.
    pub(crate) fn png(&self) -> Result<Vec<u8>, WriteError> {
        let side = u32::try_from(self.points()).map_err(WriteError::failed)?.to_be_bytes();
        let mut lines = Vec::new();
        for row in &self.rows {
            let light: Vec<bool> = row.iter().flat_map(|dark| [!*dark; POINTS]).collect();
            let bits: Vec<u8> = light.chunks(8).map(byte_of).collect();
            for _ in 0..POINTS {
                lines.push(0);
                lines.extend_from_slice(&bits);
            }
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&lines).map_err(WriteError::failed)?;
        let packed = packed.finish().map_err(WriteError::failed)?;

        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        chunk(&mut png, *b"IHDR", &[&side[..], &side[..], &[1, 0, 0, 0, 0]].concat());
        chunk(&mut png, *b"IDAT", &packed);
        chunk(&mut png, *b"IEND", &[]);
        Ok(png)
    }
}

fn byte_of(bits: &[bool]) -> u8 {
    bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | (u8::from(*bit) << (7 - at)))
}

fn chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(content);
    // A picture of a code is a few thousand bytes.
    png.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    png.extend_from_slice(&name);
    png.extend_from_slice(content);
    png.extend_from_slice(&sum.sum().to_be_bytes());
}
