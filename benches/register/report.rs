//! The tables at the end, in Markdown.

use std::fmt::{self, Display};

use crate::children::Memory;
use crate::measures::{Export, Measured};

/// Everything that was found out.
#[derive(Default)]
pub struct Report {
    facts: Vec<(&'static str, String)>,
    measured: Vec<Measured>,
}

impl Report {
    pub fn fact(&mut self, what: &'static str, value: impl Display) {
        let value = value.to_string();
        eprintln!("  {what}: {value}");
        self.facts.push((what, value));
    }

    pub fn memory(&mut self, what: &'static str, memory: Option<Memory>) {
        self.fact(what, memory.map_or_else(|| "not known".to_owned(), in_words));
    }

    pub fn export(&mut self, export: &Export) {
        let seconds = export.took.as_secs_f64().max(f64::EPSILON);
        let (rows, mib) = (
            export.ids.len() as f64 / seconds,
            export.bytes as f64 / 1_048_576.0 / seconds,
        );
        self.fact("export as NDJSON", format!("{} rows/s, {mib:.1} MiB/s", whole(rows)));
        if let Some([before, most, after]) = export.memory {
            self.memory("memory before the export", Some(before));
            self.memory("memory during the export, at most", Some(most));
            self.memory("memory after the export", Some(after));
        }
    }

    pub fn measured(&mut self, measured: Measured) {
        self.measured.push(measured);
    }
}

fn in_words(memory: Memory) -> String {
    format!(
        "{:.1} MiB resident, {:.1} MiB its own",
        memory.resident, memory.anonymous
    )
}

impl Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "| | |\n|---|---|")?;
        for (what, value) in &self.facts {
            writeln!(out, "| {what} | {value} |")?;
        }
        writeln!(
            out,
            "\n| request | connections | requests/s | p50 ms | p99 ms | of the ceiling | server CPU µs | alone p50 ms | alone p99 ms | failed |"
        )?;
        writeln!(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for one in &self.measured {
            let outcome = &one.outcome;
            let alone = |quantile| {
                let alone = one.alone.as_ref()?;
                Some(format!("{:.2}", alone.milliseconds_at(quantile)))
            };
            let failed = outcome.failed + one.alone.as_ref().map_or(0, |alone| alone.failed);
            writeln!(
                out,
                "| {} | {} | {} | {:.2} | {:.2} | {} | {} | {} | {} | {failed} |",
                one.name,
                one.connections,
                whole(outcome.per_second()),
                outcome.milliseconds_at(0.5),
                outcome.milliseconds_at(0.99),
                or_dash(
                    one.ceiling
                        .map(|ceiling| format!("{:.1} %", 100.0 * outcome.per_second() / ceiling))
                ),
                or_dash(one.processor_time.map(whole)),
                or_dash(alone(0.5)),
                or_dash(alone(0.99)),
            )?;
        }
        Ok(())
    }
}

fn or_dash(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
}

/// A whole number with its thousands set off.
#[must_use]
pub fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
