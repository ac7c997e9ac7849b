//! A subscriber that writes down everything.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The fields of a span or of an event, as text.
pub(crate) type Fields = BTreeMap<&'static str, String>;

/// A span that was closed.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) name: &'static str,
    pub(crate) parent: Option<&'static str>,
    pub(crate) fields: Fields,
}

impl Span {
    /// A field's value; none where it was left empty.
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    pub(crate) fn sql(&self) -> &str {
        self.get("db.statement").unwrap_or_default()
    }
}

/// What was written down.
#[derive(Debug, Default)]
pub(crate) struct Recording {
    pub(crate) spans: Vec<Span>,
    pub(crate) events: Vec<(Level, Fields)>,
}

impl Recording {
    /// The spans of statements, in the order in which they ended.
    pub(crate) fn statements(&self) -> Vec<&Span> {
        self.spans.iter().filter(|span| span.name == "statement").collect()
    }

    /// The texts of the statements.
    pub(crate) fn sql(&self) -> Vec<&str> {
        self.statements().into_iter().map(Span::sql).collect()
    }

    /// Whether a text stands anywhere in what was written down.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        format!("{self:?}").contains(text)
    }
}

struct Recorder {
    level: Level,
    record: Arc<Mutex<Recording>>,
}

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= self.level
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Reader(&mut fields));
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(&mut Reader(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Reader(&mut fields));
        let level = *event.metadata().level();
        self.record.lock().expect("no panic").events.push((level, fields));
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let fields = span.extensions_mut().remove::<Fields>().unwrap_or_default();
        let parent = span.parent().map(|parent| parent.name());
        let closed = Span { name: span.name(), parent, fields };
        self.record.lock().expect("no panic").spans.push(closed);
    }
}

/// Runs a closure and gives what was said up to a level meanwhile.
pub(crate) fn record_at(level: Level, run: impl FnOnce()) -> Recording {
    let record = Arc::new(Mutex::new(Recording::default()));
    let recorder = Recorder { level, record: Arc::clone(&record) };
    let subscriber = tracing_subscriber::registry().with(recorder);
    tracing::subscriber::with_default(subscriber, run);
    std::mem::take(&mut *record.lock().expect("no panic"))
}

/// Runs a closure and gives all that was said meanwhile.
pub(crate) fn record(run: impl FnOnce()) -> Recording {
    record_at(Level::TRACE, run)
}
