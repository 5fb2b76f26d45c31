//! How lines look.

use crate::text::Look;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Kicker,
    /// The title; smaller as it is longer.
    Title,
    LongTitle,
    VeryLongTitle,
    Heading,
    Strong,
    Body,
    Quiet,
    Code,
    Link,
    /// What stands at the edge of every page.
    Margin,
    /// What stands under each page of the documents.
    Footer,
}

impl Style {
    /// Size and distance to the next line, in points.
    const fn sizes(self) -> (f32, f32) {
        match self {
            Self::Kicker => (9.0, 14.0),
            Self::Title => (22.0, 27.0),
            Self::LongTitle => (16.0, 20.5),
            Self::VeryLongTitle => (11.0, 14.5),
            Self::Heading => (12.5, 18.0),
            Self::Strong => (10.5, 14.5),
            Self::Body | Self::Link => (9.5, 13.5),
            Self::Quiet => (9.0, 13.0),
            Self::Code => (7.6, 12.0),
            Self::Margin => (8.0, 11.0),
            Self::Footer => (6.8, 9.0),
        }
    }

    /// From one line to the next, in points.
    pub(super) const fn height(self) -> f32 {
        self.sizes().1
    }

    pub(super) const fn look(self) -> Look {
        let is_bold = matches!(
            self,
            Self::Kicker
                | Self::Title
                | Self::LongTitle
                | Self::VeryLongTitle
                | Self::Heading
                | Self::Strong
        );
        Look {
            size: self.sizes().0,
            is_bold,
        }
    }

    /// Red, green and blue. On white, each has a contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3).
    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            Self::Kicker | Self::Heading | Self::Link => [18, 77, 86],
            Self::Title | Self::LongTitle | Self::VeryLongTitle | Self::Strong | Self::Body => {
                [24, 28, 32]
            }
            Self::Quiet | Self::Code | Self::Margin | Self::Footer => [84, 92, 99],
        }
    }
}
