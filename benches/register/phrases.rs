//! What is written in the cells of a generated row.

use rand::prelude::*;
use rand::rngs::StdRng;

/// A whole date, one known to the month or the year, or none.
pub fn signed_on(year: f64, random: &mut StdRng) -> String {
    let (month, day) = (random.random_range(1..=12), random.random_range(1..=28));
    match random.random_range(0..100) {
        0..70 => format!("{year}-{month:02}-{day:02}"),
        70..83 => format!("{year}-{month:02}"),
        83..96 => format!("{year}"),
        _ => String::new(),
    }
}

/// What sources say of a term: mostly what can be understood.
pub fn validity(year: f64, random: &mut StdRng) -> String {
    let lengths = ["un año", "dos años", "tres años", "cinco años", "10 años", "18 meses"];
    let length = lengths.choose(random).copied().unwrap_or(lengths[0]);
    let later = year + random.random_range(1.0_f64..9.0).floor();
    match random.random_range(0..100) {
        0..40 => length.to_owned(),
        40..48 => format!("{length} desde la última firma"),
        48..63 => "indefinida".to_owned(),
        63..71 => format!("hasta {later}-12-31"),
        71..77 => format!("renovado en {later}"),
        77..81 => format!("relación de {length} según la fuente"),
        _ => String::new(),
    }
}

/// What the agreement is for, where that is known.
pub fn object<'a>(domestic: &str, foreign: &str, areas: impl Iterator<Item = &'a str>, random: &mut StdRng) -> String {
    if random.random_bool(0.4) {
        return String::new();
    }
    let mut text = format!("Establecer las bases de la cooperación entre {domestic} y {foreign}.");
    for area in areas {
        text.push_str(" En materia de ");
        text.push_str(&area.to_lowercase());
        text.push_str(match random.random_range(0..3) {
            0 => ", las partes intercambiarán información, experiencias y personal técnico.",
            1 => ", las partes organizarán cada año actividades conjuntas, según sus recursos disponibles.",
            _ => ", las partes podrán elaborar programas de trabajo y evaluarlos al final de cada ejercicio.",
        });
    }
    text
}
