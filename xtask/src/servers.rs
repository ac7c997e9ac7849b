//! The servers that tests need: private ones, or those that the environment names.

use activerecord_test_servers::{Engine, Install, Server};

/// A server that was started, or that somebody else runs.
pub(crate) struct Available {
    /// The backend's name in reports.
    pub(crate) backend: &'static str,
    /// The variable that tests read, and what it holds.
    pub(crate) variable: (&'static str, String),
    /// None for a server that was there already. It stops when this is dropped.
    _running: Option<Server>,
}

/// Starts a server of each kind, or takes the one that the environment names. What can't be
/// started is told as a list of reasons.
pub(crate) fn start_all(install: Install) -> (Vec<Available>, Vec<String>) {
    let mut servers = Vec::new();
    let mut missing = Vec::new();
    for engine in Engine::ALL {
        let (backend, variable) = (engine.backend(), engine.variable());
        if let Ok(url) = std::env::var(variable) {
            println!("xtask: {backend}: using the server of {variable}");
            servers.push(Available { backend, variable: (variable, url), _running: None });
            continue;
        }
        match Server::start(engine, install) {
            Ok(server) => {
                println!("xtask: {backend}: started in {}", server.folder().display());
                let variable = (variable, server.url());
                servers.push(Available { backend, variable, _running: Some(server) });
            }
            Err(reason) => missing.push(format!("{backend}: {reason}")),
        }
    }
    (servers, missing)
}
