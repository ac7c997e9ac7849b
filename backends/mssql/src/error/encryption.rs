//! Why a connection is not encrypted, or is and should not be. The driver tells the reasons by texts
//! alone.

use std::io;

use activerecord_core::config::SslMode;
use activerecord_core::{Error, ErrorKind};
use tiberius::error::Error as DriverError;

use crate::config::Settings;

/// Whether the server was asked to encrypt, and won't.
pub(crate) fn is_declined(error: &DriverError) -> bool {
    matches!(error, DriverError::Protocol(text) if text.contains("encryption level"))
}

/// What is wrong with encryption, or the error back where it is about something else.
#[cold]
pub(super) fn not_encrypted(
    error: DriverError,
    settings: &Settings,
    at: &str,
) -> Result<Error, DriverError> {
    let failed = |message: String| Error::new(ErrorKind::ConnectionFailed, message);
    let not_encrypted = match &error {
        error if is_declined(error) => failed(format!(
            "SQL Server at `{at}` does not encrypt whole connections"
        ))
        .with_help("if that is acceptable, set `ssl_mode` to `disable`, or `encrypt` to `false`"),
        // It asked for a handshake, and there is no authority to check it with.
        DriverError::Io { kind: io::ErrorKind::InvalidData, message } if is_about_ca(message) => {
            match settings.tls {
                SslMode::Disable | SslMode::Prefer => failed(format!(
                    "SQL Server at `{at}` insists on encryption"
                ))
                .with_help("set `ssl_mode` to `verify-full` or `require`, or `encrypt` to `true`"),
                _ => Error::new(
                    ErrorKind::Configuration,
                    "the file of option `ssl_ca` is not one of certificates",
                ),
            }
        }
        DriverError::Tls(text) if text.contains("invalid dns name") => no_name(settings),
        DriverError::Tls(text) => refused(reason(text), at),
        _ => return Err(error),
    };
    Ok(not_encrypted.with_source(error))
}

fn no_name(settings: &Settings) -> Error {
    let name = settings.options.host_name_in_certificate.as_ref().unwrap_or(&settings.host);
    let message = format!("`{name}` is no name that a certificate can be for");
    Error::new(ErrorKind::Configuration, message)
        .with_help("see `host_name_in_certificate`, and `host`")
}

fn is_about_ca(message: &str) -> bool {
    message.contains("CA source") || message.contains("CA bundle")
}

/// Why the certificate is not taken, without what the driver says about its own functions.
fn reason(text: &str) -> &str {
    let reason = text.split_once("during the TLS handshake: ").map_or(text, |(_, reason)| reason);
    let end = reason.find(" To connect anyway").unwrap_or(reason.len());
    reason[..end].trim_end_matches('.')
}

fn refused(reason: &str, at: &str) -> Error {
    let (what, help) = if reason.contains("name") {
        (
            "is for another host",
            "see `host`, and `host_name_in_certificate` if the server is known by another name",
        )
    } else if reason.contains("expired") || reason.contains("not valid yet") {
        (
            "is out of date",
            "the server needs a new one; `trust_server_certificate` takes any, from anybody",
        )
    } else if reason.contains("UnknownIssuer") || reason.contains("BadSignature") {
        (
            "is of no known authority",
            "name a file with its authority's certificate in `ssl_ca`; `trust_server_certificate` \
             takes any, from anybody",
        )
    } else if reason.contains("CaUsedAsEndEntity") {
        (
            "is one for an authority, not for a server",
            "make one with `basicConstraints=CA:FALSE`; `trust_server_certificate` takes any, from \
             anybody",
        )
    } else {
        (
            "is not taken",
            "see `ssl_ca` and `host_name_in_certificate`; `trust_server_certificate` takes any, \
             from anybody",
        )
    };
    let message = format!("the certificate of SQL Server at `{at}` {what} ({reason})");
    Error::new(ErrorKind::ConnectionFailed, message).with_help(help)
}
