//! A contestant's process.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use bench_kit::{Command, Hello, Outcome, Sample, Store, Workload};
use serde::de::DeserializeOwned;

use crate::field::{Entrant, Field};

/// A process that waits for commands; it ends when this is dropped.
pub(crate) struct Process {
    entrant: Entrant,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    pub(crate) hello: Hello,
}

impl Process {
    pub(crate) fn start(field: &Field, entrant: Entrant) -> Outcome<Self> {
        let mut child = std::process::Command::new(field.program(entrant))
            .arg(entrant.word())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("no output")?;
        let mut process = Process {
            entrant,
            child,
            input,
            output: BufReader::new(output),
            hello: Hello { contestant: String::new(), sqlite: String::new() },
        };
        process.hello = process.read()?;
        Ok(process)
    }

    pub(crate) fn prepare(
        &mut self,
        workload: Workload,
        store: Store,
        path: Option<PathBuf>,
        operations: u64,
    ) -> Outcome<()> {
        self.ask(&Command::Prepare { workload, store, path, operations })?;
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
        self.read()
    }

    fn read<T: DeserializeOwned>(&mut self) -> Outcome<T> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(format!("{} has ended: see its words above", self.entrant.word()).into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
