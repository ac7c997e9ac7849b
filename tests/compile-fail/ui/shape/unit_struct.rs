use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Nothing;

fn main() {}
