use activerecord::prelude::*;

#[derive(ActiveRecord)]
struct Event<T> {
    id: i64,
    payload: T,
}

struct Payload;

fn main() {
    let _ = Event::<Payload>::query();
}
