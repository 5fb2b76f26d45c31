//! Sends a signer the messages that are due, each once.
//!
//! First the intention is committed, with the digests of the link and code that the message will carry; then the
//! message is handed over; then the outcome is committed. Whoever dies in between leaves an intention that is believed
//! for two minutes; after that the message is sent again, with a new link and code, since the old ones were never
//! seen by anybody but the signer. So a message may come twice when a machine dies between the provider's yes and our
//! writing it down, and it is never lost; in all other cases it comes once.

use segl_domain::{
    contact::{Channel, ContactAddress, LookedUp},
    id::{JobId, SignerId},
    identity::national_id::NationalIdentityNumber,
    job::{
        SignatureJob,
        addressee::{AddressedPerson, Addressee, NotificationAddress},
        credentials::NewCode,
        signer::Signer,
        transitions::notify::{Carries, NewSecrets},
    },
    notification::Notification,
    secret::{CodeDigest, LinkDigest, LinkToken, OneTimeCode},
};

use crate::{
    notification::{MessageKind, NotificationContent},
    ports::{
        Ctx, PortError,
        e_id::ContactRegister,
        jobs::Jobs,
        keys::{HmacKey, PersonCipher},
        messages::{EmailSender, MessageId, MessageRenderer, SendError, SmsSender},
    },
    signer::otp::Messengers,
    tokens,
    update::{UpdateError, infallible, update},
};

/// Sends every message that is due to this signer, in its order, and returns how many the providers took.
///
/// # Errors
/// [`PortError`] when the table or the code key did not answer. A provider's refusal is no error: it is recorded,
/// and the job's plan says when to try again.
pub async fn send_due_notifications(
    job: JobId,
    signer: SignerId,
    jobs: &impl Jobs,
    key: &impl HmacKey,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
    cipher: &impl PersonCipher,
    contacts: &impl ContactRegister,
    ctx: Ctx<'_>,
) -> Result<u32, PortError> {
    let mut taken = 0;
    loop {
        let Some(read) = jobs.load(job).await? else {
            return Ok(taken);
        };
        let Some(notification) = read.job.due_notification(signer, ctx.now()) else {
            return Ok(taken);
        };
        if read.job.calls_for_look_up(notification, ctx.now()) {
            match look_up(&read.job, signer, cipher, contacts).await {
                Ok(answer) => {
                    infallible(
                        update(job, jobs, ctx, |job| {
                            Ok(job.looked_up(notification, answer.clone(), ctx.now()))
                        })
                        .await,
                    )?;
                    continue;
                }
                // What was known at the creation is better than silence.
                Err(error) => tracing::warn!(
                    job.id = %job,
                    signer.id = %signer,
                    error = &error as &dyn std::error::Error,
                    "the contact register was not asked"
                ),
            }
        }
        let secrets = Secrets::draw(&read.job, notification, key, ctx).await?;
        let intended = update(job, jobs, ctx, |job| {
            job.attempt_notification(notification, secrets.digests.clone(), ctx.now())
        })
        .await;
        let now = match intended {
            Ok(now) => now,
            // Somebody else is at it, or the job no longer calls for it; what is due now is read anew.
            Err(UpdateError::Refused(_)) => continue,
            Err(UpdateError::NotFound) => return Ok(taken),
            Err(UpdateError::PortError(unavailable)) => return Err(unavailable),
        };
        match deliver(&now, notification, secrets, messengers).await {
            Ok(MessageId(id)) => {
                infallible(
                    update(job, jobs, ctx, |job| {
                        Ok(job.notification_sent(notification, id.clone(), ctx.now()))
                    })
                    .await,
                )?;
                taken += 1;
            }
            Err(error) => {
                tracing::warn!(
                    job.id = %job,
                    signer.id = %signer,
                    notification = ?notification.kind,
                    channel = ?notification.channel,
                    error = &error as &dyn std::error::Error,
                    "a message was not taken"
                );
                infallible(
                    update(job, jobs, ctx, |job| {
                        Ok(job.notification_failed(notification, ctx.now()))
                    })
                    .await,
                )?;
            }
        }
    }
}

/// What the contact register says of a signer who is reached by look-up.
async fn look_up(
    job: &SignatureJob,
    signer: SignerId,
    cipher: &impl PersonCipher,
    contacts: &impl ContactRegister,
) -> Result<LookedUp, PortError> {
    let nobody = || PortError::new("job", "the signer is not reached by look-up");
    let Some(Addressee::Person(AddressedPerson {
        person,
        notifications: NotificationAddress::LookUp { sms, .. },
    })) = job.signer(signer).map(Signer::addressee)
    else {
        return Err(nobody());
    };
    let number = cipher.decrypt(&person.number, &signer.to_string()).await?;
    let number = NationalIdentityNumber::parse(&number).map_err(|_| nobody())?;
    contacts.look_up(&number, *sms).await
}

/// What a message carries, and the digests of it.
struct Secrets {
    link: Option<LinkToken>,
    code: Option<OneTimeCode>,
    digests: NewSecrets,
}

impl Secrets {
    async fn draw(
        job: &SignatureJob,
        notification: Notification,
        key: &impl HmacKey,
        ctx: Ctx<'_>,
    ) -> Result<Self, PortError> {
        let Carries { link, code } = job.carries(notification);
        let link = if link {
            Some(tokens::link(ctx.entropy)?)
        } else {
            None
        };
        let newest = job
            .signer(notification.signer)
            .and_then(|signer| signer.access().link().copied());
        let bound_to: Option<LinkDigest> = link.as_ref().map(LinkToken::digest).or(newest);
        let mut digests = NewSecrets {
            link: link.as_ref().map(LinkToken::digest),
            code: None,
        };
        let mut drawn = None;
        if let (true, Some(bound_to)) = (code, bound_to) {
            let code = tokens::code(ctx.entropy)?;
            let digest = CodeDigest::new(key.mac(&code.bound_to(&bound_to)).await?);
            digests.code = Some(NewCode {
                id: tokens::id(ctx.now(), ctx.entropy)?,
                digest,
            });
            drawn = Some(code);
        }
        Ok(Self {
            link,
            code: drawn,
            digests,
        })
    }
}

async fn deliver(
    job: &SignatureJob,
    notification: Notification,
    secrets: Secrets,
    messengers: &Messengers<'_, impl EmailSender, impl SmsSender, impl MessageRenderer>,
) -> Result<MessageId, SendError> {
    let no_address = || {
        SendError::Refused(PortError::new(
            "job",
            "the signer has no address for this channel",
        ))
    };
    let signer = job.signer(notification.signer).ok_or_else(no_address)?;
    let content = NotificationContent::new(
        MessageKind::Notification(notification.kind),
        job,
        signer,
        secrets.link,
        secrets.code,
    );
    match notification.channel {
        Channel::Email => {
            let to = signer
                .contact()
                .and_then(ContactAddress::email)
                .ok_or_else(no_address)?;
            messengers
                .mail
                .send(to, &messengers.renderer.email(&content))
                .await
        }
        Channel::Sms => {
            let to = signer
                .contact()
                .and_then(ContactAddress::mobile)
                .ok_or_else(no_address)?;
            messengers
                .texts
                .send(to, &messengers.renderer.text(&content))
                .await
        }
    }
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
