//! Nynorsk.

mod validation;

use super::shape::{
    EndWords, EndedWords, FrameWords, LinkWords, ListWords, LoginWords, NotificationWords, Phrases,
    ProblemWords, TaskWords, WaitingWords, Words,
};
use crate::notification::Notification;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        own_name: "Nynorsk",
        skip: "Hopp til innhaldet",
        tagline: "Digital signering",
        languages: "Språk",
        log_out: "Logg ut",
        to_list: "Tilbake til oversikta",
        footer: "Segl samlar signaturar og forseglar dokumentet når alle har signert.",
        error_prefix: "Feil",
        error_heading: "Noko må rettast",
    },
    link: LinkWords {
        heading: "Skriv inn koden",
        lead: "Du har fått ei melding med ei lenkje og ein kode på seks siffer. Med koden opnar du dokumenta dine.",
        nothing_yet: "Ingenting blir signert før du sjølv vel det.",
        code: "Kode",
        code_hint: "Seks siffer. Han står i same melding som lenkja, eller i ein eigen SMS.",
        submit: "Hald fram",
        wrong_heading: "Koden og lenkja passar ikkje saman",
        wrong: "Sjå etter at alle siffera er rette og at lenkja er frå den nyaste meldinga. Kodar sluttar å verke når dei er brukte, når dei er for gamle, og etter fem feil forsøk. Då kan du be om ein ny.",
        requested_heading: "Sjå etter ein ny kode",
        requested: "Dersom lenkja er gyldig, er ein ny kode på veg til e-postadressa eller mobilnummeret som avsendaren har oppgitt. Koden verkar i 10 minutt. Du kan få høgst fem kodar i timen.",
        none_heading: "Har du ingen kode som verkar?",
        none: "Vi kan sende ein ny til e-postadressa eller mobilnummeret som avsendaren har oppgitt. Då sluttar den gamle å verke.",
        send_code: "Send meg ein ny kode",
        newest: "Har du fått fleire meldingar om det same? Bruk lenkja i den nyaste. Ho erstattar dei eldre.",
    },
    task: TaskWords {
        deadline: "Frist",
        signers: "Signaturar",
        read_heading: "Les",
        read_hint: "Opne og les alt før du signerer.",
        new_tab: "blir opna i ny fane",
        message: "Melding frå avsendaren",
        sign_heading: "Signer",
        name: "Fullt namn",
        name_hint: "Slik namnet skal stå på det signerte dokumentet.",
        consent: "Eg har lese det som er lista opp på denne sida, og signerer det elektronisk. Eg er kjend med at signaturen er bindande, og at namnet mitt og tidspunktet blir ein del av det signerte dokumentet.",
        proof_heading: "Slik veit vi kven du er",
        proof_email: "Du har vist at du har tilgang til e-postadressa som avsendaren oppgav. Identiteten din er ikkje kontrollert på nokon annan måte, og det står i det signerte dokumentet.",
        proof_mobile: "Du har vist at du har tilgang til mobilnummeret som avsendaren oppgav. Identiteten din er ikkje kontrollert på nokon annan måte, og det står i det signerte dokumentet.",
        proof_both: "Du har vist at du har tilgang til e-postadressa og mobilnummeret som avsendaren oppgav. Identiteten din er ikkje kontrollert på nokon annan måte, og det står i det signerte dokumentet.",
        proof_sender: "Du var logga inn hos avsendaren, som sende deg hit. Segl har ikkje kontrollert identiteten din på nokon annan måte, og det står i det signerte dokumentet.",
        name_proven: "Namnet kjem frå e-ID-en din, og slik blir det ståande på det signerte dokumentet.",
        on_behalf: "Du signerer på vegner av nokon andre",
        on_behalf_text: "Signaturen blir gitt på vegner av nokon andre, til dømes ein arbeidsgivar, og ikkje på dine eigne vegner.",
        sign: "Signer",
        reject_heading: "Eg vil ikkje signere",
        reject_hint: "Då blir signeringa avslutta for alle, og du kan ikkje ombestemme deg. Avsendaren får sjå grunngjevinga.",
        reason: "Grunngjeving",
        reason_hint: "Høgst 400 teikn.",
        reject: "Avslutt utan å signere",
        name_missing: "Skriv det fulle namnet ditt",
        name_unfit: "Namnet kan ha høgst 80 teikn, alle på éi linje",
        consent_missing: "Kryss av for at du har lese og vil signere",
        documents_changed: "Dokumenta er ikkje dei same som då du opna sida. Les dei på nytt før du signerer",
        reason_missing: "Skriv kvifor du ikkje vil signere",
        reason_unfit: "Grunngjevinga kan ha høgst 400 teikn",
    },
    waiting: WaitingWords {
        heading: "Takk, du har signert",
        next_heading: "Kva skjer no?",
        others: "Når alle har signert, får du ei melding med lenkje til det signerte dokumentet.",
        others_direct: "Når alle har signert, blir dokumentet forsegla.",
        sealing: "Alle har signert, og dokumentet blir forsegla no. Det tek vanlegvis nokre sekund. Du får òg ei melding når det er klart.",
        sealing_direct: "Alle har signert, og dokumentet blir forsegla no. Det tek vanlegvis nokre sekund.",
        check_again: "Sjå om det er klart",
        close: "Du kan trygt lukke sida.",
        deadline: "Frist for dei andre",
    },
    end: EndWords {
        heading: "Alle har signert",
        lead: "Dokumentet er signert og forsegla. Last det ned og ta vare på det.",
        download: "Last ned signert dokument",
        format: "PDF",
        deleted: "Dokumentet er sletta herifrå og kan ikkje lenger lastast ned. Avsendaren kan ha ein kopi.",
        check_heading: "Slik kontrollerer du dokumentet",
        check_reader: "Opne det i ein PDF-lesar som viser signaturar. Seglet skal vere gyldig.",
        check_change: "Blir dokumentet endra etterpå, er seglet ikkje lenger gyldig.",
        check_inside: "På framsida står det kven som har signert, når og korleis.",
        check_by_anybody: "Kven som helst kan òg kontrollere dokumentet eller bevisa her:",
        check_here: "Kontroller eit signert dokument",
        check_originals: "Vil du kontrollere dokumenta byte for byte, finn du dei slik avsendaren sende dei, saman med bevisa for kvar signatur, i éi fil som blir opna som ei ZIP-fil.",
        originals: "Last ned dokumenta slik dei vart sende, med bevisa",
        originals_format: "ASiC-E",
    },
    ended: EndedWords {
        rejected_by_you: "Du har valt å ikkje signere",
        rejected_by_you_text: "Signeringa er avslutta, og avsendaren får sjå grunngjevinga di. Ingenting er signert av deg.",
        rejected_by_another: "Signeringa er avslutta",
        rejected_by_another_text: "Ein av dei andre ville ikkje signere. Dokumentet blir difor ikkje forsegla, og du treng ikkje gjere noko.",
        expired: "Fristen er ute",
        expired_text: "Ikkje alle signerte innan fristen. Dokumentet blir difor ikkje forsegla, og det kan ikkje signerast lenger.",
        cancelled: "Avsendaren har avbrote signeringa",
        cancelled_text: "Dokumentet blir ikkje forsegla, og du treng ikkje gjere noko.",
        blocked: "Tilgangen er sperra",
        blocked_text: "Det er skrive inn feil kode for mange gonger. Avsendaren kan opne for nye forsøk.",
        name_not_available: "Det kunne ikkje signerast",
        name_not_available_text: "E-ID-en din oppgav ikkje noko namn, og utan namn kan vi ikkje ta imot signaturen.",
        failed: "Signeringa blei ikkje fullført",
        failed_text: "Noko gjekk gale av tekniske grunnar. Det er ikkje din feil.",
        left: "Du er logga ut",
        left_text: "Du kan trygt lukke sida.",
        way_back: "Vil du inn att? Bruk lenkja i den nyaste meldinga du har fått. Bed sida om ein kode, kan du få ein ny. Blei du send hit frå nettstaden til avsendaren, begynner du på nytt der.",
    },
    login: LoginWords {
        portal: "Logg inn",
        portal_text: "Logg inn med e-ID for å sjå det som ventar på deg.",
        task: "Logg inn for å halde fram",
        step_up: "Logg inn på eit høgare nivå",
        untitled: "Noko å signere",
        no_providers: "Innlogging med e-ID er ikkje sett opp her. Ta kontakt med avsendaren.",
        cancelled: "Du avbraut innlogginga",
        cancelled_text: "Ingenting er endra. Du kan logge inn når du vil.",
        failed: "Innlogginga lét seg ikkje stadfeste",
        failed_text: "Prøv ein gong til.",
        too_low: "Innlogginga var på eit for lågt nivå",
        too_low_text: "Vel ein e-ID eller ein måte å logge inn på som har eit høgare tryggleiksnivå.",
        wrong_person: "Dette er til nokon andre",
        wrong_person_text: "Du logga inn som ein annan enn den dette er til. Meiner du at det er til deg, kan du ta kontakt med avsendaren.",
        expired: "Innlogginga blei avbroten",
        expired_text: "Anten tok ho for lang tid, eller så blei ho starta i ein annan nettlesar. Prøv ein gong til her.",
        logged_out: "Du er logga ut av Segl",
        again: "Logg inn att",
        shared_machine: "Bruker andre den same maskina, bør du logge ut der òg.",
    },
    list: ListWords {
        heading: "Signeringane dine",
        waiting: "Ventar på deg",
        done: "Signert og avslutta",
        no_waiting: "Ingenting ventar på deg akkurat no. Du kan ta det med ro.",
        no_done: "Det du signerer, finn du att her.",
        older: "Vis eldre",
        on_behalf: "På vegner av nokon andre.",
        step_up: "Du må logge inn på eit høgare nivå.",
        not_yet: "Andre skal signere før deg.",
        others: "Du har signert. Vi ventar på dei andre.",
        completed: "Alle har signert.",
        rejected_by_you: "Du har valt å ikkje signere.",
        rejected_by_another: "Ein av dei andre ville ikkje signere.",
        expired: "Fristen er ute.",
        cancelled: "Avsendaren har avbrote signeringa.",
        blocked: "Tilgangen din er sperra.",
        failed: "Det blei ikkje fullført, av tekniske grunnar.",
    },
    problems: ProblemWords {
        not_found: "Denne sida finst ikkje",
        not_found_text: "Kanskje manglar det ein bit av adressa. Prøv å kopiere heile lenkja.",
        session_over: "Besøket er over",
        session_over_text: "Av omsyn til tryggleiken loggar vi deg ut etter ein halvtime utan aktivitet. Det du ikkje rakk å sende, er ikkje lagra.",
        gone: "Dokumentet er ikkje her",
        gone_text: "Det er anten sletta eller ikkje klart enno. Har det gått lang tid, kan du spørje avsendaren om ein kopi.",
        unreadable: "Skjemaet lét seg ikkje lese",
        unreadable_text: "Gå tilbake og prøv ein gong til. Ingenting er lagra.",
        failed: "Noko gjekk gale hos oss",
        failed_text: "Det er ikkje din feil. Vent eit minutt, og prøv på nytt.",
        redirect_used: "Denne adressa verkar ikkje lenger",
        redirect_used_text: "Ho er brukt eller for gammal. Gå tilbake til avsendaren, og begynn på nytt der.",
        login_unavailable: "Innlogginga verkar ikkje akkurat no",
        login_unavailable_text: "Vi får ikkje svar frå e-ID-en. Vent litt, og prøv på nytt.",
    },
    validation: validation::WORDS,
    notification: NotificationWords {
        sender: "Avsendar",
        subject: "Gjeld",
        deadline: "Frist",
        download_until: "Kan lastast ned til",
        signed: "Signaturar",
        open: "Les og signer",
        download: "Hent signert dokument",
        code: "Koden din",
        code_by_sms: "Koden du treng, kjem i ein eigen SMS, mellom kl. 8 og 22. Du kan òg be om ein på sida.",
        code_life: "Koden verkar i 24 timar og kan brukast éin gong. Seinare kan du be om ein ny på sida som lenkja opnar.",
        asked_code_life: "Koden verkar i 10 minutt og kan brukast éin gong.",
        use_code: "Skriv han inn på sida der du bad om han.",
        by_hand: "Verkar ikkje knappen? Kopier adressa inn i nettlesaren:",
        nothing_signed: "Ingenting blir signert før du sjølv vel det.",
        replaces: "Lenkja er personleg og skal ikkje delast. Ho erstattar lenkjer i eldre meldingar om det same.",
        on_behalf: "Sendt gjennom Segl på vegner av",
        unknown_sender: "Ventar du ikkje noko frå denne avsendaren, kan du sjå bort frå meldinga. Lurer du på noko, spør avsendaren.",
        ignore: "Bad du ikkje om nokon kode, kan du sjå bort frå meldinga. Gi aldri koden til andre.",
        open_by_login: "Logg inn for å lese og signere",
        download_by_login: "Logg inn for å hente det signerte dokumentet",
        log_in_to_sign: "Logg inn med e-ID-en din for å lese og signere.",
        log_in_to_download: "Logg inn med e-ID-en din for å hente det signerte dokumentet.",
        only_login: "Segl bed ikkje om noko anna enn at du loggar inn med e-ID.",
    },
    phrases: Phrases {
        from: |sender| format!("Frå {sender}"),
        ask_sender: |sender| format!("Har du spørsmål, kan du ta kontakt med {sender}."),
        pages: |pages| {
            if pages == 1 {
                "1 side".to_owned()
            } else {
                format!("{pages} sider")
            }
        },
        progress: |signed, signers| match (signed, signers) {
            (0, 1) => "Berre du skal signere".to_owned(),
            (0, _) => format!("Ingen av {signers} har signert enno"),
            _ => format!("{signed} av {signers} har signert"),
        },
        download_until: |time| format!("Kan lastast ned til {time}."),
        level: |level| match level {
            4.. => "høgt",
            3 => "betydeleg",
            _ => "lågt",
        },
        proof_eid: |provider, level| {
            format!(
                "Du har logga inn med {provider} på tryggleiksnivå {level}. Det står i det signerte dokumentet."
            )
        },
        sign_log_in: |sender, level| {
            format!(
                "{sender} bed deg vise kven du er med ein e-ID når du signerer. Logg inn på tryggleiksnivå {level}, så kjem du tilbake hit og kan signere."
            )
        },
        after_signing: |sender| format!("Når du har signert, sender vi deg tilbake til {sender}."),
        back_to: |sender| format!("Tilbake til {sender}"),
        log_in_with: |provider| format!("Logg inn med {provider}"),
        log_in_to_task: |level| {
            format!(
                "Dette er til éin bestemt person. Logg inn med ein e-ID på tryggleiksnivå {level}, så vi veit at det er til deg før vi viser noko."
            )
        },
        log_in_higher: |level| {
            format!(
                "Du er logga inn, men på eit lågare nivå enn det som er kravd her. Logg inn på nytt med ein e-ID på tryggleiksnivå {level}."
            )
        },
        logged_in_as: |name| format!("Du er logga inn som {name}."),
        sign_by: |time| format!("Signer innan {time}."),
        still_logged_in: |provider| format!("Du kan framleis vere logga inn hos {provider}"),
        log_out_of: |provider| format!("Logg òg ut av {provider}"),
        sms_log_in: |link| format!("Logg inn på {link}"),
        subject: |notification, sender, title| {
            let what = title.map(|title| format!(": {title}")).unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} bed om signaturen din{what}"),
                Notification::Reminder => {
                    format!("Påminning: {sender} ventar på signaturen din{what}")
                }
                Notification::Code => format!("Kode for signering for {sender}"),
                Notification::Completed => format!("Alle har signert for {sender}{what}"),
                Notification::Rejected => format!("Signeringa for {sender} er avslutta{what}"),
                Notification::Expired => format!("Fristen for å signere for {sender} er ute{what}"),
                Notification::JobFailed => {
                    format!("Signeringa for {sender} kan ikkje fullførast{what}")
                }
                Notification::Cancelled => format!("{sender} har avbrote signeringa{what}"),
            }
        },
        lead: |notification, sender, title| {
            let what = title.map(|title| format!(" «{title}»")).unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} bed deg lese og signere{what}."),
                Notification::Reminder => {
                    format!("{sender} ventar framleis på at du les og signerer{what}.")
                }
                Notification::Code => {
                    format!("Her er koden du bad om. Han gjeld signering for {sender}.")
                }
                Notification::Completed => {
                    format!(
                        "Alle har signert{what} for {sender}. Dokumentet er forsegla, og du kan laste det ned."
                    )
                }
                Notification::Rejected => format!(
                    "Ein av dei som skulle signere{what} for {sender}, ville ikkje. Dokumentet blir difor ikkje forsegla, og du treng ikkje gjere noko."
                ),
                Notification::Expired => format!(
                    "Ikkje alle signerte{what} for {sender} innan fristen. Dokumentet blir difor ikkje forsegla, og det kan ikkje signerast lenger."
                ),
                Notification::JobFailed => format!(
                    "Ein av dei som skulle signere{what} for {sender}, kan ikkje nåast eller kan ikkje signere. Dokumentet blir difor ikkje forsegla, og du treng ikkje gjere noko."
                ),
                Notification::Cancelled => format!(
                    "{sender} har avbrote signeringa{what}. Dokumentet blir ikkje forsegla, og du treng ikkje gjere noko."
                ),
            }
        },
        notification_heading: |notification| match notification {
            Notification::Invitation => "Noko ventar på signaturen din",
            Notification::Reminder => "Hugs å signere",
            Notification::Code => "Koden din",
            Notification::Completed => "Alle har signert",
            Notification::Rejected => "Signeringa er avslutta",
            Notification::Expired => "Fristen er ute",
            Notification::JobFailed => "Signeringa kan ikkje fullførast",
            Notification::Cancelled => "Signeringa er avbroten",
        },
        sms: |notification, sender, title, deadline| {
            let what = title
                .map(|title| format!(" \"{title}\""))
                .unwrap_or_default();
            let by = deadline
                .map(|deadline| format!(" innan {deadline}"))
                .unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} bed deg signere{what}{by}."),
                Notification::Reminder => {
                    format!("Påminning: {sender} ventar på at du signerer{what}{by}.")
                }
                Notification::Code => format!("Gjeld signering for {sender}."),
                Notification::Completed => format!("Alle har signert{what} for {sender}."),
                Notification::Rejected => {
                    format!(
                        "Signeringa{what} for {sender} er avslutta: ein av dei andre ville ikkje signere."
                    )
                }
                Notification::Expired => {
                    format!(
                        "Fristen for å signere{what} for {sender} er ute. Det kan ikkje signerast lenger."
                    )
                }
                Notification::JobFailed => {
                    format!(
                        "Signeringa{what} for {sender} kan ikkje fullførast. Du treng ikkje gjere noko."
                    )
                }
                Notification::Cancelled => {
                    format!("{sender} har avbrote signeringa{what}. Du treng ikkje gjere noko.")
                }
            }
        },
        sms_way_in: |notification, link, code| match (notification, link, code) {
            (_, None, None) => String::new(),
            (Notification::Completed, Some(link), Some(code)) => {
                format!("Hent dokumentet med koden {code}: {link}")
            }
            (_, Some(link), Some(code)) => format!("Opne lenkja og bruk koden {code}: {link}"),
            (_, Some(link), None) => format!("Opne {link}"),
            (Notification::Code, None, Some(code)) => {
                format!("Koden din er {code}. Han verkar i 10 minutt. Gi han ikkje til andre.")
            }
            (_, None, Some(code)) => {
                format!("Koden din er {code}. Lenkja er send på e-post. Gi ikkje koden til andre.")
            }
        },
    },
};
