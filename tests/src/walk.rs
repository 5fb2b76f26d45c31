//! The workflow walked by hand: what the state machines do, one step after the other, in memory.

use segl_app::{
    fakes::SealingStore,
    ports::{PortError, workflow::TaskToken},
    signer::otp::Messengers,
    workflow::{
        callbacks, deletion,
        evaluation::{self, Evaluated},
        notify,
        renewal::{self, RenewError},
        sealing::{self, SealError, Sealing},
    },
};
use segl_domain::{
    id::{JobId, SignerId},
    job::next_action::NextAction,
};

use crate::World;

impl World {
    /// Asks what is next, as epoch `epoch`; `None` when that execution is to end, superseded or halted.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn evaluate_job(
        &self,
        job: JobId,
        epoch: u32,
    ) -> Result<Option<NextAction>, PortError> {
        Ok(
            match evaluation::evaluate_job(job, epoch, &self.table, self.ctx()).await? {
                Evaluated::Next(next) => Some(next),
                Evaluated::Halted | Evaluated::Superseded => None,
            },
        )
    }

    /// Sends a signer what is due.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn notify(&self, job: JobId, signer: SignerId) -> Result<u32, PortError> {
        let messengers = Messengers {
            mail: &self.outbox,
            texts: &self.outbox,
            renderer: &self.renderer,
        };
        notify::send_due_notifications(
            job,
            signer,
            &self.table,
            &self.code_key,
            &messengers,
            &self.person_keys,
            &self.contacts,
            self.ctx(),
        )
        .await
    }

    /// Seals.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn seal(&self, job: JobId) -> Result<(), PortError> {
        let store = SealingStore {
            documents: &self.store,
            certificates: &self.seal,
        };
        let sealed = sealing::seal_job(
            job,
            &self.table,
            &store,
            Sealing::new(&self.seal, None, &self.authorities),
            &self.person_keys,
            self.ctx(),
        );
        match sealed.await {
            Ok(_) => Ok(()),
            Err(SealError::PortError(unavailable)) => Err(unavailable),
            Err(SealError::Level(error)) => Err(PortError::new("authorities", error)),
            // The execution fails, and its alarm goes off; what the job does next stands in the job.
            Err(SealError::OriginalCorrupt) => Ok(()),
            Err(error) => panic!("the seal was refused: {error}"),
        }
    }

    /// Renews the seal, if that is due.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn renew(&self, job: JobId) -> Result<(), PortError> {
        match renewal::renew_seal(job, &self.table, &self.store, &self.authorities, self.ctx())
            .await
        {
            Ok(()) => Ok(()),
            Err(RenewError::PortError(unavailable)) => Err(unavailable),
            Err(RenewError::Raise(error)) => Err(PortError::new("authorities", error)),
            Err(RenewError::Corrupt) => Ok(()),
            Err(error) => panic!("the renewal was refused: {error}"),
        }
    }

    /// Does everything that is due, as an execution would, until it waits or rests.
    ///
    /// # Errors
    /// When a port was broken: the execution is lost then.
    pub async fn walk(&self, job: JobId, epoch: u32) -> Result<Option<NextAction>, PortError> {
        for _ in 0..50 {
            match self.evaluate_job(job, epoch).await? {
                Some(NextAction::Notify(signers)) => {
                    for signer in signers {
                        self.notify(job, signer).await?;
                    }
                }
                Some(NextAction::Seal) => self.seal(job).await?,
                Some(NextAction::RenewSeal) => self.renew(job).await?,
                Some(NextAction::DeleteDocuments) => {
                    deletion::delete_expired_documents(job, &self.table, &self.store, self.ctx())
                        .await?;
                }
                Some(NextAction::Wait(until)) => {
                    let token = format!("{job}-{epoch}-{until}");
                    self.executions.waits(&token);
                    let task_token = TaskToken { token, until };
                    callbacks::wait_for_change(
                        job,
                        task_token,
                        &self.table,
                        &self.executions,
                        self.ctx(),
                    )
                    .await?;
                    return Ok(Some(NextAction::Wait(until)));
                }
                rest => return Ok(rest),
            }
        }
        panic!("the workflow goes in circles");
    }

    /// Hands the stream's changes to the reaction, in order.
    ///
    /// # Errors
    /// When a port was broken.
    pub async fn react(&self) -> Result<(), PortError> {
        for (before, after) in self.table.take_stream() {
            callbacks::on_job_written(
                before.as_ref(),
                &after,
                &self.table,
                &self.executions,
                self.ctx(),
            )
            .await?;
        }
        Ok(())
    }
}
