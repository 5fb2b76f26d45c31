//! What a comparison of two revisions comes to.

use segl_pades::archive::ValidationData;

use crate::checks::Modifications;

/// What came after a signature, at its worst.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) modifications: Modifications,
    /// What changed or could not be judged, in sentences: where it stands, and none of what it says.
    pub(crate) reasons: Vec<String>,
    /// Whether fields other than signatures' were filled in.
    pub(crate) was_filled: bool,
    /// Whether somebody signed again.
    pub(crate) was_signed: bool,
    /// How many bytes of the signed revision were read through for that.
    pub(crate) cost: usize,
    /// What the signed revision held for whoever validates it.
    pub(crate) values: ValidationData,
}

/// How many changes are told.
pub(super) const MAX_REASONS: usize = 8;

impl Difference {
    pub(super) fn none() -> Self {
        Self::of(Modifications::None, Vec::new())
    }

    pub(super) fn of(modifications: Modifications, reasons: Vec<String>) -> Self {
        Self {
            modifications,
            reasons,
            was_filled: false,
            was_signed: false,
            cost: 0,
            values: ValidationData::default(),
        }
    }

    /// The worse of two: what is a change stays one, and what cannot be judged is no better for what can.
    pub(super) fn worse(self, other: Self) -> Self {
        let rank = |one: &Self| match one.modifications {
            Modifications::Other => 5,
            Modifications::Unknown => 4,
            Modifications::FormFilling => 3,
            Modifications::MetadataUpdates => 2,
            Modifications::LtaUpdates => 1,
            Modifications::None => 0,
        };
        let (was_filled, was_signed) = (
            self.was_filled || other.was_filled,
            self.was_signed || other.was_signed,
        );
        let worse = if rank(&other) > rank(&self) {
            other
        } else {
            self
        };
        Self {
            was_filled,
            was_signed,
            ..worse
        }
    }

    pub(super) fn other(reason: impl Into<String>) -> Self {
        Self::of(Modifications::Other, vec![reason.into()])
    }

    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self::of(Modifications::Unknown, vec![reason.into()])
    }
}
