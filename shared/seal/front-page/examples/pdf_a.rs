//! Makes a small PDF/A-2B, for judges of what becomes of it: `cargo run -p segl-front-page --example pdf_a OUT.pdf`.

use std::{env, fs, process::ExitCode};

use krilla::{
    Document, SerializeSettings,
    configure::{Archival, ConfigurationBuilder},
    geom::Point,
    metadata::{DateTime, Metadata},
    page::PageSettings,
    text::{Font, TextDirection},
};

fn draw() -> Option<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .ok()?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let date = DateTime::new(2026)
        .month(11)
        .day(24)
        .hour(12)
        .minute(0)
        .second(0)
        .utc_offset_hour(0);
    let metadata = Metadata::new()
        .title("Leieavtale".to_owned())
        .language("nb".to_owned())
        .creation_date(date);
    document.set_metadata(metadata);
    let font = Font::new(dejavu::sans_condensed::regular().to_vec().into(), 0)?;
    for (width, height) in [(595.0, 842.0), (842.0, 595.0)] {
        let mut page = document.start_page_with(PageSettings::from_wh(width, height)?);
        let mut surface = page.surface();
        let at = Point::from_xy(64.0, 96.0);
        surface.draw_text(
            at,
            font.clone(),
            12.0,
            "Leieavtale",
            false,
            TextDirection::Auto,
        );
        surface.finish();
        page.finish();
    }
    document.finish().ok()
}

fn main() -> ExitCode {
    let Some(path) = env::args_os().nth(1) else {
        eprintln!("usage: pdf_a OUT.pdf");
        return ExitCode::FAILURE;
    };
    let Some(bytes) = draw() else {
        eprintln!("the PDF cannot be drawn");
        return ExitCode::FAILURE;
    };
    match fs::write(&path, bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{} cannot be written: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}
