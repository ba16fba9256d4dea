//! From JSON to the types of the file, by hand: derived readers of these types would make the page a third larger.

use super::super::json::Json;
use super::Damage;
use super::wire::{Calibration, End, Environment, Kind, Lane, Line, Outcome, Results, Run, Span, State, Stats, Task};

pub(super) fn results(value: &Json) -> Result<Results, Damage> {
    let of = Field { value, name: "the file" };
    let environment = of.get("environment")?;
    let environment = Environment {
        user_agent: environment.text("user_agent")?,
        cores: environment.short("cores")?,
        isolated: environment.flag("isolated")?,
        clock_resolution_ns: environment.number("clock_resolution_ns")?,
        calibration: Calibration {
            iterations_per_second: environment.get("calibration")?.number("iterations_per_second")?,
        },
    };
    Ok(Results::new(of.text("program")?, environment, of.all("runs", run)?))
}

fn run(of: Field) -> Result<Run, Damage> {
    Ok(Run {
        model: of.text("model")?,
        options: match of.get("options")?.value {
            options @ Json::Object(_) => options.to_map(),
            _ => return Err(of.damage("options")),
        },
        outcome: of
            .word("outcome", &[("done", Outcome::Done), ("failed", Outcome::Failed), ("stopped", Outcome::Stopped)])?,
        trusted: of.flag("trusted")?,
        notes: of.all("notes", |note| note.value.as_text().map(str::to_owned).ok_or_else(|| of.damage("notes")))?,
        lanes: of.all("lanes", lane)?,
        tasks: of.all("tasks", task)?,
        spans: of.all("spans", span)?,
        output: of.all("output", |of| {
            Ok(Line { at_ns: of.number("at_ns")?, task: of.short("task")?, text: of.text("text")? })
        })?,
        stats: stats(of.get("stats")?)?,
    })
}

fn lane(of: Field) -> Result<Lane, Damage> {
    let kinds = [
        ("worker", Kind::Worker),
        ("loop", Kind::Loop),
        ("thread", Kind::Thread),
        ("process", Kind::Process),
        ("slot", Kind::Slot),
    ];
    Ok(Lane { id: of.short("id")?, name: of.text("name")?, kind: of.word("kind", &kinds)? })
}

fn task(of: Field) -> Result<Task, Damage> {
    let ends = [("done", End::Done), ("failed", End::Failed), ("cancelled", End::Cancelled)];
    Ok(Task {
        id: of.short("id")?,
        name: of.text("name")?,
        arrived_ns: of.number_or_null("arrived_ns")?,
        started_ns: of.number_or_null("started_ns")?,
        ended_ns: of.number_or_null("ended_ns")?,
        outcome: if of.is_null("outcome") { None } else { Some(of.word("outcome", &ends)?) },
        message: if of.is_null("message") { None } else { Some(of.text("message")?) },
    })
}

fn span(of: Field) -> Result<Span, Damage> {
    let states = [
        ("queued", State::Queued),
        ("starting", State::Starting),
        ("running", State::Running),
        ("waiting", State::Waiting),
        ("blocked", State::Blocked),
        ("locked", State::Locked),
    ];
    let short_or_null = |name| if of.is_null(name) { Ok(None) } else { of.short(name).map(Some) };
    Ok(Span {
        lane: short_or_null("lane")?,
        task: of.short("task")?,
        step: short_or_null("step")?,
        state: of.word("state", &states)?,
        start_ns: of.number("start_ns")?,
        end_ns: of.number("end_ns")?,
        order: of.short_if_there("order")?,
    })
}

fn stats(of: Field) -> Result<Stats, Damage> {
    Ok(Stats {
        makespan_ns: of.number("makespan_ns")?,
        speedup: if of.is_null("speedup") { None } else { Some(of.float("speedup")?) },
        concurrency: of.float("concurrency")?,
        concurrency_peak: of.short("concurrency_peak")?,
        parallelism: of.float("parallelism")?,
        parallelism_peak: of.short("parallelism_peak")?,
        oversubscription_peak: of.short_if_there("oversubscription_peak")?,
        utilization: of.float("utilization")?,
        latency_p50_ns: of.number("latency_p50_ns")?,
        latency_p95_ns: of.number("latency_p95_ns")?,
        latency_max_ns: of.number("latency_max_ns")?,
        startup_ns: of.number("startup_ns")?,
        queueing_ns: of.number("queueing_ns")?,
        lock_wait_ns: of.number("lock_wait_ns")?,
        loop_lag_ns: of.number_or_null("loop_lag_ns")?,
        throughput_per_s: of.float("throughput_per_s")?,
    })
}

/// A value, and what it is called where something in it is wrong.
#[derive(Clone, Copy)]
struct Field<'a> {
    value: &'a Json,
    name: &'static str,
}

impl<'a> Field<'a> {
    fn damage(&self, name: &str) -> Damage {
        Damage::Field { of: self.name, name: name.to_owned() }
    }

    fn get(&self, name: &'static str) -> Result<Field<'a>, Damage> {
        self.value.get(name).map(|value| Field { value, name }).ok_or_else(|| self.damage(name))
    }

    fn is_null(&self, name: &str) -> bool {
        self.value.get(name).is_some_and(|value| *value == Json::Null)
    }

    fn text(&self, name: &'static str) -> Result<String, Damage> {
        self.get(name)?.value.as_text().map(str::to_owned).ok_or_else(|| self.damage(name))
    }

    fn flag(&self, name: &'static str) -> Result<bool, Damage> {
        if let Json::Flag(flag) = self.get(name)?.value { Ok(*flag) } else { Err(self.damage(name)) }
    }

    fn number(&self, name: &'static str) -> Result<u64, Damage> {
        self.get(name)?.value.as_whole().ok_or_else(|| self.damage(name))
    }

    fn short(&self, name: &'static str) -> Result<u32, Damage> {
        u32::try_from(self.number(name)?).map_err(|_| self.damage(name))
    }

    /// What files of earlier releases don't have.
    fn short_if_there(&self, name: &'static str) -> Result<Option<u32>, Damage> {
        self.value.get(name).map(|_| self.short(name)).transpose()
    }

    fn number_or_null(&self, name: &'static str) -> Result<Option<u64>, Damage> {
        if self.is_null(name) { Ok(None) } else { self.number(name).map(Some) }
    }

    fn float(&self, name: &'static str) -> Result<f64, Damage> {
        self.get(name)?.value.as_float().ok_or_else(|| self.damage(name))
    }

    fn word<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Result<T, Damage> {
        let found = self.get(name)?.value.as_text();
        words
            .iter()
            .find(|(word, _)| Some(*word) == found)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| self.damage(name))
    }

    fn all<T>(&self, name: &'static str, read: impl Fn(Self) -> Result<T, Damage>) -> Result<Vec<T>, Damage> {
        let values = self.get(name)?.value.as_list().ok_or_else(|| self.damage(name))?;
        values.iter().map(|value| read(Field { value, name })).collect()
    }
}
