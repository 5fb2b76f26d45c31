//! Small PDFs made by hand, sound and strange, for tests.

use std::{collections::BTreeMap, fmt::Write as _};

/// The objects of a plain document with two pages, which inherit their size and their turn.
pub const PLAIN: [(u32, &str); 4] = [
    (1, "<</Type/Catalog/Pages 2 0 R>>"),
    (
        2,
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 300 400]/Rotate 90/Resources<<>>>>",
    ),
    (3, "<</Type/Page/Parent 2 0 R>>"),
    (4, "<</Type/Page/Parent 2 0 R/Rotate 0>>"),
];

/// The plain document with some objects put in place of, or beside, its own.
pub fn plain_with(changes: &[(u32, &str)]) -> Vec<u8> {
    let kept = PLAIN
        .into_iter()
        .filter(|(number, _)| changes.iter().all(|(changed, _)| changed != number));
    table(&kept.chain(changes.iter().copied()).collect::<Vec<_>>(), "")
}

/// A PDF with a cross-reference table.
pub fn table(objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let (mut text, offsets) = body(objects);
    let start = text.len();
    text.push_str("xref\n0 1\n0000000000 65535 f \n");
    for (number, offset) in &offsets {
        write!(text, "{number} 1\n{offset:010} 00000 n \n").expect("text");
    }
    let size = offsets
        .iter()
        .map(|(number, _)| number + 1)
        .max()
        .unwrap_or(1);
    write!(
        text,
        "trailer\n<</Root 1 0 R/Size {size}{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    )
    .expect("text");
    text.into_bytes()
}

/// The same without the row of its table that keeps the number 0 free.
pub fn without_row_0(pdf: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(pdf)
        .replacen("0 1\n0000000000 65535 f \n", "", 1)
        .into_bytes()
}

/// A PDF of one page with a stream of this many bytes that do not repeat, and so many small objects beside it.
pub fn large(size: usize, objects: u32) -> Vec<u8> {
    let mut state = 1_u64;
    let mut noise = Vec::with_capacity(size + 8);
    while noise.len() < size {
        // Knuth's constants (The Art of Computer Programming, volume 2, section 3.3.4).
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        noise.extend_from_slice(&state.to_be_bytes());
    }
    noise.truncate(size);
    let page = "<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>>>";
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>";
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for number in 1..=4 + objects {
        offsets.push(pdf.len());
        let head = match number {
            1 => "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            2 => pages.to_owned(),
            3 => page.to_owned(),
            4 => format!("<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length {size}>>\nstream\n"),
            _ => format!("<</Number {number}/Text(some text)/Next[{number} 0 R 1.5 true]>>"),
        };
        pdf.extend_from_slice(format!("{number} 0 obj\n{head}").as_bytes());
        if number == 4 {
            pdf.extend_from_slice(&noise);
            pdf.extend_from_slice(b"\nendstream");
        }
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    let rows: String = offsets
        .iter()
        .map(|offset| format!("{offset:010} 00000 n \n"))
        .collect();
    let entries = offsets.len() + 1;
    let table = format!(
        "xref\n0 {entries}\n0000000000 65535 f \n{rows}trailer\n<</Size {entries}/Root 1 0 R>>\n"
    );
    pdf.extend_from_slice(format!("{table}startxref\n{start}\n%%EOF\n").as_bytes());
    pdf
}

/// A PDF with a cross-reference stream and all but `packed` standing free; those stand in object stream 90.
pub fn streams(free: &[(u32, &str)], packed: &[(u32, &str)]) -> Vec<u8> {
    let (mut head, mut bodies) = (String::new(), String::new());
    for (number, object) in packed {
        write!(head, "{number} {} ", bodies.len()).expect("text");
        bodies.push_str(object);
        bodies.push(' ');
    }
    let length = head.len() + bodies.len();
    let stream = format!(
        "<</Type/ObjStm/N {}/First {}/Length {length}>>stream\n{head}{bodies}\nendstream",
        packed.len(),
        head.len()
    );
    let all: Vec<(u32, &str)> = free
        .iter()
        .copied()
        .chain([(90, stream.as_str())])
        .collect();
    let (mut text, mut offsets) = body(&all);
    let start = text.len();
    offsets.push((91, start));
    let free_rows = offsets
        .iter()
        .map(|(number, offset)| (*number, format!("01{offset:06x}0000")));
    let packed_rows = packed
        .iter()
        .enumerate()
        .map(|(place, (number, _))| (*number, format!("0200005a{place:04x}")));
    let sections: BTreeMap<u32, String> = free_rows.chain(packed_rows).collect();
    let index: String = sections
        .keys()
        .fold(String::new(), |index, number| format!("{index}{number} 1 "));
    let size = sections.keys().max().map_or(1, |number| number + 1);
    let rows: String = sections.into_values().collect();
    let rows: Vec<u8> = (0..rows.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&rows[at..at + 2], 16).expect("hex"))
        .collect();
    let length = rows.len();
    write!(text, "91 0 obj\n<</Type/XRef/Root 1 0 R/Size {size}/W[1 3 2]/Index[{index}]/Length {length}>>stream\n")
        .expect("text");
    let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
    [text.as_bytes(), &rows, end.as_bytes()].concat()
}

fn body(objects: &[(u32, &str)]) -> (String, Vec<(u32, usize)>) {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in objects {
        offsets.push((*number, text.len()));
        write!(text, "{number} 0 obj\n{object}\nendobj\n").expect("text");
    }
    (text, offsets)
}
