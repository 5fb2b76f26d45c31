//! The examples of RFC 8785, and those that its author tests implementations with (cyberphone/json-canonicalization).

use serde_json::{Number, json};

use super::*;

fn of(text: &str) -> String {
    canonical_json(&serde_json::from_str(text).expect("JSON"))
}

/// What the RFC writes for the double with these bits.
fn number(bits: u64) -> String {
    let number = Number::from_f64(f64::from_bits(bits)).expect("finite");
    canonical_json(&Value::Number(number))
}

#[test]
fn the_example_of_section_3_2_2_is_written_as_in_sections_3_2_3_and_3_2_4() {
    let written = of(r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#);
    assert_eq!(
        written,
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    let bytes = "7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 \
        6e 75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c \
        34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 \
        30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d";
    let hexadecimal: Vec<String> = written.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hexadecimal.join(" "),
        bytes.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[test]
fn keys_are_sorted_by_their_utf_16_code_units_as_in_section_3_2_3() {
    // What is beyond the first plane comes before U+FB33, though its code point is larger.
    let written = of(r#"{
        "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#);
    let sorted = [
        r#"{"\r":"Carriage Return","1":"One","#,
        "\"\u{80}\":\"Control\",",
        r#""ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","#,
        "\"\u{1f600}\":\"Emoji: Grinning Face\",",
        "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}",
    ];
    assert_eq!(written, sorted.concat());
}

#[test]
fn keys_are_sorted_at_every_depth_and_arrays_never() {
    assert_eq!(
        of(
            r#"{"1": {"f": {"f": "hi", "F": 5}, "\n": 56.0}, "10": {}, "": "empty", "a": {}, "111": [{"e": "yes", "E": "no"}], "A": {}}"#
        ),
        r#"{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}"#
    );
    assert_eq!(
        of(r#"[56, {"d": true, "10": null, "1": []}]"#),
        r#"[56,{"1":[],"10":null,"d":true}]"#
    );
}

#[test]
fn neither_the_order_of_a_language_nor_the_normal_form_of_a_letter_counts() {
    assert_eq!(
        of(
            r#"{"peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ignore locale"}"#
        ),
        r#"{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}"#
    );
    assert_eq!(of(r#"["A\u030a"]"#), "[\"A\u{30a}\"]");
}

#[test]
fn texts_are_escaped_as_in_section_3_2_2_2_and_no_further() {
    assert_eq!(
        canonical_json(&json!("\u{8}\t\n\u{c}\r\"\\")),
        r#""\b\t\n\f\r\"\\""#
    );
    let short = [8, 9, 10, 12, 13];
    for control in (0..0x20_u8).filter(|control| !short.contains(control)) {
        let text = char::from(control).to_string();
        assert_eq!(
            canonical_json(&json!(text)),
            format!("\"\\u{control:04x}\"")
        );
    }
    let as_they_are = "/<>&'\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\u{1f600}ø";
    assert_eq!(
        canonical_json(&json!(as_they_are)),
        format!("\"{as_they_are}\"")
    );
}

#[test]
fn numbers_are_written_as_in_appendix_b() {
    for (bits, written) in [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        assert_eq!(number(bits), written, "{bits:016x}");
    }
}

#[test]
fn what_is_no_number_is_no_json_either() {
    // Appendix B has them end the canonicalization with an error. Here no value can hold one.
    for bits in [
        0x7fff_ffff_ffff_ffff_u64,
        0x7ff0_0000_0000_0000,
        0xfff0_0000_0000_0000,
    ] {
        assert_eq!(Number::from_f64(f64::from_bits(bits)), None);
    }
    for text in ["NaN", "Infinity", "-Infinity", "1e400"] {
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
    }
}

#[test]
fn whole_numbers_are_exact_as_far_as_every_reader_has_them() {
    // RFC 7493 section 2.2. Ours are counts, sequence numbers and sizes in bytes: none comes near.
    assert_eq!(
        of("[9007199254740991,-9007199254740991]"),
        "[9007199254740991,-9007199254740991]"
    );
    assert_eq!(of("[1.0,1e0,10e-1,-0,-0.0]"), "[1,1,1,0,0]");
}

#[test]
fn canonical_json_sorts_keys_and_drops_space() {
    let value = json!({"b": [1, "\u{8}ø"], "a": {"d": null, "c": true}});
    assert_eq!(
        canonical_json(&value),
        r#"{"a":{"c":true,"d":null},"b":[1,"\bø"]}"#
    );
}
