//! The channel binding `tls-server-end-point` (RFC 5929): a digest of the server's certificate that
//! the login proves to know, so that nobody in between can pass the login on.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA384, SHA512, digest};

/// Signature algorithms by their object identifiers in DER, and the digest that goes with them;
/// MD5 and SHA-1 are replaced by SHA-256, as the RFC says.
const ALGORITHMS: &[(&[u8], &Algorithm)] = &[
    // 1.2.840.113549.1.1: RSA with MD5, SHA-1, SHA-256, SHA-384, SHA-512
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11], &SHA256),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12], &SHA384),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13], &SHA512),
    // 1.2.840.10045.4: ECDSA with SHA-1, SHA-256, SHA-384, SHA-512
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1], &SHA256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], &SHA256),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3], &SHA384),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4], &SHA512),
];

/// The digest of a certificate, where its signature has one.
pub(super) fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let identifier = signature_algorithm(certificate)?;
    let (_, algorithm) = ALGORITHMS.iter().find(|(known, _)| *known == identifier)?;
    Some(digest(algorithm, certificate).as_ref().to_vec())
}

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;

/// `SEQUENCE { tbsCertificate, SEQUENCE { algorithm, … }, … }` (RFC 5280, 4.1).
fn signature_algorithm(certificate: &[u8]) -> Option<&[u8]> {
    let (content, _) = element(certificate, SEQUENCE)?;
    let (_, rest) = element(content, SEQUENCE)?;
    let (algorithm, _) = element(rest, SEQUENCE)?;
    element(algorithm, OBJECT_IDENTIFIER).map(|(identifier, _)| identifier)
}

/// The content of the DER element of this tag that `bytes` begin with, and what follows it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = bytes.split_first()?;
    let (short, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(*short) {
        length @ ..0x80 => (length, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long - 0x80)?;
            let length = digits.iter().try_fold(0_usize, |length, digit| {
                length.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
            (length, rest)
        }
    };
    (*found == tag).then(|| rest.split_at_checked(length)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algorithm_is_found_behind_a_long_element() {
        let mut body = vec![SEQUENCE, 0x81, 0x80];
        body.extend([0; 0x80]);
        let identifier = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
        body.extend([SEQUENCE, 10, OBJECT_IDENTIFIER, 8]);
        body.extend(identifier);
        let mut certificate = vec![SEQUENCE, 0x81, u8::try_from(body.len()).unwrap()];
        certificate.extend(body);
        assert_eq!(signature_algorithm(&certificate), Some(&identifier[..]));
        assert_eq!(end_point(&certificate).map(|digest| digest.len()), Some(48));
    }

    #[test]
    fn nonsense_has_none() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x85], &[0x30, 2, 0x30, 9], &[2, 1, 1]] {
            assert_eq!(end_point(bytes), None);
        }
    }
}
