//! Messages, in packets with a header of eight bytes (MS-TDS 2.2.3.1).

use std::io::{self, Read, Write};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Batch,
    Rpc,
    Attention,
    BulkLoad,
    Transaction,
    Login,
    PreLogin,
    Other(u8),
}

/// The size of packets before the client has named one.
pub(crate) const SIZE_FIRST: usize = 4096;

const HEADER: usize = 8;
const END_OF_MESSAGE: u8 = 1;
const TABULAR_RESULT: u8 = 0x04;
const PRE_LOGIN: u8 = 0x12;

impl Kind {
    fn of(byte: u8) -> Self {
        match byte {
            0x01 => Kind::Batch,
            0x03 => Kind::Rpc,
            0x06 => Kind::Attention,
            0x07 => Kind::BulkLoad,
            0x0e => Kind::Transaction,
            0x10 => Kind::Login,
            PRE_LOGIN => Kind::PreLogin,
            other => Kind::Other(other),
        }
    }
}

/// Reads a whole message; none when the client has gone.
pub(crate) fn read(stream: &mut impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut message = Vec::new();
    loop {
        let mut header = [0; HEADER];
        match stream.read_exact(&mut header) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let Some(body) = length.checked_sub(HEADER) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let start = message.len();
        message.resize(start + body, 0);
        stream.read_exact(&mut message[start..])?;
        if header[1] & END_OF_MESSAGE != 0 {
            return Ok(Some((Kind::of(header[0]), message)));
        }
    }
}

/// Writes an answer.
pub(crate) fn answer(stream: &mut impl Write, message: &[u8], size: usize) -> io::Result<()> {
    write(stream, TABULAR_RESULT, message, size)
}

/// Writes a part of a handshake.
pub(crate) fn shake(stream: &mut impl Write, message: &[u8], size: usize) -> io::Result<()> {
    write(stream, PRE_LOGIN, message, size)
}

fn write(stream: &mut impl Write, kind: u8, message: &[u8], packet_size: usize) -> io::Result<()> {
    let body = packet_size.max(512) - HEADER;
    let mut bytes = Vec::with_capacity(message.len() + HEADER);
    let count = message.len().div_ceil(body).max(1);
    for (index, part) in message.chunks(body).enumerate() {
        let length = u16::try_from(part.len() + HEADER).unwrap_or(u16::MAX).to_be_bytes();
        let status = if index + 1 == count { END_OF_MESSAGE } else { 0 };
        #[allow(clippy::cast_possible_truncation)]
        let number = (index + 1) as u8;
        bytes.extend_from_slice(&[kind, status, length[0], length[1], 0, 0, number, 0]);
        bytes.extend_from_slice(part);
    }
    stream.write_all(&bytes)?;
    stream.flush()
}
