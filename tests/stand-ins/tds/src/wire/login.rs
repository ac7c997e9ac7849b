//! The beginning of a connection: PRELOGIN and LOGIN7 (MS-TDS 2.2.6.5, 2.2.6.4).

use std::io;

use super::reader::utf16;
use crate::encryption::Level;

/// The version that is told to clients: that of SQL Server 2022.
pub(crate) const VERSION: [u8; 4] = [16, 0, 0x03, 0xe8];

const ENCRYPTION: u8 = 1;
const END_OF_TABLE: u8 = 0xff;

/// What a client's PRELOGIN asks of encryption; one that says nothing has none.
pub(crate) fn asked_level(message: &[u8]) -> io::Result<Level> {
    for entry in message.chunks(5) {
        let &[option, high, low, _, _] = entry else { break };
        if option == ENCRYPTION {
            let byte = message.get(usize::from(u16::from_be_bytes([high, low])));
            return match byte {
                Some(0) => Ok(Level::Off),
                Some(1) => Ok(Level::On),
                Some(2) => Ok(Level::NotSupported),
                Some(3) => Ok(Level::Required),
                _ => Err(io::ErrorKind::InvalidData.into()),
            };
        }
        if option == END_OF_TABLE {
            break;
        }
    }
    Ok(Level::NotSupported)
}

/// The answer to PRELOGIN: the version, and whether what follows is encrypted.
pub(crate) fn pre_login(encryption: Level) -> Vec<u8> {
    let table_end = 5 * 2 + 1;
    let mut answer = vec![0, 0, table_end, 0, 6];
    answer.extend([ENCRYPTION, 0, table_end + 6, 0, 1, END_OF_TABLE]);
    answer.extend(VERSION);
    answer.extend([0, 0, encryption as u8]);
    answer
}

/// What a client says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) packet_size: usize,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) application: String,
    pub(crate) database: String,
}

impl Login {
    pub(crate) fn read(message: &[u8]) -> io::Result<Self> {
        let number = |place: usize| -> io::Result<usize> {
            let bytes = message.get(place..place + 2).ok_or(io::ErrorKind::InvalidData)?;
            Ok(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
        };
        let field = |place: usize| -> io::Result<&[u8]> {
            let (start, units) = (number(place)?, number(place + 2)?);
            message.get(start..start + units * 2).ok_or_else(|| io::ErrorKind::InvalidData.into())
        };
        // Every byte has its halves exchanged and is mixed with 0xa5.
        let password: Vec<u8> =
            field(44)?.iter().map(|byte| (byte ^ 0xa5).rotate_left(4)).collect();
        Ok(Login {
            packet_size: number(8)?,
            user: utf16(field(40)?)?,
            password: utf16(&password)?,
            application: utf16(field(48)?)?,
            database: utf16(field(68)?)?,
        })
    }
}
