//! The tables, as Diesel sees them: one description for both databases.

diesel::table! {
    catalogue_editions (name) {
        name -> Text,
        digest -> Text,
        loaded_at -> Timestamp,
    }
}

diesel::table! {
    states (code) {
        code -> Text,
        name -> Text,
        short_name -> Text,
        abbreviation -> Text,
        iso -> Text,
        capital -> Text,
        latitude -> Double,
        longitude -> Double,
        population -> Integer,
    }
}

diesel::table! {
    municipalities (code) {
        code -> Text,
        state -> Text,
        name -> Text,
        kind -> Text,
        seat -> Nullable<Text>,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
        population -> Nullable<Integer>,
    }
}

diesel::table! {
    countries (code) {
        code -> Text,
        alpha3 -> Text,
        name_es -> Text,
        name_en -> Text,
        region_es -> Nullable<Text>,
        subregion_es -> Nullable<Text>,
        subregion_en -> Nullable<Text>,
        latitude -> Nullable<Double>,
        longitude -> Nullable<Double>,
    }
}

diesel::table! {
    organisations (code) {
        code -> Text,
        name_en -> Text,
        name_fr -> Nullable<Text>,
        group_en -> Text,
        status -> Text,
    }
}

diesel::table! {
    areas (code) {
        code -> Text,
        name_es -> Text,
        name_en -> Text,
    }
}

diesel::table! {
    instrument_types (code) {
        code -> Text,
        name_es -> Text,
        name_en -> Text,
    }
}

diesel::table! {
    other_names (catalogue, code, name) {
        catalogue -> Text,
        code -> Text,
        name -> Text,
    }
}

diesel::table! {
    bodies (id) {
        id -> Binary,
        identity_key -> Text,
        name -> Text,
        name_key -> Text,
        level -> Text,
        kind -> Text,
        country -> Nullable<Text>,
        state -> Nullable<Text>,
        municipality -> Nullable<Text>,
        organisation -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    body_names (body_id, position) {
        body_id -> Binary,
        position -> Integer,
        name -> Text,
        name_key -> Text,
        kind -> Text,
        language -> Nullable<Text>,
        valid_from -> Nullable<Text>,
        valid_until -> Nullable<Text>,
    }
}

diesel::table! {
    successions (body_id) {
        body_id -> Binary,
        kind -> Text,
        happened_on -> Nullable<Text>,
    }
}

diesel::table! {
    successors (body_id, position) {
        body_id -> Binary,
        position -> Integer,
        successor_id -> Binary,
        takes_over -> Bool,
    }
}

diesel::table! {
    agreements (id) {
        id -> Binary,
        registration_number -> Nullable<Text>,
        external_number -> Nullable<Text>,
        stage -> Nullable<Text>,
        stage_since -> Nullable<Timestamp>,
        origin -> Text,
        title -> Text,
        title_key -> Text,
        instrument_type -> Text,
        denomination -> Nullable<Text>,
        binding -> Text,
        languages -> Text,
        object -> Nullable<Text>,
        legal_basis -> Nullable<Text>,
        derives_from_treaty -> Nullable<Text>,
        petitioner_id -> Nullable<Binary>,
        signed_on -> Nullable<Text>,
        signed_earliest -> Nullable<Date>,
        signed_latest -> Nullable<Date>,
        signed_place -> Nullable<Text>,
        validity_basis -> Text,
        starts_on -> Nullable<Date>,
        ends_on -> Nullable<Date>,
        ends_earliest -> Nullable<Date>,
        ends_latest -> Nullable<Date>,
        registered_on -> Nullable<Date>,
        responsible_unit -> Nullable<Text>,
        is_public -> Bool,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    terms (agreement_id) {
        agreement_id -> Binary,
        kind -> Text,
        amount -> Nullable<Integer>,
        unit -> Nullable<Text>,
        until -> Nullable<Text>,
        entry_into_force -> Text,
        in_force_from -> Nullable<Text>,
        renewal_amount -> Nullable<Integer>,
        renewal_unit -> Nullable<Text>,
        renewal_times -> Nullable<Integer>,
        notice_days -> Nullable<Integer>,
        text -> Nullable<Text>,
    }
}

diesel::table! {
    alternative_titles (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        language -> Text,
        title -> Text,
    }
}

diesel::table! {
    agreement_areas (agreement_id, area) {
        agreement_id -> Binary,
        area -> Text,
        position -> Integer,
    }
}

diesel::table! {
    links (from_id, relation, to_id) {
        from_id -> Binary,
        relation -> Text,
        to_id -> Binary,
    }
}

diesel::table! {
    sources (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        url -> Text,
        title -> Nullable<Text>,
        consulted_on -> Date,
    }
}

diesel::table! {
    parties (id) {
        id -> Binary,
        agreement_id -> Binary,
        position -> Integer,
        side -> Text,
        body_id -> Binary,
        name_as_signed -> Nullable<Text>,
    }
}

diesel::table! {
    signatures (party_id, position) {
        party_id -> Binary,
        position -> Integer,
        name -> Nullable<Text>,
        post -> Nullable<Text>,
        signed_on -> Nullable<Text>,
        place -> Nullable<Text>,
    }
}

diesel::table! {
    agreement_records (agreement_id) {
        agreement_id -> Binary,
        version -> Integer,
        record -> Text,
    }
}

diesel::table! {
    case_clocks (agreement_id) {
        agreement_id -> Binary,
        brought_on -> Date,
        stopped_days -> Integer,
        stopped_working_days -> Integer,
        stopped_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
    }
}

diesel::table! {
    follow_ups (agreement_id, year) {
        agreement_id -> Binary,
        year -> Integer,
        active -> Bool,
        activities -> Text,
        results -> Nullable<Text>,
        reported_on -> Date,
    }
}

diesel::table! {
    clauses (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        kind -> Text,
        label -> Nullable<Text>,
        document_id -> Binary,
        page -> Nullable<Integer>,
        text -> Nullable<Text>,
    }
}

diesel::table! {
    statements (agreement_id, number) {
        agreement_id -> Binary,
        number -> Integer,
        field -> Text,
        value -> Text,
        document_id -> Nullable<Binary>,
        page -> Nullable<Integer>,
        url -> Nullable<Text>,
        consulted_on -> Nullable<Date>,
        method -> Text,
        verified_by -> Nullable<Text>,
        verified_on -> Nullable<Date>,
        standing -> Text,
        reason -> Nullable<Text>,
        decided_on -> Nullable<Date>,
    }
}

diesel::table! {
    regularisations (case_id) {
        case_id -> Binary,
        reported_id -> Binary,
        done -> Bool,
    }
}

diesel::table! {
    agreement_events (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        kind -> Text,
        happened_on -> Text,
        document -> Text,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    entries (number) {
        number -> BigInt,
        at -> Timestamp,
        actor_kind -> Text,
        actor_name -> Text,
        actor_role -> Nullable<Text>,
        actor_token -> Nullable<Binary>,
        action -> Text,
        record_kind -> Text,
        record_id -> Text,
        agreement_id -> Nullable<Binary>,
        document_id -> Nullable<Binary>,
        content -> Text,
        particulars -> Nullable<Text>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Binary,
        name -> Text,
        role -> Text,
        body_id -> Nullable<Binary>,
        state -> Nullable<Text>,
        scopes -> Text,
        secret_hash -> Binary,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
        last_used_on -> Nullable<Date>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Binary,
        token_id -> Binary,
        email -> Text,
        email_folded -> Text,
        password_hash -> Nullable<Text>,
        password_set_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    sessions (secret_hash) {
        secret_hash -> Binary,
        account_id -> Binary,
        method -> Text,
        begun_at -> Timestamp,
        last_seen_at -> Timestamp,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    one_time_links (secret_hash) {
        secret_hash -> Binary,
        account_id -> Binary,
        made_at -> Timestamp,
        ends_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        account_id -> Binary,
        linked_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_tries (email_hash) {
        email_hash -> Binary,
        tries -> Integer,
        last_at -> Timestamp,
        closed_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    idempotent_answers (token_id, key) {
        token_id -> Binary,
        key -> Text,
        request_hash -> Binary,
        record_kind -> Text,
        record_id -> Binary,
        answer -> Text,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    redaction_requests (agreement_id) {
        agreement_id -> Binary,
        requested_by -> Nullable<Binary>,
        salt -> Binary,
        digest -> Binary,
    }
}

diesel::table! {
    withdrawals (entry, pointer) {
        entry -> BigInt,
        pointer -> Text,
    }
}

diesel::table! {
    imported_rows (agreement_id) {
        agreement_id -> Binary,
        fingerprint -> Binary,
        file -> Text,
        line -> BigInt,
        imported_at -> Timestamp,
        cells -> Text,
    }
}

diesel::table! {
    opinions (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        result -> Text,
        reference -> Text,
        issued_on -> Date,
        given_by -> Nullable<Binary>,
    }
}

diesel::table! {
    completion_requests (agreement_id, position) {
        agreement_id -> Binary,
        position -> Integer,
        due_on -> Date,
    }
}

diesel::table! {
    registrations (year, number) {
        year -> Integer,
        number -> Integer,
        agreement_id -> Binary,
    }
}

diesel::table! {
    cancellation_requests (agreement_id) {
        agreement_id -> Binary,
        requested_by -> Nullable<Binary>,
        reason -> Text,
    }
}

diesel::table! {
    duplicate_answers (agreement_id, other_id) {
        agreement_id -> Binary,
        other_id -> Binary,
        reason -> Text,
    }
}

diesel::table! {
    pairings (foreign_id, domestic_id, agreement_id) {
        foreign_id -> Binary,
        domestic_id -> Binary,
        agreement_id -> Binary,
    }
}

diesel::joinable!(municipalities -> states (state));
diesel::joinable!(bodies -> countries (country));
diesel::joinable!(bodies -> states (state));
diesel::joinable!(bodies -> municipalities (municipality));
diesel::joinable!(bodies -> organisations (organisation));
diesel::joinable!(body_names -> bodies (body_id));
diesel::joinable!(agreements -> instrument_types (instrument_type));
diesel::joinable!(agreements -> bodies (petitioner_id));
diesel::joinable!(terms -> agreements (agreement_id));
diesel::joinable!(alternative_titles -> agreements (agreement_id));
diesel::joinable!(agreement_areas -> agreements (agreement_id));
diesel::joinable!(agreement_areas -> areas (area));
diesel::joinable!(sources -> agreements (agreement_id));
diesel::joinable!(parties -> agreements (agreement_id));
diesel::joinable!(parties -> bodies (body_id));
diesel::joinable!(signatures -> parties (party_id));
diesel::joinable!(agreement_records -> agreements (agreement_id));
diesel::joinable!(case_clocks -> agreements (agreement_id));
diesel::joinable!(follow_ups -> agreements (agreement_id));
diesel::joinable!(agreement_events -> agreements (agreement_id));
diesel::joinable!(entries -> agreements (agreement_id));
diesel::joinable!(tokens -> bodies (body_id));
diesel::joinable!(tokens -> states (state));
diesel::joinable!(accounts -> tokens (token_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(one_time_links -> accounts (account_id));
diesel::joinable!(identities -> accounts (account_id));
diesel::joinable!(idempotent_answers -> tokens (token_id));
diesel::joinable!(imported_rows -> agreements (agreement_id));
diesel::joinable!(opinions -> agreements (agreement_id));
diesel::joinable!(completion_requests -> agreements (agreement_id));
diesel::joinable!(registrations -> agreements (agreement_id));
diesel::joinable!(cancellation_requests -> agreements (agreement_id));
diesel::joinable!(pairings -> agreements (agreement_id));
diesel::table! {
    files (sha256) {
        sha256 -> Binary,
        size -> BigInt,
        media_type -> Text,
        pages -> Nullable<Integer>,
        text_state -> Text,
        stored_at -> Timestamp,
    }
}

diesel::table! {
    file_pages (sha256, page) {
        sha256 -> Binary,
        page -> Integer,
        text -> Text,
    }
}

diesel::table! {
    file_gaps (sha256, position) {
        sha256 -> Binary,
        position -> Integer,
        page -> Nullable<Integer>,
        reason -> Text,
    }
}

diesel::table! {
    documents (id) {
        id -> Binary,
        agreement_id -> Binary,
        kind -> Text,
        title -> Text,
        label -> Nullable<Text>,
        language -> Nullable<Text>,
        authenticity -> Nullable<Text>,
        prevails -> Bool,
        visibility -> Text,
        dated_on -> Nullable<Text>,
        note -> Nullable<Text>,
        file_name -> Text,
        sha256 -> Binary,
        supersedes_id -> Nullable<Binary>,
        version -> Integer,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    leaves (number) {
        number -> BigInt,
        root -> Binary,
        salt_key -> Nullable<Binary>,
        opening -> Nullable<Text>,
    }
}

diesel::table! {
    log_tiles (level, position) {
        level -> Integer,
        position -> BigInt,
        hashes -> Binary,
    }
}

diesel::joinable!(documents -> files (sha256));

diesel::allow_tables_to_appear_in_same_query!(
    catalogue_editions,
    states,
    municipalities,
    countries,
    organisations,
    areas,
    instrument_types,
    other_names,
    bodies,
    body_names,
    successions,
    successors,
    agreements,
    terms,
    alternative_titles,
    agreement_areas,
    links,
    sources,
    parties,
    signatures,
    agreement_records,
    case_clocks,
    follow_ups,
    redaction_requests,
    withdrawals,
    clauses,
    statements,
    regularisations,
    agreement_events,
    entries,
    tokens,
    accounts,
    sessions,
    one_time_links,
    identities,
    sign_in_tries,
    idempotent_answers,
    imported_rows,
    opinions,
    completion_requests,
    registrations,
    cancellation_requests,
    duplicate_answers,
    pairings,
    leaves,
    log_tiles,
    files,
    file_pages,
    file_gaps,
    documents,
);
