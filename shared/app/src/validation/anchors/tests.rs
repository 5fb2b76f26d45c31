//! Whom validations believe: what the operator's files name, and nobody when none can be read.

use super::*;
use crate::testing::*;

const BROKEN: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

#[test]
fn the_root_of_the_seal_chain_is_believed_and_a_broken_certificate_is_named_with_its_file() {
    let files = Seal::new().anchors();
    let (read, broken) = Anchors::read(&files);
    assert_eq!((read.trust.anchors.len(), broken.len()), (1, 0));
    let files = AnchorFiles {
        former_seal_chains: Some(BROKEN.to_owned()),
        trust_anchors: Some(BROKEN.to_owned()),
        ..files
    };
    let (read, broken) = Anchors::read(&files);
    assert_eq!(read.trust.anchors.len(), 1);
    let named: Vec<&str> = broken.iter().map(|(file, _)| *file).collect();
    assert_eq!(named, ["former seal chains", "trust anchors"]);
}

#[test]
fn others_are_believed_besides_and_do_not_seal_here() {
    let seal = Seal::new();
    let files = AnchorFiles {
        seal_chain: String::new(),
        former_seal_chains: None,
        trust_anchors: Some(seal.chain.clone()),
    };
    let (others, _) = Anchors::read(&files);
    assert!(!others.trust.anchors.is_empty());
    assert!(others.sealer.roots().is_empty());
    let former = AnchorFiles {
        seal_chain: String::new(),
        former_seal_chains: Some(seal.chain),
        trust_anchors: None,
    };
    let (former, _) = Anchors::read(&former);
    assert_eq!(
        former.sealer.roots().len(),
        1,
        "a former key's seals stay ours"
    );
    assert_eq!(former.trust.anchors.len(), 1);
}

#[tokio::test]
async fn without_one_certificate_to_believe_nothing_is_validated() {
    let world = World::new();
    let nobody = load(&world.store).await;
    assert!(
        matches!(&nobody, Err(error) if error.is_corrupt()),
        "{nobody:?}"
    );
    world.store.believe(AnchorFiles {
        seal_chain: BROKEN.to_owned(),
        ..AnchorFiles::default()
    });
    assert!(load(&world.store).await.is_err());
    world.store.believe(Seal::new().anchors());
    assert_eq!(
        load(&world.store).await.expect("one").trust.anchors.len(),
        1
    );
    world.fault.after(0);
    assert!(matches!(load(&world.store).await, Err(error) if !error.is_corrupt()));
}
