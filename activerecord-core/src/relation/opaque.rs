//! What the fields of relations keep.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A row, or a list of rows, that several structs can share.
///
/// Its type ends the compiler's view. To find out what dropping a struct or sending it to a thread
/// needs, rustc follows the types of fields, here from model to model through all relations, and
/// gives up where it is 128 types deep: a program of some thirty models in a row would not compile.
pub(crate) struct Opaque<T>(Arc<dyn Kept<T> + Send + Sync>);

trait Kept<T> {
    fn kept(&self) -> &T;
    fn kept_mut(&mut self) -> &mut T;
    fn into_kept(self: Arc<Self>) -> Option<T>;
}

impl<T> Kept<T> for T {
    #[inline]
    fn kept(&self) -> &T {
        self
    }

    fn kept_mut(&mut self) -> &mut T {
        self
    }

    fn into_kept(self: Arc<Self>) -> Option<T> {
        Arc::into_inner(self)
    }
}

impl<T: Send + Sync + 'static> Opaque<T> {
    pub(crate) fn new(kept: T) -> Self {
        Opaque(Arc::new(kept))
    }
}

impl<T> Opaque<T> {
    /// To be changed, unless somebody shares it.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        Some(Arc::get_mut(&mut self.0)?.kept_mut())
    }

    /// Taken out, unless somebody shares it.
    pub(crate) fn into_inner(self) -> Option<T> {
        self.0.into_kept()
    }
}

impl<T> Deref for Opaque<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // By the trait object: the `Arc` is `Kept` too.
        (*self.0).kept()
    }
}

impl<T> Clone for Opaque<T> {
    fn clone(&self) -> Self {
        Opaque(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Opaque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
