//! What people call the fields of what is sent, by their JSON pointers: on forms, in lists of faults, where a draft is read over.

/// Spanish and English, when it is a field that forms have.
pub fn of(pointer: &str) -> Option<(&'static str, &'static str)> {
    let is_place = |step: &&str| !step.is_empty() && step.bytes().all(|letter| letter.is_ascii_digit());
    let steps: Vec<&str> = pointer.split('/').collect();
    let steps: Vec<&str> = steps
        .iter()
        .map(|step| if is_place(step) { "*" } else { step })
        .collect();
    Some(match steps.join("/").as_str() {
        "/title" => ("Título", "Title"),
        "/alternative_titles" => ("Títulos en otros idiomas", "Titles in other languages"),
        "/alternative_titles/*/language" => ("Idioma del título", "Language of the title"),
        "/alternative_titles/*/title" => ("Título en ese idioma", "Title in that language"),
        "/origin" => ("Cómo llega al registro", "How it comes to the register"),
        "/instrument_type" => ("Clase de instrumento", "Kind of instrument"),
        "/denomination" => ("Denominación", "Denomination"),
        "/object" => ("Objeto", "Object"),
        "/legal_basis" => ("Fundamento de las atribuciones", "Legal basis of the attributions"),
        "/derives_from_treaty" => ("Tratado del que deriva", "Treaty it derives from"),
        "/areas" => ("Materias", "Areas"),
        "/languages" | "/languages/*" => ("Idiomas del texto", "Languages of the text"),
        "/binding" => ("¿Obliga jurídicamente?", "Is it legally binding?"),
        "/responsible_unit" => ("Unidad responsable", "Responsible unit"),
        "/external_number" => ("Número en otro registro", "Number in another register"),
        "/petitioner" | "/petitioner/id" => ("Quién promueve", "Who brings the case"),
        "/parties" => ("Partes", "Parties"),
        "/parties/*/body" | "/parties/*/body/id" => ("Órgano", "Body"),
        "/parties/*/body/name" => ("Nombre del órgano", "Name of the body"),
        "/parties/*/body/level" => ("Nivel de gobierno", "Level of government"),
        "/parties/*/body/kind" => ("Clase de órgano", "Kind of body"),
        "/parties/*/body/country" => ("País", "Country"),
        "/parties/*/body/state" => ("Entidad federativa", "State"),
        "/parties/*/body/municipality" => ("Municipio o alcaldía", "Municipality"),
        "/parties/*/name_as_signed" => ("Nombre con el que firma", "Name it signs with"),
        "/parties/*/signatures" => ("Quién firmó", "Who signed"),
        "/parties/*/signatures/*/name" => ("Nombre de quien firmó", "Name of who signed"),
        "/parties/*/signatures/*/post" => ("Cargo", "Post"),
        "/parties/*/signatures/*/signed_on" | "/signed_on" => ("Fecha de firma", "Date of signature"),
        "/parties/*/signatures/*/place" | "/signed_place" => ("Lugar de firma", "Place of signature"),
        "/term" => ("Vigencia", "Term"),
        "/term/kind" => ("Duración", "Duration"),
        "/term/amount" => ("Cuánto dura", "How long it lasts"),
        "/term/unit" => ("Unidad", "Unit"),
        "/term/until" => ("Hasta cuándo", "Until when"),
        "/term/entry_into_force" => ("Entrada en vigor", "Entry into force"),
        "/term/in_force_from" => ("Fecha de entrada en vigor", "Date of entry into force"),
        "/term/renewal" => ("Renovación automática", "Automatic renewal"),
        "/term/renewal/amount" => ("Cada cuánto se renueva", "How long each renewal lasts"),
        "/term/renewal/unit" => ("Unidad de la renovación", "Unit of the renewal"),
        "/term/renewal/times" => ("Cuántas veces", "How many times"),
        "/term/notice_days" => ("Días de aviso para terminarlo", "Days of notice to end it"),
        "/term/text" => ("Lo que dice la cláusula", "What the clause says"),
        "/links" => ("Acuerdos anteriores", "Earlier agreements"),
        "/links/*/relation" => ("Qué hace con el anterior", "What it does to the earlier one"),
        "/links/*" | "/links/*/agreement" => ("Acuerdo anterior", "Earlier agreement"),
        "/sources" => ("Fuentes", "Sources"),
        "/sources/*/url" => ("Dirección en internet", "Internet address"),
        "/sources/*/title" => ("Nombre de la fuente", "Name of the source"),
        "/sources/*/consulted_on" => ("Fecha de consulta", "Date consulted"),
        "/not_a_duplicate" => ("No es duplicado porque", "It is no duplicate because"),
        "/documents" => ("Documentos", "Documents"),
        "/file" => ("Archivo", "File"),
        "/kind" => ("Qué documento es", "What document it is"),
        "/label" => ("Cómo lo llama el texto", "What the text calls it"),
        "/language" => ("Idioma", "Language"),
        "/authenticity" => ("Autenticidad", "Authenticity"),
        "/prevails" => ("Prevalece", "Prevails"),
        "/visibility" => ("Quién lo ve", "Who sees it"),
        "/dated_on" => ("Fecha del documento", "Date of the document"),
        "/supersedes" => ("Sustituye a", "Supersedes"),
        "/note" => ("Nota", "Note"),
        "/year" => ("Año", "Year"),
        "/active" => ("¿Hubo actividad?", "Was there any activity?"),
        "/activities" => ("Qué se hizo", "What was done"),
        "/results" => ("Resultados", "Results"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_called_alike_wherever_in_a_list_it_stands() {
        assert_eq!(
            of("/parties/17/body/name"),
            Some(("Nombre del órgano", "Name of the body"))
        );
        assert_eq!(of("/title"), Some(("Título", "Title")));
        assert_eq!(of("/0"), None);
        assert_eq!(of(""), None);
    }
}
