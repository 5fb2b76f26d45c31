//! `cargo local validate FILE`: the service's own validator, without a stack and asking nobody.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::Path,
};

use segl_app::{
    ports::validation::AnchorFiles,
    validation::{anchors::Anchors, document, trail::TrailReport},
};
use segl_asic::names::{is_misleading, shown};
use segl_validation::{Check, Indication};

mod told;

use self::told::told;
use crate::{place::Place, system::now};

/// Validates a file, and holds a trail that was fetched later against its seal. Trusted are all
/// certificates in `trust`, or else the local test PKI's root beside the file or in the state.
///
/// # Errors
/// When the file cannot be read, or is not valid: whoever calls this from a script can tell.
pub(crate) fn run(
    place: &Place,
    file: &Path,
    named: Option<&Path>,
    trail: Option<&Path>,
    json: bool,
) -> Result<(), String> {
    let bytes = fs::read(file)
        .map_err(|error| format!("{} cannot be read: {error}", at(file)))?
        .into();
    let beside = file.with_added_extension("root.pem");
    let candidates = [
        named.map(Path::to_owned),
        Some(beside),
        Some(place.state.join("root.pem")),
    ];
    let pem = match candidates
        .into_iter()
        .flatten()
        .find(|candidate| candidate.exists() || Some(candidate.as_path()) == named)
    {
        Some(path) => {
            eprintln!("trusting {}", at(&path));
            fs::read_to_string(&path)
                .map_err(|error| format!("{} cannot be read: {error}", at(&path)))?
        }
        None => {
            eprintln!("trusting nobody: no certificate was given with --trust");
            String::new()
        }
    };
    // Of what the local stack sealed, and of nothing else, it is said who signed.
    let seal_chain = place.read_state("seal-chain.pem").unwrap_or_default();
    let (Anchors { sealer, .. }, _) = Anchors::read(&AnchorFiles {
        seal_chain,
        ..AnchorFiles::default()
    });
    let (Anchors { trust, .. }, broken) = Anchors::read(&AnchorFiles {
        trust_anchors: Some(pem),
        ..AnchorFiles::default()
    });
    for (_, one) in broken {
        let comment = if one.comment.is_empty() {
            String::new()
        } else {
            format!(" ({})", shown(&one.comment))
        };
        eprintln!(
            "certificate {} to trust cannot be read and is not believed{comment}",
            one.number
        );
    }
    if let Some(path) = named.filter(|_| trust.anchors.is_empty()) {
        return Err(format!(
            "{} holds no certificate in PEM that can be trusted",
            at(path)
        ));
    }
    let knows_sealer = !sealer.roots().is_empty();
    let anchors = Anchors { trust, sealer };
    let mut validated =
        document::examine(&bytes, &anchors, now()).map_err(|error| error.to_string())?;
    if let Some(trail) = trail {
        let later =
            fs::read(trail).map_err(|error| format!("{} cannot be read: {error}", at(trail)))?;
        validated.audit_trail = Some(document::examine_later_trail(&bytes, &validated, &later));
    }
    let text = if json {
        in_json(&serde_json::to_string_pretty(&validated).map_err(|error| error.to_string())?)
    } else {
        told(&validated, knows_sealer, trail.is_some())
    };
    // Whoever reads no more than the first lines has read enough.
    let _ = io::stdout().write_all(text.as_bytes());
    match &validated.audit_trail {
        Some(said) if said.check == Check::Failed => {
            return Err("The audit trail does not belong to the file.".to_owned());
        }
        Some(TrailReport {
            check: Check::NotChecked,
            proven_length: None,
            ..
        }) if trail.is_some() => {
            return Err("The audit trail could not be held against the file.".to_owned());
        }
        _ => {}
    }
    let report = validated.report;
    if report.indication == Indication::TotalPassed {
        Ok(())
    } else {
        Err(report.summary.to_owned())
    }
}

/// A report in JSON, in which what a terminal would obey or readers would not see is written as JSON escapes it. Such
/// letters stand in its texts alone, so it says the same.
fn in_json(pretty: &str) -> String {
    let mut out = String::with_capacity(pretty.len() + 1);
    for letter in pretty.chars() {
        if letter != '\n' && is_misleading(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out.push('\n');
    out
}

/// A path, which may be the name of a stranger's file.
fn at(path: &Path) -> String {
    shown(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_in_json_says_the_same_without_what_a_terminal_obeys_or_nobody_sees() {
        let said =
            serde_json::json!({ "field": "a\n\u{1b}[2J\u{9b}\u{202e}\u{2028}\u{e0041}ø\u{7f}" });
        let text = in_json(&serde_json::to_string_pretty(&said).expect("JSON"));
        assert!(
            text.chars()
                .all(|letter| letter == '\n' || !is_misleading(letter)),
            "{text}"
        );
        assert!(text.contains("\\udb40\\udc41ø"), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read, said);
    }
}
