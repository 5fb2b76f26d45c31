//! What is said, apart from how: one catalogue a language, of the same shape.

use segl_domain::Language;

use crate::Notification;

mod en;
mod nb;
mod nn;

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::Nb => &nb::WORDS,
        Language::Nn => &nn::WORDS,
        Language::En => &en::WORDS,
    }
}

/// What a signer agrees to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Stands for the text in all languages; a change of any word earns a new one.
    pub id: &'static str,
    /// The text as shown.
    pub text: &'static str,
}

/// What a signer agrees to, in this language.
#[must_use]
pub fn consent(language: Language) -> Consent {
    Consent {
        id: "consent-2026-1",
        text: words(language).task.consent,
    }
}

macro_rules! catalogue {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(
            pub(crate) struct $name { $(pub(crate) $field: &'static str),* }
            #[cfg(test)]
            impl $name {
                fn entries(&self) -> Vec<(&'static str, &'static str)> {
                    vec![$((concat!(stringify!($name), ".", stringify!($field)), self.$field)),*]
                }
            }
        )*
    };
}

catalogue! {
    FrameWords { own_name, skip, tagline, languages, log_out, to_list, footer, error_prefix, error_heading }
    LinkWords {
        heading, lead, nothing_yet, code, code_hint, submit, wrong_heading, wrong, requested_heading, requested,
        none_heading, none, send_code, newest,
    }
    TaskWords {
        deadline, signers, read_heading, read_hint, new_tab, message, sign_heading, name, name_hint, consent, proof_heading, proof_email,
        proof_mobile, proof_both, proof_sender, name_proven, on_behalf, on_behalf_text, sign, reject_heading, reject_hint, reason, reason_hint, reject, name_missing,
        name_unfit, consent_missing, documents_changed, reason_missing, reason_unfit,
    }
    WaitingWords { heading, next_heading, others, others_direct, sealing, sealing_direct, check_again, close, deadline }
    EndWords { heading, lead, download, format, deleted, check_heading, check_reader, check_change, check_inside, check_by_anybody, check_here, check_originals, originals, originals_format }
    EndedWords {
        rejected_by_you, rejected_by_you_text, rejected_by_another, rejected_by_another_text, expired, expired_text,
        cancelled, cancelled_text, blocked, blocked_text, name_not_available, name_not_available_text, failed,
        failed_text, left, left_text, way_back,
    }
    LoginWords {
        portal, portal_text, task, step_up, untitled, no_providers, cancelled, cancelled_text, failed, failed_text,
        too_low, too_low_text, wrong_person, wrong_person_text, expired, expired_text, logged_out, again,
        shared_machine,
    }
    ListWords {
        heading, waiting, done, no_waiting, no_done, older, on_behalf, step_up, not_yet, others, completed,
        rejected_by_you, rejected_by_another, expired, cancelled, blocked, failed,
    }
    ProblemWords {
        not_found, not_found_text, session_over, session_over_text, gone, gone_text, unreadable, unreadable_text,
        failed, failed_text, redirect_used, redirect_used_text, login_unavailable, login_unavailable_text,
    }
    ValidationWords {
        heading, result, checked_at, size, valid_metadata_text, valid_more_text, claimed_signer, claimed_stamp_time, signed_by, born, on_behalf,
        cause_part, cause_cut_or_grown, note_odd_container, note_unsigned_metadata, lead, file, file_hint, submit, kept, no_file, too_large, not_pdf, not_container, encrypted,
        too_many_signatures, damaged, damaged_container, reasons, no_timestamp, valid, valid_text, invalid,
        invalid_text, undecided, undecided_text, unsigned, unsigned_text, signer, unknown, best_signature_time, claimed_signing_time,
        level, other_kind, code, digest, signature, path, revocation, timestamp, modifications, passed, failed,
        not_checked, carried, title, sender, documents, evidence, statements, statements_text, of_files, audit_trail, signatures, sealer, stamped_by, gone, another, technical,
        indication, cause_format, cause_modifications, cause_digest, cause_signature, cause_revoked, cause_rules,
        cause_chain_rules, cause_weak, cause_not_in_force, cause_order, cause_no_certificate, cause_unknown_issuer,
        cause_revoked_unproven, cause_no_proof, cause_try_later, cause_data_missing, cause_timestamp, cause_other,
        cause_audit_trail, cause_statements, cause_unsigned_files,
    }
    NotificationWords {
        sender, subject, deadline, download_until, signed, open, download, code, code_by_sms, code_life,
        asked_code_life, use_code, by_hand, nothing_signed, replaces, on_behalf, unknown_sender, ignore,
        open_by_login, download_by_login, log_in_to_sign, log_in_to_download, only_login,
    }
}

/// Names of days, from Monday, and of months.
pub(crate) struct DateWords {
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) months: [&'static str; 12],
}

/// Sentences that are made around something.
pub(crate) struct Phrases {
    pub(crate) from: fn(&str) -> String,
    pub(crate) ask_sender: fn(&str) -> String,
    pub(crate) pages: fn(u32) -> String,
    /// How many have signed, of how many.
    pub(crate) progress: fn(usize, usize) -> String,
    pub(crate) download_until: fn(&str) -> String,
    /// Of the number that the law gives a level of security: its name.
    pub(crate) level: fn(u8) -> &'static str,
    /// Of the e-ID and the level's name: how the signer showed who it is.
    pub(crate) proof_eid: fn(&str, &str) -> String,
    /// Of the sender and the level's name: why to log in before signing.
    pub(crate) sign_log_in: fn(&str, &str) -> String,
    /// Of the sender: where the signer is taken.
    pub(crate) after_signing: fn(&str) -> String,
    /// Of the sender: the words of a link.
    pub(crate) back_to: fn(&str) -> String,
    /// Of the e-ID: the words of a link.
    pub(crate) log_in_with: fn(&str) -> String,
    /// Of the level's name: why to log in before anything is shown.
    pub(crate) log_in_to_task: fn(&str) -> String,
    /// Of the level's name: why to log in once more.
    pub(crate) log_in_higher: fn(&str) -> String,
    pub(crate) logged_in_as: fn(&str) -> String,
    /// Of the time.
    pub(crate) sign_by: fn(&str) -> String,
    /// Of the e-ID: that there may be more to log out of.
    pub(crate) still_logged_in: fn(&str) -> String,
    /// Of the e-ID: the words of a button.
    pub(crate) log_out_of: fn(&str) -> String,
    /// Of the portal's address: how a text message to somebody who gets in by login goes on.
    pub(crate) sms_log_in: fn(&str) -> String,
    /// Of the notification, the sender and the title: an e-mail's subject.
    pub(crate) subject: fn(Notification, &str, Option<&str>) -> String,
    /// Of the notification, the sender and the title: what an e-mail says first.
    pub(crate) lead: fn(Notification, &str, Option<&str>) -> String,
    /// An e-mail's heading.
    pub(crate) notification_heading: fn(Notification) -> &'static str,
    /// Of the notification, the sender, the title and the deadline: what a text message says first.
    pub(crate) sms: fn(Notification, &str, Option<&str>, Option<&str>) -> String,
    /// Of the notification, the link and the code: how a text message goes on.
    pub(crate) sms_way_in: fn(Notification, Option<&str>, Option<&str>) -> String,
}

/// All that is said in one language.
pub(crate) struct Words {
    pub(crate) frame: FrameWords,
    pub(crate) link: LinkWords,
    pub(crate) task: TaskWords,
    pub(crate) waiting: WaitingWords,
    pub(crate) end: EndWords,
    pub(crate) ended: EndedWords,
    pub(crate) login: LoginWords,
    pub(crate) list: ListWords,
    pub(crate) problems: ProblemWords,
    pub(crate) validation: ValidationWords,
    pub(crate) notification: NotificationWords,
    pub(crate) dates: DateWords,
    pub(crate) phrases: Phrases,
}

#[cfg(test)]
impl Words {
    fn entries(&self) -> Vec<(&'static str, &'static str)> {
        [
            self.frame.entries(),
            self.link.entries(),
            self.task.entries(),
            self.waiting.entries(),
            self.end.entries(),
            self.ended.entries(),
            self.login.entries(),
            self.list.entries(),
            self.problems.entries(),
            self.validation.entries(),
            self.notification.entries(),
        ]
        .concat()
    }

    /// What the phrases say, each made around the same things.
    fn spoken(&self) -> Vec<String> {
        let phrases = &self.phrases;
        let mut spoken = vec![
            (phrases.from)("A"),
            (phrases.ask_sender)("A"),
            (phrases.download_until)("A"),
        ];
        spoken.extend([(phrases.pages)(1), (phrases.pages)(2)]);
        spoken.extend([2, 3, 4].map(|level| (phrases.level)(level).to_owned()));
        spoken.extend([
            (phrases.proof_eid)("A", "L"),
            (phrases.sign_log_in)("A", "L"),
            (phrases.after_signing)("A"),
        ]);
        spoken.extend([
            (phrases.back_to)("A"),
            (phrases.log_in_with)("A"),
            (phrases.log_in_to_task)("L"),
        ]);
        spoken.extend([
            (phrases.log_in_higher)("L"),
            (phrases.logged_in_as)("A"),
            (phrases.sign_by)("D"),
        ]);
        spoken.extend([
            (phrases.still_logged_in)("A"),
            (phrases.log_out_of)("A"),
            (phrases.sms_log_in)("L"),
        ]);
        spoken.extend(
            [(0, 1), (0, 2), (1, 2), (2, 2)]
                .map(|(signed, signers)| (phrases.progress)(signed, signers)),
        );
        for notification in Notification::ALL {
            for title in [None, Some("T")] {
                spoken.extend([
                    (phrases.subject)(notification, "A", title),
                    (phrases.lead)(notification, "A", title),
                ]);
                spoken.push((phrases.sms)(notification, "A", title, Some("D")));
            }
            spoken.push((phrases.notification_heading)(notification).to_owned());
            spoken.extend(
                [(Some("L"), Some("C")), (Some("L"), None), (None, Some("C"))]
                    .map(|(link, code)| (phrases.sms_way_in)(notification, link, code)),
            );
        }
        spoken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                assert!(
                    made("Nav", "Leie").contains("Nav") && made("Nav", "Leie").contains("Leie")
                );
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
        use segl_domain::{NOTIFIED_OTP_TTL, PersonName, REQUESTED_OTP_TTL, RejectionReason};
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
                segl_domain::Documents::MAX_SEALED_BYTES / (1024 * 1024)
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
}
