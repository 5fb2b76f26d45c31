//! Streams (ISO 32000-2 clause 7.3.8): where they end, and what they unpack to.

use std::io::Read as _;

use super::{
    limits::PdfError,
    object::{Dict, Object},
    parse::{Parser, are_spaces, find},
};

/// A stream as it stands in a file.
pub struct Stream<'a> {
    /// Its dictionary.
    pub dict: Dict,
    /// Its bytes, packed or not.
    pub raw: &'a [u8],
    /// Where reading stopped.
    pub end: usize,
    /// How many bytes were looked through for the end, behind those that the parser passed.
    pub searched: usize,
    /// Whether every reader finds this beginning and this end: a line end after the keyword, and a length that is right.
    pub is_plain: bool,
    /// Whether its length is said to be more than there is.
    pub overshoots: bool,
}

/// The stream that is next; `length` looks a length up that stands in an object of its own. What it cost the parser says,
/// whether there is one or not.
pub fn stream_at<'a>(
    parser: &mut Parser<'_>,
    bytes: &'a [u8],
    length: &dyn Fn(u32) -> Option<i64>,
) -> Option<Stream<'a>> {
    parser.object_header()?;
    let Object::Dict(dict) = parser.object()? else {
        return None;
    };
    stream_after(parser, bytes, dict, length)
}

/// Whether the dictionary that was just read is a stream's.
pub fn is_stream_next(parser: &Parser<'_>) -> bool {
    let mut ahead = parser.clone();
    ahead.skip_space();
    ahead.eat(b"stream")
}

/// The stream whose dictionary was just read.
pub fn stream_after<'a>(
    parser: &mut Parser<'_>,
    bytes: &'a [u8],
    dict: Dict,
    length: &dyn Fn(u32) -> Option<i64>,
) -> Option<Stream<'a>> {
    parser.skip_space();
    if !parser.eat(b"stream") {
        return None;
    }
    let has_line_end = parser.eat(b"\r\n") || parser.eat(b"\n");
    if !has_line_end {
        parser.eat(b"\r");
    }
    let start = parser.at;
    let said = match dict.get("Length") {
        Some(Object::Ref((number, _))) => length(*number),
        Some(length) => length.int(),
        None => None,
    };
    let mut searched = 0;
    let said = said
        .and_then(|length| usize::try_from(length).ok())
        .map(|length| start.saturating_add(length));
    let end = said.filter(|end| {
        let mut after = Parser::new(bytes, *end);
        after.skip_space();
        searched += after.passed();
        *end <= bytes.len() && after.eat(b"endstream")
    });
    let rest = bytes.get(start..)?;
    let (is_plain, overshoots) = (
        has_line_end && end.is_some(),
        said.is_some_and(|end| end > bytes.len()),
    );
    let end = end.unwrap_or_else(|| {
        // A stream without an end lasts to the end of the file.
        let length = find(rest, b"endstream").unwrap_or(rest.len());
        searched += length;
        start + length
    });
    Some(Stream {
        dict,
        raw: bytes.get(start..end)?,
        end,
        searched,
        is_plain,
        overshoots,
    })
}

/// What a stream unpacks to.
pub struct Unpacked {
    /// The bytes.
    pub data: Vec<u8>,
    /// Whether every reader unpacks the same: its dictionary says how in the one way that all of them read, and nothing
    /// in it is cut short or beyond what the method has.
    pub is_strict: bool,
}

/// The bytes of a stream that is not packed, packed by Flate with or without a predictor, or in hexadecimal: all that cross-reference
/// and object streams may be. More than `most` bytes are too large.
///
/// # Errors
/// [`PdfError::TooLarge`], and [`PdfError::NoCatalog`] for a stream that is packed otherwise.
pub fn inflate(dict: &Dict, raw: &[u8], most: usize) -> Result<Vec<u8>, PdfError> {
    unpack(dict, raw, most).map(|unpacked| unpacked.data)
}

/// The same, and whether every reader finds the same.
///
/// # Errors
/// As [`inflate`].
pub fn unpack(dict: &Dict, raw: &[u8], most: usize) -> Result<Unpacked, PdfError> {
    let filters: Vec<&[u8]> = match dict.get("Filter") {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Name(name)) => vec![name],
        Some(Object::Array(names)) => names.iter().filter_map(Object::name).collect(),
        Some(_) => return Err(PdfError::NoCatalog),
    };
    let is_strict = is_strictly_said(dict);
    let (data, is_whole) = match filters[..] {
        [] if raw.len() <= most => {
            return Ok(Unpacked {
                data: raw.to_vec(),
                is_strict,
            });
        }
        [] => return Err(PdfError::TooLarge),
        [b"ASCIIHexDecode" | b"AHx"] => {
            let data = from_hexadecimal(raw);
            // Cross-reference and object streams are packed so by nobody, and not read so by all.
            let unpacked = Unpacked {
                data,
                is_strict: false,
            };
            return if unpacked.data.len() <= most {
                Ok(unpacked)
            } else {
                Err(PdfError::TooLarge)
            };
        }
        [b"FlateDecode" | b"Fl"] => {
            let mut data = Vec::new();
            let mut decoder = flate2::read::ZlibDecoder::new(raw).take(most as u64 + 1);
            // A stream cut short still gives what came before the cut.
            let ended = decoder.read_to_end(&mut data);
            let passed = usize::try_from(decoder.get_ref().total_in()).unwrap_or(raw.len());
            let is_whole = ended.is_ok() && raw.get(passed..).is_some_and(are_spaces);
            (data, is_whole)
        }
        _ => return Err(PdfError::NoCatalog),
    };
    if data.len() > most {
        return Err(PdfError::TooLarge);
    }
    let parameters = match dict.get("DecodeParms") {
        Some(Object::Dict(parameters)) => Some(parameters),
        Some(Object::Array(items)) => items.first().and_then(Object::dict),
        _ => None,
    };
    let number = |key: &str, otherwise: i64| {
        parameters
            .and_then(|p| p.get(key))
            .and_then(Object::int)
            .unwrap_or(otherwise)
            .clamp(1, 1 << 16)
    };
    let predictor = number("Predictor", 1);
    if predictor < 10 {
        return Ok(Unpacked {
            data,
            is_strict: is_strict && is_whole && predictor == 1,
        });
    }
    let bits_a_pixel = number("Colors", 1) * number("BitsPerComponent", 8);
    let bytes = |bits: i64| usize::try_from((bits + 7) / 8).map_err(|_| PdfError::TooLarge);
    let (row, pixel) = (
        bytes(number("Columns", 1) * bits_a_pixel)?,
        bytes(bits_a_pixel)?,
    );
    if row > most {
        return Err(PdfError::TooLarge);
    }
    let are_rows =
        data.len().is_multiple_of(row + 1) && data.iter().step_by(row + 1).all(|kind| *kind <= 4);
    let is_strict = is_strict && is_whole && predictor <= 15 && are_rows;
    Ok(Unpacked {
        data: undo_png(&data, row, pixel),
        is_strict,
    })
}

/// Whether a stream's dictionary says how it is packed in the one way that every reader reads (clause 7.3.8.2, table 5):
/// nothing or Flate, with parameters of the same shape, all of it in the dictionary itself.
fn is_strictly_said(dict: &Dict) -> bool {
    let is_none = |object: Option<&Object>| matches!(object, None | Some(Object::Null));
    let is_flate = |object: &Object| object.name() == Some(b"FlateDecode");
    let are_numbers = |parameters: &Dict| {
        let keys = ["Predictor", "Colors", "BitsPerComponent", "Columns"];
        keys.into_iter().all(|key| {
            parameters
                .get(key)
                .is_none_or(|it| it.int().is_some_and(|it| (1..=1 << 16).contains(&it)))
        })
    };
    let is_said_once = ["F", "FFilter", "FDecodeParms", "DP"]
        .into_iter()
        .all(|key| is_none(dict.get(key)));
    is_said_once
        && match (dict.get("Filter"), dict.get("DecodeParms")) {
            (None, parameters) => is_none(parameters),
            (Some(Object::Array(filters)), parameters) => {
                matches!(&filters[..], [filter] if is_flate(filter))
                    && match parameters {
                        Some(Object::Array(items)) => match &items[..] {
                            [Object::Dict(parameters)] => are_numbers(parameters),
                            [Object::Null] => true,
                            _ => false,
                        },
                        parameters => is_none(parameters),
                    }
            }
            (Some(filter), parameters) => {
                is_flate(filter)
                    && match parameters {
                        Some(Object::Dict(parameters)) => are_numbers(parameters),
                        parameters => is_none(parameters),
                    }
            }
        }
}

/// Hexadecimal digits up to `>`, white space between them passed over (clause 7.4.2).
fn from_hexadecimal(raw: &[u8]) -> Vec<u8> {
    let digits = raw
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16));
    let digits: Vec<u8> = digits
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    // A digit that is missing at the end is a zero.
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}

/// Undoes the PNG predictors (ISO 32000-2 clause 7.4.4.4, PNG clause 9.2).
fn undo_png(data: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; row];
    for line in data.chunks(row + 1) {
        let (Some(kind), Some(bytes)) = (line.first(), line.get(1..)) else {
            break;
        };
        let mut current = vec![0u8; row];
        for (place, byte) in bytes.iter().enumerate() {
            let left = if place >= pixel {
                current[place - pixel]
            } else {
                0
            };
            let corner = if place >= pixel {
                above[place - pixel]
            } else {
                0
            };
            let up = above[place];
            let predicted = match kind {
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            current[place] = byte.wrapping_add(predicted);
        }
        out.extend_from_slice(&current);
        above = current;
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |byte: u8| (estimate - i16::from(byte)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests;
