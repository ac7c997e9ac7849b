//! Debian's packages of the servers.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::process::is_root;

/// Whether a missing server may be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Install {
    /// By apt-get, as root or by sudo.
    Allowed,
    /// Never.
    Refused,
}

/// Finds a program by `find`; where it is missing, installs Debian's package and looks again.
pub(super) fn find_or_install(
    package: &str,
    install: Install,
    find: impl Fn() -> Option<PathBuf>,
) -> Result<PathBuf, String> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if install == Install::Refused {
        return Err(format!(
            "not installed, and --no-install was given: apt-get install {package}"
        ));
    }
    apt_get(package)?;
    find().ok_or_else(|| format!("the package {package} does not have the server"))
}

fn apt_get(package: &str) -> Result<(), String> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(format!("not installed, and this is no Debian: install {package} by hand"));
    }
    let root = is_root();
    if !root && !sudo_works() {
        return Err(format!("not installed, and there is no right to: apt-get install {package}"));
    }
    println!("xtask: installing {package} by apt-get");
    let apt = |words: &[&str]| {
        let mut command = if root { Command::new("env") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "env"]);
        }
        // policy-rc.d keeps the package from starting a server of its own.
        command.args(["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"]).args(words);
        super::run(&mut command)
    };
    apt(&["update", "-qq"])?;
    apt(&["install", "-y", "-qq", "--no-install-recommends", package])
}

fn sudo_works() -> bool {
    Command::new("sudo").args(["-n", "true"]).status().is_ok_and(|status| status.success())
}
