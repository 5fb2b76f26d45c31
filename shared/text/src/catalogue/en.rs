//! English.

mod validation;

use super::shape::{
    EndWords, EndedWords, FrameWords, LinkWords, ListWords, LoginWords, NotificationWords, Phrases,
    ProblemWords, TaskWords, WaitingWords, Words,
};
use crate::notification::Notification;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        own_name: "English",
        skip: "Skip to the content",
        tagline: "Digital signing",
        languages: "Language",
        log_out: "Sign out",
        to_list: "Back to the list",
        footer: "Segl gathers signatures and seals the document when everyone has signed.",
        error_prefix: "Error",
        error_heading: "There is a problem",
    },
    link: LinkWords {
        heading: "Enter the code",
        lead: "You have received a message with a link and a six-digit code. The code opens your documents.",
        nothing_yet: "Nothing is signed until you choose to sign.",
        code: "Code",
        code_hint: "Six digits. It is in the same message as the link, or in a text message of its own.",
        submit: "Continue",
        wrong_heading: "The code and the link do not match",
        wrong: "Check that every digit is right and that the link is from the newest message. A code stops working when it has been used, when it is too old, and after five wrong attempts. You can then ask for a new one.",
        requested_heading: "Look for a new code",
        requested: "If the link is valid, a new code is on its way to the e-mail address or mobile number that the sender gave. The code works for 10 minutes. You can get at most five codes an hour.",
        none_heading: "No code that works?",
        none: "We can send a new one to the e-mail address or mobile number that the sender gave. The old one then stops working.",
        send_code: "Send me a new code",
        newest: "Have you had several messages about the same matter? Use the link in the newest one. It replaces the older ones.",
    },
    task: TaskWords {
        deadline: "Deadline",
        signers: "Signatures",
        read_heading: "Read",
        read_hint: "Open and read everything before you sign.",
        new_tab: "opens in a new tab",
        message: "Message from the sender",
        sign_heading: "Sign",
        name: "Full name",
        name_hint: "As the name is to stand on the signed document.",
        consent: "I have read what is listed on this page and I sign it electronically. I know that the signature is binding, and that my name and the time become part of the signed document.",
        proof_heading: "How we know who you are",
        proof_email: "You have shown that you have access to the e-mail address that the sender gave. Your identity has not been checked in any other way, and the signed document says so.",
        proof_mobile: "You have shown that you have access to the mobile number that the sender gave. Your identity has not been checked in any other way, and the signed document says so.",
        proof_both: "You have shown that you have access to the e-mail address and the mobile number that the sender gave. Your identity has not been checked in any other way, and the signed document says so.",
        proof_sender: "You were logged in at the sender, which sent you here. Segl has not checked your identity in any other way, and the signed document says so.",
        name_proven: "The name comes from your e-ID, and this is how it will stand on the signed document.",
        on_behalf: "You are signing on behalf of somebody else",
        on_behalf_text: "The signature is given on behalf of somebody else, such as an employer, and not on your own behalf.",
        sign: "Sign",
        reject_heading: "I do not want to sign",
        reject_hint: "This ends the signing for everyone, and you cannot change your mind. The sender will see your reason.",
        reason: "Reason",
        reason_hint: "At most 400 characters.",
        reject: "End without signing",
        name_missing: "Enter your full name",
        name_unfit: "The name can have at most 80 characters, all on one line",
        consent_missing: "Tick the box to say that you have read and want to sign",
        documents_changed: "The documents are not the same as when you opened the page. Read them again before you sign",
        reason_missing: "Say why you do not want to sign",
        reason_unfit: "The reason can have at most 400 characters",
    },
    waiting: WaitingWords {
        heading: "Thank you, you have signed",
        next_heading: "What happens now?",
        others: "When everyone has signed, you will get a message with a link to the signed document.",
        others_direct: "When everyone has signed, the document is sealed.",
        sealing: "Everyone has signed, and the document is being sealed now. It usually takes a few seconds. You will also get a message when it is ready.",
        sealing_direct: "Everyone has signed, and the document is being sealed now. It usually takes a few seconds.",
        check_again: "See whether it is ready",
        close: "You can safely close this page.",
        deadline: "Deadline for the others",
    },
    end: EndWords {
        heading: "Everyone has signed",
        lead: "The document is signed and sealed. Download it and keep it safe.",
        download: "Download the signed document",
        format: "PDF",
        deleted: "The document has been deleted from here and can no longer be downloaded. The sender may have a copy.",
        check_heading: "How to check the document",
        check_reader: "Open it in a PDF reader that shows signatures. The seal should be valid.",
        check_change: "If the document is changed afterwards, the seal is no longer valid.",
        check_inside: "The front page says who signed, when and how.",
        check_by_anybody: "Anybody can also check the document or the evidence here:",
        check_here: "Check a signed document",
        check_originals: "To check the documents byte for byte, you find them as the sender sent them, with the evidence of each signature, in one file that opens as a ZIP file.",
        originals: "Download the documents as they were sent, with the evidence",
        originals_format: "ASiC-E",
    },
    ended: EndedWords {
        rejected_by_you: "You have chosen not to sign",
        rejected_by_you_text: "The signing has ended, and the sender will see your reason. Nothing has been signed by you.",
        rejected_by_another: "The signing has ended",
        rejected_by_another_text: "One of the others did not want to sign. The document will therefore not be sealed, and there is nothing you need to do.",
        expired: "The deadline has passed",
        expired_text: "Not everyone signed in time. The document will therefore not be sealed, and it can no longer be signed.",
        cancelled: "The sender has cancelled the signing",
        cancelled_text: "The document will not be sealed, and there is nothing you need to do.",
        blocked: "Access is blocked",
        blocked_text: "A wrong code has been entered too many times. The sender can allow new attempts.",
        name_not_available: "It could not be signed",
        name_not_available_text: "Your e-ID gave no name, and without a name we cannot take the signature.",
        failed: "The signing was not completed",
        failed_text: "Something went wrong for technical reasons. It is not your fault.",
        left: "You are signed out",
        left_text: "You can safely close this page.",
        way_back: "Do you want to get back in? Use the link in the newest message you have received. If the page asks for a code, you can have a new one. If the sender's own site sent you here, begin again there.",
    },
    login: LoginWords {
        portal: "Log in",
        portal_text: "Log in with an e-ID to see what awaits you.",
        task: "Log in to continue",
        step_up: "Log in at a higher level",
        untitled: "Something to sign",
        no_providers: "Login with an e-ID is not set up here. Please contact the sender.",
        cancelled: "You cancelled the login",
        cancelled_text: "Nothing has changed. You can log in whenever you like.",
        failed: "The login could not be verified",
        failed_text: "Please try again.",
        too_low: "The level of the login was too low",
        too_low_text: "Choose an e-ID or a way of logging in that has a higher security level.",
        wrong_person: "This is for somebody else",
        wrong_person_text: "You logged in as another person than the one this is for. If you think that it is for you, you can contact the sender.",
        expired: "The login was interrupted",
        expired_text: "It either took too long or was begun in another browser. Please try again here.",
        logged_out: "You are logged out of Segl",
        again: "Log in again",
        shared_machine: "If others use the same computer, you should log out there too.",
    },
    list: ListWords {
        heading: "Your signing tasks",
        waiting: "Waiting for you",
        done: "Signed and ended",
        no_waiting: "Nothing is waiting for you just now. You can take it easy.",
        no_done: "What you sign, you will find again here.",
        older: "Show older ones",
        on_behalf: "On behalf of somebody else.",
        step_up: "You must log in at a higher level.",
        not_yet: "Others are to sign before you.",
        others: "You have signed. We are waiting for the others.",
        completed: "Everyone has signed.",
        rejected_by_you: "You have chosen not to sign.",
        rejected_by_another: "One of the others did not want to sign.",
        expired: "The deadline has passed.",
        cancelled: "The sender has cancelled the signing.",
        blocked: "Your access is blocked.",
        failed: "It was not completed, for technical reasons.",
    },
    problems: ProblemWords {
        not_found: "This page does not exist",
        not_found_text: "Part of the address may be missing. Try copying the whole link.",
        session_over: "Your visit is over",
        session_over_text: "For your security we sign you out after half an hour without activity. What you had not yet sent has not been saved.",
        gone: "The document is not here",
        gone_text: "It has either been deleted or is not ready yet. If a long time has passed, you can ask the sender for a copy.",
        unreadable: "The form could not be read",
        unreadable_text: "Go back and try once more. Nothing has been saved.",
        failed: "Something went wrong on our side",
        failed_text: "It is not your fault. Wait a minute and try again.",
        redirect_used: "This address no longer works",
        redirect_used_text: "It has been used or is too old. Go back to the sender, and begin again there.",
        login_unavailable: "Logging in does not work just now",
        login_unavailable_text: "We get no answer from the e-ID. Wait a little, and try again.",
    },
    validation: validation::WORDS,
    notification: NotificationWords {
        sender: "Sender",
        subject: "About",
        deadline: "Deadline",
        download_until: "Can be downloaded until",
        signed: "Signatures",
        open: "Read and sign",
        download: "Get the signed document",
        code: "Your code",
        code_by_sms: "The code you need comes in a text message of its own, between 8 in the morning and 10 in the evening. You can also ask for one on the page.",
        code_life: "The code works for 24 hours and can be used once. After that you can ask for a new one on the page that the link opens.",
        asked_code_life: "The code works for 10 minutes and can be used once.",
        use_code: "Enter it on the page where you asked for it.",
        by_hand: "Does the button not work? Copy this address into your browser:",
        nothing_signed: "Nothing is signed until you choose to sign.",
        replaces: "The link is personal and must not be shared. It replaces links in older messages about the same matter.",
        on_behalf: "Sent through Segl on behalf of",
        unknown_sender: "If you do not expect anything from this sender, you can ignore this message. If you are in doubt, ask the sender.",
        ignore: "If you did not ask for a code, you can ignore this message. Never give the code to anyone.",
        open_by_login: "Log in to read and sign",
        download_by_login: "Log in to get the signed document",
        log_in_to_sign: "Log in with your e-ID to read and sign.",
        log_in_to_download: "Log in with your e-ID to get the signed document.",
        only_login: "Segl asks for nothing but that you log in with your e-ID.",
    },
    phrases: Phrases {
        from: |sender| format!("From {sender}"),
        ask_sender: |sender| format!("If you have questions, you can contact {sender}."),
        pages: |pages| {
            if pages == 1 {
                "1 page".to_owned()
            } else {
                format!("{pages} pages")
            }
        },
        progress: |signed, signers| match (signed, signers) {
            (0, 1) => "You are the only one to sign".to_owned(),
            (0, _) => format!("None of {signers} have signed yet"),
            (1, _) => format!("1 of {signers} has signed"),
            _ => format!("{signed} of {signers} have signed"),
        },
        download_until: |time| format!("Can be downloaded until {time}."),
        level: |level| match level {
            4.. => "high",
            3 => "substantial",
            _ => "low",
        },
        proof_eid: |provider, level| {
            format!(
                "You have logged in with {provider} at security level {level}. The signed document says so."
            )
        },
        sign_log_in: |sender, level| {
            format!(
                "{sender} asks you to prove who you are with an e-ID as you sign. Log in at security level {level}, and you come back here to sign."
            )
        },
        after_signing: |sender| format!("When you have signed, we take you back to {sender}."),
        back_to: |sender| format!("Back to {sender}"),
        log_in_with: |provider| format!("Log in with {provider}"),
        log_in_to_task: |level| {
            format!(
                "This is for one particular person. Log in with an e-ID at security level {level}, so that we know it is for you before we show anything."
            )
        },
        log_in_higher: |level| {
            format!(
                "You are logged in, but at a lower level than is asked for here. Log in again with an e-ID at security level {level}."
            )
        },
        logged_in_as: |name| format!("You are logged in as {name}."),
        sign_by: |time| format!("Sign by {time}."),
        still_logged_in: |provider| format!("You may still be logged in at {provider}"),
        log_out_of: |provider| format!("Log out of {provider} too"),
        sms_log_in: |link| format!("Log in at {link}"),
        subject: |notification, sender, title| {
            let what = title.map(|title| format!(": {title}")).unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} asks for your signature{what}"),
                Notification::Reminder => {
                    format!("Reminder: {sender} is waiting for your signature{what}")
                }
                Notification::Code => format!("Code for signing for {sender}"),
                Notification::Completed => format!("Everyone has signed for {sender}{what}"),
                Notification::Rejected => format!("The signing for {sender} has ended{what}"),
                Notification::Expired => {
                    format!("The deadline for signing for {sender} has passed{what}")
                }
                Notification::JobFailed => {
                    format!("The signing for {sender} cannot be completed{what}")
                }
                Notification::Cancelled => format!("{sender} has cancelled the signing{what}"),
            }
        },
        lead: |notification, sender, title| {
            let what = title.map(|title| format!(" “{title}”")).unwrap_or_default();
            let of = title
                .map(|title| format!(" of “{title}”"))
                .unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} asks you to read and sign{what}."),
                Notification::Reminder => {
                    format!("{sender} is still waiting for you to read and sign{what}.")
                }
                Notification::Code => {
                    format!("Here is the code you asked for. It is for signing for {sender}.")
                }
                Notification::Completed => {
                    format!(
                        "Everyone has signed{what} for {sender}. The document is sealed, and you can download it."
                    )
                }
                Notification::Rejected => format!(
                    "One of those who were to sign{what} for {sender} did not want to. The document will therefore not be sealed, and there is nothing you need to do."
                ),
                Notification::Expired => format!(
                    "Not everyone signed{what} for {sender} in time. The document will therefore not be sealed, and it can no longer be signed."
                ),
                Notification::JobFailed => format!(
                    "One of those who were to sign{what} for {sender} cannot be reached or cannot sign. The document will therefore not be sealed, and there is nothing you need to do."
                ),
                Notification::Cancelled => format!(
                    "{sender} has cancelled the signing{of}. The document will not be sealed, and there is nothing you need to do."
                ),
            }
        },
        notification_heading: |notification| match notification {
            Notification::Invitation => "Something awaits your signature",
            Notification::Reminder => "Remember to sign",
            Notification::Code => "Your code",
            Notification::Completed => "Everyone has signed",
            Notification::Rejected => "The signing has ended",
            Notification::Expired => "The deadline has passed",
            Notification::JobFailed => "The signing cannot be completed",
            Notification::Cancelled => "The signing is cancelled",
        },
        sms: |notification, sender, title, deadline| {
            let what = title
                .map(|title| format!(" \"{title}\""))
                .unwrap_or_default();
            let of = title
                .map(|title| format!(" of \"{title}\""))
                .unwrap_or_default();
            let by = deadline
                .map(|deadline| format!(" by {deadline}"))
                .unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} asks you to sign{what}{by}."),
                Notification::Reminder => {
                    format!("Reminder: {sender} is waiting for you to sign{what}{by}.")
                }
                Notification::Code => format!("For signing for {sender}."),
                Notification::Completed => format!("Everyone has signed{what} for {sender}."),
                Notification::Rejected => {
                    format!(
                        "The signing{of} for {sender} has ended: one of the others did not want to sign."
                    )
                }
                Notification::Expired => {
                    format!(
                        "The deadline for signing{what} for {sender} has passed. It can no longer be signed."
                    )
                }
                Notification::JobFailed => {
                    format!(
                        "The signing{of} for {sender} cannot be completed. There is nothing you need to do."
                    )
                }
                Notification::Cancelled => {
                    format!(
                        "{sender} has cancelled the signing{of}. There is nothing you need to do."
                    )
                }
            }
        },
        sms_way_in: |notification, link, code| match (notification, link, code) {
            (_, None, None) => String::new(),
            (Notification::Completed, Some(link), Some(code)) => {
                format!("Get the document with the code {code}: {link}")
            }
            (_, Some(link), Some(code)) => format!("Open the link and use the code {code}: {link}"),
            (_, Some(link), None) => format!("Open {link}"),
            (Notification::Code, None, Some(code)) => {
                format!("Your code is {code}. It works for 10 minutes. Do not give it to anyone.")
            }
            (_, None, Some(code)) => {
                format!(
                    "Your code is {code}. The link is sent by e-mail. Do not give the code to anyone."
                )
            }
        },
    },
};
