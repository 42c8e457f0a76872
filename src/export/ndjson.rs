//! Agreements as JSON, one on each line, as they are read one by one.

use super::Form;
use crate::agreements::{Readable, View};
use crate::error::Result;

pub struct Ndjson {
    pub view: View,
}

impl Form for Ndjson {
    fn rows(&mut self, out: &mut Vec<u8>, rows: &[Readable]) -> Result<()> {
        for readable in rows {
            let mut line = String::with_capacity(readable.record.len() + 300);
            self.view.write(&mut line, readable)?;
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
        Ok(())
    }
}
