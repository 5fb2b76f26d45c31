//! Documents come in: checked, announced, and the sender's own.

use segl_domain::{
    id::JobId,
    identity::principal::{Permission, Permissions},
};

use super::*;
use crate::{document::ORPHAN_TTL, testing::*};

async fn add(
    world: &World,
    principal: &Principal,
    bytes: Vec<u8>,
) -> Result<StoredDocument, AddError> {
    let (store, table) = (&world.store, &world.table);
    super::add(principal, naming(), bytes, store, table, world.ctx()).await
}

async fn open(
    world: &World,
    principal: &Principal,
    sha256: Digest,
    size: u64,
) -> Result<(StoredDocument, UploadSlot), AddError> {
    let (store, table) = (&world.store, &world.table);
    open_slot(principal, naming(), sha256, size, store, table, world.ctx()).await
}

async fn find(world: &World, document: DocumentId) -> StoredDocument {
    super::find(&own(), document, &world.table)
        .await
        .expect("it is the sender's own")
}

/// A document that came through its slot, checked.
async fn uploaded(world: &World, announced: &[u8], came: &[u8]) -> StoredDocument {
    let size = announced.len() as u64;
    let (document, _) = open(world, &own(), Digest::of(announced), size)
        .await
        .expect(IS_FIT);
    world.store.upload(document.id, came);
    check_upload(document.id, &world.store, &world.table)
        .await
        .expect(ANSWERS);
    find(world, document.id).await
}

#[tokio::test]
async fn a_pdf_is_added_as_it_is_and_can_be_signed() {
    let world = World::new();
    let added = add(&world, &own(), pdf()).await.expect(IS_FIT);
    assert_eq!(find(&world, added.id).await, added);
    let document = added.as_checked().expect("it was checked");
    assert_eq!(document.sha256, Digest::of(&pdf()));
    assert_eq!((document.size, document.pages), (pdf().len() as u64, 1));
    assert_eq!((added.created_at, added.job), (world.now(), None::<JobId>));
    assert_eq!(added.sender, *own().organisation_number());
    let (bytes, _) = OriginalStore::fetch(&world.store, added.id, Some(&document.version))
        .await
        .expect("it is there");
    assert_eq!(bytes, pdf());
    assert!(UPLOAD_URL_TTL < ORPHAN_TTL, "no slot outlives its document");
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_stored() {
    let world = World::new();
    let refused = add(&world, &own(), b"no PDF".to_vec()).await;
    assert!(matches!(refused, Err(AddError::Refused(_))));
    assert_eq!(world.store.count(), 0);
}

#[tokio::test]
async fn who_may_not_write_jobs_adds_no_document_and_opens_no_slot() {
    let world = World::new();
    let reader = Principal {
        permissions: Permissions::from_iter([Permission::JobsRead, Permission::DocumentsRead]),
        ..own()
    };
    let needed = Forbidden::PermissionMissing(Permission::JobsWrite);
    let refused = add(&world, &reader, pdf()).await;
    assert!(matches!(refused, Err(AddError::Forbidden(why)) if why == needed));
    let refused = open(&world, &reader, Digest::of(b"pdf"), 3).await;
    assert!(matches!(refused, Err(AddError::Forbidden(why)) if why == needed));
    assert_eq!(world.store.count(), 0);
}

#[tokio::test]
async fn a_slot_is_for_one_byte_to_as_many_as_a_job_may_hold() {
    let world = World::new();
    for size in [0, Documents::MOST_BYTES + 1] {
        let refused = open(&world, &own(), Digest::of(b"pdf"), size).await;
        assert!(matches!(refused, Err(AddError::Size)), "{size}");
    }
    for size in [1, Documents::MOST_BYTES] {
        let (document, slot) = open(&world, &own(), Digest::of(b"pdf"), size)
            .await
            .expect(IS_FIT);
        let until = world.now() + UPLOAD_URL_TTL;
        let sha256 = Digest::of(b"pdf");
        assert_eq!(
            document.state,
            DocumentState::AwaitingUpload {
                sha256,
                size,
                until
            }
        );
        assert_eq!(find(&world, document.id).await, document);
        assert!(
            slot.fields
                .iter()
                .any(|(_, value)| value.contains(&document.id.to_string()))
        );
    }
}

#[tokio::test]
async fn what_came_through_a_slot_is_checked_against_what_was_announced() {
    let world = World::new();
    let checked = uploaded(&world, &pdf(), &pdf()).await;
    let document = checked.as_checked().expect("it was checked");
    assert_eq!((document.sha256, document.pages), (Digest::of(&pdf()), 1));
    let other = uploaded(&world, b"another", &pdf()).await;
    assert!(matches!(
        other.state,
        DocumentState::Settled(Settled::Refused { code, .. }) if code == DIGEST_MISMATCH
    ));
    let broken = uploaded(&world, b"no PDF", b"no PDF").await;
    assert!(matches!(
        broken.state,
        DocumentState::Settled(Settled::Refused { code, .. }) if code != DIGEST_MISMATCH
    ));
}

#[tokio::test]
async fn what_is_settled_is_left_as_it_is_and_so_is_an_upload_that_nobody_announced() {
    let world = World::new();
    let settled = uploaded(&world, &pdf(), &pdf()).await;
    world.store.upload(settled.id, b"something else");
    check_upload(settled.id, &world.store, &world.table)
        .await
        .expect(ANSWERS);
    assert_eq!(find(&world, settled.id).await, settled);
    let unknown = DocumentId::new(9, [9; 10]);
    world.store.upload(unknown, &pdf());
    check_upload(unknown, &world.store, &world.table)
        .await
        .expect(ANSWERS);
    let missing = super::find(&own(), unknown, &world.table).await;
    assert!(matches!(missing, Err(AccessError::NotFound)));
}

#[tokio::test]
async fn a_document_that_has_not_come_is_awaited_still() {
    let world = World::new();
    let (document, _) = open(&world, &own(), Digest::of(b"pdf"), 3)
        .await
        .expect(IS_FIT);
    let missing = check_upload(document.id, &world.store, &world.table).await;
    assert!(matches!(missing, Err(StoreError::Missing)));
    assert_eq!(find(&world, document.id).await, document);
}

#[tokio::test]
async fn another_organisation_does_not_find_a_document() {
    let world = World::new();
    let document = world.document_of(&own()).await;
    let foreign = super::find(&other(), document, &world.table).await;
    assert!(matches!(
        foreign,
        Err(AccessError::Forbidden(Forbidden::OtherOrganisation))
    ));
    let powerless = super::find(&powerless(), document, &world.table).await;
    assert!(matches!(
        powerless,
        Err(AccessError::Forbidden(Forbidden::PermissionMissing(
            Permission::JobsRead
        )))
    ));
}
