//! Nynorsk.

use super::{
    DateWords, EndWords, EndedWords, FrameWords, LinkWords, NoticeWords, Phrases, ProblemWords, TaskWords,
    WaitingWords, Words,
};
use crate::Notice;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        own_name: "Nynorsk",
        skip: "Hopp til innhaldet",
        tagline: "Digital signering",
        languages: "Språk",
        leave: "Logg ut",
        footer: "Segl samlar signaturar og forseglar dokumentet når alle har signert.",
        error_prefix: "Feil",
        error_heading: "Noko må rettast",
    },
    link: LinkWords {
        heading: "Skriv inn koden",
        lead: "Du har fått ei melding med ei lenkje og ein kode på seks siffer. Med koden kjem du inn til det som gjeld deg.",
        nothing_yet: "Ingenting blir signert før du sjølv vel det.",
        code: "Kode",
        code_hint: "Seks siffer. Han står i same melding som lenkja, eller i ein eigen SMS.",
        submit: "Hald fram",
        wrong_heading: "Koden og lenkja passar ikkje saman",
        wrong: "Sjå etter at alle siffera er rette og at lenkja er frå den nyaste meldinga. Kodar sluttar å verke når dei er brukte, når dei er for gamle, og etter fem feil. Då kan du be om ein ny.",
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
        sealing: "Alle har signert, og dokumentet blir forsegla no. Det tek vanlegvis nokre sekund. Du får òg ei melding når det er klart.",
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
        left: "Du er logga ut",
        left_text: "Du kan trygt lukke sida.",
        way_back: "Vil du inn att? Bruk lenkja i den nyaste meldinga du har fått, og be om ein ny kode.",
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
    },
    notice: NoticeWords {
        sender: "Avsendar",
        subject: "Gjeld",
        deadline: "Frist",
        download_until: "Kan lastast ned til",
        signed: "Signaturar",
        open: "Les og signer",
        download: "Hent signert dokument",
        code: "Koden din",
        code_by_sms: "Koden du treng, kjem i ein eigen SMS. Kjem han ikkje, kan du be om ein ny på sida.",
        code_life: "Koden verkar i 24 timar og kan brukast éin gong. Seinare kan du be om ein ny på sida som lenkja opnar.",
        asked_code_life: "Koden verkar i 10 minutt og kan brukast éin gong.",
        use_code: "Skriv han inn på sida der du bad om han.",
        by_hand: "Verkar ikkje knappen? Kopier adressa inn i nettlesaren:",
        nothing_signed: "Ingenting blir signert før du sjølv vel det.",
        replaces: "Lenkja er personleg og skal ikkje delast. Ho erstattar lenkjer i eldre meldingar om det same.",
        on_behalf: "Sendt gjennom Segl på vegner av",
        unknown_sender: "Ventar du ikkje noko frå denne avsendaren, kan du sjå bort frå meldinga. Lurer du på noko, spør avsendaren.",
        ignore: "Bad du ikkje om nokon kode, kan du sjå bort frå meldinga. Gi aldri koden til andre.",
    },
    dates: DateWords {
        weekdays: ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"],
        months: [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ],
    },
    phrases: Phrases {
        from: |sender| format!("Frå {sender}"),
        ask_sender: |sender| format!("Har du spørsmål, kan du ta kontakt med {sender}."),
        pages: |pages| if pages == 1 { "1 side".to_owned() } else { format!("{pages} sider") },
        progress: |signed, signers| match (signed, signers) {
            (0, 1) => "Berre du skal signere".to_owned(),
            (0, _) => format!("Ingen av {signers} har signert enno"),
            _ => format!("{signed} av {signers} har signert"),
        },
        download_until: |time| format!("Kan lastast ned til {time}."),
        subject: |notice, sender, title| {
            let what = title.map(|title| format!(": {title}")).unwrap_or_default();
            match notice {
                Notice::Invitation => format!("{sender} bed om signaturen din{what}"),
                Notice::Reminder => format!("Påminning: {sender} ventar på signaturen din{what}"),
                Notice::Code => format!("Kode for signering for {sender}"),
                Notice::Completed => format!("Alle har signert for {sender}{what}"),
                Notice::Rejected => format!("Signeringa for {sender} er avslutta{what}"),
                Notice::Expired => format!("Fristen for å signere for {sender} er ute{what}"),
                Notice::Cancelled => format!("{sender} har avbrote signeringa{what}"),
            }
        },
        lead: |notice, sender, title| {
            let what = title.map(|title| format!(" «{title}»")).unwrap_or_default();
            match notice {
                Notice::Invitation => format!("{sender} bed deg lese og signere{what}."),
                Notice::Reminder => format!("{sender} ventar framleis på at du les og signerer{what}."),
                Notice::Code => format!("Her er koden du bad om. Han gjeld signering for {sender}."),
                Notice::Completed => {
                    format!("Alle har signert{what} for {sender}. Dokumentet er forsegla, og du kan laste det ned.")
                }
                Notice::Rejected => format!(
                    "Ein av dei som skulle signere{what} for {sender}, ville ikkje. Dokumentet blir difor ikkje forsegla, og du treng ikkje gjere noko."
                ),
                Notice::Expired => format!(
                    "Ikkje alle signerte{what} for {sender} innan fristen. Dokumentet blir difor ikkje forsegla, og det kan ikkje signerast lenger."
                ),
                Notice::Cancelled => format!(
                    "{sender} har avbrote signeringa{what}. Dokumentet blir ikkje forsegla, og du treng ikkje gjere noko."
                ),
            }
        },
        notice_heading: |notice| match notice {
            Notice::Invitation => "Noko ventar på signaturen din",
            Notice::Reminder => "Hugs å signere",
            Notice::Code => "Koden din",
            Notice::Completed => "Alle har signert",
            Notice::Rejected => "Signeringa er avslutta",
            Notice::Expired => "Fristen er ute",
            Notice::Cancelled => "Signeringa er avbroten",
        },
        sms: |notice, sender, title, deadline| {
            let what = title.map(|title| format!(" \"{title}\"")).unwrap_or_default();
            let by = deadline.map(|deadline| format!(" innan {deadline}")).unwrap_or_default();
            match notice {
                Notice::Invitation => format!("{sender} bed deg signere{what}{by}."),
                Notice::Reminder => format!("Påminning: {sender} ventar på at du signerer{what}{by}."),
                Notice::Code => format!("Gjeld signering for {sender}."),
                Notice::Completed => format!("Alle har signert{what} for {sender}."),
                Notice::Rejected => {
                    format!("Signeringa{what} for {sender} er avslutta: ein av dei andre ville ikkje signere.")
                }
                Notice::Expired => {
                    format!("Fristen for å signere{what} for {sender} er ute. Det kan ikkje signerast lenger.")
                }
                Notice::Cancelled => format!("{sender} har avbrote signeringa{what}. Du treng ikkje gjere noko."),
            }
        },
        sms_way_in: |notice, link, code| match (notice, link, code) {
            (_, None, None) => String::new(),
            (Notice::Completed, Some(link), Some(code)) => format!("Hent dokumentet med koden {code}: {link}"),
            (_, Some(link), Some(code)) => format!("Opne lenkja og bruk koden {code}: {link}"),
            (_, Some(link), None) => format!("Opne {link}"),
            (Notice::Code, None, Some(code)) => {
                format!("Koden din er {code}. Han verkar i 10 minutt. Gi han ikkje til andre.")
            }
            (_, None, Some(code)) => {
                format!("Koden din er {code}. Lenkja er send på e-post. Gi ikkje koden til andre.")
            }
        },
    },
};
