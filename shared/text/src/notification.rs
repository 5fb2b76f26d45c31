//! What messages tell.

/// What a message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    /// There is something to sign.
    Invitation,
    /// There still is.
    Reminder,
    /// The code that was asked for on the link page.
    Code,
    /// All have signed; the sealed document can be downloaded.
    Completed,
    /// The job ended because a signer would not sign.
    Rejected,
    /// The job ended because the deadline passed.
    Expired,
    /// The sender cancelled the job.
    Cancelled,
    /// The job ended because a signer could not sign or could not be reached.
    JobFailed,
}

impl Notification {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::Invitation,
        Self::Reminder,
        Self::Code,
        Self::Completed,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
        Self::JobFailed,
    ];
}
