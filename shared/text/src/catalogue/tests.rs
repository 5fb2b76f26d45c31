use super::*;
use crate::notification::Notification;

fn all(language: Language) -> Vec<String> {
    let words = words(language);
    words
        .entries()
        .into_iter()
        .map(|(_, text)| text.to_owned())
        .chain(words.spoken())
        .collect()
}

#[test]
fn nothing_is_left_unsaid_in_any_language() {
    for language in Language::ALL {
        for (name, text) in words(language).entries() {
            assert!(!text.trim().is_empty() && text.trim() == text, "{name}");
        }
        assert!(
            words(language)
                .spoken()
                .iter()
                .all(|text| !text.trim().is_empty())
        );
    }
}

#[test]
fn what_is_made_around_something_holds_it() {
    for language in Language::ALL {
        let phrases = &words(language).phrases;
        for notification in Notification::ALL {
            let subject = (phrases.subject)(notification, "Nav", Some("Leie"));
            assert!(
                subject.contains("Nav")
                    && (subject.contains("Leie") || notification == Notification::Code),
                "{subject}"
            );
            assert!((phrases.lead)(notification, "Nav", None).contains("Nav"));
            assert!((phrases.sms)(notification, "Nav", None, None).contains("Nav"));
        }
        for made in [
            phrases.back_to,
            phrases.after_signing,
            phrases.log_in_with,
            phrases.log_in_to_task,
            phrases.log_in_higher,
            phrases.logged_in_as,
            phrases.sign_by,
            phrases.still_logged_in,
            phrases.log_out_of,
            phrases.sms_log_in,
        ] {
            assert!(made("Nav").contains("Nav"), "{}", made("Nav"));
        }
        for made in [phrases.proof_eid, phrases.sign_log_in] {
            assert!(made("Nav", "Leie").contains("Nav") && made("Nav", "Leie").contains("Leie"));
        }
        let levels: std::collections::BTreeSet<_> =
            [2, 3, 4].map(phrases.level).into_iter().collect();
        assert_eq!(levels.len(), 3, "no level is taken for another");
    }
}

#[test]
fn nynorsk_is_nynorsk_and_bokmal_is_bokmal() {
    let bokmal = [
        "ikke",
        "jeg",
        "hva",
        "hvem",
        "noe",
        "fra",
        "bare",
        "sendt på",
        "avsenderen",
        "signeringen",
        "dokumentene",
        "siden",
        "lenken",
        "være",
        "når og hvordan",
        "også",
        "fortsatt",
        "kommer",
        "innloggingen",
        "sikkerhetsnivå",
        "høyt",
        "vegne",
        "noen",
        "begynn igjen",
    ];
    let nynorsk = [
        "ikkje",
        "eg",
        "kva",
        "kven",
        "noko",
        "frå",
        "berre",
        "avsendaren",
        "signeringa",
        "dokumenta",
        "sida",
        "lenkja",
        "vere",
        "òg",
        "framleis",
        "kjem",
        "innlogginga",
        "tryggleiksnivå",
        "høgt",
        "vegner",
        "nokon",
    ];
    let holds = |text: &str, words: &[&str]| {
        let text = format!(
            " {} ",
            text.to_lowercase().replace(['.', ',', ':', '?', '!'], " ")
        );
        words
            .iter()
            .find(|word| text.contains(&format!(" {word} ")))
            .map(|word| format!("{word} in {text}"))
    };
    for text in all(Language::Nn) {
        assert_eq!(holds(&text, &bokmal), None);
    }
    for text in all(Language::Nb) {
        assert_eq!(holds(&text, &nynorsk), None);
    }
}

#[test]
fn the_languages_differ_where_they_should() {
    let differing = |one, other| {
        let pairs: Vec<_> = all(one).into_iter().zip(all(other)).collect();
        (
            pairs.iter().filter(|(one, other)| one != other).count(),
            pairs.len(),
        )
    };
    let (norwegian, of) = differing(Language::Nb, Language::Nn);
    assert!(norwegian * 10 > of * 7, "{norwegian} of {of}");
    let (english, of) = differing(Language::Nb, Language::En);
    assert!(english * 100 > of * 97, "{english} of {of}");
    let consents: Vec<_> = Language::ALL.map(consent).to_vec();
    assert!(
        consents
            .iter()
            .all(|consent| consent.id == "consent-2026-1")
    );
    assert!(consents[0].text != consents[1].text && consents[1].text != consents[2].text);
}

#[test]
fn nobody_is_promised_another_rule_than_the_law() {
    use segl_domain::{
        job::credentials::{NOTIFIED_OTP_TTL, REQUESTED_OTP_TTL},
        text::{PersonName, RejectionReason},
    };
    for language in Language::ALL {
        let words = words(language);
        assert!(
            words
                .link
                .requested
                .contains(&REQUESTED_OTP_TTL.as_mins().to_string())
        );
        assert!(
            words
                .notification
                .asked_code_life
                .contains(&REQUESTED_OTP_TTL.as_mins().to_string())
        );
        assert!(
            words
                .notification
                .code_life
                .contains(&NOTIFIED_OTP_TTL.as_hours().to_string())
        );
        assert!(
            words
                .task
                .reason_hint
                .contains(&RejectionReason::LONGEST.to_string())
        );
        let largest = format!(
            "{} MB",
            segl_domain::job::document::Documents::MAX_SEALED_BYTES / (1024 * 1024)
        );
        assert!(
            words.validation.file_hint.contains(&largest)
                && words.validation.too_large.contains(&largest)
        );
        assert!(
            words
                .task
                .name_unfit
                .contains(&PersonName::LONGEST.to_string())
        );
    }
}
