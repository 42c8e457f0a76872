//! The fields of a form as they are shown: label, hint, fault, and what is filled in.

use askama::Template;

use super::{Form, id_of};

/// One of the values of a choice.
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// A field, ready to be put into a page.
#[derive(Template)]
#[template(path = "field.html")]
pub struct Field<'a> {
    kind: Kind<'a>,
    /// Of the element that takes what is filled in.
    name: String,
    id: String,
    label: &'a str,
    hint: &'a str,
    fault: Option<String>,
    value: String,
    form: &'a Form,
    at: &'a str,
    /// What a browser may fill in by itself.
    autocomplete: &'a str,
    is_needed: bool,
    /// The address that is asked for suggestions while somebody types, and the id of the field their values go into.
    suggest: Option<(&'a str, &'a str)>,
    list: Option<&'a str>,
}

enum Kind<'a> {
    Line { type_: &'a str, narrow: bool },
    Text,
    Select(&'a [Choice]),
    OneOf(&'a [Choice]),
    SomeOf(&'a [Choice]),
}

/// A field whose label is left empty is called as everywhere: see [`label`](crate::web::fields::label).
impl Form {
    /// A line of text.
    pub fn text<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "text",
            narrow: false,
        };
        self.field(kind, "", at, label, hint)
    }

    /// A line of few characters: a date that may be partial, a code.
    pub fn short<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "text",
            narrow: true,
        };
        self.field(kind, "", at, label, hint)
    }

    /// An e-mail address; `autocomplete` says whose.
    pub fn email<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, autocomplete: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "email",
            narrow: false,
        };
        Field {
            autocomplete,
            ..self.field(kind, "", at, label, hint)
        }
    }

    /// A password, which is not shown and never filled in again; `autocomplete` says which one.
    pub fn password<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, autocomplete: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "password",
            narrow: false,
        };
        Field {
            autocomplete,
            value: String::new(),
            ..self.field(kind, "", at, label, hint)
        }
    }

    /// A whole day, chosen in the browser's calendar.
    pub fn day<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "date",
            narrow: true,
        };
        self.field(kind, "", at, label, hint)
    }

    /// A whole number.
    pub fn number<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        let kind = Kind::Line {
            type_: "number",
            narrow: true,
        };
        self.field(kind, "number:", at, label, hint)
    }

    /// Several lines of text.
    pub fn long<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        self.field(Kind::Text, "", at, label, hint)
    }

    /// One of many values, or none.
    pub fn select<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, choices: &'a [Choice]) -> Field<'a> {
        self.field(Kind::Select(choices), "", at, label, hint)
    }

    /// One of a few values.
    pub fn one_of<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, choices: &'a [Choice]) -> Field<'a> {
        self.field(Kind::OneOf(choices), "", at, label, hint)
    }

    /// One of a few numbers.
    pub fn one_of_numbers<'a>(
        &'a self,
        at: &'a str,
        label: &'a str,
        hint: &'a str,
        choices: &'a [Choice],
    ) -> Field<'a> {
        self.field(Kind::OneOf(choices), "number:", at, label, hint)
    }

    /// Yes or no, where neither is taken for granted.
    pub fn truth<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, choices: &'a [Choice]) -> Field<'a> {
        self.field(Kind::OneOf(choices), "truth:", at, label, hint)
    }

    /// Any of some values.
    pub fn some_of<'a>(&'a self, at: &'a str, label: &'a str, hint: &'a str, choices: &'a [Choice]) -> Field<'a> {
        self.field(Kind::SomeOf(choices), "list:", at, label, hint)
    }

    fn field<'a>(&'a self, kind: Kind<'a>, before: &str, at: &'a str, label: &'a str, hint: &'a str) -> Field<'a> {
        Field {
            kind,
            name: format!("{before}{at}"),
            id: id_of(at),
            label: if label.is_empty() { self.label(at) } else { label },
            hint,
            fault: self.fault(at),
            value: self.value(at),
            form: self,
            at,
            autocomplete: "off",
            is_needed: false,
            suggest: None,
            list: None,
        }
    }
}

impl<'a> Field<'a> {
    /// It must be filled in, and says so.
    pub fn needed(mut self) -> Self {
        if self.name.starts_with('/') {
            self.name.insert_str(0, "needed:");
        }
        self.is_needed = true;
        self
    }

    /// It offers the values of a list that is elsewhere on the page.
    pub const fn listed(mut self, list: &'a str) -> Self {
        self.list = Some(list);
        self
    }

    /// What is chosen is a whole number.
    pub fn of_number(mut self) -> Self {
        self.name.insert_str(0, "number:");
        self
    }

    /// It suggests while somebody types.
    pub const fn suggests(mut self, address: &'a str, into: &'a str) -> Self {
        self.suggest = Some((address, into));
        self
    }

    fn is_several(&self) -> bool {
        matches!(self.kind, Kind::SomeOf(_))
    }

    /// What describes the field to those who do not see it: hint and fault.
    fn described_by(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let fault = self.fault.as_ref().map(|_| format!("{}-fault", self.id));
        [hint, fault].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
