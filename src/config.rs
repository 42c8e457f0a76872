//! Everything the environment may set, read once; every setting is also a flag. What is wrong is said with the variable's name.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::db::DatabaseAddress;
use crate::documents::store;
use crate::error::Result as Outcome;
use crate::log::keys::LogKeys;
use crate::rule_set::RuleSet;
use crate::web_address::WebAddress;

/// Where the database is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// Where the database is: a file (`sqlite://FILE`, relative or absolute) or a server (`postgres://USER@HOST/NAME`)
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://rai.db",
        value_name = "ADDRESS",
        hide_env_values = true,
        global = true
    )]
    pub database_url: String,

    /// Connections that read at the same time
    #[arg(long, env = "RAI_READERS", default_value = "8", value_name = "COUNT", value_parser = readers, global = true)]
    pub readers: u32,
}

impl DatabaseConfig {
    /// # Errors
    /// A sentence that names `DATABASE_URL`.
    pub fn address(&self) -> Result<DatabaseAddress, String> {
        DatabaseAddress::parse(&self.database_url)
    }
}

/// How the server answers.
#[derive(Debug, Clone, Args)]
pub struct ServerConfig {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "RAI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = listen)]
    pub listen: SocketAddr,

    /// Threads that answer requests
    #[arg(long, env = "RAI_WORKERS", value_name = "COUNT", value_parser = workers, default_value = "2")]
    pub workers: usize,

    /// The longest request body, in KiB
    #[arg(long, env = "RAI_BODY_LIMIT", default_value = "1024", value_name = "KIB", value_parser = body_limit)]
    pub body_limit: usize,

    /// How long what is in flight may take to finish once the server is told to stop, in seconds
    #[arg(long, env = "RAI_SHUTDOWN_SECONDS", default_value = "30", value_name = "SECONDS", value_parser = shutdown_seconds)]
    pub shutdown_seconds: u64,

    /// Memory for answers that are kept to be given again, in MiB
    #[arg(long, env = "RAI_ANSWERS", default_value = "64", value_name = "MIB", value_parser = answers)]
    pub answers: u64,

    /// Folder of the search index, each server its own; beside the database's file, or rai.index, when not given
    #[arg(long, env = "RAI_INDEX", value_name = "FOLDER")]
    pub index: Option<PathBuf>,

    #[command(flatten)]
    pub documents: DocumentsConfig,

    /// The longest content of a document, in MiB
    #[arg(long, env = "RAI_DOCUMENT_LIMIT", default_value = "256", value_name = "MIB", value_parser = document_limit)]
    pub document_limit: u64,

    /// File with the keys that sign the log, one a line, as `rai log-key` writes them; without it the log is kept unsigned
    #[arg(long, env = "RAI_LOG_KEYS", value_name = "FILE")]
    pub log_keys: Option<PathBuf>,

    /// The program that reads the text of documents in a process of its own: this one, but in the tests
    #[arg(skip)]
    pub reader: Option<PathBuf>,

    #[command(flatten)]
    pub public: PublicConfig,

    #[command(flatten)]
    pub openid: OpenIdConfig,

    #[command(flatten)]
    pub rules: RulesConfig,
}

impl ServerConfig {
    /// The keys that sign the log, if there are any.
    ///
    /// # Errors
    /// A sentence that names `RAI_LOG_KEYS`.
    pub fn read_log_keys(&self) -> Outcome<Option<LogKeys>> {
        self.log_keys.as_deref().map(LogKeys::read).transpose()
    }
}

/// Where people find the register.
#[derive(Debug, Clone, Default, Args)]
pub struct PublicConfig {
    /// Where the register answers, such as <https://rai.example.mx>: for links in files, and for signing in
    #[arg(long, env = "RAI_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<WebAddress>,
}

/// Where else people may sign in: a provider of OpenID Connect.
#[derive(Debug, Clone, Default, Args)]
pub struct OpenIdConfig {
    /// A provider of OpenID Connect at which people may sign in too, such as <https://login.example.mx>
    #[arg(long, env = "RAI_OIDC_ISSUER", value_name = "URL", value_parser = issuer)]
    pub oidc_issuer: Option<WebAddress>,

    /// What the provider calls this register
    #[arg(long, env = "RAI_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,

    /// File with the secret that the provider gave this register
    #[arg(long, env = "RAI_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,

    /// What people call the provider; its host when not given
    #[arg(long, env = "RAI_OIDC_LABEL", value_name = "NAME")]
    pub oidc_label: Option<String>,
}

/// Where documents are.
#[derive(Debug, Clone, Default, Args)]
pub struct DocumentsConfig {
    /// Where the contents of documents are kept: a folder, or <s3://BUCKET> with the usual `AWS_…` variables; beside the database's
    /// file, or rai.documents, when not given
    #[arg(long, env = "RAI_DOCUMENTS", value_name = "FOLDER|ADDRESS")]
    pub documents: Option<String>,
}

impl DocumentsConfig {
    /// Where the contents of a database's documents are kept.
    #[must_use]
    pub fn of(&self, database: &DatabaseAddress) -> String {
        self.documents.clone().unwrap_or_else(|| store::usual_folder(database))
    }
}

/// By which rules time is counted and told.
#[derive(Debug, Clone, Args)]
pub struct RulesConfig {
    /// An agreement in force is called expiring so many days before its end
    #[arg(long, env = "RAI_EXPIRING_DAYS", default_value = "180", value_name = "DAYS", value_parser = expiring_days)]
    pub expiring_days: u64,

    /// The rules by which time is counted, in the form of data/rules-mexico.yaml; those when not given
    #[arg(long, env = "RAI_RULES", value_name = "FILE")]
    pub rules: Option<PathBuf>,
}

impl RulesConfig {
    /// # Errors
    /// A sentence that names `RAI_RULES`, when the file cannot be read or is in another form.
    pub fn read(&self) -> Outcome<RuleSet> {
        self.rules
            .as_deref()
            .map_or_else(|| Ok(RuleSet::of_mexico().clone()), RuleSet::read)
    }
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "RAI_LISTEN must be an address and a port, such as 127.0.0.1:8080".to_owned())
}

fn readers(text: &str) -> Result<u32, String> {
    whole(text, "RAI_READERS", 1, 256).and_then(|count| u32::try_from(count).map_err(|reason| reason.to_string()))
}

fn workers(text: &str) -> Result<usize, String> {
    whole(text, "RAI_WORKERS", 1, 256).and_then(|count| usize::try_from(count).map_err(|reason| reason.to_string()))
}

fn body_limit(text: &str) -> Result<usize, String> {
    whole(text, "RAI_BODY_LIMIT", 1, 1_048_576)
        .and_then(|kib| usize::try_from(kib * 1024).map_err(|reason| reason.to_string()))
}

fn answers(text: &str) -> Result<u64, String> {
    whole(text, "RAI_ANSWERS", 0, 1_048_576).map(|mib| mib << 20)
}

fn document_limit(text: &str) -> Result<u64, String> {
    whole(text, "RAI_DOCUMENT_LIMIT", 1, 1_048_576).map(|mib| mib << 20)
}

fn shutdown_seconds(text: &str) -> Result<u64, String> {
    whole(text, "RAI_SHUTDOWN_SECONDS", 0, 3600)
}

fn expiring_days(text: &str) -> Result<u64, String> {
    whole(text, "RAI_EXPIRING_DAYS", 0, 3650)
}

fn public_url(text: &str) -> Result<WebAddress, String> {
    WebAddress::parse(text.trim_end_matches('/'))
        .ok_or_else(|| "RAI_PUBLIC_URL must be an address such as https://rai.example.mx".to_owned())
}

/// Kept as it is, slash and all: the provider must name itself in the same letters.
fn issuer(text: &str) -> Result<WebAddress, String> {
    WebAddress::parse(text)
        .filter(|address| address.is_encrypted() || address.is_of_this_machine())
        .ok_or_else(|| "RAI_OIDC_ISSUER must be an address such as https://login.example.mx".to_owned())
}

fn whole(text: &str, variable: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{variable} must be a whole number from {least} to {most}"))
}
