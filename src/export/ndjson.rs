//! Agreements as JSON, one on each line, as they are read one by one.

use super::{Form, Out, unwritten};
use crate::agreements::{Readable, View};
use crate::error::Result;

pub struct Ndjson {
    pub view: View,
}

impl Form for Ndjson {
    fn rows(&mut self, out: Out<'_>, rows: &[Readable]) -> Result<()> {
        for readable in rows {
            let mut line = String::with_capacity(readable.record.len() + 300);
            self.view.write(&mut line, readable)?;
            line.push('\n');
            out.write_all(line.as_bytes()).map_err(unwritten)?;
        }
        Ok(())
    }
}
