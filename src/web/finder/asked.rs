//! What somebody asks, as it stands in the address of a page: links keep the whole of it and change one thing.

use actix_web::HttpRequest;

use crate::http::export::Format;

/// The path and the parameters of an address, as they came.
pub struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Asked {
    pub fn of(request: &HttpRequest) -> Self {
        Self {
            path: request.path().to_owned(),
            pairs: form_urlencoded::parse(request.query_string().as_bytes())
                .into_owned()
                .collect(),
        }
    }

    /// One thing asked of a page.
    pub fn for_one(path: &str, name: &str, value: &str) -> Self {
        Self {
            path: path.to_owned(),
            pairs: vec![(name.to_owned(), value.to_owned())],
        }
    }

    /// Every value of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = self.pairs.iter().filter(move |(given, _)| given == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that stands once; nothing where there is none.
    pub fn one(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(given, _)| given == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(given, known)| given == name && known == value)
    }

    pub fn is_given(&self, name: &str) -> bool {
        self.pairs.iter().any(|(given, _)| given == name)
    }

    /// Everything that is asked, but for what chooses a page of the answer or its form.
    pub fn question(&self) -> impl Iterator<Item = (&str, &str)> {
        const OF_THE_ANSWER: [&str; 5] = ["cursor", "facets", "format", "limit", "sort"];
        let pairs = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| !OF_THE_ANSWER.contains(name))
    }

    /// The parameters but for some.
    pub fn others(&self, names: &[&str]) -> impl Iterator<Item = (String, String)> {
        let others = self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        others.cloned()
    }

    /// The address without one of the values that were chosen.
    pub fn without(&self, name: &str, value: &str) -> String {
        // What is ordered by its words has no such order without them.
        let goes = |given: &str, known: &str| {
            (given == name && known == value) || (name == "q" && given == "sort" && known == "relevance")
        };
        self.address(self.whole().filter(|(given, known)| !goes(given, known)))
    }

    /// The address with some parameters set to one value each.
    pub fn with(&self, set: &[(&str, &str)]) -> String {
        let others = self
            .whole()
            .filter(|(name, _)| set.iter().all(|(other, _)| other != name));
        self.address(others.chain(set.iter().copied()))
    }

    /// The address of its answer in another form: whole, and a feed in an order of its own.
    pub fn in_form(&self, format: Format) -> String {
        let sort = Some(self.one("sort")).filter(|sort| !sort.is_empty() && format != Format::Atom);
        let question = self.question().chain(sort.map(|sort| ("sort", sort)));
        self.address(question.chain([("format", format.as_str())]))
    }

    /// The same question on another page.
    pub fn elsewhere(&self, path: &str) -> Self {
        let pairs = self.question().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            path: path.to_owned(),
            pairs: pairs.collect(),
        }
    }

    /// The address where nothing is asked.
    pub fn nothing(&self) -> &str {
        &self.path
    }

    /// The address of the first page.
    pub fn first(&self) -> String {
        self.address(self.whole())
    }

    fn whole(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| *name != "cursor" && *name != "format")
    }

    fn address<'a>(&self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let separator = if query.is_empty() { "" } else { "?" };
        format!("{}{separator}{query}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::of(&TestRequest::with_uri(&format!("/es/agreements?{query}")).to_http_request())
    }

    #[test]
    fn a_link_changes_one_thing_and_begins_at_the_first_page() {
        let asked = asked("q=a+b&state=11&state=14&sort=title&limit=5&cursor=x");
        assert_eq!(
            asked.without("state", "11"),
            "/es/agreements?q=a+b&state=14&sort=title&limit=5"
        );
        assert_eq!(
            asked.with(&[("state", "09"), ("sort", "ends_on")]),
            "/es/agreements?q=a+b&limit=5&state=09&sort=ends_on"
        );
        assert_eq!(
            asked.in_form(Format::Csv),
            "/es/agreements?q=a+b&state=11&state=14&sort=title&format=csv"
        );
        assert_eq!(
            asked.in_form(Format::Atom),
            "/es/agreements?q=a+b&state=11&state=14&format=atom"
        );
    }

    #[test]
    fn the_same_question_can_be_put_to_another_page() {
        let there = asked("q=a+b&state=11&sort=title&limit=5&cursor=x").elsewhere("/es/map");
        assert_eq!(there.first(), "/es/map?q=a+b&state=11");
        assert_eq!(there.with(&[("state", "14")]), "/es/map?q=a+b&state=14");
    }

    #[test]
    fn without_its_words_a_question_is_not_ordered_by_them() {
        assert_eq!(asked("q=a&sort=relevance").without("q", "a"), "/es/agreements");
    }
}
