//! Running a query whose text is written once for all that differ in their values alone.

use std::ops::ControlFlow;

use super::Query;
use super::aggregate::Present;
use super::read::check_width;
use super::shape::{Question, Shaped};
use crate::database::{Implicit, Session, ShapeBinds, Target, Via, run};
use crate::dialect::select::render_select;
use crate::expression::{Condition, Expr, From, Order, Select};
use crate::model::find_where;
use crate::{Expect, FromRow, Record, Result};

/// Asks what was asked before with other values; false where it was not.
#[inline]
fn ask_again<M: Record, T: FromRow>(
    session: &mut Session<'_>,
    shaped: &Shaped<'_>,
    expect: Expect,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<bool> {
    let statements = session.shared().statements(M::slot().number());
    let Some(known) = statements.shapes.get(&shaped.shape) else { return Ok(false) };
    let mut binds = ShapeBinds::new();
    known.bind(&shaped.values, &mut binds);
    let statement = known.statement().expect(expect);
    session.query(&statement, &binds, &mut |row| each(T::from_row(row)?))?;
    Ok(true)
}

/// Asks about the rows of the model's own database that meet a condition, without making a query
/// of it; false where the like of it was not asked before.
#[inline]
fn ask_where<M: Record, T: FromRow>(
    question: Question,
    condition: &Expr,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
) -> Result<bool> {
    let Some(shaped) = Shaped::of_condition(question, M::TABLE, condition) else {
        return Ok(false);
    };
    run::<M, _>(&Implicit, |session| ask_again::<M, T>(session, &shaped, Expect::One, each))
}

/// [`Query::first`] of a query that has this condition and nothing else.
pub(crate) fn first_where<M: Record>(condition: Condition) -> Result<Option<M>> {
    let condition = condition.into_expr();
    let mut first = None;
    let asked = ask_where::<M, M>(Question::First, &condition, &mut |row| {
        first = Some(row);
        Ok(ControlFlow::Break(()))
    })?;
    if asked {
        return Ok(first);
    }
    Query::<M>::new(Implicit).filter(Condition::new(condition)).first()
}

/// [`Query::exists`] of a query that has this condition and nothing else, as [`first_where`].
pub(crate) fn exists_where<M: Record>(condition: Condition) -> Result<bool> {
    let condition = condition.into_expr();
    let mut found = false;
    let asked = ask_where::<M, Present>(Question::Exists, &condition, &mut |_| {
        found = true;
        Ok(ControlFlow::Break(()))
    })?;
    if asked {
        return Ok(found);
    }
    Query::<M>::new(Implicit).filter(Condition::new(condition)).exists()
}

impl<M: Record, Out: FromRow, C: Target> Query<M, Out, C> {
    /// Runs the SELECT that `write` makes of the query's own, for what is asked of it.
    ///
    /// To write a text takes as long as SQLite takes to find a row. So it is kept, by the shape of
    /// the query: in most programs they are few.
    pub(super) fn ask<T: FromRow>(
        &self,
        question: Question,
        expect: Expect,
        write: impl FnOnce(Select) -> Select,
        each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        if self.is_nothing() && self.select.columns.is_empty() {
            return Ok(());
        }
        let Some(shaped) = self.shaped(question) else {
            let select = write(self.resolved());
            check_width::<T>(&select)?;
            return run::<M, _>(&self.target, |session| find_where(session, &select, expect, each));
        };
        // What no text says is looked at each time: the struct, and where the models live by now.
        check_width::<T>(&self.select)?;
        let relations = &self.select.clauses().relations;
        if !relations.is_empty() && matches!(self.target.via(), Via::Implicit) {
            relations.iter().try_for_each(|relation| relation.check_one_database())?;
        }
        run::<M, _>(&self.target, |session| {
            if ask_again::<M, T>(session, &shaped, expect, each)? {
                return Ok(());
            }
            let select = write(self.resolved());
            self.ask_first(session, &select, shaped, expect, each)
        })
    }

    /// Runs a SELECT of a shape that nobody has asked for yet.
    #[cold]
    fn ask_first<T: FromRow>(
        &self,
        session: &mut Session<'_>,
        select: &Select,
        shaped: Shaped<'_>,
        expect: Expect,
        each: &mut dyn FnMut(T) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let rendered = render_select(session.dialect(), select)?;
        let statements = session.shared().statements(M::slot().number());
        statements.shapes.keep(shaped, &rendered);
        let statement = rendered.statement().expect(expect);
        session.query(&statement, &rendered.binds, &mut |row| each(T::from_row(row)?))?;
        Ok(())
    }

    /// The shape of what is asked, where the query has one.
    fn shaped(&self, question: Question) -> Option<Shaped<'_>> {
        match self.select.from {
            From::Table(table) if std::ptr::eq(table, M::TABLE) => {}
            _ => return None,
        }
        let order: &[Order] = match question {
            // Rows that are counted have no order.
            Question::Exists | Question::Count => &[],
            Question::All | Question::First => match &self.of_relation {
                Some(of_relation) if self.select.order.is_empty() => &of_relation.order,
                _ => &self.select.order,
            },
        };
        Shaped::of(question, &self.select, order, self.deleted)
    }
}
