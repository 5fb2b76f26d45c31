//! What stands in the table beside a job for its executions: the task token and the epoch, and the halt; and the index of
//! what is due.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use jiff::Timestamp;
use segl_app::ports::{
    PortError,
    workflow::{DueJobs, Epochs, Halt, Halts, PendingCallbacks, TaskToken},
};
use segl_domain::id::JobId;

use super::{
    Table,
    item::{SHARDS, n, parsed, s, sortable, text},
    job_pk, unavailable,
};

impl PendingCallbacks for Table {
    async fn register(&self, job: JobId, task_token: &TaskToken) -> Result<(), PortError> {
        self.client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(job_pk(job)))
            .key("sk", s("WORKFLOW"))
            .update_expression(
                "SET task_token = :token, task_token_until = :until, expires_at = :ttl",
            )
            .expression_attribute_values(":token", s(&task_token.token))
            .expression_attribute_values(":until", s(task_token.until.to_string()))
            // A task token that nobody has registered anew for so long belongs to a job that is at rest.
            .expression_attribute_values(
                ":ttl",
                n(task_token.until.as_second() + 400 * 24 * 60 * 60),
            )
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn task_token(&self, job: JobId) -> Result<Option<TaskToken>, PortError> {
        let Some(item) = self.get(job_pk(job), "WORKFLOW").await? else {
            return Ok(None);
        };
        if !item.contains_key("task_token") {
            return Ok(None);
        }
        Ok(Some(TaskToken {
            token: text(&item, "task_token")?.to_owned(),
            until: parsed(&item, "task_token_until")?,
        }))
    }
}

impl Epochs for Table {
    async fn epoch(&self, job: JobId) -> Result<u32, PortError> {
        match self.get(job_pk(job), "WORKFLOW").await? {
            Some(item) if item.contains_key("epoch") => parsed(&item, "epoch"),
            _ => Ok(1),
        }
    }

    async fn advance(&self, job: JobId, from: u32) -> Result<bool, PortError> {
        let first = if from == 1 {
            "attribute_not_exists(epoch) OR "
        } else {
            ""
        };
        let advanced = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(job_pk(job)))
            .key("sk", s("WORKFLOW"))
            .update_expression("SET epoch = :next")
            .condition_expression(format!("{first}epoch = :from"))
            .expression_attribute_values(":next", n(from + 1))
            .expression_attribute_values(":from", n(from))
            .send()
            .await;
        match advanced {
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

impl Halts for Table {
    async fn halt(&self, job: JobId, halt: &Halt) -> Result<(), PortError> {
        // No TTL: an operator lifts a halt, and not time.
        self.client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(job_pk(job)))
            .key("sk", s("HALT"))
            .update_expression(
                "SET halted_at = if_not_exists(halted_at, :at), halted_step = if_not_exists(halted_step, :step)",
            )
            .expression_attribute_values(":at", s(halt.at.to_string()))
            .expression_attribute_values(":step", s(&halt.step))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn halted(&self, job: JobId) -> Result<Option<Halt>, PortError> {
        let Some(item) = self.get(job_pk(job), "HALT").await? else {
            return Ok(None);
        };
        Ok(Some(Halt {
            at: parsed(&item, "halted_at")?,
            step: text(&item, "halted_step")?.to_owned(),
        }))
    }
}

impl DueJobs for Table {
    async fn due(&self, time: Timestamp, limit: u32) -> Result<Vec<JobId>, PortError> {
        let mut due: Vec<(String, JobId)> = Vec::new();
        for shard in 0..SHARDS {
            let page = self
                .client
                .query()
                .table_name(&self.name)
                .index_name("due")
                .key_condition_expression("gsi3pk = :shard AND gsi3sk <= :time")
                .expression_attribute_values(":shard", s(format!("DUE#{shard}")))
                .expression_attribute_values(":time", s(sortable(time)))
                .limit(i32::try_from(limit).unwrap_or(i32::MAX))
                .send()
                .await
                .map_err(unavailable)?;
            for item in page.items() {
                let job = text(item, "pk")?
                    .strip_prefix("JOB#")
                    .and_then(|job| job.parse().ok());
                due.extend(
                    job.map(|job| (text(item, "gsi3sk").unwrap_or_default().to_owned(), job)),
                );
            }
        }
        due.sort();
        Ok(due
            .into_iter()
            .take(limit as usize)
            .map(|(_, job)| job)
            .collect())
    }

    async fn postpone(&self, job: JobId, until: Timestamp) -> Result<(), PortError> {
        let postponed = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(job_pk(job)))
            .key("sk", s("JOB"))
            .update_expression("SET gsi3sk = :until")
            .condition_expression("attribute_exists(gsi3pk)")
            .expression_attribute_values(":until", s(sortable(until)))
            .send()
            .await;
        match postponed {
            Ok(_) => Ok(()),
            // Nothing is due any more.
            Err(error)
                if matches!(
                    error.as_service_error(),
                    Some(UpdateItemError::ConditionalCheckFailedException(_))
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
