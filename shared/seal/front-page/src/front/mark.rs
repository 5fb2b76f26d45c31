//! The seal mark: a round seal with a tick in it.

use krilla::geom::{Path, PathBuilder};

/// The mark around a point, reaching so far: paths and their colours, in the order of drawing.
pub(super) fn seal_mark(x: f32, y: f32, radius: f32) -> Option<[(Path, [u8; 3]); 2]> {
    let size = radius / 15.0;
    let mut disc = PathBuilder::new();
    for step in 0..48_u8 {
        let angle = f32::from(step) * std::f32::consts::TAU / 48.0;
        let reach = if step % 2 == 0 {
            radius
        } else {
            radius - 1.6 * size
        };
        let (at_x, at_y) = (x + reach * angle.cos(), y + reach * angle.sin());
        if step == 0 {
            disc.move_to(at_x, at_y)
        } else {
            disc.line_to(at_x, at_y)
        }
    }
    disc.close();
    let mut tick = PathBuilder::new();
    let corners = [
        (-6.6, 0.4),
        (-4.6, -1.7),
        (-1.7, 1.2),
        (4.9, -5.6),
        (6.9, -3.6),
        (-1.7, 5.3),
    ];
    for (place, (dx, dy)) in corners.into_iter().enumerate() {
        let (at_x, at_y) = (x + dx * size, y + dy * size);
        if place == 0 {
            tick.move_to(at_x, at_y)
        } else {
            tick.line_to(at_x, at_y)
        }
    }
    tick.close();
    Some([
        (disc.finish()?, [18, 77, 86]),
        (tick.finish()?, [255, 255, 255]),
    ])
}
