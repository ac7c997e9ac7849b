//! A pool of the greatest size took its memory at once, which ended the program.

use activerecord::Result;

#[test]
fn it_takes_memory_when_it_needs_some() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("app.db");
    let db = activerecord::connect(&format!("sqlite://{}?pool_size=4294967295", path.display()))?;
    assert_eq!(db.pool_status().size, u32::MAX);
    db.ping()
}
