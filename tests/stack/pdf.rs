//! Small real PDFs.

/// A PDF of one page for each text, with these further entries in its catalog and trailer.
pub(crate) fn pdf_with(texts: &[&str], catalog: &str, trailer: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |body: String| {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", offsets.len()).as_bytes());
    };
    let kids: Vec<String> = (0..texts.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    add(format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"));
    add(format!(
        "<</Type/Pages/Kids[{}]/Count {}/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>>>",
        kids.join(" "),
        texts.len()
    ));
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned());
    for (page, text) in texts.iter().enumerate() {
        add(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R>>", 5 + 2 * page));
        let content = format!("BT /F1 18 Tf 72 760 Td ({text}) Tj ET");
        add(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let start = pdf.len();
    pdf.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = offsets.len() + 1;
    pdf.extend_from_slice(
        format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    pdf
}

/// A PDF of one page for each text.
pub(crate) fn pdf(texts: &[&str]) -> Vec<u8> {
    pdf_with(texts, "", "")
}
