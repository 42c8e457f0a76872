//! How the register is reached: under which address, with which cookies, from where.

use std::net::IpAddr;

use actix_web::HttpRequest;

use crate::config::ServerConfig;
use crate::web_address::WebAddress;

/// How browsers reach the register.
#[derive(Debug, Clone)]
pub struct Site {
    address: Option<WebAddress>,
    is_protected: bool,
}

impl Site {
    /// Cookies go over encrypted connections only, unless everything stays on this machine: a demonstration, a test.
    #[must_use]
    pub fn of(config: &ServerConfig) -> Self {
        let address = config.public.public_url.clone();
        let here = address
            .as_ref()
            .map_or_else(|| config.listen.ip().is_loopback(), WebAddress::is_of_this_machine);
        Self {
            is_protected: !here || address.as_ref().is_some_and(WebAddress::is_encrypted),
            address,
        }
    }

    /// The address that was configured, without a path.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.address.as_ref().map(WebAddress::as_str)
    }

    /// What to do where people may sign in and it is not said how they reach the register: over plain connections their cookies could
    /// be read, and all of them could seem to ask from the proxy. Nothing when that is said.
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        let is_told = |address: &WebAddress| address.is_encrypted() || address.is_of_this_machine();
        let is_told = self.address.as_ref().is_some_and(is_told);
        (!is_told).then_some(
            "RAI_PUBLIC_URL is no https address: set it to where people find the register, so that the cookies of whoever signs in go \
             over encrypted connections only, and tries to sign in are counted for whom the proxy names in X-Forwarded-For; \
             if only this machine is served, set it to its address here, such as http://127.0.0.1:8080",
        )
    }

    /// Whether cookies go over encrypted connections only.
    #[must_use]
    pub const fn is_protected(&self) -> bool {
        self.is_protected
    }

    /// Whether an origin, as browsers name it, is the register itself.
    #[must_use]
    pub fn is_origin(&self, origin: &str, request: &HttpRequest) -> bool {
        let host = origin.split_once("://").map(|(_, host)| host);
        let asked = request.headers().get("host").and_then(|host| host.to_str().ok());
        self.address.as_ref().is_some_and(|address| address.as_str() == origin) || (host.is_some() && host == asked)
    }

    /// The whole address of a path, as whoever asks can hand it on.
    #[must_use]
    pub fn whole(&self, path: &str, request: &HttpRequest) -> String {
        let scheme = if self.is_protected { "https" } else { "http" };
        let asked = || format!("{scheme}://{}", request.connection_info().host());
        let server = self
            .address
            .as_ref()
            .map_or_else(asked, |address| address.as_str().to_owned());
        format!("{server}{path}")
    }

    /// Who asks, by the address of the network. Encryption is the work of a proxy in front, which adds for whom it asks to the end of
    /// `X-Forwarded-For`.
    #[must_use]
    pub fn client(&self, request: &HttpRequest) -> IpAddr {
        let forwarded = request.headers().get_all("x-forwarded-for").last();
        let forwarded = forwarded.and_then(|all| all.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        let behind_proxy = self.address.as_ref().is_some_and(WebAddress::is_encrypted);
        forwarded
            .filter(|_| behind_proxy)
            .or_else(|| request.peer_addr().map(|address| address.ip()))
            .unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn site(address: Option<&str>) -> Site {
        let address = address.map(|address| WebAddress::parse(address).unwrap());
        Site {
            is_protected: true,
            address,
        }
    }

    #[test]
    fn who_asks_is_told_by_the_proxy_where_there_is_one() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:4000".parse().unwrap())
            .insert_header(("x-forwarded-for", "203.0.113.9, 192.0.2.1"))
            .to_http_request();
        let client = |address: Option<&str>| site(address).client(&request).to_string();
        assert_eq!(client(Some("https://rai.example.mx")), "192.0.2.1");
        assert_eq!(client(Some("http://127.0.0.1:8080")), "10.0.0.1");
        assert_eq!(client(None), "10.0.0.1");
    }

    #[test]
    fn whoever_runs_it_is_warned_until_it_is_said_how_people_reach_it() {
        for (address, is_warned) in [
            (None, true),
            (Some("http://rai.example.mx"), true),
            (Some("https://rai.example.mx"), false),
            (Some("http://localhost:8080"), false),
        ] {
            assert_eq!(site(address).warning().is_some(), is_warned, "{address:?}");
        }
    }

    #[test]
    fn an_origin_is_ours_by_the_address_set_or_asked_for() {
        let request = TestRequest::default()
            .insert_header(("host", "127.0.0.1:8080"))
            .to_http_request();
        let ours = |origin| site(Some("https://rai.example.mx")).is_origin(origin, &request);
        assert!(ours("https://rai.example.mx") && ours("http://127.0.0.1:8080"));
        for other in [
            "https://example.mx",
            "http://127.0.0.1:8081",
            "null",
            "",
            "https://rai.example.mx.evil.mx",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
