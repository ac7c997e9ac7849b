//! What can be given where a key is expected.

/// Turns what a caller writes into a key of type `K`: the key itself, a reference to it, a
/// `&str` for a `String`, a tuple for a composite key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a key of type `{K}`",
    label = "expected a key of type `{K}`"
)]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

#[doc(hidden)]
#[macro_export]
macro_rules! __impl_into_key {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::IntoKey<$type> for $type {
            fn into_key(self) -> $type {
                self
            }
        }
    )*};
}

__impl_into_key!(bool, i8, i16, i32, i64, u8, u16, u32, u64, String, Vec<u8>);
#[cfg(feature = "uuid")]
__impl_into_key!(uuid::Uuid);
#[cfg(feature = "decimal")]
__impl_into_key!(rust_decimal::Decimal);
#[cfg(feature = "chrono")]
__impl_into_key!(
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::NaiveDateTime,
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
);

impl<K: Clone> IntoKey<K> for &K {
    fn into_key(self) -> K {
        self.clone()
    }
}

impl IntoKey<String> for &str {
    fn into_key(self) -> String {
        self.to_owned()
    }
}

impl IntoKey<Vec<u8>> for &[u8] {
    fn into_key(self) -> Vec<u8> {
        self.to_owned()
    }
}

macro_rules! tuples {
    ($(($($key:ident $given:ident $index:tt),+),)*) => {$(
        impl<$($key, $given: IntoKey<$key>),+> IntoKey<($($key,)+)> for ($($given,)+) {
            fn into_key(self) -> ($($key,)+) {
                ($(self.$index.into_key(),)+)
            }
        }
    )*};
}

tuples! {
    (A X 0, B Y 1),
    (A X 0, B Y 1, C Z 2),
    (A X 0, B Y 1, C Z 2, D W 3),
    (A X 0, B Y 1, C Z 2, D W 3, E V 4),
    (A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5),
}
