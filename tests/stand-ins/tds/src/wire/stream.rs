//! A client's connection, encrypted or not.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Weak};

use rustls::{ServerConnection, StreamOwned};

use super::packet::{self, Kind};
use crate::encryption::Identity;

/// A client's socket, which others may end.
#[derive(Debug)]
pub(crate) struct Socket(Arc<TcpStream>);

impl Socket {
    pub(crate) fn new(socket: TcpStream) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        Ok(Socket(Arc::new(socket)))
    }

    pub(crate) fn watch(&self) -> Weak<TcpStream> {
        Arc::downgrade(&self.0)
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

/// What a client is spoken to over.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(Socket),
    Encrypted(Box<StreamOwned<ServerConnection, Socket>>),
}

impl Stream {
    /// Encrypts what follows. The handshake goes in PRELOGIN packets (MS-TDS 2.2.6.5), and what
    /// comes after it without them.
    pub(crate) fn encrypt(mut socket: Socket, identity: &Identity) -> io::Result<Self> {
        let config = Arc::clone(&identity.0);
        let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
        while tls.is_handshaking() {
            let Some((Kind::PreLogin, message)) = packet::read(&mut socket)? else {
                return Err(io::ErrorKind::InvalidData.into());
            };
            let mut rest = &message[..];
            let mut failure = None;
            while !rest.is_empty() && failure.is_none() {
                tls.read_tls(&mut rest)?;
                failure = tls.process_new_packets().err();
            }
            let mut answer = Vec::new();
            while tls.wants_write() {
                tls.write_tls(&mut answer)?;
            }
            if !answer.is_empty() {
                packet::shake(&mut socket, &answer, packet::SIZE_FIRST)?;
            }
            if let Some(failure) = failure {
                return Err(io::Error::other(failure));
            }
        }
        Ok(Stream::Encrypted(Box::new(StreamOwned::new(tls, socket))))
    }

    /// What is left once the login alone was encrypted.
    pub(crate) fn decrypted(self) -> Self {
        match self {
            Stream::Encrypted(stream) => Stream::Plain(stream.sock),
            plain => plain,
        }
    }

    /// Says that nothing more comes, as encrypted connections do before they are closed.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        if let Stream::Encrypted(stream) = self {
            stream.conn.send_close_notify();
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            Stream::Encrypted(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(bytes),
            Stream::Encrypted(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Encrypted(stream) => stream.flush(),
        }
    }
}
