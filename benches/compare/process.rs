//! A contestant's process.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use bench_kit::{Command, Engine, Hello, Outcome, Sample, Workload};
use serde::de::DeserializeOwned;

use crate::field::{Entrant, Field};

/// A process that waits for commands; it ends when this is dropped.
pub(crate) struct Process {
    pub(crate) entrant: &'static Entrant,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    pub(crate) hello: Hello,
}

impl Process {
    pub(crate) fn start(field: &Field, entrant: &'static Entrant, engine: Engine) -> Outcome<Self> {
        let mut child =
            field.command(entrant, engine)?.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let hello = read(entrant, &mut output)?;
        Ok(Process { entrant, child, input, output, hello })
    }

    pub(crate) fn takes_part(&self, workload: Workload) -> bool {
        self.hello.workloads.contains(&workload)
    }

    pub(crate) fn prepare(&mut self, workload: Workload, place: String) -> Outcome<()> {
        self.ask(&Command::Prepare { workload, place, operations: 0 })?;
        Ok(())
    }

    pub(crate) fn warm_up(&mut self, operations: u64) -> Outcome<()> {
        self.ask(&Command::WarmUp { operations })?;
        Ok(())
    }

    pub(crate) fn run(&mut self, operations: u64) -> Outcome<Sample> {
        self.ask(&Command::Run { operations })
    }

    fn ask(&mut self, command: &Command) -> Outcome<Sample> {
        let input = self.input.as_mut().ok_or("no input")?;
        serde_json::to_writer(&mut *input, command)?;
        input.write_all(b"\n")?;
        read(self.entrant, &mut self.output)
            .map_err(|error| format!("{error}; asked: {command:?}").into())
    }
}

fn read<T: DeserializeOwned>(entrant: &Entrant, output: &mut impl BufRead) -> Outcome<T> {
    let mut line = String::new();
    if output.read_line(&mut line)? == 0 {
        return Err(format!("{} has ended: see its words above", entrant.word).into());
    }
    Ok(serde_json::from_str(&line)?)
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
