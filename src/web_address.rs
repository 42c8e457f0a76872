//! Addresses of servers on the web, as whoever runs the register writes them down.

/// `https://rai.example.mx`, or with `http`, a port, a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let address = Self(text.to_owned());
        let scheme = text.starts_with("https://") || text.starts_with("http://");
        let unfit = |letter: char| letter.is_whitespace() || letter == '"';
        (scheme && !address.host().is_empty() && !text.contains(unfit)).then_some(address)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        let (_, rest) = self.0.split_once("://").unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        match authority.strip_prefix('[') {
            Some(address) => address.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        }
    }

    /// Whether what is sent there is read by nobody on the way.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether what is sent there does not leave the machine.
    #[must_use]
    pub fn is_of_this_machine(&self) -> bool {
        let host = self.host();
        let loopback = |address: std::net::IpAddr| address.is_loopback();
        host == "localhost" || host.parse().is_ok_and(loopback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_its_host_and_who_can_read_along() {
        for (text, host, encrypted, here) in [
            ("https://rai.example.mx", "rai.example.mx", true, false),
            ("https://rai.example.mx:8443/rai", "rai.example.mx", true, false),
            ("http://127.0.0.1:8080", "127.0.0.1", false, true),
            ("http://[::1]:8080/", "::1", false, true),
            ("http://localhost", "localhost", false, true),
            ("http://127.0.0.1.example.mx", "127.0.0.1.example.mx", false, false),
            ("http://10.0.0.1", "10.0.0.1", false, false),
        ] {
            let address = WebAddress::parse(text).unwrap();
            let told = (address.host(), address.is_encrypted(), address.is_of_this_machine());
            assert_eq!(told, (host, encrypted, here), "{text}");
        }
        for wrong in [
            "",
            "rai.example.mx",
            "ftp://rai.example.mx",
            "https://",
            "https:// x",
            "https://x\"y",
            "http://:80",
        ] {
            assert_eq!(WebAddress::parse(wrong), None, "{wrong}");
        }
    }
}
