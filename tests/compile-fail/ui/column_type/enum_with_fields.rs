use activerecord::prelude::*;

#[derive(ColumnType)]
enum Shape {
    Circle(f64),
    Square { side: f64 },
    Point,
}

fn main() {}
