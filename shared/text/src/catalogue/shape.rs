//! The shape that the catalogue has in every language.

use crate::notification::Notification;

macro_rules! catalogue {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(
            #[doc = concat!("The words of one place, `", stringify!($name), "`: each field is what stands there.")]
            #[expect(missing_docs, reason = "what a word says is the word")]
            pub struct $name { $(pub $field: &'static str),* }
            #[cfg(test)]
            impl $name {
                pub(super) fn entries(&self) -> Vec<(&'static str, &'static str)> {
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
        cause_revoked_unproven, cause_no_proof, cause_try_later, cause_data_missing, cause_no_file, cause_timestamp, cause_other,
        cause_audit_trail, cause_statements, cause_unsigned_files,
    }
    NotificationWords {
        sender, subject, deadline, download_until, signed, open, download, code, code_by_sms, code_life,
        asked_code_life, use_code, by_hand, nothing_signed, replaces, on_behalf, unknown_sender, ignore,
        open_by_login, download_by_login, log_in_to_sign, log_in_to_download, only_login,
    }
}

/// Sentences that are made around something.
pub struct Phrases {
    /// Of the sender: who asks.
    pub from: fn(&str) -> String,
    /// Of the sender: whom to ask.
    pub ask_sender: fn(&str) -> String,
    /// Of a number of pages: how many.
    pub pages: fn(u32) -> String,
    /// How many have signed, of how many.
    pub progress: fn(usize, usize) -> String,
    /// Of the time: until when the document can be downloaded.
    pub download_until: fn(&str) -> String,
    /// Of the number that the law gives a level of security: its name.
    pub level: fn(u8) -> &'static str,
    /// Of the e-ID and the level's name: how the signer showed who it is.
    pub proof_eid: fn(&str, &str) -> String,
    /// Of the sender and the level's name: why to log in before signing.
    pub sign_log_in: fn(&str, &str) -> String,
    /// Of the sender: where the signer is taken.
    pub after_signing: fn(&str) -> String,
    /// Of the sender: the words of a link.
    pub back_to: fn(&str) -> String,
    /// Of the e-ID: the words of a link.
    pub log_in_with: fn(&str) -> String,
    /// Of the level's name: why to log in before anything is shown.
    pub log_in_to_task: fn(&str) -> String,
    /// Of the level's name: why to log in once more.
    pub log_in_higher: fn(&str) -> String,
    /// Of the name: who is logged in.
    pub logged_in_as: fn(&str) -> String,
    /// Of the time.
    pub sign_by: fn(&str) -> String,
    /// Of the e-ID: that there may be more to log out of.
    pub still_logged_in: fn(&str) -> String,
    /// Of the e-ID: the words of a button.
    pub log_out_of: fn(&str) -> String,
    /// Of the portal's address: how a text message to somebody who gets in by login goes on.
    pub sms_log_in: fn(&str) -> String,
    /// Of the notification, the sender and the title: an e-mail's subject.
    pub subject: fn(Notification, &str, Option<&str>) -> String,
    /// Of the notification, the sender and the title: what an e-mail says first.
    pub lead: fn(Notification, &str, Option<&str>) -> String,
    /// An e-mail's heading.
    pub notification_heading: fn(Notification) -> &'static str,
    /// Of the notification, the sender, the title and the deadline: what a text message says first.
    pub sms: fn(Notification, &str, Option<&str>, Option<&str>) -> String,
    /// Of the notification, the link and the code: how a text message goes on.
    pub sms_way_in: fn(Notification, Option<&str>, Option<&str>) -> String,
}

/// All that is said in one language.
pub struct Words {
    /// Around every page.
    pub frame: FrameWords,
    /// The page behind a link.
    pub link: LinkWords,
    /// The page of a task.
    pub task: TaskWords,
    /// Signed, and waiting for others.
    pub waiting: WaitingWords,
    /// All have signed.
    pub end: EndWords,
    /// Ended otherwise.
    pub ended: EndedWords,
    /// Logging in and out.
    pub login: LoginWords,
    /// The list of tasks.
    pub list: ListWords,
    /// What a page tells in place of another.
    pub problems: ProblemWords,
    /// What is said of a file and its signatures.
    pub validation: ValidationWords,
    /// E-mails and text messages.
    pub notification: NotificationWords,
    /// What is made around something.
    pub phrases: Phrases,
}

#[cfg(test)]
impl Words {
    pub(super) fn entries(&self) -> Vec<(&'static str, &'static str)> {
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
    pub(super) fn spoken(&self) -> Vec<String> {
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
