//! Reads the parts of a message; a message that ends too early is an error.

use std::io;

/// What is left of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'m>(pub(crate) &'m [u8]);

impl<'m> Reader<'m> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn bytes(&mut self, count: usize) -> io::Result<&'m [u8]> {
        let (part, rest) = self.0.split_at_checked(count).ok_or(io::ErrorKind::InvalidData)?;
        self.0 = rest;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| io::ErrorKind::InvalidData.into())
    }

    pub(crate) fn u8(&mut self) -> io::Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn u16(&mut self) -> io::Result<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> io::Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> io::Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// An unsigned number of this many bytes.
    pub(crate) fn unsigned(&mut self, bytes: usize) -> io::Result<u64> {
        let mut number = [0; 8];
        number
            .get_mut(..bytes)
            .ok_or(io::ErrorKind::InvalidData)?
            .copy_from_slice(self.bytes(bytes)?);
        Ok(u64::from_le_bytes(number))
    }

    /// Text of this many UTF-16 units.
    pub(crate) fn text(&mut self, units: usize) -> io::Result<String> {
        utf16(self.bytes(units * 2)?)
    }

    /// Text behind a length of one byte.
    pub(crate) fn short_text(&mut self) -> io::Result<String> {
        let units = self.u8()?;
        self.text(usize::from(units))
    }

    /// The headers before a request (2.2.5.3), of which none matters here.
    pub(crate) fn skip_headers(&mut self) -> io::Result<()> {
        let length = self.u32()? as usize;
        self.bytes(length.checked_sub(4).ok_or(io::ErrorKind::InvalidData)?).map(drop)
    }
}

pub(crate) fn utf16(bytes: &[u8]) -> io::Result<String> {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    String::from_utf16(&units).map_err(|_| io::ErrorKind::InvalidData.into())
}
