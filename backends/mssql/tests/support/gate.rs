//! What stands between a client and its server: it hands bytes on, or does worse.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What happens once both sides have agreed to encrypt.
#[allow(dead_code, reason = "not every test needs all of it")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Everything is handed on.
    Passes,
    /// The server's side of the handshake never comes.
    Silent,
    /// It comes in a packet that has no end, byte by byte.
    Trickles,
    /// Something else comes in its place.
    Says(&'static [u8]),
    /// The connection ends.
    Cuts,
    /// These bytes of what the server sends are others.
    Replaces(&'static [u8], &'static [u8]),
    /// One bit of what the server sends after the handshake and the login is another.
    Flips,
}

/// A gate in front of a server.
#[allow(dead_code, reason = "not every test needs all of it")]
pub(crate) struct Gate {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    server: u16,
    behaviour: Mutex<Behaviour>,
    /// What went either way.
    seen: Mutex<Vec<u8>>,
}

#[allow(dead_code, reason = "not every test needs all of it")]
impl Gate {
    pub(crate) fn before(server: u16, behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let behaviour = Mutex::new(behaviour);
        let shared = Arc::new(Shared { server, behaviour, seen: Mutex::default() });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || shared.stand_between(client));
            }
        });
        Gate { port, shared }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From now on, on old connections too.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// Whether these bytes went over the wire.
    pub(crate) fn saw(&self, bytes: &[u8]) -> bool {
        let seen = self.shared.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.windows(bytes.len()).any(|window| window == bytes)
    }
}

impl Shared {
    fn behaviour(&self) -> Behaviour {
        *self.behaviour.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends with either side.
    fn stand_between(self: Arc<Self>, mut client: TcpStream) -> Option<()> {
        let mut server = TcpStream::connect(("127.0.0.1", self.server)).ok()?;
        // Both say in PRELOGIN whether a handshake follows.
        self.hand_on(&mut client, &mut server, |_| {})?;
        self.hand_on(&mut server, &mut client, |_| {})?;
        let behaviour = self.behaviour();
        if matches!(behaviour, Behaviour::Passes | Behaviour::Flips | Behaviour::Replaces(..)) {
            return self.hand_all_on(client, server);
        }
        // The client begins it.
        let mut bytes = [0; 4096];
        let _hello = client.read(&mut bytes).ok().filter(|count| *count > 0)?;
        match behaviour {
            Behaviour::Says(words) => client.write_all(words).ok()?,
            Behaviour::Trickles => {
                // A packet of a handshake, and a record of TLS, as long as they can be.
                let begin = [0x12, 1, 0xff, 0xff, 0, 0, 1, 0, 22, 3, 3, 0x3f, 0xff, 2, 0, 0x3f];
                for byte in begin.into_iter().chain(std::iter::repeat(0)) {
                    client.write_all(&[byte]).ok()?;
                    thread::sleep(Duration::from_millis(20));
                }
            }
            _ => {}
        }
        if behaviour != Behaviour::Cuts {
            while client.read(&mut bytes).ok()? > 0 {}
        }
        Some(())
    }

    fn hand_all_on(self: Arc<Self>, client: TcpStream, server: TcpStream) -> Option<()> {
        let (mut from, mut to) = (client.try_clone().ok()?, server.try_clone().ok()?);
        let shared = Arc::clone(&self);
        thread::spawn(move || {
            while shared.hand_on(&mut from, &mut to, |_| {}).is_some() {}
            let _ = to.shutdown(Shutdown::Both);
        });
        let (mut from, mut to) = (server, client);
        while self.answer(&mut from, &mut to).is_some() {}
        to.shutdown(Shutdown::Both).ok()
    }

    fn answer(&self, from: &mut TcpStream, to: &mut TcpStream) -> Option<()> {
        self.hand_on(from, to, |bytes| match self.behaviour() {
            Behaviour::Flips => bytes[bytes.len() - 1] ^= 1,
            Behaviour::Replaces(old, new) => {
                let mut places = 0..bytes.len().saturating_sub(old.len() - 1);
                if let Some(start) = places.find(|start| bytes[*start..].starts_with(old)) {
                    bytes[start..start + new.len()].copy_from_slice(new);
                }
            }
            _ => {}
        })
    }

    fn hand_on(
        &self,
        from: &mut TcpStream,
        to: &mut TcpStream,
        change: impl Fn(&mut [u8]),
    ) -> Option<()> {
        let mut buffer = [0; 65_536];
        let count = from.read(&mut buffer).ok().filter(|count| *count > 0)?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(&buffer[..count]);
        change(&mut buffer[..count]);
        to.write_all(&buffer[..count]).ok()
    }
}
