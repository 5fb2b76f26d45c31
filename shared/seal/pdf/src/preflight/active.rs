//! Content that acts by itself or shows something else than what was signed: actions by where they can run, annotations
//! that play something, and bytes that stand outside the file (ISO 32000-2 clauses 7.3.8.2, 8.10.4, 12.5.6 and 12.6).

use super::{javascript, optional_content};
use crate::{
    file::File,
    object::{Dict, Object},
    stream::inflate,
};

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
    /// Something that prints otherwise than it shows: layers, alternate images, annotations, PostScript.
    PrintsOtherwise,
    /// Layers that depend on how near the page is looked at, or on who looks (clause 8.11.4.4).
    ShowsOtherwise,
}

impl ActiveContent {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Launch,
        Self::SubmitForm,
        Self::ResetForm,
        Self::ImportData,
        Self::GoToRemote,
        Self::GoToEmbedded,
        Self::UriWithoutClick,
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
        Self::PrintsOtherwise,
        Self::ShowsOtherwise,
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
            Self::PrintsOtherwise => "document-prints-otherwise",
            Self::ShowsOtherwise => "document-shows-otherwise",
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
            Self::Hide => {
                "The PDF contains an action that hides or shows parts of a page (Hide). Remove it, or print the document to a new PDF."
            }
            Self::SetOptionalContent => {
                "The PDF contains an action that shows or hides layers (SetOCGState). Remove it, or print the document to a new PDF."
            }
            Self::Rendition => {
                "The PDF contains an action that plays media (Rendition). Remove it, or print the document to a new PDF."
            }
            Self::Movie => "The PDF contains a movie. Remove it, or print the document to a new PDF.",
            Self::Sound => "The PDF contains a sound. Remove it, or print the document to a new PDF.",
            Self::RichMedia => "The PDF contains rich media. Remove them, or print the document to a new PDF.",
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
            Self::PrintsOtherwise => {
                "The PDF prints something else than it shows: a layer, picture or note that is only for the screen or only for paper. Make both alike, or print the document to a new PDF."
            }
            Self::ShowsOtherwise => {
                "The PDF has layers that depend on the zoom, the language or the user of the viewer. Flatten them, or print the document to a new PDF."
            }
        }
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    Active(ActiveContent),
    JavaScript,
}

/// When an action is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trigger {
    /// By a click, or by something else that the reader does on purpose.
    Click,
    /// By opening, by moving the pointer, or by something else that happens to the reader.
    Itself,
    /// When a field is shown, typed into or left: where Acrobat's own formatting stands.
    Field,
    /// By whatever refers to it, where it is looked at once more.
    Reference,
}

/// How many actions may follow one another in one file.
const MAX_ACTIONS: usize = 100_000;

/// Looks for what acts, object by object. What reading costs is drawn from the file's own budget.
pub(super) struct Search<'f, 'a> {
    file: &'f File<'a>,
    actions: usize,
}

impl<'f, 'a> Search<'f, 'a> {
    pub(super) const fn over(file: &'f File<'a>) -> Self {
        Self { file, actions: 0 }
    }

    /// What acts in the object with this number.
    pub(super) fn object(&mut self, number: u32, object: &Object) -> Option<Finding> {
        if let Object::Dict(dict) = object
            && dict.get("F").is_some_and(|file| self.file.resolve(file) != Object::Null)
            && self.file.stream(number).is_some()
        {
            return Some(Finding::Active(ActiveContent::ExternalStream));
        }
        self.within(object)
    }

    fn within(&mut self, object: &Object) -> Option<Finding> {
        match object {
            Object::Dict(dict) => self.dict(dict).or_else(|| dict.0.iter().find_map(|(_, value)| self.within(value))),
            Object::Array(items) => items.iter().find_map(|item| self.within(item)),
            _ => None,
        }
    }

    fn dict(&mut self, dict: &Dict) -> Option<Finding> {
        // One that calls itself an action is one wherever it stands.
        if dict.is_type("Action")
            && let Some(found) = self.one_action(dict, Trigger::Reference)
        {
            return Some(found);
        }
        if let Some(action) = dict.get("OpenAction")
            && let Some(found) = self.action(action, Trigger::Itself)
        {
            return Some(found);
        }
        for key in ["A", "PA"] {
            if let Some(action) = dict.get(key)
                && let Some(found) = self.known_action(action)
            {
                return Some(found);
            }
        }
        let additional = dict.get("AA").map(|actions| self.file.resolve(actions));
        for (key, action) in additional.as_ref().and_then(Object::dict).into_iter().flat_map(|dict| &dict.0) {
            let trigger = match key.as_slice() {
                // Mouse buttons, clause 12.6.3 table 197.
                b"U" | b"D" => Trigger::Click,
                b"K" | b"F" | b"V" => Trigger::Field,
                _ => Trigger::Itself,
            };
            if let Some(found) = self.action(action, trigger) {
                return Some(found);
            }
        }
        if dict.get("Pages").is_some()
            && let Some(found) = self.catalog(dict)
        {
            return Some(found);
        }
        self.annotation(dict).or_else(|| self.external_object(dict)).map(Finding::Active)
    }

    /// Scripts of the document's own, and layers.
    fn catalog(&mut self, catalog: &Dict) -> Option<Finding> {
        let names = self.file.dict_in(catalog, "Names");
        if names.and_then(|names| names.get("JavaScript").cloned()).is_some_and(|tree| self.has_names(&tree)) {
            return Some(Finding::JavaScript);
        }
        optional_content::finding(self.file, catalog).map(Finding::Active)
    }

    /// Whether a name tree (clause 7.9.6) may hold a name.
    fn has_names(&self, tree: &Object) -> bool {
        let Object::Dict(node) = self.file.resolve(tree) else { return false };
        let is_filled = |key: &str| self.file.array_in(&node, key).is_some_and(|items| !items.is_empty());
        is_filled("Names") || is_filled("Kids")
    }

    /// What an `A` or `PA` holds, if it is an action: in a structure element the key stands for attributes.
    fn known_action(&mut self, object: &Object) -> Option<Finding> {
        let Object::Dict(action) = self.file.resolve(object) else { return None };
        let has_kind = action.get("S").is_some_and(|kind| self.file.resolve(kind).name().is_some());
        if has_kind { self.action(object, Trigger::Click) } else { None }
    }

    /// An action and those that come after it. An array where an action may stand is a destination.
    fn action(&mut self, object: &Object, trigger: Trigger) -> Option<Finding> {
        let mut waiting = vec![object.clone()];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(object) = waiting.pop() {
            if object.reference().is_some_and(|number| !seen.insert(number)) {
                continue;
            }
            let Object::Dict(action) = self.file.resolve(&object) else { continue };
            self.actions += 1;
            if self.actions > MAX_ACTIONS {
                return Some(Finding::Active(ActiveContent::UnknownAction));
            }
            if let Some(found) = self.one_action(&action, trigger) {
                return Some(found);
            }
            match action.get("Next").map(|next| (next, self.file.resolve(next))) {
                Some((_, Object::Array(items))) => waiting.extend(items),
                Some((next, Object::Dict(_))) => waiting.push(next.clone()),
                _ => {}
            }
        }
        None
    }

    fn one_action(&self, action: &Dict, trigger: Trigger) -> Option<Finding> {
        use ActiveContent as C;
        let kind = action.get("S").map(|kind| self.file.resolve(kind));
        let has = |key: &str| action.get(key).is_some_and(|value| self.file.resolve(value) != Object::Null);
        let is_on_purpose = matches!(trigger, Trigger::Click | Trigger::Reference);
        let found = match kind.as_ref().and_then(Object::name) {
            Some(b"JavaScript") => {
                let may_format = matches!(trigger, Trigger::Field | Trigger::Reference);
                let harmless = may_format && self.is_formatting(action);
                return (!harmless).then_some(Finding::JavaScript);
            }
            // Renditions may bring a script of their own.
            _ if has("JS") => return Some(Finding::JavaScript),
            Some(b"GoTo" | b"GoToDp" | b"Trans") => return None,
            // A thread of another file is another document.
            Some(b"Thread") if has("F") => C::GoToRemote,
            Some(b"Thread") => return None,
            Some(b"URI") if is_on_purpose => return None,
            Some(b"URI") => C::UriWithoutClick,
            Some(b"Named") => {
                let name = action.get("N").map(|name| self.file.resolve(name));
                let turns: [&[u8]; 4] = [b"NextPage", b"PrevPage", b"FirstPage", b"LastPage"];
                let turns_a_page = name.as_ref().and_then(Object::name).is_some_and(|name| turns.contains(&name));
                if turns_a_page || is_on_purpose {
                    return None;
                }
                C::MenuWithoutClick
            }
            Some(b"Launch") => C::Launch,
            Some(b"SubmitForm") => C::SubmitForm,
            Some(b"ResetForm") => C::ResetForm,
            Some(b"ImportData") => C::ImportData,
            Some(b"GoToR") => C::GoToRemote,
            Some(b"GoToE") => C::GoToEmbedded,
            Some(b"Hide") => C::Hide,
            Some(b"SetOCGState") => C::SetOptionalContent,
            Some(b"Rendition") => C::Rendition,
            Some(b"Movie") => C::Movie,
            Some(b"Sound") => C::Sound,
            Some(b"RichMediaExecute") => C::RichMedia,
            Some(b"GoTo3DView") => C::ThreeD,
            Some(_) => C::UnknownAction,
            // Without a kind no reader runs it.
            None => return None,
        };
        Some(Finding::Active(found))
    }

    fn is_formatting(&self, action: &Dict) -> bool {
        let script = action.get("JS");
        let text = match script.map(|script| self.file.resolve(script)) {
            Some(Object::Text(bytes)) => Some(bytes),
            Some(Object::Dict(_)) => {
                let stream = script.and_then(Object::reference).and_then(|(number, _)| self.file.stream(number));
                stream.and_then(|stream| inflate(&stream.dict, stream.raw, javascript::MAX_LENGTH).ok())
            }
            _ => None,
        };
        text.is_some_and(|bytes| javascript::is_formatting(&bytes))
    }

    /// Annotations that play, or that stand on paper and not on the screen (clause 12.5.3: NoView and Print).
    fn annotation(&self, dict: &Dict) -> Option<ActiveContent> {
        let subtype = dict.get("Subtype").map(|name| self.file.resolve(name))?;
        let is_annotation = dict.get("Rect").is_some() || dict.is_type("Annot");
        if !is_annotation {
            return None;
        }
        match subtype.name()? {
            b"Movie" => return Some(ActiveContent::Movie),
            b"Sound" => return Some(ActiveContent::Sound),
            b"3D" => return Some(ActiveContent::ThreeD),
            b"RichMedia" => return Some(ActiveContent::RichMedia),
            _ => {}
        }
        const PRINT: i64 = 1 << 2;
        const NO_VIEW: i64 = 1 << 5;
        const HIDDEN: i64 = 1 << 1;
        let flags = dict.get("F").and_then(|flags| self.file.resolve(flags).int()).unwrap_or(0);
        let prints_alone = flags & (PRINT | NO_VIEW | HIDDEN) == PRINT | NO_VIEW;
        (prints_alone && dict.get("AP").is_some()).then_some(ActiveContent::PrintsOtherwise)
    }

    /// Objects drawn on pages that come from elsewhere, or are other ones on paper.
    fn external_object(&self, dict: &Dict) -> Option<ActiveContent> {
        let subtype = dict.get("Subtype").map(|name| self.file.resolve(name))?;
        match subtype.name()? {
            b"Form" if self.file.dict_in(dict, "Ref").is_some() => Some(ActiveContent::ReferenceXObject),
            // PostScript is run where a printer understands it, and nowhere else (clause 8.8.2 of ISO 32000-1).
            b"PS" if dict.get("Rect").is_none() => Some(ActiveContent::PrintsOtherwise),
            b"Form" if dict.get("Subtype2").and_then(Object::name) == Some(b"PS") => {
                Some(ActiveContent::PrintsOtherwise)
            }
            b"Image" => {
                let alternates = self.file.array_in(dict, "Alternates").unwrap_or_default();
                let is_for_paper = |one: &Object| {
                    let one = self.file.resolve(one);
                    let says = one.dict().and_then(|one| one.get("DefaultForPrinting"));
                    says.is_some_and(|says| self.file.resolve(says) == Object::Bool(true))
                };
                alternates.iter().any(is_for_paper).then_some(ActiveContent::PrintsOtherwise)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ActiveContent as C;
    use crate::{
        preflight::{Rejection, inspect},
        samples::{PLAIN, plain_with, streams},
    };

    const OPEN: &str = "<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>";
    const LINK: &str = "<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Link/Rect[0 0 9 9]/A 5 0 R>>]>>";

    #[test]
    fn what_acts_is_refused_by_its_name() {
        let page = |annotation: &str| plain_with(&[(3, &format!("<</Type/Page/Parent 2 0 R/Annots[{annotation}]>>"))]);
        let clicked = |action: &str| plain_with(&[(3, LINK), (5, action)]);
        let opened = |action: &str| plain_with(&[(1, OPEN), (5, action)]);
        let layers = |usage: &str, d: &str| {
            let catalog = format!("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<{d}>>>>>>");
            plain_with(&[(1, &catalog), (5, &format!("<</Type/OCG/Name(x)/Usage<<{usage}>>>>"))])
        };
        for (why, bytes, kind) in [
            ("a program", opened("<</S/Launch/F(a.exe)>>"), C::Launch),
            ("a program by a click", clicked("<</S/Launch/F(a.exe)>>"), C::Launch),
            ("a program in an object stream", streams(&PLAIN, &[(5, "<</Type/Action/S/Launch>>")]), C::Launch),
            ("a program after a page", clicked("<</S/GoTo/D[0/Fit]/Next[<</S/Launch>>]>>"), C::Launch),
            ("a program with an owner", clicked("<</S/Launch/O/Layout>>"), C::Launch),
            ("a program from the outline", plain_with(&[(5, "<</Title(a)/A<</S/Launch>>>>")]), C::Launch),
            ("a program as a page is turned", plain_with(&[(3, "<</Type/Page/AA<</O<</S/Launch>>>>>>")]), C::Launch),
            ("a form that is sent", clicked("<</S/SubmitForm/F(http://x.example)>>"), C::SubmitForm),
            ("a form that is emptied", clicked("<</S/ResetForm>>"), C::ResetForm),
            ("data from elsewhere", opened("<</S/ImportData/F(a.fdf)>>"), C::ImportData),
            ("another document", clicked("<</S/GoToR/F(a.pdf)/D[0/Fit]>>"), C::GoToRemote),
            ("another document's thread", clicked("<</S/Thread/F(a.pdf)/D 0>>"), C::GoToRemote),
            ("an embedded document", clicked("<</S/GoToE/D[0/Fit]>>"), C::GoToEmbedded),
            ("an address on opening", opened("<</S/URI/URI(http://x.example)>>"), C::UriWithoutClick),
            (
                "an address as the pointer passes",
                page("<</Subtype/Link/Rect[0 0 9 9]/AA<</E<</S/URI/URI(http://x.example)>>>>>>"),
                C::UriWithoutClick,
            ),
            ("parts that are hidden", clicked("<</S/Hide/T(a)>>"), C::Hide),
            ("layers that are switched", clicked("<</S/SetOCGState/State[/OFF 5 0 R]>>"), C::SetOptionalContent),
            ("a rendition", clicked("<</S/Rendition/OP 0>>"), C::Rendition),
            ("a movie", page("<</Subtype/Movie/Rect[0 0 9 9]>>"), C::Movie),
            ("a movie that is played", clicked("<</S/Movie>>"), C::Movie),
            ("a sound", page("<</Subtype/Sound/Rect[0 0 9 9]>>"), C::Sound),
            ("a sound that is played", opened("<</S/Sound>>"), C::Sound),
            ("rich media", page("<</Subtype/RichMedia/Rect[0 0 9 9]>>"), C::RichMedia),
            ("rich media that are run", clicked("<</S/RichMediaExecute>>"), C::RichMedia),
            ("three dimensions", page("<</Subtype/3D/Rect[0 0 9 9]>>"), C::ThreeD),
            ("three dimensions that are turned", clicked("<</S/GoTo3DView>>"), C::ThreeD),
            ("printing on opening", opened("<</S/Named/N/Print>>"), C::MenuWithoutClick),
            ("nobody knows what", clicked("<</S/Whatever>>"), C::UnknownAction),
            (
                "content from elsewhere",
                plain_with(&[(5, "<</Length 0/F(/etc/hosts)>>stream\n\nendstream")]),
                C::ExternalStream,
            ),
            (
                "a page from elsewhere",
                plain_with(&[(5, "<</Subtype/Form/Ref<</F(a.pdf)/Page 0>>/Length 0>>stream\n\nendstream")]),
                C::ReferenceXObject,
            ),
            (
                "a layer for the screen",
                layers("/Print<</PrintState/OFF>>/View<</ViewState/ON>>", ""),
                C::PrintsOtherwise,
            ),
            ("a layer for paper", layers("/Print<</PrintState/ON>>", "/OFF[5 0 R]"), C::PrintsOtherwise),
            ("a layer that some show", layers("/View<</ViewState/ON>>", "/OFF[5 0 R]"), C::PrintsOtherwise),
            (
                "a layer for who is near",
                layers("/Zoom<</min 2>>", "/AS[<</Event/View/Category[/Zoom]/OCGs[5 0 R]>>]"),
                C::ShowsOtherwise,
            ),
            ("a note on paper alone", page("<</Subtype/Stamp/Rect[0 0 9 9]/F 36/AP<<>>>>"), C::PrintsOtherwise),
            (
                "a picture for paper",
                plain_with(&[(5, "<</Subtype/Image/Alternates[<</DefaultForPrinting true>>]>>")]),
                C::PrintsOtherwise,
            ),
            ("PostScript", plain_with(&[(5, "<</Type/XObject/Subtype/PS>>")]), C::PrintsOtherwise),
        ] {
            assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::Active(kind)), "{why}");
        }
    }

    #[test]
    fn scripts_are_refused_wherever_they_can_run() {
        let script = "<</S/JavaScript/JS(app.alert(1))>>";
        let named =
            |tree: &str| plain_with(&[(1, &format!("<</Type/Catalog/Pages 2 0 R/Names<</JavaScript {tree}>>>>"))]);
        for (why, bytes) in [
            ("on opening", plain_with(&[(1, OPEN), (5, script)])),
            ("by a click", plain_with(&[(3, LINK), (5, script)])),
            ("after a page", plain_with(&[(3, LINK), (5, &format!("<</S/GoTo/Next {script}>>"))])),
            ("of the document", named("<</Names[(a)5 0 R]>>")),
            ("of the document, further down", named("<</Kids[<</Names[(a)5 0 R]>>]>>")),
            ("of a rendition", plain_with(&[(3, LINK), (5, "<</S/Rendition/JS(a)>>")])),
            ("that computes a field", plain_with(&[(5, &format!("<</FT/Tx/AA<</C {script}>>>>"))])),
            ("that calls itself formatting", plain_with(&[(5, &format!("<</FT/Tx/AA<</F {script}>>>>"))])),
            (
                "formatting that is run on opening",
                plain_with(&[(1, OPEN), (5, "<</S/JavaScript/JS(AFDate_Format\\(0\\))>>")]),
            ),
        ] {
            assert_eq!(inspect(&bytes).map(|_| ()), Err(Rejection::JavaScript), "{why}");
        }
    }

    #[test]
    fn what_only_looks_like_it_acts_is_accepted() {
        for (why, bytes) in [
            ("a link", plain_with(&[(3, LINK), (5, "<</S/URI/URI(https://x.example)>>")])),
            ("a link's typed action", plain_with(&[(3, LINK), (5, "<</Type/Action/S/URI/URI(https://x.example)>>")])),
            ("a link in the document", plain_with(&[(3, LINK), (5, "<</S/GoTo/D[3 0 R/Fit]>>")])),
            ("a page to begin with", plain_with(&[(1, OPEN), (5, "[3 0 R/Fit]")])),
            ("the first page to begin with", plain_with(&[(1, OPEN), (5, "<</S/Named/N/FirstPage>>")])),
            ("printing by a click", plain_with(&[(3, LINK), (5, "<</S/Named/N/Print>>")])),
            ("an action that follows itself", plain_with(&[(3, LINK), (5, "<</S/GoTo/Next 5 0 R>>")])),
            ("a font called JS", plain_with(&[(5, "<</Font<</JS 6 0 R>>>>")])),
            (
                "a style called JavaScript",
                plain_with(&[(5, "<</Type/StructElem/S/JavaScript/RoleMap<</JavaScript/Code>>>>")]),
            ),
            ("a destination called JavaScript", plain_with(&[(5, "<</Dests<</JavaScript[3 0 R/Fit]>>>>")])),
            (
                "attributes of a structure",
                plain_with(&[(5, "<</Type/StructElem/S/P/A<</O/Layout/Placement/Block>>>>")]),
            ),
            (
                "no names of scripts",
                plain_with(&[(1, "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[]>>>>>>")]),
            ),
            (
                "formatting of a field",
                plain_with(&[(5, "<</FT/Tx/AA<</F<</S/JavaScript/JS(AFDate_FormatEx\\(\"d.m.yy\"\\);)>>>>>>")]),
            ),
            ("an empty XFA", plain_with(&[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[]>>>>")])),
            ("an attached file", plain_with(&[(5, "<</Type/Filespec/F(a)/EF<</F 6 0 R>>>>")])),
            ("a note that prints as it shows", plain_with(&[(5, "<</Subtype/Stamp/Rect[0 0 9 9]/F 4/AP<<>>>>")])),
            (
                "a layer that prints as it shows",
                plain_with(&[
                    (1, "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<>>>>>>"),
                    (5, "<</Type/OCG/Name(x)/Usage<</Print<</PrintState/ON>>/View<</ViewState/ON>>>>>>"),
                ]),
            ),
        ] {
            assert_eq!(inspect(&bytes).map(|found| found.pages), Ok(2), "{why}");
        }
    }
}
