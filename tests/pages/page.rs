//! A page as it came: what is read on it, where it leads, and its form.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

#[derive(Debug)]
pub struct Page {
    /// That it was asked for at.
    pub path: String,
    pub status: u16,
    pub location: String,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form with what stands in it.
#[derive(Clone)]
pub struct Filled {
    pub path: String,
    pub fields: Vec<(String, String)>,
}

impl Page {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.html);
        self
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        self.is(200)
    }

    /// Where it leads on to after a form was taken.
    #[track_caller]
    pub fn on(self) -> String {
        self.is(303).location
    }

    /// Nobody who is not signed in sees it: on to where people sign in.
    #[track_caller]
    pub fn must_sign_in(self) {
        let location = self.on();
        assert!(location.contains("/sign-in?"), "{location}");
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Everything that is read on it, in one line.
    pub fn text(&self) -> String {
        text_of(Html::parse_document(&self.html).root_element())
    }

    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    #[track_caller]
    pub fn must_say(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.says(text), "«{text}» is not in {}", self.text());
        }
    }

    /// Parts of the page as they are written.
    #[track_caller]
    pub fn must_have(&self, parts: &[&str]) {
        for part in parts {
            assert!(self.html.contains(part), "no {part} in {}", self.html);
        }
    }

    /// Of each element that a selector finds what is asked of it.
    fn each<T>(&self, selector: &str, ask: impl Fn(ElementRef<'_>) -> Option<T>) -> Vec<T> {
        let (page, selector) = (Html::parse_document(&self.html), Selector::parse(selector).unwrap());
        page.select(&selector).filter_map(ask).collect()
    }

    /// The texts of the elements that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.each(selector, |element| Some(text_of(element)))
    }

    /// Whether there is such an element.
    pub fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// An attribute of the elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.each(selector, |element| element.attr(name).map(ToOwned::to_owned))
    }

    /// How many agreements are listed.
    pub fn results(&self) -> usize {
        self.all("ol.results h3").len()
    }

    /// The addresses of the links whose words contain some.
    pub fn links(&self, words: &str) -> Vec<String> {
        self.each("a[href]", |link| {
            let href = link.attr("href").filter(|_| text_of(link).contains(words));
            href.map(ToOwned::to_owned)
        })
    }

    /// The address of the first link that has these words.
    #[track_caller]
    pub fn link(&self, words: &str) -> String {
        let links = self.links(words);
        assert!(!links.is_empty(), "no link «{words}» in {}", self.html);
        links[0].clone()
    }

    /// What the list above the form says, and that each line leads to an element that is there.
    #[track_caller]
    pub fn faults(&self) -> Vec<String> {
        for link in self.attributes(".summary a", "href") {
            let id = link.strip_prefix('#').unwrap();
            assert!(self.has(&format!("[id='{id}']")), "nothing is called {id}");
        }
        self.all(".summary li")
    }

    /// The form that is sent by POST, with what stands in it.
    #[track_caller]
    pub fn form(&self) -> Filled {
        self.filled("input, select, textarea")
    }

    /// The same with nothing in it but what it carries itself.
    #[track_caller]
    pub fn untouched(&self) -> Filled {
        self.filled("input[type=hidden]")
    }

    #[track_caller]
    fn filled(&self, fields: &str) -> Filled {
        let fields = Selector::parse(fields).unwrap();
        let form = |form: ElementRef<'_>| {
            Some(Filled {
                path: form.attr("action").unwrap_or(&self.path).to_owned(),
                fields: form.select(&fields).filter_map(field).collect(),
            })
        };
        self.each("form[method=post]", form).pop().unwrap()
    }
}

impl Filled {
    /// Writes into a field, or chooses a value: in the place of what stood in it.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.and(name, value)
    }

    /// Chooses one more of several values.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn value(&self, name: &str) -> &str {
        let field = self.fields.iter().rev().find(|(known, _)| known == name);
        field.map_or("", |(_, value)| value)
    }
}

/// Name and value of a field, when it is sent along.
fn field(element: ElementRef<'_>) -> Option<(String, String)> {
    let name = element.attr("name")?.to_owned();
    let value = element.attr("value").unwrap_or_default().to_owned();
    let value = match (element.value().name(), element.attr("type").unwrap_or("text")) {
        ("textarea", _) => element.text().collect(),
        ("select", _) => {
            let chosen = Selector::parse("option[selected]").unwrap();
            let chosen = element.select(&chosen).next();
            chosen
                .and_then(|option| option.attr("value"))
                .unwrap_or_default()
                .to_owned()
        }
        (_, "file") => return None,
        (_, "radio" | "checkbox") if element.attr("checked").is_none() => return None,
        _ => value,
    };
    Some((name, value))
}

/// What a reader reads in it: blanks taken together.
fn text_of(element: ElementRef<'_>) -> String {
    let words: Vec<&str> = element.text().flat_map(str::split_whitespace).collect();
    words.join(" ")
}
