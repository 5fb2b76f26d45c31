//! Judges that are not ours.

use std::{path::Path, process::Command};

use crate::{place::Place, tools};

/// Lets programs that others wrote judge the seal, and looks for this name on the front page.
pub(super) fn judge(place: &Place, file: &Path, name: &str) -> Result<(), String> {
    tools::require(
        "pdfsig",
        "Install it to check the seal (Debian: apt-get install poppler-utils).",
    )?;
    tools::require(
        "qpdf",
        "Install it to check the file (Debian: apt-get install qpdf).",
    )?;
    let root = place.state.join("root.pem");
    tools::judges(place)?;
    let mut pyhanko = Command::new(place.judge("pyhanko"));
    pyhanko
        .args(["sign", "validate", "--pretty-print", "--trust"])
        .arg(root)
        .arg(file);
    let mut pdfsig = Command::new("pdfsig");
    pdfsig.arg("-nocert").arg(file);
    let mut qpdf = Command::new("qpdf");
    qpdf.arg("--check").arg(file);
    let mut pdftotext = Command::new("pdftotext");
    pdftotext.args(["-l", "1"]).arg(file).arg("-");
    for (judge, mut command, wanted) in [
        ("pdfsig", pdfsig, "Signature is Valid."),
        ("pyHanko", pyhanko, "The signature is judged VALID."),
        ("qpdf", qpdf, "No syntax or stream encoding errors found"),
        ("pdftotext", pdftotext, name),
    ] {
        let output = command
            .output()
            .map_err(|error| format!("{judge} could not be run: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().find(|line| line.contains(wanted));
        let line = line.ok_or_else(|| format!("{judge} does not say \"{wanted}\":\n{said}"))?;
        println!("{judge}: {}", line.trim().trim_start_matches("- "));
    }
    Ok(())
}
