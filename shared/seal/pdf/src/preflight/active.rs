//! Content that acts by itself or shows something else than what was signed: its kinds, and what is said of each.

mod annotation;
mod catalog;
mod drawn;
mod field;
pub(super) mod finding;
pub(super) mod search;
#[cfg(test)]
mod tests;
mod uri;

/// What a PDF may not hold when it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ActiveContent {
    /// An action that starts a program or opens a file (clause 12.6.4.6).
    Launch,
    /// An action that sends what was filled in (clause 12.7.6.2).
    SubmitForm,
    /// An action that empties fields (clause 12.7.6.3).
    ResetForm,
    /// An action that fills fields from another file (clause 12.7.6.4).
    ImportData,
    /// An action that opens another document (clause 12.6.4.3).
    GoToRemote,
    /// An action that opens an embedded document (clause 12.6.4.4).
    GoToEmbedded,
    /// An address that is opened without a click (clause 12.6.4.8).
    UriWithoutClick,
    /// An address that is neither of the web nor of a person (clause 12.6.4.8).
    UriScheme,
    /// An action that hides or shows annotations (clause 12.6.4.11).
    Hide,
    /// An action that shows or hides layers (clause 12.6.4.13).
    SetOptionalContent,
    /// An action that plays a rendition (clause 12.6.4.14).
    Rendition,
    /// A movie, or an action that plays one (clauses 12.5.6.17 and 12.6.4.10).
    Movie,
    /// A sound, or an action that plays one (clauses 12.5.6.16 and 12.6.4.9).
    Sound,
    /// Rich media, or an action that runs them (clauses 13.7 and 12.6.4.18).
    RichMedia,
    /// Three-dimensional artwork, or an action that turns it (clauses 13.6 and 12.6.4.16).
    ThreeD,
    /// An action of a viewer's menu that is run without a click, such as printing (clause 12.6.4.12).
    MenuWithoutClick,
    /// An action of a kind that is not known.
    UnknownAction,
    /// A stream whose bytes stand in another file (clause 7.3.8.2).
    ExternalStream,
    /// A page of another file drawn into this one (clause 8.10.4).
    ReferenceXObject,
    /// A picture that a printing house replaces by another (clause 14.11.7).
    Opi,
    /// A picture of which there are others that a reader may show or print instead (clause 8.9.5.4).
    AlternateImages,
    /// Another way to show the document: a slide show (clause 13.5).
    AlternatePresentation,
    /// A portfolio, of which readers show the files in it and not the pages (clause 12.3.5).
    Portfolio,
    /// An annotation that looks other when the pointer is over it or a button is held (clauses 12.5.3 and 12.5.5).
    ChangesUnderPointer,
    /// Something that prints otherwise than it shows: layers, annotations, areas, PostScript, transfer functions.
    PrintsOtherwise,
    /// Layers that depend on how near the page is looked at, on who looks or on what looks (clause 8.11.4).
    ShowsOtherwise,
    /// A form whose filled fields each reader draws by itself (clause 12.7.3).
    NeedAppearances,
}

impl ActiveContent {
    /// Every kind.
    pub const ALL: [Self; 27] = [
        Self::Launch,
        Self::SubmitForm,
        Self::ResetForm,
        Self::ImportData,
        Self::GoToRemote,
        Self::GoToEmbedded,
        Self::UriWithoutClick,
        Self::UriScheme,
        Self::Hide,
        Self::SetOptionalContent,
        Self::Rendition,
        Self::Movie,
        Self::Sound,
        Self::RichMedia,
        Self::ThreeD,
        Self::MenuWithoutClick,
        Self::UnknownAction,
        Self::ExternalStream,
        Self::ReferenceXObject,
        Self::Opi,
        Self::AlternateImages,
        Self::AlternatePresentation,
        Self::Portfolio,
        Self::ChangesUnderPointer,
        Self::PrintsOtherwise,
        Self::ShowsOtherwise,
        Self::NeedAppearances,
    ];

    /// A stable word: the end of a problem's type.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Launch => "document-launch-action",
            Self::SubmitForm => "document-submit-form-action",
            Self::ResetForm => "document-reset-form-action",
            Self::ImportData => "document-import-data-action",
            Self::GoToRemote => "document-remote-go-to-action",
            Self::GoToEmbedded => "document-embedded-go-to-action",
            Self::UriWithoutClick => "document-uri-without-click",
            Self::UriScheme => "document-uri-scheme",
            Self::Hide => "document-hide-action",
            Self::SetOptionalContent => "document-set-ocg-state-action",
            Self::Rendition => "document-rendition-action",
            Self::Movie => "document-movie",
            Self::Sound => "document-sound",
            Self::RichMedia => "document-rich-media",
            Self::ThreeD => "document-3d",
            Self::MenuWithoutClick => "document-named-action-without-click",
            Self::UnknownAction => "document-unknown-action",
            Self::ExternalStream => "document-external-stream",
            Self::ReferenceXObject => "document-reference-xobject",
            Self::Opi => "document-opi",
            Self::AlternateImages => "document-alternate-images",
            Self::AlternatePresentation => "document-alternate-presentation",
            Self::Portfolio => "document-portfolio",
            Self::ChangesUnderPointer => "document-changes-under-pointer",
            Self::PrintsOtherwise => "document-prints-otherwise",
            Self::ShowsOtherwise => "document-shows-otherwise",
            Self::NeedAppearances => "document-need-appearances",
        }
    }

    /// What is in the document and what to change, in a sentence or two.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Launch => {
                "The PDF contains an action that starts a program or opens a file (Launch). Remove it, or print the document to a new PDF."
            }
            Self::SubmitForm => {
                "The PDF contains a button or action that sends the form (SubmitForm). Remove it, or print the document to a new PDF."
            }
            Self::ResetForm => {
                "The PDF contains a button or action that empties the form (ResetForm). Remove it, or print the document to a new PDF."
            }
            Self::ImportData => {
                "The PDF contains an action that fills the form from another file (ImportData). Remove it, or print the document to a new PDF."
            }
            Self::GoToRemote => {
                "The PDF contains a link or action that opens another document (GoToR). Remove it, or print the document to a new PDF."
            }
            Self::GoToEmbedded => {
                "The PDF contains a link or action that opens an embedded document (GoToE). Remove it, or print the document to a new PDF."
            }
            Self::UriWithoutClick => {
                "The PDF opens a web address by itself. Remove the action (links that are clicked may stay), or print the document to a new PDF."
            }
            Self::UriScheme => {
                "The PDF contains a link that opens something else than a web page, an e-mail or a call. Let it begin with http:, https:, mailto: or tel:, or remove it."
            }
            Self::Hide => {
                "The PDF contains an action that hides or shows parts of a page (Hide). Remove it, or print the document to a new PDF."
            }
            Self::SetOptionalContent => {
                "The PDF contains an action that shows or hides layers (SetOCGState). Remove it, or print the document to a new PDF."
            }
            Self::Rendition => {
                "The PDF contains an action that plays media (Rendition). Remove it, or print the document to a new PDF."
            }
            Self::Movie => {
                "The PDF contains a movie. Remove it, or print the document to a new PDF."
            }
            Self::Sound => {
                "The PDF contains a sound. Remove it, or print the document to a new PDF."
            }
            Self::RichMedia => {
                "The PDF contains rich media. Remove them, or print the document to a new PDF."
            }
            Self::ThreeD => {
                "The PDF contains three-dimensional content, which looks different from each side. Remove it, or print the document to a new PDF."
            }
            Self::MenuWithoutClick => {
                "The PDF runs a command of the viewer's menu by itself, such as printing. Remove the action, or print the document to a new PDF."
            }
            Self::UnknownAction => {
                "The PDF contains an action of an unknown kind. Remove it, or print the document to a new PDF."
            }
            Self::ExternalStream => {
                "Part of the PDF's content stands in another file. Put it into the document, or print the document to a new PDF."
            }
            Self::ReferenceXObject => {
                "The PDF shows a page of another file (a reference XObject). Put it into the document, or print the document to a new PDF."
            }
            Self::Opi => {
                "The PDF contains a picture that stands for another, which is put in its place when the document is printed (OPI). Put the picture itself into the document, or print the document to a new PDF."
            }
            Self::AlternateImages => {
                "The PDF contains a picture with alternates, which may be shown or printed in its place. Remove them, or print the document to a new PDF."
            }
            Self::AlternatePresentation => {
                "The PDF can be shown as a slide show that is not its pages (AlternatePresentations). Remove it, or print the document to a new PDF."
            }
            Self::Portfolio => {
                "The PDF is a portfolio: readers show the files in it instead of its pages. Send the files themselves, or print the document to a new PDF."
            }
            Self::ChangesUnderPointer => {
                "The PDF contains a note, stamp or field that looks different when the pointer is over it or presses it. Flatten it, or print the document to a new PDF."
            }
            Self::PrintsOtherwise => {
                "The PDF does not look the same everywhere: a layer, note, area or page that is only for the screen or only for paper, a note or stamp without a look of its own, which each viewer draws by itself, or colours that a printer changes. Make both alike (of a note: let it be printed, and save it with its appearance), or print the document to a new PDF."
            }
            Self::ShowsOtherwise => {
                "The PDF has layers that are not shown alike by all viewers: they depend on the zoom, the language or the user, or are not listed among the document's layers, or are hidden for a purpose of their own. Flatten them, or print the document to a new PDF."
            }
            Self::NeedAppearances => {
                "The PDF is a form that leaves it to each viewer to draw what is filled in (NeedAppearances), so that it may look different in each. Save the form with its appearances generated (and without NeedAppearances), or print the document to a new PDF."
            }
        }
    }
}
