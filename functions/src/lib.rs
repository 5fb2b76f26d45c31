//! The entry points: what every main does around its handler.

mod e_ids;

use std::{pin::Pin, time::Instant};

use lambda_http::{Request, RequestExt as _, service_fn};
pub use lambda_runtime::Error;
use lambda_runtime::{Diagnostic, LambdaEvent};
use segl_aws::{Aws, KmsPersonCipher, KmsPersonKeys, variable};
use segl_http::{IntoReply, Reply};
use segl_identity::Register;
use segl_workers::steps::Failed;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tracing::{Instrument as _, Span};

pub use e_ids::LazyEIds;

/// A use case's future behind a pointer: in line, the futures of all clients nest deeper than the compiler will follow.
type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Begins: the log in JSON, and what all clients share.
pub async fn begin() -> Aws {
    lambda_http::tracing::init_default_subscriber();
    Aws::from_env().await
}

/// Which of its binary's functions this one is: Lambda tells a runtime the function's `Handler` in `_HANDLER`.
///
/// # Errors
/// When the variable is not set.
pub fn handler() -> Result<String, Error> {
    Ok(variable("_HANDLER")?)
}

/// A function whose `Handler` its binary does not hold fails at its start, and says why.
#[must_use]
pub fn unknown(handler: &str) -> Error {
    format!("this binary has no function {handler}: Handler and Binary in the template must agree")
        .into()
}

/// The key that national identity numbers and ID tokens are encrypted with.
///
/// # Errors
/// When a variable is not set.
pub fn person_cipher(aws: &Aws) -> Result<KmsPersonCipher, Error> {
    Ok(KmsPersonCipher::new(aws, variable("PERSON_DATA_KEY_ID")?))
}

/// That key, and the one that national identity numbers are hashed with.
///
/// # Errors
/// When a variable is not set.
pub fn person_keys(aws: &Aws) -> Result<KmsPersonKeys, Error> {
    Ok(KmsPersonKeys::new(
        aws,
        variable("PERSON_HASH_KEY_ID")?,
        variable("PERSON_DATA_KEY_ID")?,
    ))
}

/// The contact register; a deployment without one has an empty address.
///
/// # Errors
/// When no client can be made.
pub fn contact_register() -> Result<Register, Error> {
    Ok(Register::new(
        variable("CONTACT_REGISTER_URL").ok(),
        variable("CONTACT_REGISTER_TOKEN").ok(),
    )?)
}

/// Whether the synthetic persons of the test registers are taken.
///
/// # Errors
/// When the variable is not set.
pub fn takes_synthetic() -> Result<bool, Error> {
    Ok(variable("ALLOW_TEST_IDENTITIES")? == "true")
}

/// Answers HTTP requests until the sandbox ends. One line a request: what it was answered with, and how long it took.
/// The path is never in it, for links are secrets.
///
/// # Errors
/// When the runtime cannot be reached.
pub async fn serve<'a, F, Fut>(handler: F) -> Result<(), Error>
where
    F: Fn(Request) -> Fut,
    Fut: Future + Send + 'a,
    Fut::Output: IntoReply + Send,
{
    let handler = &handler;
    let service = service_fn(move |request: Request| {
        let begun = Instant::now();
        let span = of_job(
            request
                .path_parameters_ref()
                .and_then(|parameters| parameters.first("job")),
        );
        let reply: Boxed<'a, Fut::Output> = Box::pin(handler(request));
        let answered = async move {
            let reply: Reply = reply.await.into_reply();
            tracing::info!(
                status = reply.status().as_u16(),
                duration_ms = begun.elapsed().as_millis(),
                "answered"
            );
            Ok::<_, Error>(reply)
        };
        answered.instrument(span)
    });
    lambda_http::run(service).await
}

/// Takes steps, or reacts to events, until the sandbox ends. One line each.
///
/// # Errors
/// When the runtime cannot be reached.
pub async fn work<'a, T, U, E, F, Fut>(handler: F) -> Result<(), Error>
where
    T: DeserializeOwned + Send,
    U: Serialize,
    E: Into<Diagnostic>,
    F: Fn(T) -> Fut,
    Fut: Future<Output = Result<U, E>> + Send + 'a,
{
    let handler = &handler;
    let service = service_fn(move |event: LambdaEvent<Value>| {
        let begun = Instant::now();
        let span = of_job(job_of(&event.payload));
        let step: Result<Boxed<'a, Result<U, E>>, _> = serde_json::from_value::<T>(event.payload)
            .map(|step| Box::pin(handler(step)) as Boxed<'a, _>);
        let worked = async move {
            let done = match step {
                Ok(step) => step.await.map_err(Into::into),
                Err(_) => Err(Failed::unreadable().into()),
            };
            tracing::info!(
                succeeded = done.is_ok(),
                duration_ms = begun.elapsed().as_millis(),
                "worked"
            );
            done
        };
        worked.instrument(span)
    });
    lambda_runtime::run(service).await
}

/// The job that an input is about: a step's names it, and an event of an execution names that, `{job}-{epoch}`.
fn job_of(input: &Value) -> Option<&str> {
    let text = |pointer| input.pointer(pointer).and_then(Value::as_str);
    text("/job").or_else(|| Some(text("/detail/name")?.rsplit_once('-')?.0))
}

/// What every line of the log stands under: the function, whose family shares one group of logs, and the job that it is
/// about, where that is known.
fn of_job(job: Option<&str>) -> Span {
    let function = variable("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
    match job {
        Some(job) => tracing::info_span!("function", "faas.name" = function, "job.id" = job),
        None => tracing::info_span!("function", "faas.name" = function),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_log_names_the_job_of_a_step_and_of_an_execution_that_ended() {
        assert_eq!(job_of(&json!({"job": "job_1", "epoch": 2})), Some("job_1"));
        let ended = json!({"detail": {"name": "job_1-2", "status": "FAILED"}});
        assert_eq!(job_of(&ended), Some("job_1"));
        assert_eq!(job_of(&json!({"detail": {"name": "scheduled"}})), None);
        assert_eq!(job_of(&json!({"Records": []})), None);
    }
}
