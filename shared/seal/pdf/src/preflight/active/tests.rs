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
        ("a layer for the screen", layers("/Print<</PrintState/OFF>>/View<</ViewState/ON>>", ""), C::PrintsOtherwise),
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
    let named = |tree: &str| plain_with(&[(1, &format!("<</Type/Catalog/Pages 2 0 R/Names<</JavaScript {tree}>>>>"))]);
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
        ("attributes of a structure", plain_with(&[(5, "<</Type/StructElem/S/P/A<</O/Layout/Placement/Block>>>>")])),
        ("no names of scripts", plain_with(&[(1, "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[]>>>>>>")])),
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
