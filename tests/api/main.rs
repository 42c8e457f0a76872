//! The register from outside: over a real socket, on both databases, every exchange held against openapi.yaml.

mod agreements;
mod support;
