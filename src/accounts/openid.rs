//! Signing in at a provider of OpenID Connect, by the authorization code flow with PKCE. The provider says who somebody is; what they
//! may do, this register says.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use openidconnect::core::{
    CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, JwsSigningAlgorithm, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use tokio::sync::Mutex;

use super::Secret;
use crate::clock::{Clock, Timestamp};
use crate::config::OpenIdConfig;
use crate::error::{Error, Result};
use crate::tls;
use crate::web_address::WebAddress;

/// Where the provider sends people back to; the address of it is entered there.
pub const CALLBACK: &str = "/oidc/callback";

/// So long one request to the provider may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// So long a provider that gave no answer is left alone: whoever would sign in meanwhile is told at once.
const LEFT_ALONE: Duration = Duration::from_secs(30);
/// What the provider says of itself is asked for again after so many minutes.
const KNOWN_FOR: i64 = 60;

/// The provider at which people may sign in.
pub struct OpenId {
    /// What people call it.
    pub label: String,
    issuer: IssuerUrl,
    id: ClientId,
    secret: ClientSecret,
    redirect: RedirectUrl,
    http: reqwest::Client,
    clock: Clock,
    known: Mutex<Option<Arc<Known>>>,
    /// When the provider last gave no answer, and why: while that is not long ago it is not asked again.
    silent: Mutex<Option<(Instant, String)>>,
}

/// What the provider said of itself.
struct Known {
    since: Timestamp,
    client: Client,
    algorithms: Vec<CoreJwsSigningAlgorithm>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Who somebody is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// Never given to somebody else, as an e-mail may be.
    pub subject: String,
    /// Only when the provider says that it is theirs.
    pub verified_email: Option<String>,
}

/// Why the provider could not say who somebody is. The reason is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the provider does not answer as it should: {0}")]
    Provider(String),
    /// The answer belongs to another beginning, or is no proof.
    #[error("the answer was not accepted: {0}")]
    Answer(String),
}

impl Trouble {
    fn provider(reason: &dyn std::error::Error) -> Self {
        Self::Provider(whole(reason))
    }
}

/// A reason with those behind it.
fn whole(reason: &dyn std::error::Error) -> String {
    let mut said = reason.to_string();
    let mut behind = reason.source();
    while let Some(reason) = behind {
        said = format!("{said}: {reason}");
        behind = reason.source();
    }
    said
}

impl OpenId {
    /// The provider of this register, if there is one. It is not asked anything yet: it may be down while the register starts.
    ///
    /// # Errors
    /// A sentence that names the variable.
    pub fn of(config: &OpenIdConfig, public: Option<&WebAddress>, clock: &Clock) -> Result<Option<Self>> {
        let Some(issuer) = &config.oidc_issuer else {
            return Ok(None);
        };
        let missing = |variable: &str| Error::Command(format!("{variable} is needed beside RAI_OIDC_ISSUER"));
        let id = config
            .oidc_client_id
            .clone()
            .ok_or_else(|| missing("RAI_OIDC_CLIENT_ID"))?;
        let file = config.oidc_client_secret_file.as_ref();
        let file = file.ok_or_else(|| missing("RAI_OIDC_CLIENT_SECRET_FILE"))?;
        let public = public.ok_or_else(|| missing("RAI_PUBLIC_URL"))?;
        let secret = std::fs::read_to_string(file)
            .map_err(|reason| Error::Command(format!("RAI_OIDC_CLIENT_SECRET_FILE: {}: {reason}", file.display())))?;
        tls::use_ring();
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // Followed, it could be sent anywhere by whoever answers.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(Error::internal)?;
        let wrong = |reason: &dyn std::fmt::Display| Error::Command(format!("RAI_OIDC_ISSUER: {reason}"));
        Ok(Some(Self {
            label: config.oidc_label.clone().unwrap_or_else(|| issuer.host().to_owned()),
            issuer: IssuerUrl::new(issuer.as_str().to_owned()).map_err(|reason| wrong(&reason))?,
            id: ClientId::new(id),
            secret: ClientSecret::new(secret.trim().to_owned()),
            redirect: RedirectUrl::new(format!("{}{CALLBACK}", public.as_str())).map_err(|reason| wrong(&reason))?,
            http,
            clock: clock.clone(),
            known: Mutex::default(),
            silent: Mutex::default(),
        }))
    }

    /// The address at the provider to which somebody is sent. Whatever must match when they come back follows from a secret that
    /// their browser keeps.
    ///
    /// # Errors
    /// `Trouble` when the provider cannot be asked what it is.
    pub async fn begin(&self, flow: &Secret) -> Result<String, Trouble> {
        let known = self.known().await?;
        let flow = Flow::of(flow)?;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&flow.verifier);
        let (state, nonce) = (flow.state, flow.nonce);
        let (address, ..) = known
            .client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                || CsrfToken::new(state),
                || nonce,
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(address.into())
    }

    /// Who came back from the provider, with the code and the state that were in the address.
    ///
    /// # Errors
    /// `Trouble` when that is no proof, or the provider cannot be asked.
    pub async fn finish(&self, flow: &Secret, state: &str, code: &str) -> Result<Identity, Trouble> {
        let ours = URL_SAFE_NO_PAD
            .decode(state)
            .is_ok_and(|state| flow.is_seal(STATE, b"", &state));
        if !ours {
            return Err(Trouble::Answer("another state".to_owned()));
        }
        let flow = Flow::of(flow)?;
        let known = self.known().await?;
        let http = |request| self.call(request);
        let answer = known
            .client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|reason| Trouble::provider(&reason))?
            .set_pkce_verifier(flow.verifier)
            .request_async(&http)
            .await
            .map_err(|reason| match reason {
                openidconnect::RequestTokenError::ServerResponse(said) => Trouble::Answer(said.to_string()),
                other => Trouble::provider(&other),
            })?;
        let proof = answer
            .id_token()
            .ok_or_else(|| Trouble::Provider("no ID token".to_owned()))?;
        let claims = self.verified(known.clone(), proof, &flow.nonce).await?;
        let mut identity = Identity {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            verified_email: claims
                .email()
                .filter(|_| claims.email_verified() == Some(true))
                .map(|email| email.as_str().to_owned()),
        };
        // Some tell the e-mail only to who asks for it.
        if claims.email().is_none()
            && let Ok(asking) = known
                .client
                .user_info(answer.access_token().clone(), Some(claims.subject().clone()))
        {
            let said: CoreUserInfoClaims = asking
                .request_async(&http)
                .await
                .map_err(|reason| Trouble::provider(&reason))?;
            identity.verified_email = said
                .email()
                .filter(|_| said.email_verified() == Some(true))
                .map(|email| email.as_str().to_owned());
        }
        Ok(identity)
    }

    /// What an ID token says, once it is shown to be the provider's and for this beginning. A provider changes its keys now and then:
    /// where the signature is by none that are known, they are asked for again.
    async fn verified(
        &self,
        known: Arc<Known>,
        proof: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, Trouble> {
        let read = |known: &Known| {
            let clock = self.clock.clone();
            let now = move || DateTime::from_timestamp_micros(clock.now().microseconds()).unwrap_or_default();
            let verifier = known
                .client
                .id_token_verifier()
                .set_allowed_algs(known.algorithms.iter().cloned())
                .set_time_fn(now);
            proof.claims(&verifier, nonce).cloned()
        };
        let first = match read(&known) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => read(&*self.ask_anew(&known).await?),
            other => other,
        };
        first.map_err(|reason| Trouble::Answer(whole(&reason)))
    }

    /// What the provider said of itself lately.
    async fn known(&self) -> Result<Arc<Known>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref()
            && self.clock.now() < known.since.plus_minutes(KNOWN_FOR)
        {
            return Ok(known.clone());
        }
        let fresh = Arc::new(self.ask().await?);
        *known = Some(fresh.clone());
        Ok(fresh)
    }

    /// What it says of itself now, unless somebody else asked meanwhile.
    async fn ask_anew(&self, earlier: &Arc<Known>) -> Result<Arc<Known>, Trouble> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| !Arc::ptr_eq(known, earlier)) {
            return Ok(known.clone());
        }
        let fresh = Arc::new(self.ask().await?);
        *known = Some(fresh.clone());
        Ok(fresh)
    }

    async fn ask(&self) -> Result<Known, Trouble> {
        let mut silent = self.silent.lock().await;
        if let Some((since, reason)) = &*silent
            && since.elapsed() < LEFT_ALONE
        {
            return Err(Trouble::Provider(reason.clone()));
        }
        let asked = self.ask_now().await;
        *silent = match &asked {
            Err(Trouble::Provider(reason)) => Some((Instant::now(), reason.clone())),
            _ => None,
        };
        asked
    }

    async fn ask_now(&self) -> Result<Known, Trouble> {
        let http = |request| self.call(request);
        let said = CoreProviderMetadata::discover_async(self.issuer.clone(), &http)
            .await
            .map_err(|reason| Trouble::provider(&reason))?;
        // One that could be made with our own secret proves nothing more than that.
        let algorithms = said.id_token_signing_alg_values_supported().iter();
        let algorithms = algorithms
            .filter(|algorithm| !algorithm.uses_shared_secret() && **algorithm != CoreJwsSigningAlgorithm::None)
            .cloned()
            .collect();
        let posts = said
            .token_endpoint_auth_methods_supported()
            .is_some_and(|ways| !ways.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let client = CoreClient::from_provider_metadata(said, self.id.clone(), Some(self.secret.clone()))
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(if posts {
                AuthType::RequestBody
            } else {
                AuthType::BasicAuth
            });
        Ok(Known {
            since: self.clock.now(),
            client,
            algorithms,
        })
    }

    /// One request to the provider, by our own client.
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
        let answer = self.http.execute(request.try_into()?).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

const STATE: &str = "openid state";

/// What must match when somebody comes back.
struct Flow {
    state: String,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl Flow {
    fn of(secret: &Secret) -> Result<Self, Trouble> {
        let part = |purpose| {
            let seal = secret
                .seal(purpose, b"")
                .map_err(|reason| Trouble::Answer(reason.to_string()))?;
            Ok(URL_SAFE_NO_PAD.encode(seal))
        };
        Ok(Self {
            state: part(STATE)?,
            nonce: Nonce::new(part("openid nonce")?),
            verifier: PkceCodeVerifier::new(part("openid verifier")?),
        })
    }
}
