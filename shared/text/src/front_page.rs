//! The front page's words in Bokmål, Nynorsk and English.

use segl_domain::language::Language;

/// The words of the front page and its footers in one language: each field is what stands there.
#[expect(missing_docs, reason = "what a word says is the word")]
pub struct Words {
    pub language: Language,
    pub footer: &'static str,
    pub footer_signed_by: &'static str,
    pub kicker: &'static str,
    pub sender: &'static str,
    pub reference: &'static str,
    pub job: &'static str,
    pub sealed: &'static str,
    signed_by: &'static str,
    people: &'static str,
    pub at: &'static str,
    pub documents: &'static str,
    page: &'static str,
    many_pages: &'static str,
    pub bytes: &'static str,
    pub signed_before: &'static str,
    pub check: &'static str,
    pub seal: &'static str,
    pub beginning: &'static str,
    pub originals: &'static str,
    pub trail: &'static str,
    pub evidence: &'static str,
    pub validate: &'static str,
    pub about: &'static str,
    pub folio: &'static str,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::Nb => &NB,
            Language::Nn => &NN,
            Language::En => &EN,
        }
    }

    /// Above the signers: how many signed.
    #[must_use]
    pub fn signed_by(&self, count: usize) -> String {
        if count == 1 {
            self.signed_by.to_owned()
        } else {
            format!("{} {count} {}", self.signed_by, self.people)
        }
    }

    /// How many pages a document has.
    #[must_use]
    pub fn pages(&self, count: usize) -> String {
        format!(
            "{count} {}",
            if count == 1 {
                self.page
            } else {
                self.many_pages
            }
        )
    }
}

static NB: Words = Words {
    language: Language::Nb,
    footer: "Forseglet med Segl",
    footer_signed_by: "signert av",
    kicker: "SIGNERT DOKUMENT",
    sender: "Avsender",
    reference: "Referanse",
    job: "Oppdrag",
    sealed: "Forseglet",
    signed_by: "Signert av",
    people: "personer",
    at: "Signerte",
    documents: "Dokumenter",
    page: "side",
    many_pages: "sider",
    bytes: "byte",
    signed_before: "Var signert fra før. De signaturene må kontrolleres i dokumentet selv, slik det ble sendt.",
    check: "Slik kontrollerer du dokumentet",
    seal: "Etter forsiden følger dokumentene slik de ble signert, side for side, med en linje lagt til \
         nederst på hver side. Filen er forseglet med et elektronisk segl (PAdES). Åpne den i et program \
         som kan kontrollere PDF-signaturer: Seglet er gyldig så lenge ingenting i det som er forseglet, \
         er endret. Tidsstempler som bevarer seglet, kan være lagt til etterpå.",
    beginning: "De første {} bytene av denne filen er det første dokumentet, uendret.",
    originals: "Alle dokumentene, byte for byte slik de ble sendt, ligger i en egen fil (ASiC-E) som avsenderen \
         og de som signerte, kan laste ned sammen med denne.",
    trail: "Vedlagt i filen ligger hendelsesloggen (audit-trail.json). Der er hver hendelse lenket til den \
         forrige med en kontrollsum.",
    evidence: "Vedlagt er også bevisene (evidence.asice): For hver som signerte, en forseglet erklæring om hva som ble \
               signert, hvem som signerte, når, hvordan og hvorfra (XAdES i ASiC-E).",
    validate: "Hvem som helst kan også slippe filen på denne siden, og få vite hva signaturene i den er verdt:",
    about: "Om signaturene",
    folio: "Side {} av {}",
};

static NN: Words = Words {
    language: Language::Nn,
    footer: "Forsegla med Segl",
    footer_signed_by: "signert av",
    kicker: "SIGNERT DOKUMENT",
    sender: "Avsendar",
    reference: "Referanse",
    job: "Oppdrag",
    sealed: "Forsegla",
    signed_by: "Signert av",
    people: "personar",
    at: "Signerte",
    documents: "Dokument",
    page: "side",
    many_pages: "sider",
    bytes: "byte",
    signed_before: "Var signert frå før. Dei signaturane må kontrollerast i sjølve dokumentet, slik det vart sendt.",
    check: "Slik kontrollerer du dokumentet",
    seal: "Etter framsida følgjer dokumenta slik dei vart signerte, side for side, med ei linje lagd til \
         nedst på kvar side. Fila er forsegla med eit elektronisk segl (PAdES). Opne ho i eit program \
         som kan kontrollere PDF-signaturar: Seglet er gyldig så lenge ingenting i det som er forsegla, \
         er endra. Tidsstempel som tek vare på seglet, kan vere lagde til etterpå.",
    beginning: "Dei første {} bytane av denne fila er det første dokumentet, uendra.",
    originals: "Alle dokumenta, byte for byte slik dei vart sende, ligg i ei eiga fil (ASiC-E) som avsendaren \
         og dei som signerte, kan laste ned saman med denne.",
    trail: "Lagd ved fila er hendingsloggen (audit-trail.json). Der er kvar hending lenkja til den førre med ein \
         kontrollsum.",
    evidence: "Lagde ved er òg bevisa (evidence.asice): For kvar som signerte, ei forsegla erklæring om kva som vart signert, \
               kven som signerte, når, korleis og kvarifrå (XAdES i ASiC-E).",
    validate: "Kven som helst kan òg sleppe fila på denne sida, og få vite kva signaturane i ho er verde:",
    about: "Om signaturane",
    folio: "Side {} av {}",
};

static EN: Words = Words {
    language: Language::En,
    footer: "Sealed with Segl",
    footer_signed_by: "signed by",
    kicker: "SIGNED DOCUMENT",
    sender: "Sender",
    reference: "Reference",
    job: "Job",
    sealed: "Sealed",
    signed_by: "Signed by",
    people: "people",
    at: "Signed",
    documents: "Documents",
    page: "page",
    many_pages: "pages",
    bytes: "bytes",
    signed_before: "Was signed already. Those signatures must be checked in the document itself, as it was sent.",
    check: "How to check the document",
    seal: "After the front page the documents follow as they were signed, page for page, with a line added \
         at the foot of each. The file is sealed with an electronic seal (PAdES). Open it in a program \
         that can check PDF signatures: the seal is valid as long as nothing in what was sealed has \
         changed. Timestamps that preserve the seal may have been added afterwards.",
    beginning: "The first {} bytes of this file are the first document, unchanged.",
    originals: "All the documents, byte for byte as they were sent, are in a file of their own (ASiC-E), which \
         the sender and those who signed can download together with this one.",
    trail: "The audit trail is attached to the file (audit-trail.json). In it every event is chained to the one \
         before by a checksum.",
    evidence: "The evidence is attached too (evidence.asice): for each who signed, a sealed statement of what was signed, \
               by whom, when, how and from where (XAdES in ASiC-E).",
    validate: "Anyone can also drop the file on this page, and learn what the signatures in it are worth:",
    about: "About the signatures",
    folio: "Page {} of {}",
};
