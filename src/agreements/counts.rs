//! What a list can be counted by.

use crate::db::text_enum;
use crate::language::{Words, words};

text_enum! {
    /// What a list can be counted by.
    Dimension {
        /// Of a domestic party.
        State = "state",
        /// Of a domestic party.
        Municipality = "municipality",
        /// Of a foreign party.
        Country = "country",
        /// The region of the world a foreign party's country lies in.
        Region = "region",
        InstrumentType = "instrument_type",
        Stage = "stage",
        Origin = "origin",
        /// Of a domestic party.
        Level = "level",
        Area = "area",
        /// Of the signature.
        Year = "year",
        /// Of the signature, by its first year.
        Decade = "decade",
        /// On the day asked for.
        Validity = "validity",
    }
}

impl Dimension {
    /// What people call it.
    #[must_use]
    pub fn label(self) -> Words {
        match self {
            Self::State => words!("Estado", "State"),
            Self::Municipality => words!("Municipio", "Municipality"),
            Self::Country => words!("País de la contraparte", "Counterpart’s country"),
            Self::Region => words!("Región del mundo", "Region of the world"),
            Self::InstrumentType => words!("Clase de instrumento", "Kind of instrument"),
            Self::Stage => words!("Etapa del trámite", "Stage"),
            Self::Origin => words!("Origen", "Origin"),
            Self::Level => words!("Nivel de gobierno", "Level of government"),
            Self::Area => words!("Materia", "Area"),
            Self::Year => words!("Año de firma", "Year of signature"),
            Self::Decade => words!("Década de firma", "Decade of signature"),
            Self::Validity => words!("Vigencia", "Validity"),
        }
    }
}
