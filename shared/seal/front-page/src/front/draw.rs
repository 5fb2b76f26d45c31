//! From pages to a PDF: the strokes, the tags and the metadata.

use jiff::{Timestamp, tz::TimeZone};
use krilla::{
    Document, SerializeSettings,
    action::{Action, LinkAction},
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Archival, ConfigurationBuilder, PdfVersion},
    geom::{PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::{Page, PageSettings},
    paint::{Fill, FillRule, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagTree},
};

use super::{
    Conformance,
    canvas::{Canvas, HEIGHT, Item, LEFT, Part, RIGHT, TOP, WIDTH},
    mark::seal_mark,
    style::Style,
};
use crate::text::{Line, Typesetter, isolated};

/// How far the seal mark reaches, in points.
const RADIUS: f32 = 15.0;

/// What the file says of itself, and what stands at the edge of every page.
pub(super) struct Edges<'e> {
    pub(super) title: &'e str,
    /// As in RFC 5646.
    pub(super) language: &'e str,
    pub(super) job: &'e str,
    /// "Page {} of {}".
    pub(super) folio: &'e str,
    pub(super) made_at: Timestamp,
    /// Where links lead to.
    pub(super) address: Option<&'e str>,
}

impl Edges<'_> {
    /// Which page this is of how many.
    pub(super) fn folio(&self, place: usize, count: usize) -> String {
        self.folio
            .replacen("{}", &(place + 1).to_string(), 1)
            .replacen("{}", &count.to_string(), 1)
    }
}

/// Draws all pages.
pub(super) fn finish(
    mut canvas: Canvas<'_>,
    edges: &Edges<'_>,
    conformance: Conformance,
) -> Option<Vec<u8>> {
    let metadata = Metadata::new()
        .title(edges.title.to_owned())
        .language(edges.language.to_owned());
    let mut document = document(metadata, edges.made_at, conformance, true)?;
    #[cfg(test)]
    if conformance == Conformance::Strictest {
        // PDF/UA-1 wants bookmarks: they are the whole file's affair.
        use krilla::{
            destination::XyzDestination,
            outline::{Outline, OutlineNode},
        };
        let mut outline = Outline::new();
        outline.push_child(OutlineNode::new(
            edges.title.to_owned(),
            XyzDestination::new(0, Point::from_xy(LEFT, TOP)),
        ));
        document.set_outline(outline);
    }
    let structure = canvas.structure();
    let mut identifiers: Vec<Vec<Identifier>> = vec![Vec::new(); canvas.leaves()];
    let (pages, typesetter) = (canvas.pages, canvas.typesetter);
    let count = pages.len();
    for (place, items) in pages.iter().enumerate() {
        let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
        let mut surface = page.surface();
        margins(&mut surface, &typesetter, edges, (place, count))?;
        for item in items {
            match item {
                Item::Rule { y } => {
                    artifact(&mut surface, ArtifactType::Layout, |surface| {
                        rule(surface, *y)
                    });
                }
                Item::Text {
                    x,
                    y,
                    style,
                    line,
                    leaf,
                } => {
                    identifiers[*leaf]
                        .push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
                    draw_line(&mut surface, (*x, *y), *style, line);
                    surface.end_tagged();
                }
            }
        }
        surface.finish();
        links(&mut page, items, edges, &mut identifiers)?;
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(edges.language.to_owned()));
    tree.children = structure
        .into_iter()
        .flat_map(|part| nodes(part, &identifiers))
        .collect();
    document.set_tag_tree(tree);
    document.finish().ok()
}

/// A PDF to be drawn.
pub(super) fn document(
    metadata: Metadata,
    at: Timestamp,
    conformance: Conformance,
    is_tagged: bool,
) -> Option<Document> {
    let configuration = ConfigurationBuilder::new().with_version(PdfVersion::Pdf17);
    let configuration = match conformance {
        Conformance::Plain => configuration,
        Conformance::PdfA3 => configuration.with_archival_validator(Archival::A3_B),
        #[cfg(test)]
        Conformance::Strictest => configuration
            .with_archival_validator(Archival::A3_A)
            .with_accessibility_validator(krilla::configure::Accessibility::UA1),
    };
    let settings = SerializeSettings {
        configuration: configuration.finish().ok()?,
        // Where the format leaves it open, the file that the page goes into says what the file is.
        xmp_metadata: false,
        enable_tagging: is_tagged,
        ..SerializeSettings::default()
    };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata.creation_date(date(at)));
    Some(document)
}

fn nodes(part: Part, identifiers: &[Vec<Identifier>]) -> Vec<Node> {
    match part {
        Part::Leaf(leaf) => identifiers[leaf].iter().copied().map(Node::from).collect(),
        Part::Element(tag, parts) => {
            let children = parts
                .into_iter()
                .flat_map(|part| nodes(part, identifiers))
                .collect();
            vec![TagGroup::with_children(tag, children).into()]
        }
    }
}

/// What stands on every page and is not read out: the mark on the first, the title on the others, the folio on all.
fn margins(
    surface: &mut Surface<'_>,
    typesetter: &Typesetter<'_>,
    edges: &Edges<'_>,
    (place, count): (usize, usize),
) -> Option<()> {
    let look = Style::Margin.look();
    if place == 0 {
        let paths = seal_mark(LEFT + RADIUS, TOP - 10.0, RADIUS)?;
        artifact(surface, ArtifactType::Layout, |surface| {
            for (path, colour) in &paths {
                surface.set_fill(Some(fill(*colour)));
                surface.draw_path(path);
            }
        });
    } else {
        let mut lines = typesetter.lines(edges.title, look, RIGHT - LEFT - 12.0);
        let is_all = lines.len() == 1;
        let line = lines.drain(..).next()?;
        let more = typesetter.line("…", look);
        artifact(surface, ArtifactType::Header, |surface| {
            draw_line(surface, (LEFT, TOP - 28.0), Style::Margin, &line);
            if !is_all {
                draw_line(
                    surface,
                    (LEFT + line.width, TOP - 28.0),
                    Style::Margin,
                    &more,
                );
            }
        });
    }
    let job = typesetter.line(&format!("Segl  ·  {}", isolated(edges.job)), look);
    let folio = typesetter.line(&edges.folio(place, count), look);
    artifact(surface, ArtifactType::Footer, |surface| {
        draw_line(surface, (LEFT, HEIGHT - 36.0), Style::Margin, &job);
        draw_line(
            surface,
            (RIGHT - folio.width, HEIGHT - 36.0),
            Style::Margin,
            &folio,
        );
    });
    Some(())
}

fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

/// Draws a line with its baseline beginning at a point.
pub(super) fn draw_line(surface: &mut Surface<'_>, (x, y): (f32, f32), style: Style, line: &Line) {
    let size = style.look().size;
    surface.set_fill(Some(fill(style.colour())));
    for run in &line.runs {
        let heavier = run.is_emboldened.then(|| Stroke {
            paint: colour(style.colour()).into(),
            width: size / 30.0,
            ..Stroke::default()
        });
        surface.set_stroke(heavier);
        surface.draw_glyphs(
            Point::from_xy(x + run.x, y),
            &run.glyphs,
            run.face.font(),
            &run.text,
            size,
            false,
        );
    }
    surface.set_stroke(None);
}

fn rule(surface: &mut Surface<'_>, y: f32) {
    let mut path = PathBuilder::new();
    path.move_to(LEFT, y);
    path.line_to(RIGHT, y);
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: colour([205, 211, 214]).into(),
            width: 0.6,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
}

/// Lays what can be followed over the lines of an address.
fn links(
    page: &mut Page<'_>,
    items: &[Item],
    edges: &Edges<'_>,
    identifiers: &mut [Vec<Identifier>],
) -> Option<()> {
    for item in items {
        let Item::Text {
            x,
            y,
            style: Style::Link,
            line,
            leaf,
        } = item
        else {
            continue;
        };
        let Some(address) = edges.address else {
            continue;
        };
        let size = Style::Link.look().size;
        let area = Rect::from_ltrb(*x, y - size, x + line.width.max(1.0), y + size / 3.0)?;
        let target = Target::Action(Action::Link(LinkAction::new(address.to_owned())));
        let link =
            Annotation::new_link(LinkAnnotation::new(area, target), Some(address.to_owned()));
        identifiers[*leaf].push(page.add_tagged_annotation(link));
    }
    Some(())
}

fn colour([red, green, blue]: [u8; 3]) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

pub(super) fn fill(of: [u8; 3]) -> Fill {
    Fill {
        paint: colour(of).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned_datetime(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
