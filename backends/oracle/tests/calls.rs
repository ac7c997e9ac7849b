//! Calls of procedures and functions.

mod support;

use activerecord::ErrorKind;
use activerecord_oracle::Call;

use support::record::database;

const ROUTINES: &str = "\
CREATE OR REPLACE FUNCTION twice(n IN NUMBER) RETURN NUMBER IS BEGIN RETURN n * 2; END;
/
CREATE OR REPLACE PROCEDURE change(n IN NUMBER, t IN OUT VARCHAR2, doubled OUT NUMBER) IS BEGIN
  t := t || '!';
  doubled := n * 2;
END;
/
";

#[test]
fn a_function_and_a_procedure() {
    let database = database();
    database.execute_script(ROUTINES).unwrap();
    let twice = Call::function::<i64>("twice").input(&21_i64).unwrap();
    assert_eq!(twice.fetch::<(i64,)>(&database).unwrap(), (42,));
    let change = Call::procedure("change")
        .input(&4_i64)
        .and_then(|call| call.in_out(&"ada".to_owned()))
        .unwrap()
        .output::<i64>();
    assert_eq!(change.fetch::<(String, i64)>(&database).unwrap(), ("ada!".into(), 8));
    let inside: (i64,) = database.transaction(|tx| twice.fetch(tx)).unwrap();
    assert_eq!(inside, (42,));
}

#[test]
fn what_does_not_fit_says_so() {
    let database = database();
    database.execute_script(ROUTINES).unwrap();
    let missing = Call::procedure("no_such").execute(&database).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Syntax, "{missing}");
    let nothing = Call::procedure("change")
        .input(&4_i64)
        .and_then(|call| call.in_out(&"ada".to_owned()))
        .unwrap()
        .output::<i64>();
    let narrow = nothing.fetch::<(String, String)>(&database).unwrap_err();
    assert_eq!(narrow.kind(), ErrorKind::TypeMismatch, "{narrow}");
}
