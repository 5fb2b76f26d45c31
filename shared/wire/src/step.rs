//! What state machines hand to steps and get back, and the names by which steps fail.

use jiff::Timestamp;
use segl_domain::{
    id::{CodeId, JobId, SignerId},
    job::next_action::NextAction,
};
use serde::{Deserialize, Serialize};

/// The names by which a step fails; `Retry` and `Catch` in the state machines know no others of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepError {
    /// It may go better in a while, and is tried again.
    Transient,
    /// It will not go better by itself.
    Permanent,
    /// What is stored is not what was stored: nothing is tried again before somebody has looked.
    Corrupt,
}

impl StepError {
    /// Every name there is.
    pub const ALL: [Self; 3] = [Self::Transient, Self::Permanent, Self::Corrupt];

    /// The name that Step Functions sees.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transient => "Segl.TransientError",
            Self::Permanent => "Segl.PermanentError",
            Self::Corrupt => "Segl.CorruptError",
        }
    }
}

/// An execution of a job's life, and all that its steps need to know: the table has the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobStep {
    /// Which job.
    pub job: JobId,
    /// Which of its executions.
    pub epoch: u32,
}

/// What `step-evaluate-job` says is next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "next",
    rename_all = "SCREAMING_SNAKE_CASE",
    rename_all_fields = "camelCase"
)]
pub enum NextStep {
    /// Delete the documents.
    DeleteDocuments,
    /// Send these signers what is due.
    Notify {
        /// To whom.
        signers: Vec<SignerId>,
    },
    /// Give the seal a new timestamp.
    RenewSeal,
    /// Nothing, ever, or not soon.
    Done,
    /// Nothing: the job's workflow is halted, until an operator lifts the halt.
    Halted,
    /// Seal.
    Seal,
    /// Nothing: a newer execution has the job.
    Superseded,
    /// Wait to be resumed, or for this time.
    Wait {
        /// Until when.
        until: Timestamp,
        /// How many seconds that is.
        seconds: i64,
    },
}

impl NextStep {
    /// This action, for a state machine that is told of it at `now`.
    #[must_use]
    pub fn new(next: NextAction, now: Timestamp) -> Self {
        match next {
            NextAction::Notify(signers) => Self::Notify { signers },
            NextAction::RenewSeal => Self::RenewSeal,
            NextAction::Seal => Self::Seal,
            NextAction::DeleteDocuments => Self::DeleteDocuments,
            NextAction::Done => Self::Done,
            // The evaluation does these itself. Should one be left, it is asked again.
            NextAction::Activate | NextAction::Expire => Self::wait(now, now),
            NextAction::Wait(until) => Self::wait(until, now),
        }
    }

    fn wait(until: Timestamp, now: Timestamp) -> Self {
        let left = until.duration_since(now);
        let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
        Self::Wait {
            until,
            seconds: seconds.max(1),
        }
    }
}

/// The input of `step-send-notification`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationStep {
    /// Which job.
    pub job: JobId,
    /// To whom.
    pub signer: SignerId,
}

/// The input of `step-wait-for-change`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitStep {
    /// Which job.
    pub job: JobId,
    /// Until when.
    pub until: Timestamp,
    /// What wakes the execution.
    pub task_token: String,
}

/// The output of `step-seal-job`: who is to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedStep {
    /// Every signer.
    pub signers: Vec<SignerId>,
}

/// The input of `step-expire-code`, and of the execution that waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeStep {
    /// Which job.
    pub job: JobId,
    /// Whose code.
    pub signer: SignerId,
    /// Which issue of it.
    pub code: CodeId,
    /// When it ends.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_next_is_told_by_one_word() {
        let wait = NextStep::Wait {
            until: Timestamp::UNIX_EPOCH,
            seconds: 3,
        };
        let json = serde_json::to_value(wait).expect("a step is JSON");
        assert_eq!(
            json,
            serde_json::json!({"next": "WAIT", "until": "1970-01-01T00:00:00Z", "seconds": 3})
        );
        let rest = serde_json::to_value(NextStep::DeleteDocuments).expect("a step is JSON");
        assert_eq!(rest, serde_json::json!({"next": "DELETE_DOCUMENTS"}));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_rounded_up_and_never_none() {
        let now = Timestamp::from_millisecond(1_795_478_400_000).expect("a time");
        let seconds = |until: i64| match NextStep::new(
            NextAction::Wait(Timestamp::from_millisecond(until).expect("a time")),
            now,
        ) {
            NextStep::Wait { seconds, .. } => seconds,
            other => panic!("{other:?}"),
        };
        assert_eq!(seconds(1_795_478_400_000), 1);
        assert_eq!(seconds(1_795_478_401_001), 2);
        assert_eq!(seconds(1_795_478_402_000), 2);
    }
}
