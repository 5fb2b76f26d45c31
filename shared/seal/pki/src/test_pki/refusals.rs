//! Well-made answers that must never be taken: a certificate that is revoked by OCSP and by a list, and a timestamp of
//! something else. Whatever is done to their bytes, nobody has signed that they say yes. For tests and fuzzing.

use super::{
    TestRoot,
    samples::{NOW, key_and_chain},
};
use crate::{
    certificate::X509Certificate,
    cms::{digest_of, signed_attributes, signed_data},
    digest::DigestAlgorithm,
    revocation::{RevocationError, RevocationQuestion},
    signed_data::SignedData,
    test_ca::{Answer, Holder, List, Template, revoked},
    timestamp::{TimestampError, TimestampQuestion},
    verification::Verification,
    verifier::Verifier,
};

/// The serial number of the certificate that is revoked.
const SERIAL: u64 = 7;
/// What the CMS signature among the samples is of.
const SIGNED: &[u8] = b"what was signed";

/// What is asked, of whom every answer in [`samples`](Refusals::samples) says no.
pub struct Refusals {
    about: RevocationQuestion,
    stamp: TimestampQuestion,
    /// A name and the bytes: a certificate, a list, an OCSP answer, a timestamp response and a CMS signature.
    pub samples: Vec<(&'static str, Vec<u8>)>,
}

impl Default for Refusals {
    fn default() -> Self {
        let root = Holder::root("Root", 1);
        let signer = root.issue(&Template::signer("Signer").serial(SERIAL), 2);
        let responder = root.issue(&Template::responder("Responder").serial(3), 3);
        let list = root.list(&List {
            entries: vec![revoked(SERIAL, NOW, &[])],
            ..List::default()
        });
        let answer = responder.answer(
            &Answer::revoked(NOW),
            &signer.certificate,
            &root,
            &[responder.certificate.der()],
        );
        let question = |bytes: &[u8]| {
            let digest = DigestAlgorithm::Sha256.digest(&[bytes]);
            TimestampQuestion::new(DigestAlgorithm::Sha256, &digest).expect("a question")
        };
        let authority =
            TestRoot::new([1; 32], NOW).and_then(|root| root.authority([4; 32], NOW, 9));
        let other = question(b"something else").request().expect("a request");
        let token = authority
            .and_then(|authority| authority.stamp(&other, NOW))
            .expect("a token");
        let about = RevocationQuestion::about(&signer.certificate, &root.certificate)
            .expect("readable extensions");
        Self {
            about: about.expect("somebody to ask"),
            stamp: question(b"what is asked about"),
            samples: vec![
                ("certificate", signer.certificate.der().to_vec()),
                ("list", list),
                ("answer", answer),
                ("token", token),
                ("signature", signature()),
            ],
        }
    }
}

/// A CMS signature without its content (RFC 5652 section 5.2).
fn signature() -> Vec<u8> {
    let (key, chain) = key_and_chain();
    let attributes =
        signed_attributes(&DigestAlgorithm::Sha256.digest(&[SIGNED]), &chain).expect("attributes");
    let signature = key
        .sign(&digest_of(&attributes, &chain).expect("a digest"))
        .expect("a signature");
    signed_data(attributes, &signature, None, &chain).expect("a signature in CMS")
}

impl Refusals {
    /// Reads the bytes as everything that they may be, and says what is wrong with what came of it.
    ///
    /// # Errors
    /// The sentence that should have held and does not.
    pub fn hold_of(&self, bytes: &[u8]) -> Result<(), &'static str> {
        let verifier = Verifier::default();
        if let Some(certificate) = X509Certificate::from_der(bytes) {
            let again = X509Certificate::from_der(certificate.der());
            if again.is_none_or(|again| again != certificate) {
                return Err("a certificate is read alike from the bytes that it keeps");
            }
        }
        match self.about.accept_ocsp(bytes, NOW, &verifier) {
            Err(RevocationError::Unusable | RevocationError::Revoked) => {}
            Ok(_) => return Err("no OCSP answer that says `good` was ever signed"),
        }
        match self.about.accept_crl(bytes, NOW, &verifier) {
            Err(RevocationError::Unusable | RevocationError::Revoked) => {}
            Ok(()) => return Err("no list without the certificate was ever signed"),
        }
        match self.stamp.accept(bytes) {
            Err(
                TimestampError::Unreadable | TimestampError::NotGranted | TimestampError::Other,
            ) => {}
            Ok(_) => return Err("no timestamp of this was ever made"),
        }
        let Ok(data) = SignedData::read(bytes) else {
            return Ok(());
        };
        let of_other = Verification::of(&data, &[SIGNED, b"!"]);
        if of_other.is_ok_and(|held| held.digest_matches && held.verifies == Some(true)) {
            return Err("no signature of this was ever made");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_read_as_what_it_is_and_says_no() {
        let refusals = Refusals::default();
        let sample = |wanted| {
            &refusals
                .samples
                .iter()
                .find(|(name, _)| *name == wanted)
                .expect("a sample")
                .1
        };
        let verifier = Verifier::default();
        assert!(X509Certificate::from_der(sample("certificate")).is_some());
        let said = refusals.about.accept_crl(sample("list"), NOW, &verifier);
        assert_eq!(said, Err(RevocationError::Revoked));
        let said = refusals.about.accept_ocsp(sample("answer"), NOW, &verifier);
        assert_eq!(said, Err(RevocationError::Revoked));
        assert_eq!(
            refusals.stamp.accept(sample("token")).map(|_| ()),
            Err(TimestampError::Other)
        );
        let data = SignedData::read(sample("signature")).expect("a signature");
        let held = Verification::of(&data, &[SIGNED]).expect("one signer");
        assert!(held.digest_matches && held.verifies == Some(true));
    }

    #[test]
    fn whichever_byte_is_changed_no_answer_becomes_a_yes() {
        let refusals = Refusals::default();
        for (name, sample) in &refusals.samples {
            for at in 0..sample.len() {
                for change in [0x01, 0x20, 0x80] {
                    let mut bytes = sample.clone();
                    bytes[at] ^= change;
                    assert_eq!(
                        refusals.hold_of(&bytes),
                        Ok(()),
                        "{name}: byte {at} ^ {change:#x}"
                    );
                }
                assert_eq!(
                    refusals.hold_of(&sample[..at]),
                    Ok(()),
                    "{name}: cut at {at}"
                );
            }
        }
    }

    #[test]
    #[ignore = "writes the seeds that the repository keeps: run it when they are to change"]
    fn write_seeds() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
        for (name, bytes) in Refusals::default().samples {
            std::fs::write(folder.join(format!("{name}.der")), bytes).expect("a folder for seeds");
        }
    }
}
