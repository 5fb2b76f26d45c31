//! Queues of status changes, in memory.

use jiff::Timestamp;
use segl_domain::{account::organisation::OrganisationNumber, text::QueueName};

use crate::{
    fakes::{lock, table::MemoryTable},
    ports::{
        PortError,
        status_changes::{ReceivedChange, StatusChanges},
    },
};

impl StatusChanges for MemoryTable {
    async fn receive(
        &self,
        sender: &OrganisationNumber,
        queue: &QueueName,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> Result<Option<ReceivedChange>, PortError> {
        self.fault.check("table")?;
        let mut rows = lock(&self.rows);
        let mut held = Vec::new();
        for ((organisation, name, place), waiting) in &mut rows.changes {
            if organisation != sender.as_ref() || name != queue.as_ref() {
                continue;
            }
            if held.contains(&waiting.change.job) {
                continue;
            }
            if waiting.hidden_until > now {
                held.push(waiting.change.job);
                continue;
            }
            waiting.hidden_until = hidden_until;
            let id = format!("{name}|{place}");
            return Ok(Some(ReceivedChange {
                id,
                at: waiting.at,
                change: waiting.change.clone(),
            }));
        }
        Ok(None)
    }

    async fn acknowledge(&self, sender: &OrganisationNumber, id: &str) -> Result<bool, PortError> {
        self.fault.check("table")?;
        let Some((queue, place)) = id.split_once('|') else {
            return Ok(false);
        };
        lock(&self.rows).changes.remove(&(
            sender.as_ref().to_owned(),
            queue.to_owned(),
            place.to_owned(),
        ));
        Ok(true)
    }
}
