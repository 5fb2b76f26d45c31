//! Whom validations believe, read from the operator's files.

use segl_validation::{BrokenCertificate, Bundle, Sealer, Trust};

use crate::ports::{
    PortError,
    validation::{AnchorFiles, TrustAnchors},
};

/// Whom to believe, and who it is that seals here: the second is one of the first, and only of what it sealed is told
/// who signed.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// The certificates that paths must lead to.
    pub trust: Trust,
    /// Who seals here.
    pub sealer: Sealer,
}

impl Anchors {
    /// Reads the operator's files, and names the certificates in them that are broken.
    #[must_use]
    pub fn read(files: &AnchorFiles) -> (Self, Vec<(&'static str, BrokenCertificate)>) {
        let bundle = |text: &str| Bundle::read(text);
        let (current, former, others) = (
            bundle(&files.seal_chain),
            bundle(files.former_seal_chains.as_deref().unwrap_or_default()),
            bundle(files.trust_anchors.as_deref().unwrap_or_default()),
        );
        let named = [
            ("seal chain", &current),
            ("former seal chains", &former),
            ("trust anchors", &others),
        ];
        let broken = named
            .into_iter()
            .flat_map(|(file, bundle)| bundle.broken.iter().map(move |one| (file, one.clone())));
        let broken = broken.collect();
        let sealer = Sealer::of(&current).and(Sealer::of(&former));
        let mut trust = others.anchors();
        trust.anchors.extend_from_slice(sealer.roots());
        (Self { trust, sealer }, broken)
    }
}

/// Fetches and reads the files. What is broken in them is for the log: whoever validates cannot mend it.
pub(crate) async fn load(anchors: &impl TrustAnchors) -> Result<Anchors, PortError> {
    let (read, broken) = Anchors::read(&anchors.anchors().await?);
    for (file, BrokenCertificate { number, comment }) in broken {
        tracing::error!(
            file,
            number,
            comment,
            "a certificate of the operator's cannot be read and is not believed"
        );
    }
    // Without one every document would be called uncertain, and nobody would learn why.
    if read.trust.anchors.is_empty() {
        return Err(PortError::corrupt(
            "trust",
            "not one certificate to believe could be read",
        ));
    }
    Ok(read)
}

#[cfg(all(test, feature = "fakes"))]
mod tests;
