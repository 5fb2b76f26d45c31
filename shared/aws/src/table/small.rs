//! Links, sessions, API keys, documents: one item each, found by key.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use jiff::Timestamp;
use segl_app::{
    document::{Checked, DocumentState, ORPHAN_TTL, Settled, StoredDocument},
    ports::{
        Clock as _, PortError,
        authenticator::{Authenticator, Caller, Credential},
        document_index::DocumentIndex,
        links::{Links, Redirects},
        sessions::{Session, Sessions},
    },
};
use segl_domain::{
    account::organisation::{OrganisationNumber, Sector, Sender},
    digest::Digest,
    id::{DocumentId, JobId, SignerId},
    identity::principal::{Actor, Organisation, Principal},
    secret::{LinkDigest, RedirectDigest, SessionDigest},
    text::{FileName, SenderName, Title},
};
use serde_json::{Value, json};

use super::{
    Item, Table, corrupt,
    item::{
        With as _, decoded, format_number, is_over, item, link_pk, n, parsed, redirect_pk, s, text,
    },
    unavailable,
};
use crate::SystemClock;

impl Links for Table {
    async fn find(&self, link: &LinkDigest) -> Result<Option<(JobId, SignerId)>, PortError> {
        match self.get(link_pk(link), "LINK").await? {
            Some(item) if !is_over(&item, SystemClock.now()) => {
                Ok(Some((parsed(&item, "job")?, parsed(&item, "signer")?)))
            }
            _ => Ok(None),
        }
    }
}

impl Redirects for Table {
    async fn find(
        &self,
        redirect: &RedirectDigest,
    ) -> Result<Option<(JobId, SignerId)>, PortError> {
        match self.get(redirect_pk(redirect), "REDIRECT").await? {
            Some(item) if !is_over(&item, SystemClock.now()) => {
                Ok(Some((parsed(&item, "job")?, parsed(&item, "signer")?)))
            }
            _ => Ok(None),
        }
    }
}

impl Sessions for Table {
    async fn keep(&self, digest: &SessionDigest, session: &Session) -> Result<(), PortError> {
        let held = serde_json::to_string(session).map_err(unavailable)?;
        self.client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(format!("SESSION#{digest}")))
            .key("sk", s("SESSION"))
            .update_expression("SET held = :held, ends_at = :end, expires_at = :ttl, v = :v")
            .expression_attribute_values(":v", format_number())
            .expression_attribute_values(":held", s(held))
            .expression_attribute_values(":end", s(session.expires_at.to_string()))
            .expression_attribute_values(":ttl", n(session.expires_at.as_second() + 1))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn find(&self, digest: &SessionDigest) -> Result<Option<Session>, PortError> {
        let Some(item) = self.get(format!("SESSION#{digest}"), "SESSION").await? else {
            return Ok(None);
        };
        // A session of before this shape: its visitor enters a code again.
        if !item.contains_key("held") {
            return Ok(None);
        }
        let mut session: Session = decoded(&item, "held")?;
        session.expires_at = parsed(&item, "ends_at")?;
        Ok(Some(session))
    }

    async fn renew(&self, digest: &SessionDigest, until: Timestamp) -> Result<bool, PortError> {
        let renewed = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(format!("SESSION#{digest}")))
            .key("sk", s("SESSION"))
            .update_expression("SET ends_at = :end, expires_at = :ttl")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":end", s(until.to_string()))
            .expression_attribute_values(":ttl", n(until.as_second() + 1))
            .send()
            .await;
        match renewed {
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

    async fn forget(&self, digest: &SessionDigest) -> Result<(), PortError> {
        let delete = self.client.delete_item().table_name(&self.name);
        let delete = delete
            .key("pk", s(format!("SESSION#{digest}")))
            .key("sk", s("SESSION"));
        delete.send().await.map_err(unavailable)?;
        Ok(())
    }
}

impl Authenticator for Table {
    async fn authenticate(&self, credential: &Credential) -> Result<Option<Caller>, PortError> {
        let Credential::ApiKey(key) = credential;
        let found = self
            .get(format!("APIKEY#{}", key.digest()), "APIKEY")
            .await?;
        let Some(item) = found.filter(|item| !is_over(item, SystemClock.now())) else {
            return Ok(None);
        };
        let organisation = OrganisationNumber::try_from(text(&item, "organisation")?.to_owned());
        let name = SenderName::try_from(text(&item, "sender_name")?.to_owned());
        let sector = match item
            .get("sector")
            .and_then(|sector| sector.as_s().ok())
            .map(String::as_str)
        {
            None | Some("PRIVATE") => Sector::Private,
            Some("PUBLIC") => Sector::Public,
            Some(other) => return Err(corrupt(format!("a key's sector is {other}"))),
        };
        let sender = Sender {
            organisation: organisation.map_err(corrupt)?,
            name: name.map_err(corrupt)?,
        };
        let principal = Principal {
            organisation: Organisation { sender, sector },
            actor: Actor::SenderSystem {
                api_key: parsed(&item, "id")?,
            },
            permissions: parsed(&item, "scopes")?,
        };
        Ok(Some(Caller {
            principal,
            credential: text(&item, "name")?.to_owned(),
        }))
    }
}

pub(super) fn document_pk(document: DocumentId) -> String {
    format!("DOCUMENT#{document}")
}

impl DocumentIndex for Table {
    async fn enter(&self, document: &StoredDocument) -> Result<(), PortError> {
        let (state, checked) = of_state(&document.state);
        let made = item(document_pk(document.id), "DOCUMENT")
            .with("organisation", s(document.sender.as_ref()))
            .with("title", s(document.title.as_ref()))
            .with("file_name", s(document.file_name.as_ref()))
            .with("created_at", s(document.created_at.to_string()))
            .with("state", s(state.to_string()))
            .with("checked", AttributeValue::Bool(checked))
            .with(
                "expires_at",
                n((document.created_at + ORPHAN_TTL).as_second()),
            );
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(made))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn find(&self, document: DocumentId) -> Result<Option<StoredDocument>, PortError> {
        let found = self.get(document_pk(document), "DOCUMENT").await?;
        found
            .filter(|item| !is_over(item, SystemClock.now()))
            .map(|item| to_document(document, &item))
            .transpose()
    }

    async fn settle(&self, document: DocumentId, settled: &Settled) -> Result<(), PortError> {
        let (state, checked) = of_state(&DocumentState::Settled(settled.clone()));
        let settled = self
            .client
            .update_item()
            .table_name(&self.name)
            .key("pk", s(document_pk(document)))
            .key("sk", s("DOCUMENT"))
            .update_expression("SET #state = :state, checked = :checked, v = :v")
            .expression_attribute_values(":v", format_number())
            .condition_expression("contains(#state, :awaiting)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", s(state.to_string()))
            .expression_attribute_values(":checked", AttributeValue::Bool(checked))
            .expression_attribute_values(":awaiting", s("\"AWAITING_UPLOAD\""))
            .send()
            .await;
        match settled {
            Ok(_) => Ok(()),
            // Settled before: it stays so.
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

fn of_state(state: &DocumentState) -> (Value, bool) {
    match state {
        DocumentState::AwaitingUpload {
            sha256,
            size,
            until,
        } => (
            json!({ "type": "AWAITING_UPLOAD", "sha256": sha256, "size": size, "until": until }),
            false,
        ),
        DocumentState::Settled(Settled::Checked(Checked {
            sha256,
            size,
            pages,
            version,
        })) => (
            json!({ "type": "CHECKED", "sha256": sha256, "size": size, "pages": pages, "version": version }),
            true,
        ),
        DocumentState::Settled(Settled::Refused { code, detail }) => (
            json!({ "type": "REFUSED", "code": code, "detail": detail }),
            false,
        ),
    }
}

fn to_document(id: DocumentId, item: &Item) -> Result<StoredDocument, PortError> {
    let state: Value = decoded(item, "state")?;
    let field = |name: &str| state.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| state.get(name).and_then(Value::as_u64).unwrap_or_default();
    let digest =
        || Digest::from_hex(field("sha256")).ok_or_else(|| corrupt("a digest is no digest"));
    let state = match field("type") {
        "AWAITING_UPLOAD" => DocumentState::AwaitingUpload {
            sha256: digest()?,
            size: number("size"),
            until: field("until").parse::<Timestamp>().map_err(corrupt)?,
        },
        "CHECKED" => DocumentState::Settled(Settled::Checked(Checked {
            sha256: digest()?,
            size: number("size"),
            pages: u32::try_from(number("pages")).map_err(corrupt)?,
            version: field("version").to_owned(),
        })),
        "REFUSED" => DocumentState::Settled(Settled::Refused {
            code: field("code").to_owned(),
            detail: field("detail").to_owned(),
        }),
        other => {
            return Err(corrupt(format!(
                "a document is in the unknown state {other}"
            )));
        }
    };
    Ok(StoredDocument {
        id,
        sender: OrganisationNumber::try_from(text(item, "organisation")?.to_owned())
            .map_err(corrupt)?,
        title: Title::try_from(text(item, "title")?.to_owned()).map_err(corrupt)?,
        file_name: FileName::try_from(text(item, "file_name")?.to_owned()).map_err(corrupt)?,
        created_at: parsed(item, "created_at")?,
        state,
        job: match item.get("job") {
            Some(_) => Some(parsed(item, "job")?),
            None => None,
        },
    })
}
