//! How much has to come over a slow line until a page stands.

use std::collections::BTreeSet;

use super::Browser;

/// The most that a page may weigh with everything it needs, compressed.
pub const MOST: usize = 100 * 1024;

impl Browser {
    /// The page that was opened last and everything it asked for, compressed and with their headers, are light enough.
    pub async fn assert_light(&self) {
        let overweight = self.overweight().await.unwrap_or_default();
        assert!(overweight.is_empty(), "{}: {overweight}", self.path().await);
    }

    /// What they weigh together, where that is too much.
    pub async fn overweight(&self) -> Option<String> {
        let weights = self.weights().await;
        let whole: usize = weights.iter().map(|(_, weight)| weight).sum();
        (whole > MOST).then(|| format!("weighs {whole} bytes: {weights:#?}"))
    }

    /// What each of them weighs, asked for once more: Chromium takes brotli only where there is TLS.
    async fn weights(&self) -> Vec<(String, usize)> {
        let asked: BTreeSet<String> = self.asked.borrow().iter().cloned().collect();
        let mut weights = Vec::new();
        for address in asked {
            let answer = self.fetched(&address).await;
            let headers = answer.headers().iter();
            let headers: usize = headers.map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
            weights.push((address, headers + answer.bytes().await.unwrap().len()));
        }
        weights
    }

    /// The status and the media type of what is at a path.
    pub async fn fetch(&self, path: &str) -> (u16, String) {
        let answer = self.fetched(&format!("{}{path}", self.home)).await;
        let media_type = answer.headers().get("content-type");
        let media_type = media_type.map_or("", |value| value.to_str().unwrap()).to_owned();
        (answer.status().as_u16(), media_type)
    }

    /// Asks for something as the browser would, but for the compression.
    async fn fetched(&self, address: &str) -> reqwest::Response {
        let cookies = self.session.get_all_cookies().await.unwrap();
        let cookies: Vec<_> = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let request = reqwest::Client::new().get(address).header("accept-encoding", "br");
        let request = request
            .header("cookie", cookies.join("; "))
            .header("accept", "text/html, */*");
        request
            .header("accept-language", self.language.get())
            .send()
            .await
            .unwrap()
    }
}
