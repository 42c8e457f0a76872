//! nginx, as the measure of what a server of files does on this machine.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::Result;
use crate::wire::Request;

pub struct Nginx {
    child: Child,
    folder: PathBuf,
    pub address: SocketAddr,
}

impl Nginx {
    /// Starts it over a folder; nothing where it is not installed.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn start(folder: &Path) -> Result<Option<Self>> {
        let folder = folder.join("nginx");
        std::fs::create_dir_all(folder.join("files"))?;
        // Free now; somebody else would have to be very fast.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let settings = folder.join("nginx.conf");
        let (home, user) = (folder.display(), if is_root() { "user root;" } else { "" });
        std::fs::write(
            &settings,
            format!(
                "daemon off; worker_processes 2; {user} pid {home}/pid; error_log {home}/error.log;\n\
                 events {{ worker_connections 256; }}\n\
                 http {{\n\
                   access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; client_max_body_size 0;\n\
                   client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;\n\
                   uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;\n\
                   server {{ listen {address}; root {home}/files; dav_methods PUT; }}\n\
                 }}\n"
            ),
        )?;
        let Ok(child) = Command::new("nginx")
            .args(["-c", settings.to_str().ok_or("a folder not in UTF-8")?])
            .stdin(Stdio::null())
            .spawn()
        else {
            eprintln!("nginx is not installed: nothing beside the register");
            return Ok(None);
        };
        let nginx = Self { child, folder, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if begun.elapsed() > Duration::from_secs(10) {
                return Err("nginx does not listen".into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Some(nginx))
    }

    /// A request that puts a file there.
    #[must_use]
    pub fn put(content: &[u8]) -> Request {
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(content));
        let name = u32::from_be_bytes([a, b, c, d]);
        let head = format!(
            "PUT /{name:08x} HTTP/1.1\r\nHost: register\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        Request::of(head, content)
    }

    /// Lays a file there, and answers with the request that fetches it.
    ///
    /// # Errors
    /// When there is no room.
    pub fn add(&self, name: &str, content: &[u8]) -> Result<Request> {
        std::fs::write(self.folder.join("files").join(name), content)?;
        Ok(Request::of(
            format!("GET /{name} HTTP/1.1\r\nHost: register\r\n\r\n"),
            b"",
        ))
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked to stop, it ends its workers too.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
