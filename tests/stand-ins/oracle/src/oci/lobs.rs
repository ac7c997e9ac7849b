//! LOB locators. Offsets and lengths of a CLOB count UTF-16 units, those of a BLOB bytes.

use std::ffi::{c_int, c_void};

use super::buffers;
use super::call::call;
use super::handles::{Handle, Lob, LobValue, lob, service};
use crate::error::{OraError, Result};

fn utf16_length(text: &str) -> u64 {
    text.chars().map(|c| c.len_utf16() as u64).sum()
}

/// The byte where a UTF-16 position is.
fn byte_at(text: &str, units: u64) -> usize {
    let mut seen = 0;
    for (byte, c) in text.char_indices() {
        if seen >= units {
            return byte;
        }
        seen += c.len_utf16() as u64;
    }
    text.len()
}

impl Lob {
    fn length(&self) -> u64 {
        match &self.value {
            LobValue::Empty => 0,
            LobValue::Text(text) => utf16_length(text),
            LobValue::Bytes(bytes) => bytes.len() as u64,
        }
    }

    fn trim(&mut self, length: u64) {
        match &mut self.value {
            LobValue::Empty => {}
            LobValue::Text(text) => text.truncate(byte_at(text, length)),
            LobValue::Bytes(bytes) => bytes.truncate(length as usize),
        }
    }

    /// Overwrites from an offset that counts from 1.
    fn write(&mut self, offset: u64, data: &[u8]) -> Result<()> {
        let start = offset.saturating_sub(1);
        if start > self.length() {
            return Err(OraError::new(22990, "LOB locators cannot span beyond the value's end"));
        }
        match &mut self.value {
            LobValue::Bytes(bytes) => {
                let start = start as usize;
                let end = bytes.len().min(start + data.len());
                bytes.splice(start..end, data.iter().copied());
            }
            LobValue::Text(text) => {
                let data = std::str::from_utf8(data);
                let data = data.map_err(|_| OraError::new(29275, "partial multibyte character"))?;
                let from = byte_at(text, start);
                let to = byte_at(text, start + utf16_length(data));
                text.replace_range(from..to, data);
            }
            LobValue::Empty => return Err(OraError::new(22275, "invalid LOB locator specified")),
        }
        Ok(())
    }
}

/// One round trip, in a session that lives.
fn touch(session: *mut Handle, name: &'static str) -> Result<()> {
    // SAFETY: OCI's contract.
    unsafe { service(session) }?.with(|session| {
        session.round_trip(name);
        Ok(())
    })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobCreateTemporary(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    _charset: u16,
    _form: u8,
    kind: u8,
    _cache: c_int,
    _duration: u16,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            touch(session, "lob create")?;
            let mut lob = lob(target)?.borrow_mut();
            lob.temporary = true;
            lob.value = match kind {
                1 => LobValue::Bytes(Vec::new()),
                2 => LobValue::Text(String::new()),
                _ => return Err(OraError::unknown(format_args!("the LOB type {kind}"))),
            };
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobFreeTemporary(
    _session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            *lob(target)?.borrow_mut() = Lob::default();
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobIsTemporary(
    _environment: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            answer.write(c_int::from(lob(target)?.borrow().temporary));
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobGetLength2(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    length: *mut u64,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            touch(session, "lob length")?;
            length.write(lob(target)?.borrow().length());
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobGetChunkSize(
    _session: *mut Handle,
    errors: *mut Handle,
    _target: *mut Handle,
    size: *mut u32,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            size.write(8132);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobRead2(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    byte_amount: *mut u64,
    char_amount: *mut u64,
    offset: u64,
    buffer: *mut c_void,
    size: u64,
    _piece: u8,
    _context: *mut c_void,
    _callback: *mut c_void,
    _charset: u16,
    _form: u8,
) -> c_int {
    // SAFETY: OCI's contract: the buffer has `size` bytes.
    unsafe {
        call(errors, || {
            touch(session, "lob read")?;
            let lob = lob(target)?.borrow();
            let start = offset.saturating_sub(1);
            let (bytes, units) = match &lob.value {
                LobValue::Empty => (&[][..], 0),
                LobValue::Bytes(bytes) => {
                    let start = (start as usize).min(bytes.len());
                    let wanted = byte_amount.read().min(size) as usize;
                    let end = start.saturating_add(wanted).min(bytes.len());
                    (&bytes[start..end], 0)
                }
                LobValue::Text(text) => {
                    let from = byte_at(text, start);
                    let to = byte_at(text, start.saturating_add(char_amount.read()));
                    let room = from.saturating_add(size as usize).min(text.len());
                    let to = to.min(text.floor_char_boundary(room));
                    (&text.as_bytes()[from..to], utf16_length(&text[from..to]))
                }
            };
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.cast(), bytes.len());
            byte_amount.write(bytes.len() as u64);
            char_amount.write(units);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobWrite2(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    byte_amount: *mut u64,
    _char_amount: *mut u64,
    offset: u64,
    buffer: *mut c_void,
    size: u64,
    piece: u8,
    _context: *mut c_void,
    _callback: *mut c_void,
    _charset: u16,
    _form: u8,
) -> c_int {
    // SAFETY: OCI's contract: the buffer has `size` bytes.
    unsafe {
        call(errors, || {
            touch(session, "lob write")?;
            if piece != 0 {
                return Err(OraError::unknown("a LOB written in pieces"));
            }
            let amount = byte_amount.read().min(size) as usize;
            let data = buffers::read_bytes(buffer.cast_const().cast(), amount);
            lob(target)?.borrow_mut().write(offset, data)
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobTrim2(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    length: u64,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            touch(session, "lob trim")?;
            lob(target)?.borrow_mut().trim(length);
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobOpen(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    _mode: u8,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            touch(session, "lob open")?;
            lob(target)?.borrow_mut().open = true;
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobClose(
    session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            touch(session, "lob close")?;
            lob(target)?.borrow_mut().open = false;
            Ok(())
        })
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn OCILobIsOpen(
    _session: *mut Handle,
    errors: *mut Handle,
    target: *mut Handle,
    answer: *mut c_int,
) -> c_int {
    // SAFETY: OCI's contract.
    unsafe {
        call(errors, || {
            answer.write(c_int::from(lob(target)?.borrow().open));
            Ok(())
        })
    }
}
