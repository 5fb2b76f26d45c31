//! Bokmål.

mod validation;

use super::shape::{
    EndWords, EndedWords, FrameWords, LinkWords, ListWords, LoginWords, NotificationWords, Phrases,
    ProblemWords, TaskWords, WaitingWords, Words,
};
use crate::notification::Notification;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        own_name: "Bokmål",
        skip: "Hopp til innholdet",
        tagline: "Digital signering",
        languages: "Språk",
        log_out: "Logg ut",
        to_list: "Tilbake til oversikten",
        footer: "Segl samler signaturer og forsegler dokumentet når alle har signert.",
        error_prefix: "Feil",
        error_heading: "Noe må rettes",
    },
    link: LinkWords {
        heading: "Skriv inn koden",
        lead: "Du har fått en melding med en lenke og en kode på seks sifre. Med koden åpner du dokumentene dine.",
        nothing_yet: "Ingenting blir signert før du selv velger det.",
        code: "Kode",
        code_hint: "Seks sifre. Den står i samme melding som lenken, eller i en egen SMS.",
        submit: "Fortsett",
        wrong_heading: "Koden og lenken passer ikke sammen",
        wrong: "Se etter at alle sifrene er riktige og at lenken er fra den nyeste meldingen. Koder slutter å virke når de er brukt, når de er for gamle, og etter fem feil forsøk. Da kan du be om en ny.",
        requested_heading: "Se etter en ny kode",
        requested: "Hvis lenken er gyldig, er en ny kode på vei til e-postadressen eller mobilnummeret som avsenderen har oppgitt. Koden virker i 10 minutter. Du kan få høyst fem koder i timen.",
        none_heading: "Har du ingen kode som virker?",
        none: "Vi kan sende en ny til e-postadressen eller mobilnummeret som avsenderen har oppgitt. Da slutter den gamle å virke.",
        send_code: "Send meg en ny kode",
        newest: "Har du fått flere meldinger om det samme? Bruk lenken i den nyeste. Den erstatter de eldre.",
    },
    task: TaskWords {
        deadline: "Frist",
        signers: "Signaturer",
        read_heading: "Les",
        read_hint: "Åpne og les alt før du signerer.",
        new_tab: "åpnes i ny fane",
        message: "Melding fra avsenderen",
        sign_heading: "Signer",
        name: "Fullt navn",
        name_hint: "Slik navnet skal stå på det signerte dokumentet.",
        consent: "Jeg har lest det som er listet opp på denne siden, og signerer det elektronisk. Jeg er kjent med at signaturen er bindende, og at navnet mitt og tidspunktet blir en del av det signerte dokumentet.",
        proof_heading: "Slik vet vi hvem du er",
        proof_email: "Du har vist at du har tilgang til e-postadressen som avsenderen oppga. Identiteten din er ikke kontrollert på noen annen måte, og det står i det signerte dokumentet.",
        proof_mobile: "Du har vist at du har tilgang til mobilnummeret som avsenderen oppga. Identiteten din er ikke kontrollert på noen annen måte, og det står i det signerte dokumentet.",
        proof_both: "Du har vist at du har tilgang til e-postadressen og mobilnummeret som avsenderen oppga. Identiteten din er ikke kontrollert på noen annen måte, og det står i det signerte dokumentet.",
        proof_sender: "Du var logget inn hos avsenderen, som sendte deg hit. Segl har ikke kontrollert identiteten din på noen annen måte, og det står i det signerte dokumentet.",
        name_proven: "Navnet kommer fra e-ID-en din, og slik blir det stående på det signerte dokumentet.",
        on_behalf: "Du signerer på vegne av noen andre",
        on_behalf_text: "Signaturen gis på vegne av noen andre, for eksempel en arbeidsgiver, og ikke på dine egne vegne.",
        sign: "Signer",
        reject_heading: "Jeg vil ikke signere",
        reject_hint: "Da avsluttes signeringen for alle, og du kan ikke ombestemme deg. Avsenderen får se begrunnelsen.",
        reason: "Begrunnelse",
        reason_hint: "Høyst 400 tegn.",
        reject: "Avslutt uten å signere",
        name_missing: "Skriv det fulle navnet ditt",
        name_unfit: "Navnet kan ha høyst 80 tegn, alle på én linje",
        consent_missing: "Kryss av for at du har lest og vil signere",
        documents_changed: "Dokumentene er ikke de samme som da du åpnet siden. Les dem på nytt før du signerer",
        reason_missing: "Skriv hvorfor du ikke vil signere",
        reason_unfit: "Begrunnelsen kan ha høyst 400 tegn",
    },
    waiting: WaitingWords {
        heading: "Takk, du har signert",
        next_heading: "Hva skjer nå?",
        others: "Når alle har signert, får du en melding med lenke til det signerte dokumentet.",
        others_direct: "Når alle har signert, blir dokumentet forseglet.",
        sealing: "Alle har signert, og dokumentet blir forseglet nå. Det tar vanligvis noen sekunder. Du får også en melding når det er klart.",
        sealing_direct: "Alle har signert, og dokumentet blir forseglet nå. Det tar vanligvis noen sekunder.",
        check_again: "Se om det er klart",
        close: "Du kan trygt lukke siden.",
        deadline: "Frist for de andre",
    },
    end: EndWords {
        heading: "Alle har signert",
        lead: "Dokumentet er signert og forseglet. Last det ned og ta vare på det.",
        download: "Last ned signert dokument",
        format: "PDF",
        deleted: "Dokumentet er slettet herfra og kan ikke lenger lastes ned. Avsenderen kan ha en kopi.",
        check_heading: "Slik kontrollerer du dokumentet",
        check_reader: "Åpne det i en PDF-leser som viser signaturer. Seglet skal være gyldig.",
        check_change: "Blir dokumentet endret etterpå, er seglet ikke lenger gyldig.",
        check_inside: "På forsiden står hvem som har signert, når og hvordan.",
        check_by_anybody: "Hvem som helst kan også kontrollere dokumentet eller bevisene her:",
        check_here: "Kontroller et signert dokument",
        check_originals: "Vil du kontrollere dokumentene byte for byte, finner du dem slik avsenderen sendte dem, sammen med bevisene for hver signatur, i én fil som åpnes som en ZIP-fil.",
        originals: "Last ned dokumentene slik de ble sendt, med bevisene",
        originals_format: "ASiC-E",
    },
    ended: EndedWords {
        rejected_by_you: "Du har valgt å ikke signere",
        rejected_by_you_text: "Signeringen er avsluttet, og avsenderen får se begrunnelsen din. Ingenting er signert av deg.",
        rejected_by_another: "Signeringen er avsluttet",
        rejected_by_another_text: "En av de andre ville ikke signere. Dokumentet blir derfor ikke forseglet, og du trenger ikke å gjøre noe.",
        expired: "Fristen er ute",
        expired_text: "Ikke alle signerte innen fristen. Dokumentet blir derfor ikke forseglet, og det kan ikke signeres lenger.",
        cancelled: "Avsenderen har avbrutt signeringen",
        cancelled_text: "Dokumentet blir ikke forseglet, og du trenger ikke å gjøre noe.",
        blocked: "Tilgangen er sperret",
        blocked_text: "Det er skrevet inn feil kode for mange ganger. Avsenderen kan åpne for nye forsøk.",
        name_not_available: "Det kunne ikke signeres",
        name_not_available_text: "E-ID-en din oppga ikke noe navn, og uten navn kan vi ikke ta imot signaturen.",
        failed: "Signeringen ble ikke fullført",
        failed_text: "Noe gikk galt av tekniske grunner. Det er ikke din feil.",
        left: "Du er logget ut",
        left_text: "Du kan trygt lukke siden.",
        way_back: "Vil du inn igjen? Bruk lenken i den nyeste meldingen du har fått. Ber siden om en kode, kan du få en ny. Ble du sendt hit fra avsenderens nettsted, begynner du på nytt der.",
    },
    login: LoginWords {
        portal: "Logg inn",
        portal_text: "Logg inn med e-ID for å se det som venter på deg.",
        task: "Logg inn for å fortsette",
        step_up: "Logg inn på et høyere nivå",
        untitled: "Noe å signere",
        no_providers: "Innlogging med e-ID er ikke satt opp her. Ta kontakt med avsenderen.",
        cancelled: "Du avbrøt innloggingen",
        cancelled_text: "Ingenting er endret. Du kan logge inn når du vil.",
        failed: "Innloggingen lot seg ikke bekrefte",
        failed_text: "Prøv en gang til.",
        too_low: "Innloggingen var på et for lavt nivå",
        too_low_text: "Velg en e-ID eller en måte å logge inn på som har et høyere sikkerhetsnivå.",
        wrong_person: "Dette er til noen andre",
        wrong_person_text: "Du logget inn som en annen enn den dette er til. Mener du at det er til deg, kan du ta kontakt med avsenderen.",
        expired: "Innloggingen ble avbrutt",
        expired_text: "Enten tok den for lang tid, eller så ble den startet i en annen nettleser. Prøv en gang til her.",
        logged_out: "Du er logget ut av Segl",
        again: "Logg inn igjen",
        shared_machine: "Bruker andre den samme maskinen, bør du logge ut der også.",
    },
    list: ListWords {
        heading: "Signeringene dine",
        waiting: "Venter på deg",
        done: "Signert og avsluttet",
        no_waiting: "Ingenting venter på deg akkurat nå. Du kan ta det med ro.",
        no_done: "Det du signerer, finner du igjen her.",
        older: "Vis eldre",
        on_behalf: "På vegne av noen andre.",
        step_up: "Du må logge inn på et høyere nivå.",
        not_yet: "Andre skal signere før deg.",
        others: "Du har signert. Vi venter på de andre.",
        completed: "Alle har signert.",
        rejected_by_you: "Du har valgt å ikke signere.",
        rejected_by_another: "En av de andre ville ikke signere.",
        expired: "Fristen er ute.",
        cancelled: "Avsenderen har avbrutt signeringen.",
        blocked: "Tilgangen din er sperret.",
        failed: "Det ble ikke fullført, av tekniske grunner.",
    },
    problems: ProblemWords {
        not_found: "Denne siden finnes ikke",
        not_found_text: "Kanskje mangler det en bit av adressen. Prøv å kopiere hele lenken.",
        session_over: "Besøket er over",
        session_over_text: "Av hensyn til sikkerheten logger vi deg ut etter en halvtime uten aktivitet. Det du ikke rakk å sende, er ikke lagret.",
        gone: "Dokumentet er ikke her",
        gone_text: "Det er enten slettet eller ikke klart ennå. Har det gått lang tid, kan du spørre avsenderen om en kopi.",
        unreadable: "Skjemaet lot seg ikke lese",
        unreadable_text: "Gå tilbake og prøv en gang til. Ingenting er lagret.",
        failed: "Noe gikk galt hos oss",
        failed_text: "Det er ikke din feil. Vent et minutt, og prøv på nytt.",
        redirect_used: "Denne adressen virker ikke lenger",
        redirect_used_text: "Den er brukt eller for gammel. Gå tilbake til avsenderen, og begynn på nytt der.",
        login_unavailable: "Innloggingen virker ikke akkurat nå",
        login_unavailable_text: "Vi får ikke svar fra e-ID-en. Vent litt, og prøv på nytt.",
    },
    validation: validation::WORDS,
    notification: NotificationWords {
        sender: "Avsender",
        subject: "Gjelder",
        deadline: "Frist",
        download_until: "Kan lastes ned til",
        signed: "Signaturer",
        open: "Les og signer",
        download: "Hent signert dokument",
        code: "Koden din",
        code_by_sms: "Koden du trenger, kommer i en egen SMS, mellom kl. 8 og 22. Du kan også be om en på siden.",
        code_life: "Koden virker i 24 timer og kan brukes én gang. Senere kan du be om en ny på siden som lenken åpner.",
        asked_code_life: "Koden virker i 10 minutter og kan brukes én gang.",
        use_code: "Skriv den inn på siden der du ba om den.",
        by_hand: "Virker ikke knappen? Kopier adressen inn i nettleseren:",
        nothing_signed: "Ingenting blir signert før du selv velger det.",
        replaces: "Lenken er personlig og skal ikke deles. Den erstatter lenker i eldre meldinger om det samme.",
        on_behalf: "Sendt gjennom Segl på vegne av",
        unknown_sender: "Venter du ikke noe fra denne avsenderen, kan du se bort fra meldingen. Lurer du på noe, spør avsenderen.",
        ignore: "Ba du ikke om noen kode, kan du se bort fra meldingen. Gi aldri koden til andre.",
        open_by_login: "Logg inn for å lese og signere",
        download_by_login: "Logg inn for å hente det signerte dokumentet",
        log_in_to_sign: "Logg inn med e-ID-en din for å lese og signere.",
        log_in_to_download: "Logg inn med e-ID-en din for å hente det signerte dokumentet.",
        only_login: "Segl ber ikke om noe annet enn at du logger inn med e-ID.",
    },
    phrases: Phrases {
        from: |sender| format!("Fra {sender}"),
        ask_sender: |sender| format!("Har du spørsmål, kan du ta kontakt med {sender}."),
        pages: |pages| {
            if pages == 1 {
                "1 side".to_owned()
            } else {
                format!("{pages} sider")
            }
        },
        progress: |signed, signers| match (signed, signers) {
            (0, 1) => "Bare du skal signere".to_owned(),
            (0, _) => format!("Ingen av {signers} har signert ennå"),
            _ => format!("{signed} av {signers} har signert"),
        },
        download_until: |time| format!("Kan lastes ned til {time}."),
        level: |level| match level {
            4.. => "høyt",
            3 => "betydelig",
            _ => "lavt",
        },
        proof_eid: |provider, level| {
            format!(
                "Du har logget inn med {provider} på sikkerhetsnivå {level}. Det står i det signerte dokumentet."
            )
        },
        sign_log_in: |sender, level| {
            format!(
                "{sender} ber deg vise hvem du er med en e-ID når du signerer. Logg inn på sikkerhetsnivå {level}, så kommer du tilbake hit og kan signere."
            )
        },
        after_signing: |sender| format!("Når du har signert, sender vi deg tilbake til {sender}."),
        back_to: |sender| format!("Tilbake til {sender}"),
        log_in_with: |provider| format!("Logg inn med {provider}"),
        log_in_to_task: |level| {
            format!(
                "Dette er til én bestemt person. Logg inn med en e-ID på sikkerhetsnivå {level}, så vi vet at det er til deg før vi viser noe."
            )
        },
        log_in_higher: |level| {
            format!(
                "Du er logget inn, men på et lavere nivå enn det som kreves her. Logg inn på nytt med en e-ID på sikkerhetsnivå {level}."
            )
        },
        logged_in_as: |name| format!("Du er logget inn som {name}."),
        sign_by: |time| format!("Signer innen {time}."),
        still_logged_in: |provider| format!("Du kan fortsatt være logget inn hos {provider}"),
        log_out_of: |provider| format!("Logg også ut av {provider}"),
        sms_log_in: |link| format!("Logg inn på {link}"),
        subject: |notification, sender, title| {
            let what = title.map(|title| format!(": {title}")).unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} ber om signaturen din{what}"),
                Notification::Reminder => {
                    format!("Påminnelse: {sender} venter på signaturen din{what}")
                }
                Notification::Code => format!("Kode for signering for {sender}"),
                Notification::Completed => format!("Alle har signert for {sender}{what}"),
                Notification::Rejected => format!("Signeringen for {sender} er avsluttet{what}"),
                Notification::Expired => format!("Fristen for å signere for {sender} er ute{what}"),
                Notification::JobFailed => {
                    format!("Signeringen for {sender} kan ikke fullføres{what}")
                }
                Notification::Cancelled => format!("{sender} har avbrutt signeringen{what}"),
            }
        },
        lead: |notification, sender, title| {
            let what = title.map(|title| format!(" «{title}»")).unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} ber deg lese og signere{what}."),
                Notification::Reminder => {
                    format!("{sender} venter fortsatt på at du leser og signerer{what}.")
                }
                Notification::Code => {
                    format!("Her er koden du ba om. Den gjelder signering for {sender}.")
                }
                Notification::Completed => {
                    format!(
                        "Alle har signert{what} for {sender}. Dokumentet er forseglet, og du kan laste det ned."
                    )
                }
                Notification::Rejected => format!(
                    "En av dem som skulle signere{what} for {sender}, ville ikke. Dokumentet blir derfor ikke forseglet, og du trenger ikke å gjøre noe."
                ),
                Notification::Expired => format!(
                    "Ikke alle signerte{what} for {sender} innen fristen. Dokumentet blir derfor ikke forseglet, og det kan ikke signeres lenger."
                ),
                Notification::JobFailed => format!(
                    "En av dem som skulle signere{what} for {sender}, kan ikke nås eller kan ikke signere. Dokumentet blir derfor ikke forseglet, og du trenger ikke å gjøre noe."
                ),
                Notification::Cancelled => format!(
                    "{sender} har avbrutt signeringen{what}. Dokumentet blir ikke forseglet, og du trenger ikke å gjøre noe."
                ),
            }
        },
        notification_heading: |notification| match notification {
            Notification::Invitation => "Noe venter på signaturen din",
            Notification::Reminder => "Husk å signere",
            Notification::Code => "Koden din",
            Notification::Completed => "Alle har signert",
            Notification::Rejected => "Signeringen er avsluttet",
            Notification::Expired => "Fristen er ute",
            Notification::JobFailed => "Signeringen kan ikke fullføres",
            Notification::Cancelled => "Signeringen er avbrutt",
        },
        sms: |notification, sender, title, deadline| {
            let what = title
                .map(|title| format!(" \"{title}\""))
                .unwrap_or_default();
            let by = deadline
                .map(|deadline| format!(" innen {deadline}"))
                .unwrap_or_default();
            match notification {
                Notification::Invitation => format!("{sender} ber deg signere{what}{by}."),
                Notification::Reminder => {
                    format!("Påminnelse: {sender} venter på at du signerer{what}{by}.")
                }
                Notification::Code => format!("Gjelder signering for {sender}."),
                Notification::Completed => format!("Alle har signert{what} for {sender}."),
                Notification::Rejected => {
                    format!(
                        "Signeringen{what} for {sender} er avsluttet: en av de andre ville ikke signere."
                    )
                }
                Notification::Expired => {
                    format!(
                        "Fristen for å signere{what} for {sender} er ute. Det kan ikke signeres lenger."
                    )
                }
                Notification::JobFailed => {
                    format!(
                        "Signeringen{what} for {sender} kan ikke fullføres. Du trenger ikke å gjøre noe."
                    )
                }
                Notification::Cancelled => {
                    format!("{sender} har avbrutt signeringen{what}. Du trenger ikke å gjøre noe.")
                }
            }
        },
        sms_way_in: |notification, link, code| match (notification, link, code) {
            (_, None, None) => String::new(),
            (Notification::Completed, Some(link), Some(code)) => {
                format!("Hent dokumentet med koden {code}: {link}")
            }
            (_, Some(link), Some(code)) => format!("Åpne lenken og bruk koden {code}: {link}"),
            (_, Some(link), None) => format!("Åpne {link}"),
            (Notification::Code, None, Some(code)) => {
                format!("Koden din er {code}. Den virker i 10 minutter. Gi den ikke til andre.")
            }
            (_, None, Some(code)) => {
                format!("Koden din er {code}. Lenken er sendt på e-post. Gi ikke koden til andre.")
            }
        },
    },
};
