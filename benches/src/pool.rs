//! r2d2 around nothing, for what a checkout costs by itself.

use std::convert::Infallible;

use bench_kit::{Contestant, Outcome, Workload};

pub(crate) struct Nothing;

impl r2d2::ManageConnection for Nothing {
    type Connection = ();
    type Error = Infallible;

    fn connect(&self) -> Result<(), Infallible> {
        Ok(())
    }

    fn is_valid(&self, _connection: &mut ()) -> Result<(), Infallible> {
        Ok(())
    }

    fn has_broken(&self, _connection: &mut ()) -> bool {
        false
    }
}

pub(crate) struct ForeignPool {
    pool: r2d2::Pool<Nothing>,
}

impl Contestant for ForeignPool {
    type User = ();

    /// `r2d2-testing` is r2d2 as it comes: it asks the connection for a sign of life each time.
    fn open(name: &str, _place: &str) -> Outcome<Self> {
        let builder = r2d2::Pool::builder().test_on_check_out(name == "r2d2-testing");
        Ok(ForeignPool { pool: builder.build(Nothing)? })
    }

    fn takes_part(_name: &str, workload: Workload) -> bool {
        workload == Workload::Checkout
    }

    fn version() -> String {
        "r2d2 around nothing".to_owned()
    }

    fn script(&mut self, _sql: &str) -> Outcome<()> {
        Ok(())
    }

    fn load(&mut self) -> Outcome<Vec<()>> {
        Ok(Vec::new())
    }

    fn checkout(&mut self) -> Outcome<()> {
        drop(self.pool.get()?);
        Ok(())
    }
}
