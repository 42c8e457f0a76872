//! Places as people write them on a form, `Cancún` or `Estados Unidos`, and the codes they stand for.

use serde_json::Value;

use super::filled::items_mut;
use crate::catalogues::{Catalogues, Kind, Municipality};
use crate::fault::{Fault, FaultCode};
use crate::language::words;

/// So many of the municipalities of one name are told.
const MOST_TOLD: usize = 10;

/// In the place of a name that stands for no code, so that the room does not take it for one.
const NO_CODE: &str = "?";

/// Puts the codes in the place of the names that the described bodies of a draft have.
pub fn settle(content: &mut Value, catalogues: &Catalogues) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, party) in items_mut(content, "parties").enumerate() {
        let Some(Value::Object(body)) = party.get_mut("body") else {
            continue;
        };
        let at = format!("/parties/{place}/body");
        if let Some(Value::String(name)) = body.get_mut("country")
            && catalogues.country(name).is_none()
        {
            if let Some(code) = catalogues.names.find_one(Kind::Country, name) {
                code.clone_into(name);
            } else {
                let pointer = format!("{at}/country");
                NO_CODE.clone_into(name);
                faults.push(Fault::at(pointer, FaultCode::UnknownCountry, unknown_country()));
            }
        }
        let state = body.get("state").and_then(Value::as_str).map(ToOwned::to_owned);
        if let Some(Value::String(name)) = body.get_mut("municipality") {
            match catalogues.municipality_called(name, state.as_deref()) {
                Ok(municipality) => {
                    municipality.code.clone_into(name);
                    // The place is said whole, also where only the town was.
                    body.insert("state".to_owned(), Value::from(&*municipality.state));
                }
                Err(several) => {
                    NO_CODE.clone_into(name);
                    let pointer = format!("{at}/municipality");
                    let words = unknown_municipality(&several, catalogues);
                    faults.push(Fault::at(pointer, FaultCode::UnknownMunicipality, words));
                }
            }
        }
    }
    faults
}

fn unknown_country() -> crate::language::Words {
    words!(
        "No conocemos ese país: escriba su nombre, como España o Estados Unidos",
        "We do not know that country: write its name, such as Spain or United States"
    )
}

fn unknown_municipality(several: &[&Municipality], catalogues: &Catalogues) -> crate::language::Words {
    if several.is_empty() {
        return words!(
            "No conocemos ese municipio: escriba su nombre o el de su cabecera, y elija la entidad",
            "We do not know that municipality: write its name or that of its head town, and choose the state"
        );
    }
    let name = |item: &&Municipality| {
        let state = catalogues
            .state(&item.state)
            .map_or("", |state| state.short_name.as_str());
        format!("{} ({state})", item.name)
    };
    let told: Vec<String> = several.iter().take(MOST_TOLD).map(name).collect();
    let told = told.join(", ");
    words!(
        "Hay varios con ese nombre: {told}. Elija la entidad o escriba el nombre completo",
        "There are several of that name: {told}. Choose the state or write the whole name"
    )
}
