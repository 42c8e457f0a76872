//! Which cryptography connections to other servers use.

/// Has them use that of `ring`. Whoever comes first decides, and there is one choice only.
pub fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}
