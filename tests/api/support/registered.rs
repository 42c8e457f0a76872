//! Agreements further on in the procedure than its first stage. Until the moves exist that take them there, straight in the
//! tables: the record and what it is derived from, as the moves would leave them.

use diesel::prelude::*;
use rai::access::Sight;
use rai::agreements::{self, AgreementId, Stage};
use rai::db::schema::{agreement_records, agreements as rows};
use serde_json::{Value, json};

use super::app::TestApp;

impl TestApp {
    /// Enters a draft in the register, under a number and on a day.
    pub fn register(&self, id: &str, number: &str, on: &str) {
        self.change_record(id, Stage::Registered, |record| {
            record["registration_number"] = json!(number);
            record["registered_on"] = json!(on);
        });
    }

    /// Voids the entry of a registered agreement.
    pub fn cancel(&self, id: &str) {
        self.change_record(id, Stage::Cancelled, |_| {});
    }

    /// Takes a draft to the ministry.
    pub fn submit(&self, id: &str) {
        self.change_record(id, Stage::Submitted, |_| {});
    }

    fn change_record(&self, id: &str, stage: Stage, change: impl FnOnce(&mut Value)) {
        let id = AgreementId::parse(id).unwrap();
        self.db
            .write_here(|conn| {
                let readable = agreements::read(conn, &Sight::Everything, &id.to_string())?;
                let mut record: Value = serde_json::from_str(&readable.record)?;
                record["stage"] = json!(stage.as_str());
                change(&mut record);
                let text = |field: &str| record[field].as_str().map(ToOwned::to_owned);
                diesel::update(rows::table.find(id))
                    .set((
                        rows::stage.eq(stage),
                        rows::registration_number.eq(text("registration_number")),
                        rows::registered_on
                            .eq(text("registered_on").map(|day| day.parse::<chrono::NaiveDate>().unwrap())),
                        rows::is_public.eq(matches!(stage, Stage::Registered | Stage::Cancelled)),
                    ))
                    .execute(conn)?;
                diesel::update(agreement_records::table.find(id))
                    .set(agreement_records::record.eq(record.to_string()))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }
}
