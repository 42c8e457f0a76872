//! GET /agreements as a feed, read as a feed reader would.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

use super::hostile_titles;
use crate::support::app::TestApp;
use crate::support::build::reported;
use crate::support::client::Answer;

/// An element with what stands in it.
#[derive(Debug, Default, Clone)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
            (attribute.key.as_ref().to_owned(), value.into_owned())
        };
        Self {
            name: start.name().as_ref().to_owned(),
            attributes: start.attributes().map(|given| attribute(given.unwrap())).collect(),
            ..Self::default()
        }
    }

    fn all(&self, name: &str) -> Vec<&Self> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    #[track_caller]
    fn one(&self, name: &str) -> &Self {
        let [only] = self.all(name)[..] else {
            panic!("not one {name} in {self:#?}")
        };
        only
    }

    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value)
    }

    fn link(&self, relation: &str) -> Option<&str> {
        let is_it = |child: &&Self| child.name == "link" && child.attribute("rel") == relation;
        Some(self.children.iter().find(is_it)?.attribute("href"))
    }
}

/// The whole document, or a panic where it is not well-formed.
fn document(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::of(&start)),
            Event::End(_) => {
                let element = open.pop().unwrap();
                open.last_mut().unwrap().children.push(element);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let letter = match reference.resolve_char_ref().unwrap() {
                    Some(letter) => letter.to_string(),
                    None => resolve_xml_entity(&reference).unwrap().to_owned(),
                };
                open.last_mut().unwrap().text.push_str(&letter);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "an element is not closed");
    let everything = open.remove(0);
    everything.one("feed").clone()
}

fn feed(answer: &Answer) -> Element {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    let feed = document(answer.text());
    assert_eq!(feed.attribute("xmlns"), "http://www.w3.org/2005/Atom");
    // What RFC 4287 asks of every feed and every entry: an author of the feed is the author of its entries.
    feed.one("author").one("name");
    for element in std::iter::once(&feed).chain(feed.all("entry")) {
        assert!(element.one("id").text.starts_with("urn:uuid:"));
        assert!(rai::clock::Timestamp::parse(&element.one("updated").text).is_some());
        assert!(!element.one("title").text.is_empty());
        assert!(element.link("alternate").is_some());
    }
    feed
}

fn texts(feed: &Element, name: &str) -> Vec<String> {
    feed.all("entry")
        .iter()
        .map(|entry| entry.one(name).text.clone())
        .collect()
}

#[actix_web::test]
async fn a_question_can_be_followed_by_its_latest_changes() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for (day, title) in [("2026-11-22", "a"), ("2026-11-23", "b"), ("2026-11-24", "c")] {
        app.set_clock(&format!("{day}T12:00:00Z"));
        ids.insert(
            0,
            format!(
                "urn:uuid:{}",
                app.given(reported(title).signed_on("2014-10")).await.id()
            ),
        );
    }
    let answer = app.public().get("/agreements?country=US&format=atom").await;
    let feed = feed(&answer);
    assert_eq!(texts(&feed, "title"), ["c", "b", "a"]);
    assert_eq!(texts(&feed, "id"), ids);
    assert_eq!(feed.one("updated").text, "2026-11-24T12:00:00.000000Z");
    assert_eq!(feed.one("title").text, "Acuerdos interinstitucionales: country=US");
    let here = format!("{}/api/v1/agreements?country=US", app.address);
    assert_eq!(feed.link("self").unwrap(), format!("{here}&format=atom"));
    assert_eq!(feed.link("alternate").unwrap(), here);
    assert_eq!(feed.link("next"), None);

    let entry = feed.all("entry")[0];
    assert_eq!(
        entry.one("summary").text,
        "Municipio de Irapuato – Ciudad de McAllen, Texas · Acuerdo de Hermanamiento · Reportado, sin inscribir · Firma: 2014-10 · \
         Vigencia: Sin dato (No se conoce la vigencia pactada)"
    );
    let categories: Vec<(&str, &str, &str)> = entry
        .children
        .iter()
        .filter(|child| child.name == "category")
        .map(|child| {
            let scheme = child.attribute("scheme").rsplit('/').next().unwrap();
            (scheme, child.attribute("term"), child.attribute("label"))
        })
        .collect();
    assert_eq!(
        categories,
        [
            ("instrument-types", "twinning", "Acuerdo de Hermanamiento"),
            ("countries", "US", "Estados Unidos"),
            ("states", "11", "Guanajuato"),
        ]
    );
    let id = ids[0].trim_start_matches("urn:uuid:");
    assert_eq!(
        entry.link("alternate").unwrap(),
        format!("{}/api/v1/agreements/{id}", app.address)
    );
}

#[actix_web::test]
async fn the_pages_of_a_feed_hold_every_agreement_once() {
    let app = TestApp::with_sample().await;
    let (mut titles, mut pages) = (Vec::new(), Vec::new());
    let mut next = Some("/api/v1/agreements?country=US&country=ES&format=atom&limit=30".to_owned());
    while let Some(path) = next {
        let page = feed(&app.public().get(&path).await);
        titles.extend(texts(&page, "id"));
        next = page
            .link("next")
            .map(|next| next.strip_prefix(&app.address).unwrap().to_owned());
        pages.push(page);
    }
    let ids = app
        .public()
        .get("/agreements?country=US&country=ES&sort=-updated_at&limit=200")
        .await
        .each("id");
    assert_eq!(
        titles,
        ids.iter().map(|id| format!("urn:uuid:{id}")).collect::<Vec<_>>()
    );
    assert_eq!(pages.len(), ids.len().div_ceil(30));
    assert!(pages.iter().all(|page| page.one("id").text == pages[0].one("id").text));

    let whole = feed(&app.public().get("/agreements?format=atom").await);
    assert_eq!(whole.all("entry").len(), 100);
    // Chosen by Accept, the next page must be a feed too without it.
    let negotiated = app
        .public()
        .get("/agreements")
        .header("accept", "application/atom+xml")
        .await;
    let next = feed(&negotiated).link("next").unwrap().to_owned();
    let last = feed(&app.public().get(next.strip_prefix(&app.address).unwrap()).await);
    assert_eq!(last.all("entry").len(), 11);
    let limited = negotiated.header("link");
    assert!(limited.ends_with("&format=atom>; rel=\"next\""), "{limited}");
}

#[actix_web::test]
async fn a_feed_is_the_same_for_the_same_question_and_another_for_another() {
    let app = TestApp::start().await;
    let id = async |query: &str| {
        feed(&app.public().get(&format!("/agreements?format=atom{query}")).await)
            .one("id")
            .text
            .clone()
    };
    let asked = id("&country=US&state=11").await;
    assert_eq!(asked, id("&state=11&country=US").await);
    assert_eq!(asked, id("&state=11&country=US&limit=3&sort=-updated_at").await);
    assert_ne!(asked, id("&state=11").await);
    assert_ne!(asked, id("").await);
}

#[actix_web::test]
async fn whatever_stands_in_a_title_leaves_the_feed_well_formed() {
    let app = TestApp::start().await;
    for title in hostile_titles() {
        app.given(reported(&title)).await;
    }
    let query = "%3Cscript%3E%26%22";
    assert_eq!(
        feed(&app.public().get(&format!("/agreements?format=atom&q=a{query}")).await)
            .all("entry")
            .len(),
        0
    );
    let mut found = texts(&feed(&app.public().get("/agreements?format=atom").await), "title");
    found.sort_unstable();
    let mut expected: Vec<String> = hostile_titles()
        .iter()
        .map(|title| title.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
        .collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[actix_web::test]
async fn a_feed_has_one_order_and_no_counts() {
    let app = TestApp::start().await;
    for parameter in ["sort=title", "facets=state"] {
        let name = parameter.split('=').next().unwrap();
        let answer = app.public().get(&format!("/agreements?format=atom&{parameter}")).await;
        answer.assert_problem(400, "invalid-parameter");
        answer.assert_faults(&[(name, "invalid-parameter")]);
    }
    let cursor = "/agreements?format=atom&cursor=abc";
    app.public().get(cursor).await.assert_problem(400, "invalid-cursor");
}
