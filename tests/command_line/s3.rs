//! A server that speaks S3 beside the one that is tested: over a socket, with signatures that are checked, a folder for each bucket.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;

const KEY: (&str, &str) = ("rai-tests", "not a secret");

/// Runs until it is dropped.
pub struct S3 {
    address: String,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl S3 {
    /// Serves the buckets of a folder.
    pub fn start(buckets: &Path) -> Self {
        let (buckets, (tell, told)) = (buckets.to_owned(), mpsc::channel());
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(&buckets).unwrap());
                service.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
                let service = service.build();
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap().to_string()).unwrap();
                let serve = async {
                    loop {
                        let (socket, _) = listener.accept().await.unwrap();
                        let service = service.clone();
                        tokio::spawn(async move {
                            let _ = Builder::new(TokioExecutor::new())
                                .serve_connection(TokioIo::new(socket), service)
                                .await;
                        });
                    }
                };
                tokio::select! {
                    () = serve => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address: told.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Has a program keep its documents in a bucket here.
    pub fn keeps_the_documents_of<'a>(&self, program: &'a mut Command, bucket: &str) -> &'a mut Command {
        program
            .env("RAI_DOCUMENTS", format!("s3://{bucket}"))
            .env("AWS_ENDPOINT", format!("http://{}", self.address))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", KEY.0)
            .env("AWS_SECRET_ACCESS_KEY", KEY.1)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
