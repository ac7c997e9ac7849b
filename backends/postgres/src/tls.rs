//! Encrypted connections. Without the feature `tls` there are none.

#[cfg(feature = "tls")]
mod binding;
#[cfg(feature = "tls")]
mod connector;
#[cfg(feature = "tls")]
mod verifier;
#[cfg(not(feature = "tls"))]
mod without;

#[cfg(feature = "tls")]
pub(crate) use self::connector::{Stream, Tls};
#[cfg(not(feature = "tls"))]
pub(crate) use self::without::{Stream, Tls};
