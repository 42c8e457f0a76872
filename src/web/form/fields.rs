//! The fields of a form put together one after the other, where which there are depends on the record.

use askama::Template;

use super::{Choice, Field, Form, id_of};
use crate::error::{Error, Result};
use crate::language::Language;

/// The same in Spanish and in English.
pub type Both<'a> = (&'a str, &'a str);

/// The label that a field has everywhere: see [`label`](crate::web::fields::label).
pub const KNOWN: Both<'static> = ("", "");

/// Fields, written out as they are added.
pub struct Fields<'a> {
    form: &'a Form,
    language: Language,
    html: Result<String>,
}

#[derive(Template)]
#[template(path = "group.html")]
struct Group<'a> {
    id: String,
    legend: &'a str,
    hint: &'a str,
    fault: Option<String>,
    inside: &'a str,
}

#[derive(Template)]
#[template(path = "hidden.html")]
struct Hidden<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
struct Note<'a> {
    text: &'a str,
}

#[derive(Template)]
#[template(
    source = "<p>{{ label }}:</p><blockquote class=\"lines\">{{ text }}</blockquote>",
    ext = "html"
)]
struct Quote<'a> {
    label: &'a str,
    text: &'a str,
}

impl<'a> Fields<'a> {
    pub const fn of(form: &'a Form, language: Language) -> Self {
        Self {
            form,
            language,
            html: Ok(String::new()),
        }
    }

    /// # Errors
    /// None that can be met: the templates are our own.
    pub fn html(self) -> Result<String> {
        self.html
    }

    pub fn form(&self) -> &'a Form {
        self.form
    }

    pub fn text(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        self.add(&self.form.text(at, self.say(label), self.say(hint)));
    }

    pub fn short(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        self.add(&self.form.short(at, self.say(label), self.say(hint)));
    }

    pub fn day(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        self.add(&self.form.day(at, self.say(label), self.say(hint)));
    }

    pub fn number(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        self.add(&self.form.number(at, self.say(label), self.say(hint)));
    }

    pub fn long(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        self.add(&self.form.long(at, self.say(label), self.say(hint)));
    }

    pub fn select(&mut self, at: &str, label: Both<'_>, hint: Both<'_>, choices: &[Choice]) {
        self.add(&self.form.select(at, self.say(label), self.say(hint), choices));
    }

    pub fn one_of(&mut self, at: &str, label: Both<'_>, hint: Both<'_>, choices: &[Choice]) {
        self.add(&self.form.one_of(at, self.say(label), self.say(hint), choices));
    }

    pub fn one_of_numbers(&mut self, at: &str, label: Both<'_>, hint: Both<'_>, choices: &[Choice]) {
        self.add(&self.form.one_of_numbers(at, self.say(label), self.say(hint), choices));
    }

    /// Yes or no, where neither is taken for granted.
    pub fn truth(&mut self, at: &str, label: Both<'_>, hint: Both<'_>) {
        let choices = [
            Choice::new("true", self.say(("Sí", "Yes"))),
            Choice::new("false", self.say(("No", "No"))),
        ];
        self.add(&self.form.truth(at, self.say(label), self.say(hint), &choices));
    }

    pub fn some_of(&mut self, at: &str, label: Both<'_>, hint: Both<'_>, choices: &[Choice]) {
        self.add(&self.form.some_of(at, self.say(label), self.say(hint), choices));
    }

    /// A value that goes along and is not shown.
    pub fn hidden(&mut self, name: &str, value: &str) {
        self.write(&Hidden { name, value });
    }

    /// Something to be read between the fields.
    pub fn note(&mut self, text: &str) {
        self.write(&Note { text });
    }

    /// What somebody said before, word for word.
    pub fn quote(&mut self, label: Both<'_>, text: &str) {
        let label = self.say(label);
        self.write(&Quote { label, text });
    }

    /// Fields that belong together, below one place of the content.
    pub fn group(&mut self, at: &str, legend: &str, hint: Both<'_>, inside: impl FnOnce(&mut Self)) {
        let mut fields = Fields::of(self.form, self.language);
        inside(&mut fields);
        match fields.html {
            Ok(inside) => self.write(&Group {
                id: id_of(at),
                legend,
                hint: self.say(hint),
                fault: self.form.fault(at),
                inside: &inside,
            }),
            Err(failed) => self.html = Err(failed),
        }
    }

    fn say<'b>(&self, (es, en): Both<'b>) -> &'b str {
        self.language.say(es, en)
    }

    fn add(&mut self, field: &Field<'_>) {
        self.write(field);
    }

    fn write(&mut self, part: &impl Template) {
        if let Ok(html) = &mut self.html
            && let Err(failed) = part.render_into(html)
        {
            self.html = Err(Error::internal(failed));
        }
    }
}
