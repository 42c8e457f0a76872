//! What the index keeps of an agreement, field by field.

use tantivy::Term;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, SchemaBuilder, TextFieldIndexing, TextOptions};

/// The fields. None is stored: records are read from the database.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The sixteen bytes of the id, by which a document is replaced.
    pub key: Field,
    /// The two halves of the id, to be read for a page.
    pub id: [Field; 2],
    /// One term for each thing that can be asked for: see [`Fact`](super::codes::Fact).
    pub facts: Field,
    /// The words, their stems and concepts, each with its rank: see [`words`](super::words).
    pub words: Field,
    /// The words as they are written, without their rank: for beginnings of words and typing errors.
    pub vocabulary: Field,
    /// The words in their order, for phrases.
    pub phrases: Field,
    pub title: Field,
    pub signed_earliest: Field,
    pub signed_latest: Field,
    pub registered_on: Field,
    pub ends_on: Field,
    pub ends_earliest: Field,
    pub ends_latest: Field,
    pub updated_at: Field,
    pub due_on: Field,
    /// Packed, see [`days`](super::days).
    pub phases: Field,
    /// The values counted by, one field for each of [`COUNTED`](super::codes::COUNTED).
    pub counted: [Field; super::codes::COUNTED.len()],
}

impl Fields {
    /// The schema and its fields; the order is part of the index's form.
    pub fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            key: schema.add_bytes_field("key", INDEXED),
            id: ["id_high", "id_low"].map(|name| schema.add_u64_field(name, FAST)),
            facts: terms(&mut schema, "facts"),
            words: terms(&mut schema, "words"),
            vocabulary: terms(&mut schema, "vocabulary"),
            phrases: text(
                &mut schema,
                "phrases",
                "whitespace",
                IndexRecordOption::WithFreqsAndPositions,
            ),
            title: schema.add_text_field("title", TextOptions::default().set_fast("raw")),
            signed_earliest: schema.add_i64_field("signed_earliest", FAST),
            signed_latest: schema.add_i64_field("signed_latest", FAST),
            registered_on: schema.add_i64_field("registered_on", FAST),
            ends_on: schema.add_i64_field("ends_on", FAST),
            ends_earliest: schema.add_i64_field("ends_earliest", FAST),
            ends_latest: schema.add_i64_field("ends_latest", FAST),
            updated_at: schema.add_i64_field("updated_at", FAST),
            due_on: schema.add_i64_field("due_on", FAST),
            phases: schema.add_u64_field("phases", FAST),
            counted: super::codes::COUNTED.map(|dimension| schema.add_u64_field(dimension.as_str(), FAST)),
        };
        (schema.build(), fields)
    }

    pub fn key(&self, id: crate::agreements::AgreementId) -> Term {
        Term::from_field_bytes(self.key, id.0.as_bytes())
    }
}

/// A field of terms that are given whole.
fn terms(schema: &mut SchemaBuilder, name: &str) -> Field {
    text(schema, name, "raw", IndexRecordOption::Basic)
}

fn text(schema: &mut SchemaBuilder, name: &str, tokenizer: &str, record: IndexRecordOption) -> Field {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(record)
        .set_fieldnorms(false);
    schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
}
