use super::ActiveContent as C;
use crate::{
    preflight::{Rejection, inspect},
    samples::{PLAIN, plain_with, streams},
};

mod annotations;
mod fields;
mod layers;

const OPEN: &str = "<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>";
const LINK: &str = "<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Link/Rect[0 0 9 9]/A 5 0 R>>]>>";

#[test]
fn what_acts_is_refused_by_its_name() {
    let page = |annotation: &str| {
        plain_with(&[(
            3,
            &format!("<</Type/Page/Parent 2 0 R/Annots[{annotation}]>>"),
        )])
    };
    let clicked = |action: &str| plain_with(&[(3, LINK), (5, action)]);
    let opened = |action: &str| plain_with(&[(1, OPEN), (5, action)]);
    let layers = |usage: &str, d: &str| {
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<{d}>>>>>>");
        plain_with(&[
            (1, &catalog),
            (5, &format!("<</Type/OCG/Name(x)/Usage<<{usage}>>>>")),
        ])
    };
    for (why, bytes, kind) in [
        ("a program", opened("<</S/Launch/F(a.exe)>>"), C::Launch),
        (
            "a program by a click",
            clicked("<</S/Launch/F(a.exe)>>"),
            C::Launch,
        ),
        (
            "a program in an object stream",
            streams(&PLAIN, &[(5, "<</Type/Action/S/Launch>>")]),
            C::Launch,
        ),
        (
            "a program after a page",
            clicked("<</S/GoTo/D[0/Fit]/Next[<</S/Launch>>]>>"),
            C::Launch,
        ),
        (
            "a program with an owner",
            clicked("<</S/Launch/O/Layout>>"),
            C::Launch,
        ),
        (
            "a program from the outline",
            plain_with(&[(5, "<</Title(a)/A<</S/Launch>>>>")]),
            C::Launch,
        ),
        (
            "a program as a page is turned",
            plain_with(&[(3, "<</Type/Page/AA<</O<</S/Launch>>>>>>")]),
            C::Launch,
        ),
        (
            "a form that is sent",
            clicked("<</S/SubmitForm/F(http://x.example)>>"),
            C::SubmitForm,
        ),
        (
            "a form that is emptied",
            clicked("<</S/ResetForm>>"),
            C::ResetForm,
        ),
        (
            "data from elsewhere",
            opened("<</S/ImportData/F(a.fdf)>>"),
            C::ImportData,
        ),
        (
            "another document",
            clicked("<</S/GoToR/F(a.pdf)/D[0/Fit]>>"),
            C::GoToRemote,
        ),
        (
            "another document's thread",
            clicked("<</S/Thread/F(a.pdf)/D 0>>"),
            C::GoToRemote,
        ),
        (
            "an embedded document",
            clicked("<</S/GoToE/D[0/Fit]>>"),
            C::GoToEmbedded,
        ),
        (
            "an address on opening",
            opened("<</S/URI/URI(http://x.example)>>"),
            C::UriWithoutClick,
        ),
        (
            "an address as the pointer passes",
            page("<</Subtype/Link/Rect[0 0 9 9]/AA<</E<</S/URI/URI(http://x.example)>>>>>>"),
            C::UriWithoutClick,
        ),
        (
            "parts that are hidden",
            clicked("<</S/Hide/T(a)>>"),
            C::Hide,
        ),
        (
            "layers that are switched",
            clicked("<</S/SetOCGState/State[/OFF 5 0 R]>>"),
            C::SetOptionalContent,
        ),
        (
            "a rendition",
            clicked("<</S/Rendition/OP 0>>"),
            C::Rendition,
        ),
        (
            "a movie",
            page("<</Subtype/Movie/Rect[0 0 9 9]>>"),
            C::Movie,
        ),
        ("a movie that is played", clicked("<</S/Movie>>"), C::Movie),
        (
            "a sound",
            page("<</Subtype/Sound/Rect[0 0 9 9]>>"),
            C::Sound,
        ),
        ("a sound that is played", opened("<</S/Sound>>"), C::Sound),
        (
            "rich media",
            page("<</Subtype/RichMedia/Rect[0 0 9 9]>>"),
            C::RichMedia,
        ),
        (
            "rich media that are run",
            clicked("<</S/RichMediaExecute>>"),
            C::RichMedia,
        ),
        (
            "three dimensions",
            page("<</Subtype/3D/Rect[0 0 9 9]>>"),
            C::ThreeD,
        ),
        (
            "three dimensions that are turned",
            clicked("<</S/GoTo3DView>>"),
            C::ThreeD,
        ),
        (
            "printing on opening",
            opened("<</S/Named/N/Print>>"),
            C::MenuWithoutClick,
        ),
        (
            "nobody knows what",
            clicked("<</S/Whatever>>"),
            C::UnknownAction,
        ),
        (
            "content from elsewhere",
            plain_with(&[(5, "<</Length 0/F(/etc/hosts)>>stream\n\nendstream")]),
            C::ExternalStream,
        ),
        (
            "a page from elsewhere",
            plain_with(&[(
                5,
                "<</Subtype/Form/Ref<</F(a.pdf)/Page 0>>/Length 0>>stream\n\nendstream",
            )]),
            C::ReferenceXObject,
        ),
        (
            "a layer for the screen",
            layers("/Print<</PrintState/OFF>>/View<</ViewState/ON>>", ""),
            C::PrintsOtherwise,
        ),
        (
            "a layer for paper",
            layers("/Print<</PrintState/ON>>", "/OFF[5 0 R]"),
            C::PrintsOtherwise,
        ),
        (
            "a layer that some show",
            layers("/View<</ViewState/ON>>", "/OFF[5 0 R]"),
            C::PrintsOtherwise,
        ),
        (
            "a layer for who is near",
            layers(
                "/Zoom<</min 2>>",
                "/AS[<</Event/View/Category[/Zoom]/OCGs[5 0 R]>>]",
            ),
            C::ShowsOtherwise,
        ),
        (
            "a note on paper alone",
            page("<</Subtype/Stamp/Rect[0 0 9 9]/F 36/AP<<>>>>"),
            C::PrintsOtherwise,
        ),
        (
            "a picture for paper",
            plain_with(&[(
                5,
                "<</Subtype/Image/Alternates[<</DefaultForPrinting true>>]>>",
            )]),
            C::AlternateImages,
        ),
        (
            "PostScript",
            plain_with(&[(5, "<</Type/XObject/Subtype/PS>>")]),
            C::PrintsOtherwise,
        ),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::Active(kind)),
            "{why}"
        );
    }
}

/// A form that draws nothing.
const FORM: &str = "<</Subtype/Form/BBox[0 0 9 9]/Length 3>>stream\nq Q\nendstream";

#[test]
fn pages_that_each_reader_puts_together_in_its_own_way_are_refused() {
    let page = |said: &str| format!("<</Type/Page/Parent 2 0 R{said}>>");
    let button = "<</Subtype/Widget/FT/Btn/Ff 65536/Rect[0 0 99 99]/AP<</N 6 0 R>>>>";
    let words = "<</Subtype/Form/BBox[0 0 9 9]/Length 12>>stream\nBT (a) Tj ET\nendstream";
    for (why, said, is_accepted) in [
        ("turned by quarters", "/Rotate 270".to_owned(), true),
        ("turned back by a quarter", "/Rotate -90".to_owned(), true),
        ("turned by half of one", "/Rotate 45".to_owned(), false),
        ("turned by a real number", "/Rotate 180.0".to_owned(), false),
        (
            "with buttons for the screen",
            format!("/Annots[{button}{button}{button}]"),
            true,
        ),
        (
            "with buttons for the screen all over",
            format!("/Annots[{}]", button.repeat(4)),
            false,
        ),
        (
            "with nothing in its list",
            "/Annots[null 77 0 R]".to_owned(),
            true,
        ),
        ("with a number in its list", "/Annots[7]".to_owned(), false),
    ] {
        let expected = if is_accepted {
            Ok(())
        } else {
            Err(Rejection::Active(C::PrintsOtherwise))
        };
        let bytes = plain_with(&[(3, &page(&said)), (6, words)]);
        assert_eq!(inspect(&bytes).map(|_| ()), expected, "{why}");
    }
    let unbound = plain_with(&[(5, "<</Subtype/Form/Length 3>>stream\nq Q\nendstream")]);
    assert_eq!(
        inspect(&unbound).map(|_| ()),
        Err(Rejection::Active(C::PrintsOtherwise)),
        "a form without a box"
    );
}

#[test]
fn documents_that_are_shown_or_printed_in_another_way_are_refused() {
    let catalog =
        |entries: &str| plain_with(&[(1, &format!("<</Type/Catalog/Pages 2 0 R{entries}>>"))]);
    let drawn =
        |entries: &str| plain_with(&[(5, &format!("<<{entries}/Length 0>>stream\n\nendstream"))]);
    let preferences = |said: &str| catalog(&format!("/ViewerPreferences<<{said}>>"));
    let function = "<</FunctionType 2/N 1/Domain[0 1]/C0[1]/C1[0]>>";
    for (why, bytes, kind) in [
        (
            "a portfolio",
            catalog("/Collection<</View/D>>"),
            C::Portfolio,
        ),
        (
            "a hidden portfolio",
            catalog("/Collection<<>>"),
            C::Portfolio,
        ),
        (
            "a slide show",
            catalog("/Names<</AlternatePresentations<</Names[(a)<<>>]>>>>"),
            C::AlternatePresentation,
        ),
        (
            "renditions",
            catalog("/Names<</Renditions<</Kids[<<>>]>>>>"),
            C::Rendition,
        ),
        (
            "addresses within a script",
            catalog("/URI<</Base(javascript:)>>"),
            C::UriScheme,
        ),
        (
            "another area",
            preferences("/PrintArea/MediaBox"),
            C::PrintsOtherwise,
        ),
        (
            "another clip",
            preferences("/ViewClip/TrimBox"),
            C::PrintsOtherwise,
        ),
        (
            "some pages",
            preferences("/PrintPageRange[1 1]"),
            C::PrintsOtherwise,
        ),
        (
            "a picture in place of another",
            drawn("/Subtype/Image/OPI<</2.0<<>>>>"),
            C::Opi,
        ),
        (
            "a form in place of another",
            drawn("/Subtype/Form/OPI<</1.3<<>>>>"),
            C::Opi,
        ),
        (
            "a picture for who asks",
            drawn("/Subtype/Image/Alternates[<</OC 6 0 R>>]"),
            C::AlternateImages,
        ),
        (
            "another colour",
            plain_with(&[(5, &format!("<</Type/ExtGState/TR {function}>>"))]),
            C::PrintsOtherwise,
        ),
        (
            "other colours of a halftone",
            plain_with(&[(
                5,
                &format!("<</HT<</HalftoneType 1/TransferFunction {function}>>>>"),
            )]),
            C::PrintsOtherwise,
        ),
        (
            "black where there is none",
            plain_with(&[(5, &format!("<</BG {function}>>"))]),
            C::PrintsOtherwise,
        ),
        (
            "colour where there is none",
            plain_with(&[(5, &format!("<</UCR2 {function}>>"))]),
            C::PrintsOtherwise,
        ),
        (
            "no mask",
            plain_with(&[(5, &format!("<</S/x/G 1/TR {function}>>"))]),
            C::PrintsOtherwise,
        ),
        (
            "a state that says it is a mask",
            plain_with(&[
                (
                    3,
                    "<</Type/Page/Parent 2 0 R/Resources<</ExtGState<</G 5 0 R>>>>>>",
                ),
                (5, &format!("<</Type/Mask/S/Alpha/G 6 0 R/TR {function}>>")),
            ]),
            C::PrintsOtherwise,
        ),
        (
            "other colours",
            plain_with(&[(5, &format!("<</TR2[/Identity {function}]>>"))]),
            C::PrintsOtherwise,
        ),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::Active(kind)),
            "{why}"
        );
    }
    let handler = "/Requirements[<</S/EnableJavaScripts/RH[<</Type/ReqHandler/S/JS/Script(a)>>]>>]";
    assert_eq!(
        inspect(&catalog(handler)).map(|_| ()),
        Err(Rejection::JavaScript)
    );
}

#[test]
fn documents_that_only_say_how_they_are_shown_are_accepted() {
    let catalog =
        |entries: &str| plain_with(&[(1, &format!("<</Type/Catalog/Pages 2 0 R{entries}>>"))]);
    for (why, bytes) in [
        (
            "a base for addresses",
            catalog("/URI<</Base(https://x.example/)>>"),
        ),
        (
            "preferences",
            catalog(
                "/ViewerPreferences<</HideMenubar true/PrintArea/CropBox/Duplex/Simplex/NumCopies 2>>",
            ),
        ),
        (
            "the same area",
            catalog("/ViewerPreferences<</ViewArea/MediaBox/PrintArea/MediaBox/PrintPageRange[]>>"),
        ),
        (
            "requirements",
            catalog("/Requirements[<</S/Markup/RH<</S/NoOp>>>>]"),
        ),
        (
            "names of nothing",
            catalog("/Names<</Renditions<</Names[]>>/AlternatePresentations null>>"),
        ),
        (
            "threads and a legal note",
            catalog("/Threads[]/Legal<</Attestation(a)>>/PageMode/FullScreen"),
        ),
        (
            "files",
            catalog("/Names<</EmbeddedFiles<</Names[(a)<</F(a)>>]>>>>"),
        ),
        (
            "a slide's change",
            plain_with(&[(3, "<</Type/Page/Parent 2 0 R/Dur 3/Trans<</S/Wipe>>>>")]),
        ),
        (
            "steps",
            plain_with(&[(
                3,
                "<</Type/Page/Parent 2 0 R/PresSteps<</Type/NavNode/NA<</S/GoTo/D[3 0 R/Fit]>>>>>>",
            )]),
        ),
        (
            "colours as they are",
            plain_with(&[(
                5,
                "<</Type/ExtGState/TR/Identity/TR2/Default/BG2/Default/UCR2/Default/HT<</TransferFunction/Identity>>>>",
            )]),
        ),
        (
            "a mask",
            plain_with(&[(5, "<</S/Alpha/G 6 0 R/TR<</FunctionType 4>>>>")]),
        ),
        (
            "a structure's table row",
            plain_with(&[(5, "<</TR<</O/Layout>>>>")]),
        ),
    ] {
        assert_eq!(inspect(&bytes).map(|found| found.pages), Ok(2), "{why}");
    }
}

#[test]
fn addresses_of_programs_and_files_are_refused_and_steps_that_act() {
    let step = |actions: &str| {
        plain_with(&[(
            3,
            &format!("<</Type/Page/PresSteps<</Type/NavNode{actions}>>>>"),
        )])
    };
    let address = "<</S/URI/URI(https://x.example)>>";
    for (why, bytes, kind) in [
        (
            "a file",
            plain_with(&[(3, LINK), (5, "<</S/URI/URI(file:///etc/hosts)>>")]),
            C::UriScheme,
        ),
        (
            "a script",
            plain_with(&[(3, LINK), (5, "<</S/URI/URI(JavaScript:a\\(\\))>>")]),
            C::UriScheme,
        ),
        (
            "data",
            plain_with(&[(5, "<</Type/Action/S/URI/URI(data:text/html,a)>>")]),
            C::UriScheme,
        ),
        (
            "a file after a page",
            plain_with(&[(3, LINK), (5, "<</S/GoTo/Next<</S/URI/URI(smb://x/y)>>>>")]),
            C::UriScheme,
        ),
        (
            "an address as a step is taken",
            step(&format!("/NA {address}")),
            C::UriWithoutClick,
        ),
        (
            "an address as a step is taken back",
            step(&format!("/PA {address}")),
            C::UriWithoutClick,
        ),
        (
            "a program as a step is taken",
            step("/NA<</S/Launch>>"),
            C::Launch,
        ),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::Active(kind)),
            "{why}"
        );
    }
    let always = [
        "WC", "WS", "DS", "WP", "DP", "O", "C", "E", "X", "Fo", "Bl", "PO", "PC", "PV", "PI",
        "Other",
    ];
    for key in always {
        let bytes = plain_with(&[(5, &format!("<</AA<</{key} {address}>>>>"))]);
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::Active(C::UriWithoutClick)),
            "{key}"
        );
    }
}

#[test]
fn scripts_are_refused_wherever_they_can_run() {
    let script = "<</S/JavaScript/JS(app.alert(1))>>";
    let named = |tree: &str| {
        plain_with(&[(
            1,
            &format!("<</Type/Catalog/Pages 2 0 R/Names<</JavaScript {tree}>>>>"),
        )])
    };
    for (why, bytes) in [
        ("on opening", plain_with(&[(1, OPEN), (5, script)])),
        ("by a click", plain_with(&[(3, LINK), (5, script)])),
        (
            "after a page",
            plain_with(&[(3, LINK), (5, &format!("<</S/GoTo/Next {script}>>"))]),
        ),
        ("of the document", named("<</Names[(a)5 0 R]>>")),
        (
            "of the document, further down",
            named("<</Kids[<</Names[(a)5 0 R]>>]>>"),
        ),
        (
            "of a rendition",
            plain_with(&[(3, LINK), (5, "<</S/Rendition/JS(a)>>")]),
        ),
        (
            "that computes a field",
            plain_with(&[(5, &format!("<</FT/Tx/AA<</C {script}>>>>"))]),
        ),
        (
            "that calls itself formatting",
            plain_with(&[(5, &format!("<</FT/Tx/AA<</F {script}>>>>"))]),
        ),
        (
            "formatting that is run on opening",
            plain_with(&[(1, OPEN), (5, "<</S/JavaScript/JS(AFDate_Format\\(0\\))>>")]),
        ),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            Err(Rejection::JavaScript),
            "{why}"
        );
    }
}

#[test]
fn what_only_looks_like_it_acts_is_accepted() {
    for (why, bytes) in [
        (
            "a link",
            plain_with(&[(3, LINK), (5, "<</S/URI/URI(https://x.example)>>")]),
        ),
        (
            "a link's typed action",
            plain_with(&[
                (3, LINK),
                (5, "<</Type/Action/S/URI/URI(https://x.example)>>"),
            ]),
        ),
        (
            "a link in the document",
            plain_with(&[(3, LINK), (5, "<</S/GoTo/D[3 0 R/Fit]>>")]),
        ),
        (
            "a page to begin with",
            plain_with(&[(1, OPEN), (5, "[3 0 R/Fit]")]),
        ),
        (
            "the first page to begin with",
            plain_with(&[(1, OPEN), (5, "<</S/Named/N/FirstPage>>")]),
        ),
        (
            "printing by a click",
            plain_with(&[(3, LINK), (5, "<</S/Named/N/Print>>")]),
        ),
        (
            "an action that follows itself",
            plain_with(&[(3, LINK), (5, "<</S/GoTo/Next 5 0 R>>")]),
        ),
        (
            "a font called JS",
            plain_with(&[(5, "<</Font<</JS 6 0 R>>>>")]),
        ),
        (
            "a style called JavaScript",
            plain_with(&[(
                5,
                "<</Type/StructElem/S/JavaScript/RoleMap<</JavaScript/Code>>>>",
            )]),
        ),
        (
            "a destination called JavaScript",
            plain_with(&[(5, "<</Dests<</JavaScript[3 0 R/Fit]>>>>")]),
        ),
        (
            "attributes of a structure",
            plain_with(&[(5, "<</Type/StructElem/S/P/A<</O/Layout/Placement/Block>>>>")]),
        ),
        (
            "no names of scripts",
            plain_with(&[(
                1,
                "<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[]>>>>>>",
            )]),
        ),
        (
            "formatting of a field",
            plain_with(&[(
                5,
                "<</FT/Tx/AA<</F<</S/JavaScript/JS(AFDate_FormatEx\\(\"d.m.yy\"\\);)>>>>>>",
            )]),
        ),
        (
            "an empty XFA",
            plain_with(&[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[]>>>>")]),
        ),
        (
            "an attached file",
            plain_with(&[(5, "<</Type/Filespec/F(a)/EF<</F 6 0 R>>>>")]),
        ),
        (
            "a note that prints as it shows",
            plain_with(&[
                (5, "<</Subtype/Stamp/Rect[0 0 9 9]/F 4/AP<</N 6 0 R>>>>"),
                (6, FORM),
            ]),
        ),
        (
            "a layer that prints as it shows",
            plain_with(&[
                (
                    1,
                    "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<<>>>>>>",
                ),
                (
                    5,
                    "<</Type/OCG/Name(x)/Usage<</Print<</PrintState/ON>>/View<</ViewState/ON>>>>>>",
                ),
            ]),
        ),
    ] {
        assert_eq!(inspect(&bytes).map(|found| found.pages), Ok(2), "{why}");
    }
}

/// The plain document with one form field on its first page, in a form that says this.
fn form(said: &str, field: &str) -> Vec<u8> {
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]{said}>>>>");
    let drawn = |drawn: &str| {
        format!(
            "<</Subtype/Form/BBox[0 0 9 9]/Length {}>>stream\n{drawn}\nendstream",
            drawn.len()
        )
    };
    plain_with(&[
        (1, &catalog),
        (3, "<</Type/Page/Parent 2 0 R/Annots[5 0 R]>>"),
        (5, &format!("<</Subtype/Widget{field}>>")),
        (6, &drawn("/Tx BMC EMC")),
        (7, &drawn("0 0 9 9 re f")),
        (8, &drawn("BT (a) Tj ET")),
        (9, "<</FT/Tx/V(a)>>"),
    ])
}

#[test]
fn a_filled_form_that_each_reader_draws_by_itself_is_refused() {
    let refused = Err(Rejection::Active(C::NeedAppearances));
    for (why, field, expected) in [
        (
            "a text",
            "/FT/Tx/V(a)/F 4/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            refused,
        ),
        (
            "a text that is not drawn",
            "/FT/Tx/V(a)/F 4/Rect[0 0 9 9]",
            refused,
        ),
        ("a choice", "/FT/Ch/V[(a)]/F 4/Rect[0 0 9 9]", refused),
        (
            "a text of what it comes under",
            "/Parent 9 0 R/F 4/Rect[0 0 9 9]",
            refused,
        ),
        (
            "no text, but a drawn one",
            "/FT/Tx/F 4/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            refused,
        ),
        (
            "a button without words",
            "/FT/Btn/Ff 65536/F 4/Rect[0 0 9 9]/AP<</N 7 0 R>>",
            Ok(2),
        ),
        (
            "a box with a background",
            "/FT/Btn/Ff 1/MK<</BG[1]>>/F 4/Rect[0 0 9 9]/AP<</N 7 0 R>>",
            Ok(2),
        ),
        (
            "a button's words",
            "/FT/Btn/Ff 65536/MK<</CA(a)>>/F 4/Rect[0 0 9 9]",
            refused,
        ),
        (
            "an empty text",
            "/FT/Tx/V()/F 4/Rect[0 0 9 9]/AP<</N 6 0 R>>",
            Ok(2),
        ),
        (
            "a text with a frame",
            "/FT/Tx/F 4/Rect[0 0 9 9]/AP<</N 7 0 R>>",
            Ok(2),
        ),
        (
            "a box",
            "/FT/Btn/V/Yes/AS/Yes/F 4/Rect[0 0 9 9]/AP<</N<</Yes 8 0 R>>>>",
            Ok(2),
        ),
        ("a hidden text", "/FT/Tx/V(a)/F 2/Rect[0 0 9 9]", Ok(2)),
    ] {
        let found = |said: &str| inspect(&form(said, field)).map(|found| found.pages);
        // The plain field that others come under is filled as well.
        let spares = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .expect("text")
                .replace("<</FT/Tx/V(a)>>", "<</FT/Tx/X(a)>>")
        };
        let needed = form("/NeedAppearances true", field);
        let needed = if field.contains("9 0 R") {
            needed
        } else {
            spares(needed).into_bytes()
        };
        assert_eq!(inspect(&needed).map(|found| found.pages), expected, "{why}");
        // What is filled and has no look is drawn by each reader all the same.
        let is_undrawn = !field.contains("/AP")
            && !field.contains("/F 2/")
            && field.contains("/F 4/")
            && !field.contains("/FT/Btn");
        let drawn = if is_undrawn { refused } else { Ok(2) };
        assert_eq!(
            found("/NeedAppearances false"),
            drawn,
            "{why}, drawn by the document"
        );
    }
}

#[test]
fn a_field_for_the_screen_alone_is_small_and_empty_or_draws_nothing() {
    // A page has 300 by 400 points.
    for (why, field, is_accepted) in [
        (
            "an empty one",
            "/FT/Tx/Rect[0 0 99 99]/AP<</N 7 0 R>>",
            true,
        ),
        (
            "a large empty one",
            "/FT/Tx/Rect[0 0 300 400]/AP<</N 7 0 R>>",
            false,
        ),
        (
            "a large one that draws nothing",
            "/FT/Tx/Rect[0 0 300 400]/AP<</N 6 0 R>>",
            true,
        ),
        (
            "a large one of which readers draw the ground",
            "/FT/Tx/Rect[0 0 300 400]/MK<</BG[1]>>",
            false,
        ),
        (
            "a filled one",
            "/FT/Tx/V(a)/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            false,
        ),
        (
            "a filled one without area",
            "/FT/Tx/V(a)/Rect[0 0 0 0]/AP<</N 8 0 R>>",
            true,
        ),
        (
            "an empty one that draws words",
            "/FT/Tx/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            false,
        ),
        (
            "one of no kind that draws words",
            "/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            false,
        ),
        (
            "a place to sign that draws words",
            "/FT/Sig/Rect[0 0 9 9]/AP<</N 8 0 R>>",
            false,
        ),
        (
            "a button",
            "/FT/Btn/Ff 65536/Rect[0 0 99 99]/AP<</N 8 0 R>>",
            true,
        ),
        (
            "a large button",
            "/FT/Btn/Ff 65536/Rect[0 0 300 400]/AP<</N 8 0 R>>",
            false,
        ),
        (
            "a box without its mark",
            "/FT/Btn/AS/Off/Rect[0 0 9 9]/AP<</N<</Off 7 0 R/Yes 8 0 R>>>>",
            true,
        ),
        (
            "a box with its mark",
            "/FT/Btn/AS/Yes/Rect[0 0 9 9]/AP<</N<</Off 7 0 R/Yes 8 0 R>>>>",
            false,
        ),
    ] {
        let expected = if is_accepted {
            Ok(())
        } else {
            Err(Rejection::Active(C::PrintsOtherwise))
        };
        assert_eq!(inspect(&form("", field)).map(|_| ()), expected, "{why}");
        assert_eq!(
            inspect(&form("", &format!("{field}/F 4"))).map(|_| ()),
            Ok(()),
            "{why}, printed"
        );
    }
}

#[test]
fn relative_addresses_are_files_unless_there_is_a_base() {
    let linked = |base: &str, address: &str| {
        let catalog = format!("<</Type/Catalog/Pages 2 0 R{base}>>");
        plain_with(&[
            (1, &catalog),
            (3, LINK),
            (5, &format!("<</S/URI/URI({address})>>")),
        ])
    };
    let base = "/URI<</Base(https://x.example/)>>";
    for (base, address, is_accepted) in [
        ("", "../x.exe", false),
        ("", "/etc/passwd", false),
        ("", "\\\\windows\\\\system32\\\\calc.exe", false),
        (base, "\\\\windows\\\\system32\\\\calc.exe", false),
        ("/URI<</Base(mailto:a)>>", "a.html", false),
        ("", "www.x.example", true),
        ("", "#page=2", true),
        (base, "a.html", true),
    ] {
        let expected = if is_accepted {
            Ok(())
        } else {
            Err(Rejection::Active(C::UriScheme))
        };
        assert_eq!(
            inspect(&linked(base, address)).map(|_| ()),
            expected,
            "{address} {base}"
        );
    }
}
