//! The reports that the conformance suite leaves behind.

use std::fmt;
use std::path::Path;

/// What came of the suite on one backend.
pub(crate) struct Report {
    pub(crate) backend: String,
    passed: u64,
    unsupported: usize,
    pub(crate) failed: u64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conformance {}: {} passed, {} unsupported, {} failed",
            self.backend, self.passed, self.unsupported, self.failed
        )
    }
}

/// Reads every report in a folder, sorted by backend.
pub(crate) fn read(folder: &Path) -> Result<Vec<Report>, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut reports = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            reports.push(read_one(&path)?);
        }
    }
    reports.sort_by(|a, b| a.backend.cmp(&b.backend));
    Ok(reports)
}

fn read_one(path: &Path) -> Result<Report, String> {
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error.to_string()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let number = |key: &str| json[key].as_u64().ok_or_else(|| wrong(&format!("no `{key}`")));
    Ok(Report {
        backend: json["backend"].as_str().ok_or_else(|| wrong("no `backend`"))?.to_owned(),
        passed: number("passed")?,
        unsupported: json["unsupported"].as_array().map_or(0, Vec::len),
        failed: number("failed")?,
    })
}
