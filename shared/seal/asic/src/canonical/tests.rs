//! Canonical forms, byte for byte.

use roxmltree::Document;

use super::*;

fn by(method: &Canonicalization, text: &str, name: &str) -> Option<String> {
    let document = Document::parse(text).expect("XML");
    let element = document
        .descendants()
        .find(|node| node.tag_name().name() == name)
        .expect("the element");
    method.canonical(element)
}

fn of(text: &str, name: &str) -> String {
    by(&Canonicalization::EXCLUSIVE, text, name).expect("not too deep")
}

#[test]
fn namespaces_are_declared_where_they_are_used() {
    let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><y b:k='1' j=\"&lt;'\"  i='2'><a:z/></y></a:x>";
    assert_eq!(
        of(text, "x"),
        "<a:x xmlns:a=\"urn:a\"><y xmlns=\"urn:d\" xmlns:b=\"urn:b\" i=\"2\" j=\"&lt;'\" b:k=\"1\">\
         <a:z></a:z></y></a:x>"
    );
    assert_eq!(of(text, "z"), "<a:z xmlns:a=\"urn:a\"></a:z>");
    assert_eq!(
        of("<x xmlns='urn:d'><y xmlns=''/></x>", "x"),
        "<x xmlns=\"urn:d\"><y xmlns=\"\"></y></x>"
    );
}

#[test]
fn the_inclusive_forms_declare_all_that_is_in_scope_and_inherit() {
    let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d' xml:lang='nb' xml:id='i'>\
                <y xmlns:c='urn:c' xml:space='preserve'><a:z xmlns=''/></y></a:x>";
    let all = "xmlns=\"urn:d\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" xmlns:c=\"urn:c\"";
    assert_eq!(
        by(&Canonicalization::INCLUSIVE, text, "y").expect("not too deep"),
        format!(
            "<y {all} xml:id=\"i\" xml:lang=\"nb\" xml:space=\"preserve\"><a:z xmlns=\"\"></a:z></y>"
        )
    );
    let newer = Canonicalization::named("http://www.w3.org/2006/12/xml-c14n11").expect("a method");
    assert_eq!(
        by(&newer, text, "y").expect("not too deep"),
        format!("<y {all} xml:lang=\"nb\" xml:space=\"preserve\"><a:z xmlns=\"\"></a:z></y>")
    );
    assert_eq!(
        by(&newer, "<x xml:base='urn:x'><y/></x>", "y"),
        None,
        "addresses are not joined here"
    );
}

#[test]
fn listed_prefixes_are_declared_though_they_are_not_used() {
    let text = "<a:x xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d'><a:y/></a:x>";
    let listed = Canonicalization::EXCLUSIVE
        .with_prefixes("b #default")
        .expect("few");
    let expected = "<a:y xmlns=\"urn:d\" xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"></a:y>";
    assert_eq!(by(&listed, text, "y").as_deref(), Some(expected));
}

#[test]
fn methods_are_known_by_their_identifiers() {
    let known = |uri| Canonicalization::named(uri);
    assert_eq!(
        known("http://www.w3.org/2001/10/xml-exc-c14n#"),
        Some(Canonicalization::EXCLUSIVE)
    );
    assert_eq!(
        known("http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        Some(Canonicalization::INCLUSIVE)
    );
    let commented =
        known("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments").expect("a method");
    let text = "<x><!-- so --></x>";
    assert_eq!(by(&commented, text, "x").as_deref(), Some(text));
    assert_eq!(
        by(&commented.without_comments(), text, "x").as_deref(),
        Some("<x></x>")
    );
    assert_eq!(known("http://www.w3.org/2002/07/decrypt#XML"), None);
}

#[test]
fn text_keeps_what_it_says_and_comments_are_left_out() {
    let text =
        "<x>a &amp; b&#13;<!-- no --><![CDATA[<c>]]>\r\n<?p  q?> xml:lang<y xml:lang='nb'/></x>";
    assert_eq!(
        of(text, "x"),
        "<x>a &amp; b&#xD;&lt;c&gt;\n<?p q?> xml:lang<y xml:lang=\"nb\"></y></x>"
    );
}

#[test]
fn what_nests_too_deep_is_none() {
    let text = format!("{}{}", "<x>".repeat(80), "</x>".repeat(80));
    let document = Document::parse(&text).expect("XML");
    assert_eq!(
        Canonicalization::EXCLUSIVE.canonical(document.root_element()),
        None
    );
}

#[test]
fn the_identifiers_of_all_methods_are_known_with_and_without_comments() {
    for (uri, form) in [
        ("http://www.w3.org/2001/10/xml-exc-c14n#", Form::Exclusive),
        (
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            Form::Inclusive,
        ),
        ("http://www.w3.org/2006/12/xml-c14n11", Form::Inclusive11),
    ] {
        let named = |uri: &str| {
            Canonicalization::named(uri).map(|method| (method.form, method.with_comments))
        };
        assert_eq!(named(uri), Some((form, false)));
        assert_eq!(
            named(&format!("{}#WithComments", uri.trim_end_matches('#'))),
            Some((form, true))
        );
    }
}

#[test]
fn elements_nest_as_deep_as_is_read_and_no_deeper() {
    let nested = |depth: usize| {
        let text = format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
        by(&Canonicalization::EXCLUSIVE, &text, "x")
    };
    assert_eq!(nested(65).map(|text| text.len()), Some(65 * 7));
    assert_eq!(nested(66), None);
}

#[test]
fn only_what_is_in_the_namespace_of_xml_is_inherited_and_the_nearest_counts() {
    let text = "<x xml:lang='a' lang='b' xmlns:p='u' p:q='c'><y xml:lang='d'><z/></y></x>";
    let z = by(&Canonicalization::INCLUSIVE, text, "z").expect("not too deep");
    assert_eq!(z, "<z xmlns:p=\"u\" xml:lang=\"d\"></z>");
    let own = "<x xml:lang='a'><y xml:lang='b'/></x>";
    let y = by(&Canonicalization::INCLUSIVE, own, "y").expect("not too deep");
    assert_eq!(y, "<y xml:lang=\"b\"></y>");
    assert_eq!(of(own, "y"), "<y xml:lang=\"b\"></y>");
    assert_eq!(
        of("<x xml:lang='a'><y/></x>", "y"),
        "<y></y>",
        "the exclusive form inherits nothing"
    );
    let newer = Canonicalization::named("http://www.w3.org/2006/12/xml-c14n11").expect("a method");
    assert_eq!(
        by(&newer, "<x xml:base='u'/>", "x").as_deref(),
        Some("<x xml:base=\"u\"></x>"),
        "its own"
    );
}

#[test]
fn what_could_be_taken_for_markup_is_escaped_in_texts_and_in_values_each_in_its_way() {
    let text = "<x a='&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#13;'>&lt;&gt;&amp;&quot;&apos;&#9;&#10;&#13;</x>";
    let expected = "<x a=\"&lt;>&amp;&quot;'&#x9;&#xA;&#xD;\">&lt;&gt;&amp;\"'\t\n&#xD;</x>";
    assert_eq!(of(text, "x"), expected);
}

#[test]
fn a_declaration_is_written_when_its_prefix_means_something_else_than_around_it() {
    let text = "<a:x xmlns:a='u'><a:y xmlns:a='v'><a:z xmlns:a='v'/></a:y><a:y/></a:x>";
    let expected = "<a:x xmlns:a=\"u\"><a:y xmlns:a=\"v\"><a:z></a:z></a:y><a:y></a:y></a:x>";
    assert_eq!(of(text, "x"), expected);
    assert_eq!(
        by(&Canonicalization::INCLUSIVE, text, "x").as_deref(),
        Some(expected)
    );
    let listed = Canonicalization::EXCLUSIVE.with_prefixes("b").expect("few");
    let text = "<x xmlns:b='u' xmlns:c='v' xmlns='w'><y xmlns=''/></x>";
    assert_eq!(
        by(&listed, text, "y").as_deref(),
        Some("<y xmlns:b=\"u\"></y>")
    );
    let listed = Canonicalization::EXCLUSIVE
        .with_prefixes("#default")
        .expect("few");
    assert_eq!(
        by(&listed, text, "x").as_deref(),
        Some("<x xmlns=\"w\"><y xmlns=\"\"></y></x>")
    );
}

#[test]
fn what_is_taken_back_behind_an_element_is_declared_again_where_it_is_needed() {
    let text = "<x xmlns='a' xmlns:p='1' xmlns:q='2'><p:y xmlns:p='3' xmlns=''><z p:k=''/><p:z xmlns:p='1' xmlns='a'/></p:y>\
                <p:y/><y xmlns:p='1'/><q:y xmlns:q='2' xmlns:r='4'><r:z/></q:y><r:y xmlns:r='4'/></x>";
    let exclusive = "<x xmlns=\"a\"><p:y xmlns:p=\"3\"><z xmlns=\"\" p:k=\"\"></z><p:z xmlns:p=\"1\"></p:z></p:y>\
                     <p:y xmlns:p=\"1\"></p:y><y></y><q:y xmlns:q=\"2\"><r:z xmlns:r=\"4\"></r:z></q:y>\
                     <r:y xmlns:r=\"4\"></r:y></x>";
    assert_eq!(of(text, "x"), exclusive);
    let inclusive = "<x xmlns=\"a\" xmlns:p=\"1\" xmlns:q=\"2\"><p:y xmlns=\"\" xmlns:p=\"3\"><z p:k=\"\"></z>\
                     <p:z xmlns=\"a\" xmlns:p=\"1\"></p:z></p:y><p:y></p:y><y></y><q:y xmlns:r=\"4\"><r:z></r:z></q:y>\
                     <r:y xmlns:r=\"4\"></r:y></x>";
    assert_eq!(
        by(&Canonicalization::INCLUSIVE, text, "x").as_deref(),
        Some(inclusive)
    );
    let listed = Canonicalization::EXCLUSIVE
        .with_prefixes("p q r #default")
        .expect("few");
    assert_eq!(
        by(&listed, text, "x").as_deref(),
        Some(inclusive),
        "all that there are"
    );
}

#[test]
fn bytes_and_declarations_are_paid_for_and_nothing_is_made_when_nothing_is_left() {
    let document = Document::parse("<x xmlns:a='u' xmlns:b='v'><y/><y/></x>").expect("XML");
    let cost = |method: &Canonicalization| {
        let makes = |left: usize| {
            let work = Work::of(left);
            let made = method
                .canonical_within(document.root_element(), &work)
                .is_some();
            assert_eq!(made, !work.is_spent(), "{left}");
            made
        };
        (0..10_000).find(|left| makes(*left))
    };
    let (exclusive, inclusive) = (
        "<x><y></y><y></y></x>".len(),
        "<x xmlns:a=\"u\" xmlns:b=\"v\"><y></y><y></y></x>".len(),
    );
    assert_eq!(
        cost(&Canonicalization::EXCLUSIVE),
        Some(exclusive * WRITTEN),
        "it looks up what it uses"
    );
    // The first element has its two namespaces looked up, and the others pass them by.
    assert_eq!(
        cost(&Canonicalization::INCLUSIVE),
        Some(inclusive * WRITTEN + 2 * LOOKED_UP + 3 * 2)
    );
}

#[test]
fn so_many_prefixes_are_listed_and_no_more_however_often_each() {
    let listed = |count: usize| {
        (0..count)
            .map(|number| format!("p{} ", number % 70))
            .collect::<String>()
    };
    let of = |list: &str| {
        Canonicalization::EXCLUSIVE
            .with_prefixes(list)
            .map(|method| method.inclusive_prefixes.len())
    };
    assert_eq!(
        [0, 64, 65, 70].map(|count| of(&listed(count))),
        [Some(0), Some(64), None, None]
    );
    assert_eq!(of(&"a #default ".repeat(1_000)), Some(2));
}
