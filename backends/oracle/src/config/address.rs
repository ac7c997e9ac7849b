//! Where the database is, in the words of Oracle Net.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use activerecord_core::config::SslMode;
use activerecord_core::{ConnectionConfig, Error, ErrorKind, Result};

use super::OracleOptions;
use crate::limits;

/// What stands for the database in a connect descriptor.
enum Target<'a> {
    Service(&'a str),
    Sid(&'a str),
}

/// The text that the client library connects by: the user's own, or a descriptor of host, port
/// and service. A descriptor, and not easy connect, because clients of every version know it.
pub(super) fn connect_string(config: &ConnectionConfig, options: &OracleOptions) -> Result<String> {
    let parts = [
        ("host", config.get_host().is_some()),
        ("port", config.get_port().is_some()),
        ("database", config.get_database().is_some()),
        ("service_name", options.service_name.is_some()),
        ("sid", options.sid.is_some()),
    ];
    if let Some(dsn) = &options.dsn {
        if let Some((word, _)) = parts.iter().find(|(_, given)| *given) {
            return Err(wrong(format!("options `dsn` and `{word}` were both given"))
                .with_help("the database's address is either `dsn` alone or its parts"));
        }
        return with_own_dsn(config, options, dsn);
    }
    let Some(host) = config.get_host() else { return Err(no_address()) };
    let target = match (options.service_name.as_deref(), config.get_database(), &options.sid) {
        (Some(service), None, None) | (None, Some(service), None) => Target::Service(service),
        (Some(service), Some(database), None) if service == database => Target::Service(service),
        (None, None, Some(sid)) => Target::Sid(sid),
        (None, None, None) => return Err(no_address()),
        _ => {
            return Err(wrong("the database was named more than once").with_help(
                "give one of `database`, `service_name` (which mean the same) and `sid`",
            ));
        }
    };
    descriptor(config, options, host, &target)
}

/// What can only be said in a descriptor must stand in the user's own.
fn with_own_dsn(config: &ConnectionConfig, options: &OracleOptions, dsn: &str) -> Result<String> {
    let network = config.get_network();
    let said = [
        ("ssl_mode", network.ssl_mode.is_some()),
        ("connect_timeout", network.connect_timeout.is_some()),
        ("wallet", options.wallet.is_some()),
    ];
    if let Some((word, _)) = said.iter().find(|(_, given)| *given) {
        return Err(wrong(format!("options `dsn` and `{word}` were both given")).with_help(
            "say it in the descriptor or in `tnsnames.ora`: (PROTOCOL=TCPS), \
             (TRANSPORT_CONNECT_TIMEOUT=n), (SECURITY=(MY_WALLET_DIRECTORY=…))",
        ));
    }
    Ok(dsn.to_owned())
}

fn descriptor(
    config: &ConnectionConfig,
    options: &OracleOptions,
    host: &str,
    target: &Target<'_>,
) -> Result<String> {
    let network = config.get_network();
    let mode = ssl_mode(network.ssl_mode, options)?;
    let port = config.get_port().unwrap_or(if mode.is_required() {
        limits::TLS_PORT_DEFAULT
    } else {
        limits::PORT_DEFAULT
    });
    let mut text = String::from("(DESCRIPTION=");
    if let Some(timeout) = network.connect_timeout {
        let seconds = whole_seconds(timeout)?;
        let _ = write!(text, "(CONNECT_TIMEOUT={seconds})(TRANSPORT_CONNECT_TIMEOUT={seconds})");
    }
    let protocol = if mode.is_required() { "TCPS" } else { "TCP" };
    let host = plain("host", host)?;
    let _ = write!(text, "(ADDRESS=(PROTOCOL={protocol})(HOST={host})(PORT={port}))");
    let _ = match target {
        Target::Service(name) => {
            write!(text, "(CONNECT_DATA=(SERVICE_NAME={}))", plain("service_name", name)?)
        }
        Target::Sid(sid) => write!(text, "(CONNECT_DATA=(SID={}))", plain("sid", sid)?),
    };
    if mode.is_required() {
        security(&mut text, mode, options.wallet.as_deref())?;
    }
    text.push(')');
    Ok(text)
}

/// Oracle Net encrypts on a port of its own or not at all, so nothing can be tried out; and it
/// always checks who signed the server's certificate. A wallet is given to encrypt with. Without
/// one Oracle's own default holds: the ordinary listener has no encrypted port to go to.
fn ssl_mode(given: Option<SslMode>, options: &OracleOptions) -> Result<SslMode> {
    match given {
        Some(SslMode::Prefer | SslMode::Require) => {
            Err(wrong("Oracle's client has no `ssl_mode` that does not verify the certificate")
                .with_help("use `verify-ca` or `verify-full`, or `disable`"))
        }
        Some(SslMode::Disable) if options.wallet.is_some() => {
            Err(wrong("`wallet` was given, and `ssl_mode` is `disable`"))
        }
        Some(mode) => Ok(mode),
        None if options.wallet.is_some() => Ok(SslMode::VerifyFull),
        None => Ok(SslMode::Disable),
    }
}

fn security(text: &mut String, mode: SslMode, wallet: Option<&Path>) -> Result<()> {
    let full = if mode == SslMode::VerifyFull { "YES" } else { "NO" };
    let _ = write!(text, "(SECURITY=(SSL_SERVER_DN_MATCH={full})");
    if let Some(folder) = wallet {
        let folder = folder.to_str().ok_or_else(|| wrong("option `wallet` is not Unicode"))?;
        let _ = write!(text, "(MY_WALLET_DIRECTORY={})", plain("wallet", folder)?);
    }
    text.push(')');
    Ok(())
}

fn whole_seconds(timeout: Duration) -> Result<u64> {
    let seconds = timeout.as_secs() + u64::from(timeout.subsec_nanos() > 0);
    if seconds == 0 {
        return Err(wrong("option `connect_timeout` must be longer than nothing"));
    }
    Ok(seconds)
}

/// What stands in a descriptor as it is: what would end the part it stands in is refused.
fn plain<'t>(word: &str, text: &'t str) -> Result<&'t str> {
    let special = |c: char| c.is_control() || c.is_whitespace() || "()='\"#,".contains(c);
    if text.is_empty() || text.contains(special) {
        return Err(wrong(format!(
            "option `{word}` can't be part of a connect descriptor: it is empty or holds one of \
             ( ) = ' \" # , or a space"
        ))
        .with_help("write the whole descriptor yourself and give it as `dsn`"));
    }
    Ok(text)
}

fn wrong(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Configuration, message)
}

#[cold]
fn no_address() -> Error {
    wrong("it was not said where the Oracle database is").with_help(
        "give a host and a service: `oracle://user:password@host:1521/service`, or \
         `dsn` with an alias of tnsnames.ora: `oracle://user:password@?dsn=alias`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(config: ConnectionConfig, options: OracleOptions) -> Result<String> {
        connect_string(&config, &options)
    }

    fn at(host: &str) -> ConnectionConfig {
        ConnectionConfig::new().host(host)
    }

    #[test]
    fn host_and_service_or_sid() {
        let by_service = "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db1)(PORT=1521))\
                          (CONNECT_DATA=(SERVICE_NAME=app)))";
        let config = at("db1").database("app");
        assert_eq!(string(config.clone(), OracleOptions::new()).unwrap(), by_service);
        let twice = OracleOptions::new().service_name("app");
        assert_eq!(string(config, twice).unwrap(), by_service);
        let by_sid = string(at("::1").port(1526), OracleOptions::new().sid("XE")).unwrap();
        assert_eq!(
            by_sid,
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=::1)(PORT=1526))(CONNECT_DATA=(SID=XE)))"
        );
    }

    #[test]
    fn encryption_has_a_port_and_a_wallet() {
        let options = OracleOptions::new().service_name("app").wallet("/etc/wallet");
        let config = at("db1").connect_timeout(Duration::from_millis(1_500));
        assert_eq!(
            string(config, options.clone()).unwrap(),
            "(DESCRIPTION=(CONNECT_TIMEOUT=2)(TRANSPORT_CONNECT_TIMEOUT=2)\
             (ADDRESS=(PROTOCOL=TCPS)(HOST=db1)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=app))\
             (SECURITY=(SSL_SERVER_DN_MATCH=YES)(MY_WALLET_DIRECTORY=/etc/wallet)))"
        );
        let by_name = at("db1").database("app").ssl_mode(SslMode::VerifyCa);
        let text = string(by_name, OracleOptions::new()).unwrap();
        assert!(text.contains("TCPS") && text.contains("SSL_SERVER_DN_MATCH=NO"), "{text}");
        for mode in [SslMode::Prefer, SslMode::Require, SslMode::Disable] {
            let error = string(at("db1").ssl_mode(mode), options.clone()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{mode:?}");
        }
    }

    #[test]
    fn the_user_s_own_words_stand_alone() {
        let own = OracleOptions::new().dsn("tcps://db1:2484/app?wallet_location=/w");
        let text = string(ConnectionConfig::new(), own.clone()).unwrap();
        assert_eq!(text, "tcps://db1:2484/app?wallet_location=/w");
        for config in [
            at("db1"),
            ConnectionConfig::new().database("app"),
            ConnectionConfig::new().ssl_mode(SslMode::VerifyFull),
            ConnectionConfig::new().connect_timeout(Duration::from_secs(1)),
        ] {
            let error = string(config, own.clone()).unwrap_err().to_string();
            assert!(error.contains("`dsn`"), "{error}");
        }
    }

    #[test]
    fn what_is_missing_or_said_twice() {
        for (config, options) in [
            (ConnectionConfig::new(), OracleOptions::new()),
            (at("db1"), OracleOptions::new()),
            (at("db1").database("a"), OracleOptions::new().service_name("b")),
            (at("db1").database("a"), OracleOptions::new().sid("b")),
            (at("db1"), OracleOptions::new().sid("a").service_name("b")),
            (at("db1").database("a").connect_timeout(Duration::ZERO), OracleOptions::new()),
        ] {
            let error = string(config, options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        }
    }

    #[test]
    fn nothing_gets_out_of_its_part() {
        for name in ["a)(b", "a b", "a=b", "", "a'b", "a\nb"] {
            let error = string(at("db1").database(name), OracleOptions::new()).unwrap_err();
            assert!(error.to_string().contains("`dsn`"), "{error}");
            assert!(string(at(name).database("app"), OracleOptions::new()).is_err(), "{name}");
        }
    }
}
