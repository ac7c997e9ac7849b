//! How the rows of many owners are looked for in SQLite: in an index, or from the first to the last.

use activerecord::prelude::*;

use super::recorder::record;

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Author {
    id: i64,
    #[record(order = "id")]
    books: HasMany<Book>,
}

#[derive(ActiveRecord, Debug, Clone, Default, PartialEq)]
struct Book {
    id: i64,
    #[record(index)]
    author_id: Option<i64>,
}

const AUTHORS: i64 = 600;

/// Authors with the numbers from 1 on, and so many books of each, the books of one far apart.
fn library(books_of_each: usize) -> Database {
    let db = activerecord::connect("sqlite::memory:").expect("a database");
    db.create_table::<Author>().expect("a table");
    db.create_table::<Book>().expect("a table");
    let mut authors = vec![Author::default(); AUTHORS as usize];
    Author::insert_many_on(&db, &mut authors).expect("authors");
    let book = |author| Book { author_id: Some(author), ..Default::default() };
    let mut books: Vec<Book> = (0..books_of_each).flat_map(|_| (1..=AUTHORS).map(book)).collect();
    Book::insert_many_on(&db, &mut books).expect("books");
    db
}

/// The authors from this one on have their books; tells whether all books were read for it.
fn reads_all(db: &Database, first: i64, books_of_each: usize) -> bool {
    let said = record(|| {
        let query = Author::on(db).filter(Author::ID.ge(first)).include(Author::BOOKS);
        let authors = query.all().expect("authors");
        assert_eq!(authors.len(), usize::try_from(AUTHORS + 1 - first).expect("a number"));
        for author in authors {
            let books = author.books.loaded().expect("books");
            assert_eq!(books.len(), books_of_each, "of {}", author.id);
            assert!(books.iter().all(|book| book.author_id == Some(author.id)));
            assert!(books.is_sorted_by_key(|book| book.id));
        }
    });
    said.sql().iter().any(|sql| sql.contains("likely("))
}

#[test]
fn books_of_most_authors_are_read_from_the_first_to_the_last() {
    let db = library(3);
    assert!(reads_all(&db, 1, 3));
    assert!(reads_all(&db, 50, 3));
}

#[test]
fn books_of_few_authors_are_looked_for() {
    assert!(!reads_all(&library(1), 500, 1));
}

#[test]
fn books_of_few_of_many_authors_are_looked_for() {
    let db = library(1);
    let mut others = vec![Author::default(); 5 * AUTHORS as usize];
    Author::insert_many_on(&db, &mut others).expect("authors");
    let authors: Vec<i64> = (1..=AUTHORS).collect();
    let said = record(|| {
        let authors = Author::on(&db).filter(Author::ID.is_in(authors)).include(Author::BOOKS);
        assert_eq!(authors.all().expect("authors").len(), AUTHORS as usize);
    });
    assert!(!said.sql().iter().any(|sql| sql.contains("likely(")));
}

#[test]
fn books_are_looked_for_where_most_are_of_nobody() {
    let db = library(1);
    let mut others = vec![Book::default(); 20 * AUTHORS as usize];
    Book::insert_many_on(&db, &mut others).expect("books");
    assert!(!reads_all(&db, 1, 1));
}

#[test]
fn a_table_whose_rows_have_no_numbers_is_looked_for() {
    let db = library(2);
    db.execute_script(
        "CREATE TABLE others (id INTEGER PRIMARY KEY, author_id INTEGER) WITHOUT ROWID;
         INSERT INTO others SELECT id, author_id FROM books;
         DROP TABLE books;
         ALTER TABLE others RENAME TO books;",
    )
    .expect("another table");
    assert!(!reads_all(&db, 1, 2));
    // Neither does it harm a transaction.
    db.transaction(|tx| {
        let authors = Author::on(tx).include(Author::BOOKS).all()?;
        assert!(authors.iter().all(|author| author.books.loaded().is_ok_and(|b| b.len() == 2)));
        Ok(())
    })
    .expect("a transaction");
}
