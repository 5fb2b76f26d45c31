//! What is read of a national identity number, and what it tells of a birth date.

use super::*;

const TODAY: Date = date(2026, 11, 27);

/// Completes eight digits by the first three that make control digits fit as they did before 2032: not all nine
/// digits have any.
fn complete(eight: &str) -> Option<String> {
    (0..1000).map(|end| format!("{eight}{end:03}")).find(
        |text| match NationalIdentityNumber::parse(text) {
            Ok(number) => number.rest(&FIRST_CONTROL) == 0,
            Err(error) => error == NumberError::Date,
        },
    )
}

fn number(eight: &str) -> NationalIdentityNumber {
    NationalIdentityNumber::parse(&complete(eight).expect("control digits")).expect("a number")
}

#[test]
fn the_century_is_told_by_the_individual_number() {
    for (eight, born) in [
        ("01019010", date(1990, 1, 1)),
        ("31125450", date(1854, 12, 31)),
        ("29020050", date(2000, 2, 29)),
        ("15063999", date(2039, 6, 15)),
        ("15064090", date(1940, 6, 15)),
    ] {
        assert_eq!(number(eight).birth_date(TODAY), Some(born), "{eight}");
        assert!(!number(eight).is_synthetic() && number(eight).kind() == NumberKind::BirthNumber);
    }
}

#[test]
fn d_numbers_and_the_synthetic_persons_of_tenor_and_dolly_are_known() {
    let cases = [
        ("41019010", NumberKind::DNumber, false),
        ("01819010", NumberKind::BirthNumber, true),
        ("01419010", NumberKind::BirthNumber, true),
        ("41819010", NumberKind::DNumber, true),
    ];
    for (eight, kind, synthetic) in cases {
        let number = number(eight);
        assert_eq!(
            (
                number.birth_date(TODAY),
                number.kind(),
                number.is_synthetic()
            ),
            (Some(date(1990, 1, 1)), kind, synthetic)
        );
    }
}

#[test]
fn a_d_number_of_a_newer_series_is_read_by_its_own_table() {
    // Synthetic persons of the Tax Administration's test environment, and what they are there.
    for (digits, born) in [
        ("45840330056", date(2003, 4, 5)),
        ("45858560091", date(1985, 5, 5)),
        ("41814061033", date(1940, 1, 1)),
        ("41814075603", date(1940, 1, 1)),
        ("41810021827", date(2000, 1, 1)),
        ("41810034422", date(2000, 1, 1)),
        ("52905200100", date(1952, 10, 12)),
        ("61929750062", date(1897, 12, 21)),
    ] {
        let number = NationalIdentityNumber::parse(digits).expect("a number");
        assert_eq!(number.birth_date(TODAY), Some(born), "{digits}");
    }
    // At both ends of each series; the individual numbers of others are no series of that year.
    let born = |year: u16, individual: u16, is_d: bool| {
        let day = if is_d { 41 } else { 1 };
        let nine = format!("{day:02}01{:02}{individual:03}", year % 100);
        let mut all = (0..100).map(|end| format!("{nine}{end:02}"));
        let number = all.find_map(|text| {
            let number = NationalIdentityNumber::parse(&text).ok()?;
            (number.rest(&FIRST_CONTROL) == 0).then_some(number)
        })?;
        Some(number.birth_date(TODAY).map(|born| born.year()))
    };
    let told = |years: &[u16], is_d| {
        let mut told = Vec::new();
        for year in years {
            let mut last = None;
            for individual in 0..1000 {
                // Not all nine digits have control digits.
                if let Some(year) = born(*year, individual, is_d) {
                    if last.is_none_or(|(_, known)| known != year) {
                        told.push((year, individual / 100));
                    }
                    last = Some((individual, year));
                }
            }
        }
        told
    };
    assert_eq!(
        told(&[1939, 1940, 1957, 1958], true),
        [
            (Some(1939), 0),
            (Some(2039), 2),
            (Some(1940), 0),
            (None, 5),
            (Some(1940), 6),
            (Some(1957), 0),
            (None, 5),
            (Some(1957), 6),
            (Some(1958), 0),
            (Some(1858), 5),
            (Some(1958), 6),
        ]
    );
    assert_eq!(
        told(&[1939, 1940, 1953, 1954], false),
        [
            (Some(1939), 0),
            (Some(2039), 5),
            (Some(1940), 0),
            (None, 5),
            (Some(1940), 9),
            (Some(1953), 0),
            (None, 5),
            (Some(1953), 9),
            (Some(1954), 0),
            (Some(1854), 5),
            (None, 7),
            (Some(1954), 9),
        ]
    );
}

#[test]
fn numbers_issued_from_2032_on_are_read_and_tell_no_century() {
    // The Tax Administration's own examples: an old remainder, and a new one.
    let read = |digits| NationalIdentityNumber::parse(digits).expect("a number");
    let (old, new) = (read("02013299997"), read("30108299939"));
    assert_eq!(old.birth_date(TODAY), Some(date(2032, 1, 2)));
    assert_eq!(old.birth_date(date(2032, 1, 1)), None);
    assert_eq!(
        read("30108299920").birth_date(TODAY),
        Some(date(1982, 10, 30))
    );
    assert_eq!(new.birth_date(TODAY), None);
    let known = number("01019010");
    assert_eq!(known.birth_date(date(2031, 12, 31)), Some(date(1990, 1, 1)));
    assert_eq!(
        known.birth_date(date(2032, 1, 1)),
        None,
        "it may be a new one"
    );
    // A rest of 4 is nobody's, under any rule.
    let rests: Vec<u32> = (0..100)
        .filter_map(|end| NationalIdentityNumber::parse(&format!("010190{:03}{end:02}", 123)).ok())
        .map(|number| number.rest(&FIRST_CONTROL))
        .collect();
    assert!(
        !rests.is_empty() && rests.iter().all(|rest| *rest <= 3),
        "{rests:?}"
    );
}

#[test]
fn every_single_slip_and_every_swap_of_neighbours_is_noticed() {
    let right = number("01019010").expose();
    for place in 0..11 {
        for digit in '0'..='9' {
            let mut slip: Vec<char> = right.chars().collect();
            slip[place] = digit;
            let slip: String = slip.into_iter().collect();
            assert_eq!(
                NationalIdentityNumber::parse(&slip).is_ok(),
                slip == right,
                "{slip}"
            );
        }
    }
    for place in 0..10 {
        let mut swapped: Vec<char> = right.chars().collect();
        swapped.swap(place, place + 1);
        let swapped: String = swapped.into_iter().collect();
        assert_eq!(
            NationalIdentityNumber::parse(&swapped).is_ok(),
            swapped == right,
            "{swapped}"
        );
    }
}

#[test]
fn what_is_no_number_is_told_apart_and_never_quoted() {
    for bad in [
        "",
        "0101901",
        "0101901000a",
        "０１０１９０１００００",
        "010190100000",
    ] {
        assert_eq!(
            NationalIdentityNumber::parse(bad),
            Err(NumberError::Digits),
            "{bad}"
        );
    }
    for eight in ["32019010", "01339010", "30029010", "81019010"] {
        let text = complete(eight).expect("control digits");
        assert_eq!(
            NationalIdentityNumber::parse(&text),
            Err(NumberError::Date),
            "{text}"
        );
    }
    let right = number("01019010").expose();
    let spaced = format!("{} {}", &right[..6], &right[6..]);
    assert_eq!(
        NationalIdentityNumber::parse(&spaced).map(|n| n.expose()),
        Ok(right.clone())
    );
    assert!(!format!("{:?}", NationalIdentityNumber::parse(&right)).contains(&right));
}
