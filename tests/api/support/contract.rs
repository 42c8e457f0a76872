//! openapi.yaml, held against every exchange of every test: path, parameters, headers and body of the request; status, media
//! type, headers and body of the answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use percent_encoding::percent_decode_str;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::client::{Answer, BOUNDARY};

pub struct Contract {
    pub document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One request and its answer.
pub struct Exchange<'a> {
    pub method: &'a str,
    /// With its query.
    pub path: &'a str,
    pub signed_in: bool,
    pub request_headers: &'a HeaderMap,
    pub request_body: Option<&'a [u8]>,
    /// The request is not as the contract asks for it, on purpose.
    pub wrong: bool,
    pub answer: &'a Answer,
}

/// A described operation.
struct Operation<'a> {
    description: &'a Value,
    parameters: Vec<&'a Value>,
    /// The values of the path's parameters.
    captured: Vec<(String, String)>,
}

impl Contract {
    pub fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self {
            document: serde_norway::from_str(include_str!("../../../openapi.yaml")).unwrap(),
            validators: Mutex::default(),
        })
    }

    /// Every operation: its method in capitals and its path template.
    pub fn operations(&self) -> Vec<(String, String)> {
        const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
        let paths = self.document["paths"].as_object().unwrap();
        let of_path = |(path, item): (&String, &Value)| {
            let described = METHODS.iter().filter(|method| item.get(**method).is_some());
            described
                .map(|method| (method.to_uppercase(), path.clone()))
                .collect::<Vec<_>>()
        };
        paths.iter().flat_map(of_path).collect()
    }

    /// A path with the contract's own examples for what stands in it, but for what the caller fills in.
    pub fn filled(&self, template: &str, known: &[(&str, &str)]) -> String {
        let mut path = template.to_owned();
        for (name, value) in known {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        for parameter in self.document["paths"][template]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let parameter = self.resolved(parameter);
            if parameter["in"] == "path" {
                let name = parameter["name"].as_str().unwrap();
                let example = parameter["example"].to_string();
                path = path.replace(&format!("{{{name}}}"), example.trim_matches('"'));
            }
        }
        path
    }

    /// # Panics
    /// When the contract does not describe what happened.
    pub fn check(&self, exchange: &Exchange<'_>) {
        let mut wrong = Vec::new();
        let path = exchange.path.split('?').next().unwrap_or_default();
        let method = if exchange.method == "HEAD" {
            "GET"
        } else {
            exchange.method
        };
        let components = &self.document["components"]["responses"];
        let response = match self.find(method, path) {
            Found::Operation(operation) => {
                if !exchange.wrong {
                    self.check_request(&operation, exchange, &mut wrong);
                }
                let response = &operation.description["responses"][exchange.answer.status.to_string()];
                self.resolved(response).clone()
            }
            Found::OtherMethods if exchange.answer.status == 405 => components["MethodNotAllowed"].clone(),
            Found::Nothing if exchange.answer.status == 404 => components["NotFound"].clone(),
            Found::OtherMethods | Found::Nothing => Value::Null,
        };
        if response.is_null() {
            wrong.push(format!("status {} is not described", exchange.answer.status));
        } else {
            self.check_answer(&response, exchange, &mut wrong);
        }
        let answer = String::from_utf8_lossy(&exchange.answer.body);
        assert!(
            wrong.is_empty(),
            "{} {} is not as openapi.yaml says:\n  {}\nanswer {}: {}",
            exchange.method,
            exchange.path,
            wrong.join("\n  "),
            exchange.answer.status,
            answer.chars().take(3000).collect::<String>(),
        );
    }

    fn check_request(&self, operation: &Operation<'_>, exchange: &Exchange<'_>, wrong: &mut Vec<String>) {
        for (name, value) in &operation.captured {
            let schema = &operation.parameter("path", name)["schema"];
            self.hold(schema, &typed(schema, value), &format!("path parameter {name}"), wrong);
        }
        self.check_query(operation, exchange.path, wrong);
        self.check_request_headers(operation, exchange, wrong);
        let described = self.resolved(&operation.description["requestBody"]);
        match (exchange.request_body, described.is_null()) {
            (Some(_), true) => wrong.push("a request body is not described".into()),
            (None, false) => wrong.push("the request body is missing".into()),
            (None, true) => {}
            (Some(body), false) => {
                let media_type = essence(exchange.request_headers, "content-type");
                let said = if media_type == "multipart/form-data" {
                    parts(body)
                } else {
                    serde_json::from_slice(body)
                };
                match (described["content"].get(&media_type), said) {
                    (None, _) => wrong.push(format!("request of type {media_type} is not described")),
                    (_, Err(reason)) => wrong.push(format!("request is no JSON: {reason}")),
                    (Some(content), Ok(body)) => self.hold(&content["schema"], &body, "request body", wrong),
                }
            }
        }
        let open = |needs: &Value| {
            needs
                .as_array()
                .is_none_or(|ways| ways.iter().any(|way| way == &json!({})))
        };
        let needs = operation
            .description
            .get("security")
            .unwrap_or(&self.document["security"]);
        if !exchange.signed_in && exchange.answer.status < 400 && !open(needs) {
            wrong.push("done without the token that the contract asks for".into());
        }
    }

    fn check_query(&self, operation: &Operation<'_>, path: &str, wrong: &mut Vec<String>) {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let mut given: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            given.entry(name).or_default().push(value);
        }
        for (name, values) in given {
            let declared = operation.parameter("query", &name);
            if declared.is_null() {
                wrong.push(format!("query parameter {name} is not described"));
                continue;
            }
            let schema = &declared["schema"];
            let value = match schema["type"].as_str() {
                Some("array") if declared["explode"] == json!(false) => json!(values[0].split(',').collect::<Vec<_>>()),
                Some("array") => json!(values),
                _ => typed(schema, &values[0]),
            };
            if values.len() > 1 && !value.is_array() {
                wrong.push(format!("query parameter {name} is not described as repeatable"));
            }
            self.hold(schema, &value, &format!("query parameter {name}"), wrong);
        }
        let missing = operation
            .of_place("query")
            .filter(|declared| declared["required"] == json!(true));
        let missing = missing.filter(|declared| !query.contains(declared["name"].as_str().unwrap()));
        wrong.extend(missing.map(|declared| format!("query parameter {} is missing", declared["name"])));
    }

    fn check_request_headers(&self, operation: &Operation<'_>, exchange: &Exchange<'_>, wrong: &mut Vec<String>) {
        for (name, value) in exchange.request_headers {
            // What OpenAPI says elsewhere, or not at all.
            if ["accept", "content-type", "authorization"].contains(&name.as_str()) {
                continue;
            }
            let declared = operation.parameter("header", name.as_str());
            if declared.is_null() {
                wrong.push(format!("request header {name} is not described"));
            } else {
                let value = String::from_utf8_lossy(value.as_bytes());
                self.hold(
                    &declared["schema"],
                    &json!(value),
                    &format!("request header {name}"),
                    wrong,
                );
            }
        }
        for declared in operation
            .of_place("header")
            .filter(|declared| declared["required"] == json!(true))
        {
            let name = declared["name"].as_str().unwrap();
            if !exchange.request_headers.contains_key(name) {
                wrong.push(format!("request header {name} is missing"));
            }
        }
    }

    fn check_answer(&self, response: &Value, exchange: &Exchange<'_>, wrong: &mut Vec<String>) {
        let answer = exchange.answer;
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.resolved(header);
            match answer.headers.get(name) {
                Some(value) => {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    self.hold(&header["schema"], &json!(value), &format!("header {name}"), wrong);
                }
                None if header["required"] == json!(true) => wrong.push(format!("header {name} is missing")),
                None => {}
            }
        }
        let Some(content) = response.get("content") else {
            if !answer.body.is_empty() {
                wrong.push("a body where none is described".into());
            }
            return;
        };
        let media_type = essence(&answer.headers, "content-type");
        let Some(described) = content.get(&media_type) else {
            wrong.push(format!("an answer of type {media_type:?} is not described"));
            return;
        };
        if exchange.method == "HEAD" {
            if !answer.body.is_empty() {
                wrong.push("HEAD is answered with a body".into());
            }
            return;
        }
        let body = if described["schema"]["contentEncoding"] == "binary" {
            Ok(json!(format!("{} bytes", answer.body.len())))
        } else if media_type.ends_with("json") && media_type != "application/x-ndjson" {
            serde_json::from_slice(&answer.decoded()).map_err(|reason| reason.to_string())
        } else {
            String::from_utf8(answer.decoded())
                .map(Value::String)
                .map_err(|reason| reason.to_string())
        };
        match body {
            Ok(body) => self.hold(&described["schema"], &body, "body", wrong),
            Err(reason) => wrong.push(format!("the body is no {media_type}: {reason}")),
        }
    }

    /// # Panics
    /// When a value is not as a named schema of the contract says.
    pub fn assert_is(&self, schema: &str, value: &Value) {
        let mut wrong = Vec::new();
        self.hold(
            &json!({"$ref": format!("#/components/schemas/{schema}")}),
            value,
            schema,
            &mut wrong,
        );
        assert!(wrong.is_empty(), "{}\n{value:#}", wrong.join("\n"));
    }

    fn hold(&self, schema: &Value, value: &Value, what: &str, wrong: &mut Vec<String>) {
        let validator = self.validator(schema);
        wrong.extend(
            validator
                .iter_errors(value)
                .map(|error| format!("{what}{}: {error}", error.instance_path())),
        );
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let key = schema.to_string();
        if let Some(known) = self.validators.lock().unwrap().get(&key) {
            return known.clone();
        }
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": {"schemas": self.document["components"]["schemas"]},
        });
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&root)
            .unwrap();
        let validator = Arc::new(validator);
        self.validators.lock().unwrap().insert(key, validator.clone());
        validator
    }

    fn find<'a>(&'a self, method: &str, path: &str) -> Found<'a> {
        let paths = self.document["paths"].as_object().unwrap();
        let Some((item, captured)) = paths
            .iter()
            .find_map(|(template, item)| Some((item, captured(template, path)?)))
        else {
            return Found::Nothing;
        };
        let Some(description) = item.get(method.to_lowercase()) else {
            return Found::OtherMethods;
        };
        let parameters = [&item["parameters"], &description["parameters"]];
        let parameters = parameters.iter().flat_map(|some| some.as_array().into_iter().flatten());
        Found::Operation(Operation {
            description,
            parameters: parameters.map(|parameter| self.resolved(parameter)).collect(),
            captured,
        })
    }

    /// What a `$ref` stands for.
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }
}

/// The parts of a body as one object: what is JSON read, the rest as it is.
fn parts(body: &[u8]) -> serde_json::Result<Value> {
    let body = String::from_utf8_lossy(body);
    let mut read = serde_json::Map::new();
    for part in body
        .split(&format!("--{BOUNDARY}"))
        .filter(|part| part.contains("name="))
    {
        let (head, content) = part.split_once("\r\n\r\n").unwrap_or_default();
        let name = head
            .split("name=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        let content = content.strip_suffix("\r\n").unwrap_or(content);
        let value = if name == "document" {
            serde_json::from_str(content)?
        } else {
            json!(content)
        };
        read.insert(name.to_owned(), value);
    }
    Ok(read.into())
}

/// What a text in an address stands for, as a schema types it.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("boolean") => text.parse::<bool>().map_or_else(|_| json!(text), |value| json!(value)),
        Some("integer") => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
        _ => json!(text),
    }
}

enum Found<'a> {
    Operation(Operation<'a>),
    /// The path is described, but not with this method.
    OtherMethods,
    Nothing,
}

impl<'a> Operation<'a> {
    fn of_place(&self, place: &'static str) -> impl Iterator<Item = &'a Value> {
        self.parameters
            .iter()
            .copied()
            .filter(move |declared| declared["in"] == json!(place))
    }

    fn parameter(&self, place: &'static str, name: &str) -> &'a Value {
        let declared = |declared: &&Value| declared["name"].as_str().unwrap().eq_ignore_ascii_case(name);
        self.of_place(place).find(declared).unwrap_or(&Value::Null)
    }
}

fn captured(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut captured = Vec::new();
    let (mut of_template, mut of_path) = (template.split('/'), path.split('/'));
    loop {
        match (of_template.next(), of_path.next()) {
            (None, None) => return Some(captured),
            (Some(name), Some(part)) if name.starts_with('{') && !part.is_empty() => {
                let value = percent_decode_str(part).decode_utf8_lossy().into_owned();
                captured.push((name.trim_matches(['{', '}']).to_owned(), value));
            }
            (Some(word), Some(part)) if word == part => {}
            _ => return None,
        }
    }
}

fn essence(headers: &HeaderMap, name: &str) -> String {
    let value = headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_owned()
}
