//! The register that all sequences play in, and everybody who calls.

use std::cell::Cell;
use std::collections::HashMap;

use super::table::{EVERYBODY, Who};
use crate::support::app::TestApp;
use crate::support::build::{irapuato, leon};
use crate::support::client::Caller;

pub struct World {
    pub app: TestApp,
    pub callers: HashMap<Who, Caller>,
    /// Tells titles and keys from those before.
    made: Cell<usize>,
}

impl World {
    pub async fn begin() -> Self {
        let app = TestApp::start().await;
        let (irapuato, leon) = (app.given_body(irapuato()).await, app.given_body(leon()).await);
        let other_registrar = app.second_registrar();
        let caller = |who| match who {
            Who::Irapuato => app.office(&irapuato),
            Who::Leon => app.office(&leon),
            Who::Guanajuato => app.liaison("11"),
            Who::Yucatan => app.liaison("31"),
            Who::Analyst => app.analyst(),
            Who::Counsel => app.counsel(),
            Who::Registrar => app.registrar(),
            Who::OtherRegistrar => other_registrar.clone(),
            Who::Auditor => app.auditor(),
            Who::Administrator => app.administrator(),
            Who::System => app.system(),
            Who::Public => app.public(),
        };
        let callers = EVERYBODY.map(|who| (who, caller(who))).into();
        Self {
            app,
            callers,
            made: Cell::new(0),
        }
    }

    /// A title that was not there before.
    pub fn title(&self) -> String {
        format!("Acuerdo {}", self.next())
    }

    /// A number that was not there before.
    pub fn next(&self) -> usize {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// How many numbers of a year the register has given.
    pub async fn numbers_given(&self, year: &str) -> u64 {
        let entered = format!("/agreements?registered_from={year}&registered_to={year}&limit=1");
        let page = self.callers[&Who::Auditor].get(&entered).await.assert(200);
        page["total"].as_u64().unwrap()
    }
}
