//! What a job takes of a document.

use super::*;
use crate::testing::*;

fn stored(state: DocumentState) -> StoredDocument {
    let crate::sender::documents::Naming { title, file_name } = naming();
    StoredDocument {
        id: DocumentId::new(1, [1; 10]),
        sender: own().organisation_number().clone(),
        title,
        file_name,
        created_at: time(NOON),
        state,
        job: None,
    }
}

#[test]
fn a_job_takes_a_document_as_it_was_checked() {
    let checked = Checked {
        sha256: Digest::of(b"pdf"),
        size: 3,
        pages: 7,
        version: "v1".to_owned(),
    };
    let stored = stored(DocumentState::Settled(Settled::Checked(checked)));
    let taken = stored.as_checked().expect("it was checked");
    assert_eq!(
        (taken.id, taken.title, taken.file_name),
        (stored.id, stored.title, stored.file_name)
    );
    assert_eq!(
        (
            taken.sha256,
            taken.size,
            taken.pages,
            taken.version.as_str()
        ),
        (Digest::of(b"pdf"), 3, 7, "v1")
    );
}

#[test]
fn a_job_takes_no_document_that_was_refused_or_has_yet_to_come() {
    let awaited = DocumentState::AwaitingUpload {
        sha256: Digest::of(b"pdf"),
        size: 3,
        until: time(NOON),
    };
    let refused = DocumentState::Settled(Settled::Refused {
        code: "document-encrypted".to_owned(),
        detail: "It is encrypted.".to_owned(),
    });
    for state in [awaited, refused] {
        assert_eq!(stored(state).as_checked(), None);
    }
}

#[test]
fn a_document_that_no_job_takes_is_kept_for_two_days_and_longer_than_its_slot_is_open() {
    assert_eq!(ORPHAN_TTL, days(2));
    assert_eq!(UPLOAD_URL_TTL, minutes(60));
}
