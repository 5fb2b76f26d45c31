//! What is signed in the demo.

/// A real PDF of two pages.
pub(crate) fn agreement() -> Vec<u8> {
    let page = |lines: &[&str]| {
        let mut content = "BT /F1 20 Tf 72 760 Td 26 TL".to_owned();
        for (place, line) in lines.iter().enumerate() {
            content.push_str(&format!(
                " ({line}) Tj T*{}",
                if place == 0 {
                    " /F1 11 Tf 16 TL T*"
                } else {
                    ""
                }
            ));
        }
        content + " ET"
    };
    let first = page(&[
        "Leieavtale",
        "1. Partene: Kari Nordmann leier ut, Ola Nordmann leier.",
        "2. Leieobjektet er Storgata 1, 0155 Oslo.",
        "3. Leien er 12 000 kroner i maneden og betales den 1. i hver maned.",
        "4. Leieforholdet begynner 1. januar 2027.",
    ]);
    let second = page(&[
        "Vedlegg",
        "Nokler: to til inngangsdoren, ett til boden.",
        "Stromabonnement tegnes av leieren.",
    ]);
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let mut add = |body: String| {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", offsets.len()).as_bytes());
    };
    add("<</Type/Catalog/Pages 2 0 R/Lang(nb)>>".to_owned());
    add("<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>>>".to_owned());
    add("<</Type/Page/Parent 2 0 R/Contents 6 0 R>>".to_owned());
    add("<</Type/Page/Parent 2 0 R/Contents 7 0 R>>".to_owned());
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned());
    for content in [first, second] {
        add(format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let start = pdf.len();
    pdf.extend_from_slice(
        format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes(),
    );
    for offset in &offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = offsets.len() + 1;
    pdf.extend_from_slice(
        format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes(),
    );
    pdf
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_s_agreement_can_be_signed() {
        let found =
            segl_pdf::preflight::inspect(&super::agreement()).expect("a PDF that can be signed");
        assert_eq!(found.pages, 2);
    }
}
