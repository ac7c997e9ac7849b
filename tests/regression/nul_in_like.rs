//! SQLite's LIKE ends a pattern at a NUL: `contains("\0x")` matched every row. It is refused.

use activerecord::{ErrorKind, Result};

use super::{Item, items, names};

#[test]
fn a_pattern_does_not_end_at_it() -> Result<()> {
    let db = items()?;
    for condition in [
        Item::NAME.contains("\0x"),
        Item::NAME.starts_with("\0"),
        Item::NAME.ends_with("a\0"),
        Item::NAME.like("%\0%"),
        Item::NAME.ilike("\0"),
        !Item::NAME.contains("\0"),
    ] {
        let error = names(&db, condition).expect_err("it can't be matched");
        assert_eq!(error.kind(), ErrorKind::InvalidQuery);
        assert!(error.to_string().contains("NUL"), "{error}");
    }
    assert_eq!(names(&db, Item::NAME.eq("a\0"))?, "");
    Ok(())
}
