//! The one table: what stands in it, how it is found, what that costs.
//!
//! | item | pk | sk | found when | by |
//! | --- | --- | --- | --- | --- |
//! | job | `JOB#<job>` | `JOB` | anything is done with it | key, consistent |
//! | audit event | `JOB#<job>` | `EVENT#<sequence>` | the audit trail is read, the job is sealed | query of the partition |
//! | workflow | `JOB#<job>` | `WORKFLOW` | an execution begins, waits or is woken | key, consistent |
//! | halt | `JOB#<job>` | `HALT` | an execution asks what is next, fails, or is missing; the job is read | key, consistent |
//! | link | `LINK#<digest>` | `LINK` | a signer opens a link | key, consistent |
//! | redirect URL | `REDIRECT#<digest>` | `REDIRECT` | a signer is sent by the sender | key, consistent |
//! | status change | `QUEUE#<org>#<queue>` | `<time>#<job>#<version>` | a sender polls | query of the partition |
//! | task | `PERSON#<keyed hash>` | `<created>#<job>` | a person's tasks are listed | query of the partition |
//! | session | `SESSION#<digest>` | `SESSION` | a signer does something | key, consistent |
//! | document | `DOCUMENT#<document>` | `DOCUMENT` | it is uploaded, checked, taken by a job | key, consistent |
//! | API key | `APIKEY#<sha256>` | `APIKEY` | a sender calls | key |
//! | idempotency | `IDEMPOTENCY#<org>#<sha256 of key>` | `IDEMPOTENCY` | a job is created | key, consistent |
//!
//! | index | keys | question |
//! | --- | --- | --- |
//! | `by-sender` | `ORG#<org>`, `<created>#<job>` | which jobs has this sender, newest first? |
//! | `by-reference` | `ORG#<org>#REF#<reference>`, `<created>#<job>` | which jobs have this reference? |
//! | `due` | `DUE#<0-7>`, due time | which jobs are overdue? (eight shards, so that no key runs hot) |
//!
//! Costs, with a job of two signers at about 3 kB: reading it 1 read unit (consistent, per 4 kB); a move about
//! 2 × (3 + 1 for each audit event + 1-2 for each index key that changes) write units, the 2 for being a transaction; an audit event
//! is under 1 kB. There is no scan. What dies, dies by TTL (`expires_at`, seconds): sessions after their end, links
//! after 500 days, documents after two days unless a job takes them, idempotency keys after a day, jobs three years after
//! their end. An audit event or a document is written before that end is known: it dies three years after the longest job's,
//! and is reached through its job only. A halt does not die by itself: an operator lifts it. TTL may be days late, so whoever reads asks the time too.
//!
//! The job item holds the domain's own JSON in `job`, beside the attributes that indexes and lists need. Every item says in `v`
//! in which format it is written. A change of the domain's shape must still read the older ones: a test holds a row of each.

mod image;
mod item;
mod jobs;
mod list;
mod queue;
#[cfg(test)]
mod sample;
mod small;
mod tasks;
mod workflow;

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use segl_app::ports::PortError;
use segl_domain::id::JobId;

use crate::Aws;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The one table.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

/// What stands in the table cannot be what was written.
fn corrupt(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::corrupt("table", source)
}

fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> PortError {
    PortError::new("table", source)
}

impl Table {
    /// The table with this name.
    #[must_use]
    pub fn new(aws: &Aws, name: String) -> Self {
        Self {
            client: Client::new(&aws.config),
            name,
        }
    }

    /// The item under this key, as every write that has succeeded left it.
    async fn get(&self, pk: String, sk: &str) -> Result<Option<Item>, PortError> {
        let read = self
            .client
            .get_item()
            .table_name(&self.name)
            .consistent_read(true);
        let read = read
            .key("pk", AttributeValue::S(pk))
            .key("sk", AttributeValue::S(sk.to_owned()));
        Ok(read.send().await.map_err(unavailable)?.item)
    }
}

fn job_pk(job: JobId) -> String {
    format!("JOB#{job}")
}
