//! The colours can be told apart by people who see poorly (WCAG 2.2, 1.4.3 and 1.4.11), by day and by night.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../templates/style.css");

/// Text on its ground: at least 4.5 to 1.
const TEXT: [(&str, &str); 14] = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "note"),
    ("ink", "wrong-sheet"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("link", "paper"),
    ("link", "sheet"),
    ("link", "note"),
    ("wrong", "paper"),
    ("wrong", "sheet"),
    ("wrong", "wrong-sheet"),
    ("on-action", "action"),
    ("on-action", "action-deep"),
];
/// Edges of fields, focus and marks: at least 3 to 1.
const EDGES: [(&str, &str); 10] = [
    ("edge", "paper"),
    ("edge", "sheet"),
    ("focus", "paper"),
    ("focus", "sheet"),
    ("action", "paper"),
    ("action", "sheet"),
    ("action", "note"),
    ("wax", "paper"),
    ("wax", "sheet"),
    ("on-wax", "wax"),
];

/// The colours named in a `:root` block.
fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let end = block.find('}').expect("the block ends");
    block[..end]
        .split(';')
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(":#"))
        .map(|(name, hex)| {
            let hex: String = if hex.len() == 3 {
                hex.chars().flat_map(|c| [c, c]).collect()
            } else {
                hex.to_owned()
            };
            let part = |at: usize| {
                f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")) / 255.0
            };
            (name, [part(0), part(2), part(4)])
        })
        .collect()
}

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] = colour.map(|c| {
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[test]
fn every_pair_of_colours_has_contrast_in_both_schemes() {
    let blocks: Vec<_> = STYLE.split(":root{").skip(1).map(colours).collect();
    assert_eq!(blocks.len(), 2, "light and dark");
    for (colours, scheme) in blocks.iter().zip(["light", "dark"]) {
        for (pairs, least) in [(&TEXT[..], 4.5), (&EDGES[..], 3.0)] {
            for (front, ground) in pairs {
                let (one, other) = (luminance(colours[front]), luminance(colours[ground]));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(
                    contrast >= least,
                    "{front} on {ground} in {scheme}: {contrast:.2}"
                );
            }
        }
    }
}
