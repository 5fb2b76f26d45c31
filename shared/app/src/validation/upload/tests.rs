//! A file that is uploaded to be validated is answered once, and nothing of it is left.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::{
    ports::validation::{AnchorFiles, UploadTerms},
    testing::*,
    validation::signatures::Indication,
};

async fn world() -> World {
    let world = World::new();
    world.store.believe(Seal::new().anchors());
    world
}

async fn open(world: &World, bytes: &[u8]) -> OpenedValidation {
    let (store, ctx) = (&world.store, world.ctx());
    open_validation(&own(), Digest::of(bytes), bytes.len() as u64, store, ctx)
        .await
        .expect(IS_FIT)
}

async fn ask(
    world: &World,
    principal: &Principal,
    id: ValidationId,
) -> Result<Validated, ValidateUploadError> {
    validate_slot(principal, id, &world.store, world.ctx()).await
}

#[tokio::test]
async fn what_came_through_a_slot_is_answered_once_and_is_gone() {
    let world = world().await;
    let opened = open(&world, &pdf()).await;
    assert_eq!(opened.until, world.now() + UPLOAD_URL_TTL);
    assert!(matches!(
        ask(&world, &own(), opened.id).await,
        Err(ValidateUploadError::Awaited)
    ));
    world.store.upload_to(&opened.slot, &pdf());
    let told = ask(&world, &own(), opened.id)
        .await
        .expect("it can be read");
    assert_ne!(told.report.indication, Indication::TotalPassed);
    assert_eq!(told.sha256, Digest::of(&pdf()));
    assert_eq!(world.store.count(), 0);
    assert!(matches!(
        ask(&world, &own(), opened.id).await,
        Err(ValidateUploadError::Answered)
    ));
}

#[tokio::test]
async fn another_organisation_finds_nothing_in_a_slot_and_leaves_what_is_in_it() {
    let world = world().await;
    let opened = open(&world, &pdf()).await;
    world.store.upload_to(&opened.slot, &pdf());
    assert!(matches!(
        ask(&world, &other(), opened.id).await,
        Err(ValidateUploadError::Awaited)
    ));
    assert_eq!(world.store.count(), 1);
    ask(&world, &own(), opened.id)
        .await
        .expect("it can be read");
}

#[tokio::test]
async fn a_slot_whose_time_is_over_without_a_file_is_not_known_any_more() {
    let world = world().await;
    let opened = open(&world, &pdf()).await;
    world.clock.advance(UPLOAD_URL_TTL - minutes(1));
    assert!(matches!(
        ask(&world, &own(), opened.id).await,
        Err(ValidateUploadError::Awaited)
    ));
    world.clock.advance(minutes(1));
    assert!(matches!(
        ask(&world, &own(), opened.id).await,
        Err(ValidateUploadError::Unknown)
    ));
    // What has come is answered all the same.
    world.store.upload_to(&opened.slot, &pdf());
    ask(&world, &own(), opened.id)
        .await
        .expect("it can be read");
}

#[tokio::test]
async fn a_slot_is_for_one_byte_to_as_many_as_are_validated() {
    let world = world().await;
    let (store, ctx) = (&world.store, world.ctx());
    let open = async |size| open_validation(&own(), Digest::of(b"pdf"), size, store, ctx).await;
    for size in [0, MAX_VALIDATED + 1] {
        assert!(
            matches!(open(size).await, Err(OpenValidationError::Size)),
            "{size}"
        );
    }
    for size in [1, MAX_VALIDATED] {
        open(size).await.expect(IS_FIT);
    }
    // Whoever is authenticated may validate; anybody may, on the public page.
    let opened = open_validation(&powerless(), Digest::of(b"pdf"), 3, store, ctx).await;
    ask(&world, &powerless(), opened.expect(IS_FIT).id)
        .await
        .expect_err("it has not come");
}

#[tokio::test]
async fn a_form_is_for_twice_as_much_and_leads_to_the_result_of_its_token() {
    /// Remembers what was opened.
    struct Slots(std::sync::Mutex<Vec<(ValidationPlace, UploadTerms, Timestamp)>>);
    impl ValidationSlots for Slots {
        async fn open(
            &self,
            place: &ValidationPlace,
            terms: &UploadTerms,
            until: Timestamp,
        ) -> Result<UploadSlot, PortError> {
            self.0
                .lock()
                .expect("nobody panics")
                .push((place.clone(), terms.clone(), until));
            Ok(UploadSlot {
                url: String::new(),
                fields: Vec::new(),
            })
        }
    }
    let world = world().await;
    let slots = Slots(std::sync::Mutex::default());
    open_validation_form(ValidationToken::expose, &slots, world.ctx())
        .await
        .expect(ANSWERS);
    let opened = slots.0.lock().expect("nobody panics").remove(0);
    let (place, UploadTerms::AtMost { size, then }, until) = opened else {
        panic!("whatever a form sends")
    };
    assert_eq!(
        (size, until),
        (2 * MAX_VALIDATED, world.now() + UPLOAD_URL_TTL)
    );
    let token = ValidationToken::parse(&then).expect("a token");
    assert_eq!(place, ValidationPlace::Anybody(token.digest()));
    assert!(
        !place.prefix().contains(&then),
        "the name does not tell the token"
    );
}

/// Says that a file is there of this size and digest, and remembers whether it was erased.
struct Arrived {
    size: u64,
    announced: Option<Digest>,
    bytes: Option<Vec<u8>>,
    erased: AtomicBool,
}

impl ValidationFiles for Arrived {
    async fn find(&self, _: &ValidationPlace) -> Result<Arrival, PortError> {
        let (size, announced) = (self.size, self.announced);
        Ok(Arrival::Here(ArrivedFile {
            key: String::new(),
            size,
            announced,
        }))
    }
    async fn fetch(&self, _: &ArrivedFile) -> Result<bytes::Bytes, StoreError> {
        self.bytes
            .clone()
            .map(Into::into)
            .ok_or(StoreError::Missing)
    }
    async fn erase(&self, _: &ValidationPlace) -> Result<(), PortError> {
        self.erased.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl TrustAnchors for Arrived {
    async fn anchors(&self) -> Result<AnchorFiles, PortError> {
        Ok(Seal::new().anchors())
    }
}

async fn arrived(
    size: u64,
    announced: Option<&[u8]>,
    bytes: Option<&[u8]>,
) -> (Result<Validated, ValidateUploadError>, bool) {
    let file = Arrived {
        size,
        announced: announced.map(Digest::of),
        bytes: bytes.map(<[u8]>::to_vec),
        erased: false.into(),
    };
    let place = ValidationPlace::Sender(
        own().organisation_number().clone(),
        ValidationId::new(1, [1; 10]),
    );
    let answer = validate_upload(&place, &file, World::new().ctx()).await;
    (answer, file.erased.into_inner())
}

#[tokio::test]
async fn whatever_the_answer_is_the_file_is_deleted_with_it() {
    let pdf = pdf();
    assert!(matches!(
        arrived(0, None, Some(b"")).await,
        (Err(ValidateUploadError::Empty), true)
    ));
    let (answer, is_erased) = arrived(MAX_VALIDATED + 1, None, Some(&pdf)).await;
    assert!(matches!(answer, Err(ValidateUploadError::TooLarge)) && is_erased);
    let (answer, is_erased) = arrived(MAX_VALIDATED, None, Some(&pdf)).await;
    assert!(answer.is_ok() && is_erased, "the largest that is validated");
    let (answer, is_erased) = arrived(3, Some(b"another"), Some(&pdf)).await;
    assert!(matches!(answer, Err(ValidateUploadError::DigestMismatch)) && is_erased);
    let (answer, is_erased) = arrived(3, Some(&pdf), Some(&pdf)).await;
    assert!(answer.is_ok() && is_erased);
    let (answer, is_erased) = arrived(3, None, Some(b"no PDF")).await;
    assert!(matches!(answer, Err(ValidateUploadError::Unreadable(_))) && is_erased);
    // Whoever asked at the same time was faster, and has deleted it.
    let (answer, is_erased) = arrived(3, None, None).await;
    assert!(matches!(answer, Err(ValidateUploadError::Answered)) && !is_erased);
}

#[tokio::test]
async fn when_a_port_breaks_there_is_no_answer_and_the_next_who_asks_gets_it() {
    for calls in 0..5 {
        let world = world().await;
        let opened = open(&world, &pdf()).await;
        world.store.upload_to(&opened.slot, &pdf());
        world.fault.after(calls);
        let answer = ask(&world, &own(), opened.id).await;
        if !world.fault.heal() {
            assert_eq!(calls, 4, "find, fetch, anchors, erase");
            answer.expect("nothing broke");
            return;
        }
        assert!(
            matches!(answer, Err(ValidateUploadError::PortError(_))),
            "{calls}: {answer:?}"
        );
        assert_eq!(world.store.count(), 1);
        ask(&world, &own(), opened.id)
            .await
            .expect("it is still there");
    }
    panic!("it asks more often than it must");
}
