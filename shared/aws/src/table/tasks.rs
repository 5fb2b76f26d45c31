//! What is addressed to a person by number: pointers from the keyed hash of the number to jobs.

use segl_app::ports::{
    Clock as _, PortError,
    lists::{Page, Tasks},
};
use segl_domain::{
    id::{JobId, SignerId},
    identity::person::PersonKey,
};

use super::{
    Table,
    item::{is_over, parsed, person_pk, s, text},
    unavailable,
};
use crate::SystemClock;

impl Tasks for Table {
    async fn tasks(
        &self,
        person: &PersonKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<(JobId, SignerId)>, PortError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .expression_attribute_values(":person", s(person_pk(person)));
        // The cursor is a sort key: whatever it says, it stays within this person's partition.
        query = match cursor.filter(|cursor| (1..=100).contains(&cursor.len())) {
            Some(cursor) => query
                .key_condition_expression("pk = :person AND sk < :before")
                .expression_attribute_values(":before", s(cursor)),
            None => query.key_condition_expression("pk = :person"),
        };
        let found = query.send().await.map_err(unavailable)?;
        let (now, more) = (SystemClock.now(), found.last_evaluated_key.is_some());
        let items = found.items.unwrap_or_default();
        let last = items
            .last()
            .map(|item| text(item, "sk").map(str::to_owned))
            .transpose()?;
        let live = items.iter().filter(|item| !is_over(item, now));
        let tasks: Result<Vec<_>, PortError> = live
            .map(|item| Ok((parsed(item, "job")?, parsed(item, "signer")?)))
            .collect();
        Ok(Page {
            items: tasks?,
            next: last.filter(|_| more),
        })
    }
}
