//! Something between a client and the server that counts how often the client waits.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

/// A proxy to one server.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    turns: Arc<Turns>,
}

#[derive(Default)]
struct Turns {
    /// How often the client began to speak after the server had.
    count: AtomicU32,
    server_spoke: AtomicBool,
}

impl Proxy {
    /// Listens, and passes on what comes to the server at `address`.
    pub(crate) fn new(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let turns = Arc::new(Turns::default());
        let (server, counted) = (server.to_owned(), Arc::clone(&turns));
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(&server)) else { break };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (from_server, to_client) = (server.try_clone(), client.try_clone());
                let (up, down) = (Arc::clone(&counted), Arc::clone(&counted));
                thread::spawn(move || {
                    pass(client, server, || {
                        if up.server_spoke.swap(false, Ordering::SeqCst) {
                            up.count.fetch_add(1, Ordering::SeqCst);
                        }
                    });
                });
                thread::spawn(move || {
                    let (Ok(from), Ok(to)) = (from_server, to_client) else { return };
                    pass(from, to, || down.server_spoke.store(true, Ordering::SeqCst));
                });
            }
        });
        Proxy { address, turns }
    }

    /// How many round trips something takes.
    pub(crate) fn round_trips<R>(&self, run: impl FnOnce() -> R) -> (R, u32) {
        let before = self.turns.count.load(Ordering::SeqCst);
        let result = run();
        (result, self.turns.count.load(Ordering::SeqCst) - before)
    }
}

/// Passes bytes on until one side hangs up; `seen` is called before they go out.
fn pass(mut from: TcpStream, mut to: TcpStream, seen: impl Fn()) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        seen();
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
