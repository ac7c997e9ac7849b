//! A condition that was nested a thousand levels deep overflowed the stack.

use activerecord::{Condition, ErrorKind, Result};

use super::{Item, items, names};

#[test]
fn it_is_refused() -> Result<()> {
    let db = items()?;
    let deeper = |inner: Condition, size: i32| !(inner.and(Item::SIZE.gt(-size)));
    let condition = (0..100_000).fold(Item::NAME.eq("a"), deeper);
    let error = names(&db, condition).expect_err("it is too deep");
    assert_eq!(error.kind(), ErrorKind::InvalidQuery);
    Ok(())
}
