//! How much has to come over a slow line until a page stands.

use std::collections::BTreeSet;

use super::Browser;

/// The most that a page may weigh with everything it needs, compressed.
pub const MOST: usize = 100 * 1024;

impl Browser {
    /// The page that was opened last and everything it asked for, compressed and with their headers, are light enough.
    pub async fn assert_light(&self) {
        let weights = self.weights().await;
        let whole: usize = weights.iter().map(|(_, weight)| weight).sum();
        assert!(
            whole <= MOST,
            "{} weighs {whole} bytes: {weights:#?}",
            self.path().await
        );
    }

    /// What each of them weighs, asked for once more: Chromium takes brotli only where there is TLS.
    pub async fn weights(&self) -> Vec<(String, usize)> {
        self.assert_quiet().await;
        let asked: BTreeSet<String> = self.asked.borrow().iter().cloned().collect();
        let cookies = self.session.get_all_cookies().await.unwrap();
        let cookies: Vec<_> = cookies
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let client = reqwest::Client::new();
        let mut weights = Vec::new();
        for address in asked {
            let request = client
                .get(&address)
                .header("accept-encoding", "br")
                .header("cookie", cookies.join("; "));
            let answer = request
                .header("accept-language", self.language.get())
                .send()
                .await
                .unwrap();
            let headers: usize = answer
                .headers()
                .iter()
                .map(|(name, value)| name.as_str().len() + value.len() + 4)
                .sum();
            weights.push((address, headers + answer.bytes().await.unwrap().len()));
        }
        weights
    }
}
