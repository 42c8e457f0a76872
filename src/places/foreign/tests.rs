//! Where bodies of other countries are found, and where they are not.

use super::*;
use LocatedBy::{City, NationalCapital, StateCapital};

fn place(country: &str, level: Level, name: &str) -> Option<(LocatedBy, String)> {
    let is_country = |words: &str| ["espana", "palestina"].contains(&words);
    let located = locate(country, level, [name], &is_country)?;
    Some((located.by, located.place))
}

type Case<'a> = (&'a str, Level, &'a str, Option<(LocatedBy, &'a str)>);

#[track_caller]
fn assert_places(cases: &[Case<'_>]) {
    for (country, level, name, expected) in cases {
        let expected = expected.map(|(by, place)| (by, place.to_owned()));
        assert_eq!(place(country, *level, name), expected, "{name}");
    }
}

const TOWN: Level = Level::Municipal;
const STATE: Level = Level::State;
const UNTOLD: Level = Level::Unknown;

#[test]
fn towns_are_found_by_name_and_by_what_stands_beside_it() {
    assert_places(&[
        ("US", TOWN, "Ciudad de McAllen, Texas", Some((City, "McAllen, Texas"))),
        ("US", TOWN, "City of Irving", Some((City, "Irving, Texas"))),
        (
            "US",
            TOWN,
            "Ciudad de Nueva Orleans, Luisiana",
            Some((City, "New Orleans, Louisiana")),
        ),
        (
            "US",
            TOWN,
            "Springfield, Illinois",
            Some((City, "Springfield, Illinois")),
        ),
        ("US", TOWN, "Springfield, IL", Some((City, "Springfield, Illinois"))),
        (
            "US",
            TOWN,
            "City of Springfield Illinois",
            Some((City, "Springfield, Illinois")),
        ),
        (
            "US",
            TOWN,
            "Redwood City, California",
            Some((City, "Redwood City, California")),
        ),
        ("US", TOWN, "Ciudad de El Paso", Some((City, "El Paso, Texas"))),
        (
            "ES",
            TOWN,
            "Ayuntamiento de Salamanca",
            Some((City, "Salamanca, Castille and León")),
        ),
        (
            "ES",
            TOWN,
            "Ayuntamiento de Toledo (España)",
            Some((City, "Toledo, Castille-La Mancha")),
        ),
        (
            "PE",
            TOWN,
            "Municipalidad Provincial del Cusco",
            Some((City, "Cusco, Cuzco Department")),
        ),
        (
            "GT",
            TOWN,
            "Municipalidad de La Antigua Guatemala",
            Some((City, "Antigua Guatemala, Sacatepéquez")),
        ),
        (
            "PS",
            TOWN,
            "Municipio de Belén, Palestina",
            Some((City, "Bethlehem, West Bank")),
        ),
        ("PA", TOWN, "Panama City", Some((City, "Panamá"))),
        ("CU", UNTOLD, "Marianao, La Habana", Some((City, "Marianao, Havana"))),
        (
            "JO",
            UNTOLD,
            "Autoridad Regional de Petra (Reino Hachemita de Jordania)",
            Some((City, "Petra, Ma’an")),
        ),
    ]);
}

#[test]
fn what_can_be_two_places_is_in_neither() {
    assert_places(&[
        ("US", TOWN, "Springfield", None),
        ("US", TOWN, "Ciudad de Aurora", None),
        ("US", TOWN, "Springfield, Atlantis", None),
        // There is an Irving in Texas, and none in Oregon.
        ("US", TOWN, "City of Irving, Oregon", None),
        // A quarter of San Diego, and a village in New Mexico.
        ("US", TOWN, "San Ysidro (San Diego)", None),
        // A university, and a company, are not where the town is that their names hold.
        ("ES", UNTOLD, "Universidad de Salamanca", None),
        ("US", UNTOLD, "Dallas Cowboys", None),
        ("US", TOWN, "", None),
        ("XX", TOWN, "Springfield", None),
    ]);
}

#[test]
fn a_city_that_everybody_knows_needs_nothing_beside_its_name() {
    assert_places(&[
        ("US", TOWN, "Ciudad de Dallas", Some((City, "Dallas, Texas"))),
        ("US", TOWN, "San Diego", Some((City, "San Diego, California"))),
        ("GB", TOWN, "Londres", Some((City, "London, England"))),
    ]);
}

#[test]
fn a_state_is_where_its_government_sits() {
    assert_places(&[
        (
            "CN",
            STATE,
            "Gobierno de la Provincia de Anhui",
            Some((StateCapital, "Hefei")),
        ),
        (
            "JP",
            STATE,
            "Gobierno de la Prefectura de Hiroshima",
            Some((StateCapital, "Hiroshima")),
        ),
        ("US", STATE, "Estado de Nuevo México", Some((StateCapital, "Santa Fe"))),
        (
            "ES",
            STATE,
            "Generalitat de Cataluña",
            Some((StateCapital, "Barcelona")),
        ),
        ("CA", STATE, "Gobierno de Quebec", Some((StateCapital, "Québec"))),
        ("CN", UNTOLD, "Anhui Province", Some((StateCapital, "Hefei"))),
        ("US", STATE, "Estado de Atlantis", None),
    ]);
}

#[test]
fn a_name_alone_is_a_state_s_only_where_the_town_of_that_name_is_its_capital() {
    assert_places(&[
        ("CA", UNTOLD, "Gobierno de Quebec", Some((StateCapital, "Québec"))),
        ("JP", UNTOLD, "Hiroshima", Some((StateCapital, "Hiroshima"))),
        // The city and the state, whose capital is Albany.
        ("US", UNTOLD, "New York", None),
    ]);
}

#[test]
fn a_county_is_not_where_the_town_of_its_name_is() {
    assert_places(&[
        ("US", TOWN, "Arlington County", None),
        ("US", TOWN, "Orange County, California", None),
        ("IE", TOWN, "Kildare County", Some((City, "Kildare, Leinster"))),
    ]);
}

#[test]
fn what_is_national_is_in_the_capital_and_what_is_of_no_country_nowhere() {
    assert_places(&[
        (
            "FR",
            Level::Federal,
            "Agencia Nacional de Seguridad de Medicamentos",
            Some((NationalCapital, "Paris")),
        ),
        (
            "US",
            Level::International,
            "Organización de los Estados Americanos",
            None,
        ),
    ]);
}

#[test]
fn another_name_helps_where_the_first_does_not_tell() {
    let names = ["Springfield", "City of Springfield, Illinois"];
    let located = locate("US", TOWN, names, &|_| false).unwrap();
    assert_eq!(located.place, "Springfield, Illinois");
}
