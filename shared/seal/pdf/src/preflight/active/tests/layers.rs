//! Optional content (ISO 32000-2 clause 8.11): what every reader shows alike.

use super::*;

#[test]
fn layers_that_readers_disagree_about_are_refused() {
    let layers = |listed: &str, d: &str, layer: &str, page: &str| {
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[{listed}]/D<<{d}>>>>>>");
        let page = format!("<</Type/Page/Parent 2 0 R{page}>>");
        plain_with(&[
            (1, &catalog),
            (3, &page),
            (5, &format!("<</Type/OCG/Name(x){layer}>>")),
        ])
    };
    let used = "/Resources<</Properties<</L 5 0 R>>>>";
    for (why, bytes, expected) in [
        (
            "hidden and not listed",
            layers("", "/OFF[5 0 R]", "", ""),
            Err(C::ShowsOtherwise),
        ),
        (
            "shown alone and not listed",
            layers("", "/BaseState/OFF/ON[5 0 R]", "", ""),
            Err(C::ShowsOtherwise),
        ),
        (
            "used and not listed",
            layers("", "", "", used),
            Err(C::ShowsOtherwise),
        ),
        (
            "of a note and not listed",
            layers(
                "",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC 5 0 R>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "of several and not listed",
            layers(
                "",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/OCGs[5 0 R]>>>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "of an expression and not listed",
            layers(
                "",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/VE[/Not[/And 5 0 R]]>>>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "on and off",
            layers("5 0 R", "/ON[5 0 R]/OFF[5 0 R]", "", used),
            Err(C::ShowsOtherwise),
        ),
        (
            "a state that is a string",
            layers("5 0 R", "", "/Usage<</Print<</PrintState(OFF)>>>>", used),
            Err(C::PrintsOtherwise),
        ),
        (
            "a beginning that is a string",
            layers("5 0 R", "/BaseState(OFF)", "", used),
            Err(C::ShowsOtherwise),
        ),
        (
            "a category that is a string",
            layers("5 0 R", "/AS[<</Event/View/Category[(View)]>>]", "", used),
            Err(C::ShowsOtherwise),
        ),
        (
            "of an expression that denies",
            layers(
                "5 0 R",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/VE[/Not 5 0 R]>>>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "of an expression of what is shown",
            layers(
                "5 0 R",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/VE[/And 5 0 R]>>>>]",
            ),
            Ok(()),
        ),
        (
            "of several of which there is none",
            layers(
                "5 0 R",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/OCGs[]>>>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "an annotation of what is off",
            layers(
                "5 0 R",
                "/OFF[5 0 R]",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC 5 0 R>>]",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "hidden from designers",
            layers("5 0 R", "/OFF[5 0 R]", "/Intent/Design", ""),
            Err(C::ShowsOtherwise),
        ),
        (
            "hidden by designers",
            layers("5 0 R", "/OFF[5 0 R]/Intent[/Design]", "", ""),
            Err(C::ShowsOtherwise),
        ),
        (
            "applied to all by the zoom",
            layers(
                "5 0 R",
                "/AS[<</Event/View/Category[/Zoom]>>]",
                "/Usage<</Zoom<</max .5>>>>",
                "",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "applied to all by the language",
            layers(
                "5 0 R",
                "/AS[<</Event/View/Category[/Language]>>]",
                "/Usage<</Language<</Lang(nb)>>>>",
                "",
            ),
            Err(C::ShowsOtherwise),
        ),
        (
            "not exported",
            layers("5 0 R", "", "/Usage<</Export<</ExportState/OFF>>>>", ""),
            Err(C::PrintsOtherwise),
        ),
        (
            "printed, in a document without a list",
            plain_with(&[
                (
                    3,
                    "<</Type/Page/Parent 2 0 R/Resources<</Properties<</L 5 0 R>>>>>>",
                ),
                (5, "<</Type/OCG/Usage<</View<</ViewState/OFF>>>>>>"),
            ]),
            Err(C::PrintsOtherwise),
        ),
        ("listed", layers("5 0 R", "", "", used), Ok(())),
        (
            "listed and hidden",
            layers("5 0 R", "/OFF[5 0 R]", "/Intent[/View/Design]", used),
            Ok(()),
        ),
        (
            "for designers and shown",
            layers("5 0 R", "", "/Intent/Design", used),
            Ok(()),
        ),
        (
            "of several",
            layers(
                "5 0 R",
                "",
                "",
                "/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC<</Type/OCMD/OCGs[5 0 R null]>>>>]",
            ),
            Ok(()),
        ),
        (
            "hidden and not there",
            layers("5 0 R", "/OFF[77 0 R]", "", used),
            Ok(()),
        ),
        ("not listed, and of nothing", layers("", "", "", ""), Ok(())),
        (
            "applied as it is",
            layers(
                "5 0 R",
                "/AS[<</Event/View/Category[/View]/OCGs[5 0 R]>>]",
                "/Usage<</View<</ViewState/ON>>/Export<</ExportState/ON>>>>",
                used,
            ),
            Ok(()),
        ),
        (
            "of a document without a list",
            plain_with(&[
                (
                    3,
                    "<</Type/Page/Parent 2 0 R/Resources<</Properties<</L 5 0 R/M<</MCID 1>>>>>>>>",
                ),
                (5, "<</Type/OCG>>"),
            ]),
            Ok(()),
        ),
    ] {
        assert_eq!(
            inspect(&bytes).map(|_| ()),
            expected.map_err(Rejection::Active),
            "{why}"
        );
    }
}

#[test]
fn layers_that_lead_to_each_other_come_to_an_end() {
    let page = "<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Link/Rect[0 0 9 9]/OC 5 0 R>>]/Resources<</Properties 5 0 R>>>>";
    let found = inspect(&plain_with(&[
        (3, page),
        (5, "<</OCGs[5 0 R 6 0 R]>>"),
        (6, "<</OCGs 5 0 R>>"),
    ]));
    assert_eq!(found.map(|found| found.pages), Ok(2));
    let chain: Vec<(u32, String)> = (5..50_000)
        .map(|number| (number, format!("<</OCGs {} 0 R>>", number + 1)))
        .collect();
    let chain = chain.iter().map(|(number, text)| (*number, text.as_str()));
    let hidden = "<</Type/OCG/Usage<</View<</ViewState/OFF>>>>>>";
    let found = inspect(&plain_with(
        &chain
            .chain([(3, page), (50_000, hidden)])
            .collect::<Vec<_>>(),
    ));
    assert_eq!(
        found.map(|_| ()),
        Err(Rejection::Active(C::PrintsOtherwise))
    );
}
