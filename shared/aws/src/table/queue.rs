//! Queues of status changes: an item a change, hidden while a poller has it, deleted when it is confirmed.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use segl_app::ports::{
    PortError,
    status_changes::{ReceivedChange, StatusChanges},
};
use segl_domain::{account::organisation::OrganisationNumber, text::QueueName};

use super::{
    Item, Table,
    item::{decoded, is_over, n, parsed, queue_pk, s, text},
    unavailable,
};

/// What a change is confirmed by: its queue and place, spelled for an address. The organisation is the caller's own.
fn spell(queue: &QueueName, place: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{place}", queue.as_ref()))
}

fn read(id: &str) -> Option<(QueueName, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (queue, place) = text.split_once('|')?;
    let fits = (1..=120).contains(&place.len());
    QueueName::try_from(queue.to_owned())
        .ok()
        .filter(|_| fits)
        .map(|queue| (queue, place.to_owned()))
}

impl Table {
    /// Hides a change from other pollers; `false` when one of them was faster, or it was confirmed.
    async fn hide(&self, pk: &str, item: &Item, until: Timestamp) -> Result<bool, PortError> {
        let was: i64 = parsed(item, "hidden_until")?;
        let hidden = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(pk))
            .key("sk", s(text(item, "sk")?))
            .update_expression("SET hidden_until = :until")
            .condition_expression("hidden_until = :was")
            .expression_attribute_values(":until", n(until.as_millisecond()))
            .expression_attribute_values(":was", n(was))
            .send()
            .await;
        match hidden {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(UpdateItemError::ConditionalCheckFailedException(_))
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

impl StatusChanges for Table {
    async fn receive(
        &self,
        sender: &OrganisationNumber,
        queue: &QueueName,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> Result<Option<ReceivedChange>, PortError> {
        let pk = queue_pk(sender, queue);
        // Consistent: a change that was confirmed must not hold its job's next one back, nor come again.
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :queue")
            .expression_attribute_values(":queue", s(&pk))
            .limit(50)
            .into_paginator()
            .send();
        let mut held: BTreeSet<String> = BTreeSet::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(unavailable)?.items() {
                let job = text(item, "job")?;
                if is_over(item, now) || held.contains(job) {
                    continue;
                }
                let free = parsed::<i64>(item, "hidden_until")? <= now.as_millisecond();
                if free && self.hide(&pk, item, hidden_until).await? {
                    return Ok(Some(ReceivedChange {
                        id: spell(queue, text(item, "sk")?),
                        at: parsed(item, "at")?,
                        change: decoded(item, "change")?,
                    }));
                }
                // Somebody has it: what follows of this job waits for its confirmation.
                held.insert(job.to_owned());
            }
        }
        Ok(None)
    }

    async fn acknowledge(&self, sender: &OrganisationNumber, id: &str) -> Result<bool, PortError> {
        let Some((queue, place)) = read(id) else {
            return Ok(false);
        };
        let delete = self.client.delete_item().table_name(&self.name);
        let delete = delete
            .key("pk", s(queue_pk(sender, &queue)))
            .key("sk", s(place));
        delete.send().await.map_err(unavailable)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_named_by_queue_and_place_and_by_nothing_else() {
        let queue = QueueName::default();
        let place = "2026-11-24T08:00:00.250Z#job_1#0000000002";
        assert_eq!(read(&spell(&queue, place)), Some((queue, place.to_owned())));
        for bad in ["", "!", "bm90aGluZw"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
