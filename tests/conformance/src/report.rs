//! What came of a run.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::json;

/// A case that the database has no feature for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The case's name.
    pub case: String,
    /// What the database lacks.
    pub reason: String,
}

/// What came of a run of all cases against one backend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The backend's name.
    pub backend: String,
    /// The server and its version.
    pub engine: String,
    /// The names of the cases that passed.
    pub passed: Vec<String>,
    /// The names of those that failed, and why.
    pub failed: Vec<(String, String)>,
    /// Those that the database has no feature for.
    pub unsupported: Vec<Unsupported>,
}

impl Report {
    /// Writes the report as `<folder>/<backend>.json` and hands its path back.
    ///
    /// # Errors
    /// The folder or the file can't be written.
    pub fn write(&self, folder: &Path) -> std::io::Result<PathBuf> {
        let unsupported: Vec<_> = self
            .unsupported
            .iter()
            .map(|item| json!({ "case": item.case, "reason": item.reason }))
            .collect();
        let mut cases: Vec<&str> = self.passed.iter().map(String::as_str).collect();
        cases.extend(self.failed.iter().map(|(name, _)| name.as_str()));
        cases.extend(self.unsupported.iter().map(|item| item.case.as_str()));
        cases.sort_unstable();
        let report = json!({
            "backend": self.backend,
            "engine": self.engine,
            "passed": self.passed.len(),
            "failed": self.failed.len(),
            "unsupported": unsupported,
            "cases": cases,
        });
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.json", self.backend));
        std::fs::write(&path, format!("{report:#}\n"))?;
        Ok(path)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conformance {}: {} passed, {} unsupported, {} failed",
            self.backend,
            self.passed.len(),
            self.unsupported.len(),
            self.failed.len()
        )
    }
}
