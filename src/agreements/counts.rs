//! What a list can be counted by.

use crate::db::text_enum;

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
