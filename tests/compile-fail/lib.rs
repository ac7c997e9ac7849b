//! The tests are in `compile_fail.rs`, the mistakes in `ui`.
