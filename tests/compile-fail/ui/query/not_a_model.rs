use activerecord::prelude::*;

struct Post {
    id: i64,
}

fn main() {
    let mut post = Post { id: 0 };
    let _ = post.save();
    let _ = Post::find(1);
}
