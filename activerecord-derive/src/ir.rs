//! A model as the derive understands it: what the checks ask and the expansion reads.

use proc_macro2::{Ident, Span};
use syn::{DeriveInput, Generics, Path, Type};

use crate::attr::{FieldAttrs, Given, IndexAttr, KeyMode, ModelAttrs, Words, nearest};
use crate::context::Context;
use crate::relation::Relation;
use crate::symbol::{self, Symbol};
use crate::{infer, shape};

/// A struct with `#[derive(ActiveRecord)]`.
pub(crate) struct Model<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    /// The struct's name without `r#`.
    pub(crate) name: String,
    pub(crate) table: Given<String>,
    pub(crate) attrs: ModelAttrs,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) indexes: Vec<Index>,
}

/// A field of a model.
pub(crate) struct Field<'a> {
    pub(crate) original: &'a syn::Field,
    pub(crate) ident: &'a Ident,
    /// The field's name without `r#`.
    pub(crate) name: String,
    pub(crate) attrs: FieldAttrs,
    /// `None` for a skipped field and for a relation.
    pub(crate) column: Option<Column>,
    pub(crate) relation: Option<Relation<'a>>,
    pub(crate) is_key: bool,
}

/// The column of a field.
pub(crate) struct Column {
    /// The position among the columns.
    pub(crate) index: usize,
    pub(crate) name: Given<String>,
    pub(crate) constant: Ident,
}

/// An index over several columns.
pub(crate) struct Index {
    pub(crate) word: Ident,
    pub(crate) name: Option<Given<String>>,
    pub(crate) columns: Vec<usize>,
    pub(crate) unique: bool,
}

impl<'a> Model<'a> {
    /// Reads the struct; `None` when it is no struct with named fields.
    pub(crate) fn parse(cx: &Context, input: &'a DeriveInput) -> Option<Self> {
        let mut attrs = ModelAttrs::parse(cx, &input.attrs);
        shape::owned(cx, &input.generics, "a model");
        let named = shape::named_fields(cx, input, "ActiveRecord")?;

        let mut fields = Vec::new();
        let mut n_columns = 0;
        for original in &named.named {
            fields.extend(Field::parse(cx, original, &attrs, &mut n_columns));
        }
        mark_key(&mut fields);
        let indexes = attrs.indexes.drain(..);
        let indexes = indexes.filter_map(|attr| Index::resolve(cx, attr, &fields)).collect();

        let name = shape::plain(&input.ident);
        let table = attrs
            .table
            .take()
            .unwrap_or_else(|| Given { span: input.ident.span(), value: infer::table(&name) });
        let (ident, generics) = (&input.ident, &input.generics);
        Some(Model { ident, generics, name, table, attrs, fields, indexes })
    }

    /// The path to the library.
    pub(crate) fn krate(&self) -> Path {
        crate::expand::library(self.attrs.krate.as_ref())
    }

    /// The fields that are columns, with their columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&Field<'a>, &Column)> {
        self.fields.iter().filter_map(|field| Some((field, field.column.as_ref()?)))
    }

    /// The fields that are relations.
    pub(crate) fn relations(&self) -> impl Iterator<Item = (&Field<'a>, &Relation<'a>)> {
        self.fields.iter().filter_map(|field| Some((field, field.relation.as_ref()?)))
    }

    /// The key's fields, with their columns.
    pub(crate) fn key(&self) -> Vec<(&Field<'a>, &Column)> {
        self.columns().filter(|(field, _)| field.is_key).collect()
    }

    /// The position of the first column that has a word.
    pub(crate) fn position(&self, word: Symbol) -> Option<usize> {
        self.columns().find(|(field, _)| field.attrs.has(word)).map(|(_, column)| column.index)
    }

    /// The sequence of the key, given on the struct or on the key's field.
    pub(crate) fn sequence(&self) -> Option<&Given<String>> {
        let on_field = self.fields.iter().find_map(|field| field.attrs.sequence.as_ref());
        self.attrs.sequence.as_ref().or(on_field)
    }

    /// Whether the user said that the key is assigned, whatever its type.
    pub(crate) fn is_assigned(&self) -> bool {
        let key = self.key();
        key.len() > 1 || key.iter().any(|(field, _)| field.attrs.key == Some(KeyMode::Assigned))
    }

    /// Whether the code depends on a type or constant that the user of the model chooses.
    pub(crate) fn is_generic(&self) -> bool {
        self.generics.type_params().next().is_some()
            || self.generics.const_params().next().is_some()
    }
}

impl<'a> Field<'a> {
    fn parse(
        cx: &Context,
        original: &'a syn::Field,
        model: &ModelAttrs,
        n_columns: &mut usize,
    ) -> Option<Self> {
        let ident = original.ident.as_ref()?;
        let name = shape::plain(ident);
        if let Some(relation) = Relation::parse(cx, original, ident, &name) {
            let (attrs, relation) = (FieldAttrs::default(), Some(relation));
            return Some(Field {
                original,
                ident,
                name,
                attrs,
                column: None,
                relation,
                is_key: false,
            });
        }
        let attrs = FieldAttrs::parse(cx, &original.attrs);
        let column = (!attrs.has(symbol::SKIP)).then(|| {
            let index = *n_columns;
            *n_columns += 1;
            Column {
                index,
                name: column_name(ident, &name, &attrs, model),
                constant: constant(ident, &name, &attrs),
            }
        });
        Some(Field { original, ident, name, attrs, column, relation: None, is_key: false })
    }

    pub(crate) fn ty(&self) -> &'a Type {
        &self.original.ty
    }

    pub(crate) fn words(&self) -> &Words {
        &self.attrs.words
    }

    /// Where a word was given on the field.
    pub(crate) fn span_of(&self, word: Symbol) -> Span {
        self.attrs.words.span(word).unwrap_or_else(|| self.ident.span())
    }
}

fn column_name(ident: &Ident, name: &str, attrs: &FieldAttrs, model: &ModelAttrs) -> Given<String> {
    if let Some(given) = &attrs.column {
        return given.clone();
    }
    let renamed = model.rename_all.map(|case| case.of_field(name));
    // A field of underscores only has no words to rename.
    let value = renamed.filter(|renamed| !renamed.is_empty()).unwrap_or_else(|| name.to_owned());
    Given { span: ident.span(), value }
}

/// The constant stands at the field for rustc: its errors point there.
fn constant(ident: &Ident, name: &str, attrs: &FieldAttrs) -> Ident {
    if let Some(given) = &attrs.constant {
        return given.clone();
    }
    match syn::parse_str::<Ident>(&infer::constant(name)) {
        Ok(mut constant) => {
            constant.set_span(ident.span());
            constant
        }
        // Letters exist whose capitals are no identifier.
        Err(_) => ident.clone(),
    }
}

/// The key is what is marked so, else the field `id`.
fn mark_key(fields: &mut [Field<'_>]) {
    let is_marked = |field: &Field<'_>| field.column.is_some() && field.attrs.has(symbol::KEY);
    let any_marked = fields.iter().any(is_marked);
    for field in fields {
        field.is_key = if any_marked {
            is_marked(field)
        } else {
            field.column.is_some() && field.name == "id"
        };
    }
}

impl Index {
    fn resolve(cx: &Context, attr: IndexAttr, fields: &[Field<'_>]) -> Option<Self> {
        let mut columns = Vec::new();
        for ident in &attr.fields {
            let index = position(cx, ident, fields)?;
            if columns.contains(&index) {
                cx.error(ident.span(), format!("`{ident}` is in the list twice"));
            }
            columns.push(index);
        }
        let name = attr.name.map(|name| Given { span: name.span(), value: name.value() });
        Some(Index { word: attr.word, name, columns, unique: attr.unique })
    }
}

/// The position of a field's column.
fn position(cx: &Context, ident: &Ident, fields: &[Field<'_>]) -> Option<usize> {
    let name = shape::plain(ident);
    let problem = match fields.iter().find(|field| field.name == name) {
        Some(Field { column: Some(column), .. }) => return Some(column.index),
        Some(Field { relation: Some(_), .. }) => {
            format!("`{name}` is a relation, so it has no column to index")
        }
        Some(_) => format!("`{name}` is skipped, so it has no column to index"),
        None => match nearest(&name, fields.iter().map(|field| field.name.as_str())) {
            Some(meant) => format!("there is no field `{name}`, did you mean `{meant}`?"),
            None => format!("there is no field `{name}`"),
        },
    };
    cx.error(ident.span(), problem);
    None
}
