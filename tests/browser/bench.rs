//! What the tests run lists with: a supervisor of its own, without a page.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use futures_channel::mpsc;
use futures_util::future::{Either, select};
use futures_util::stream::StreamExt;
use gloo_timers::future::TimeoutFuture;
use interleave::app::{Environment, LiveRun, Next, Told};
use interleave::browser::dom::environment::environment;
use interleave::browser::dom::page;
use interleave::browser::supervisor::RunSupervisor;
use interleave::engine::model::task_infos;
use interleave::engine::{Calibration, Model, Options, RunId};
use interleave::program::{Plan, parse};
use interleave::record::Record;
use interleave::stats::Analysis;
use interleave::trace::{LaneId, TaskId, Trace};
use interleave::wire::order::{Fault, RunOrder};

pub const COUNT: &str = "task count x3\n  print One\n  sleep 150ms\n  print Two\n";
/// Nothing here takes longer, but for a machine that stands still.
pub const PATIENCE_MS: u32 = 15_000;

pub struct Bench {
    pub supervisor: RunSupervisor,
    pub told: RefCell<mpsc::UnboundedReceiver<Told>>,
    pub environment: Environment,
    pub calibration: Calibration,
    pub options: Options,
    pub next: RefCell<RunId>,
    pub last: Cell<Option<Model>>,
}

impl Bench {
    pub fn new() -> Self {
        Self::with_script("static/worker.js")
    }

    pub fn with_script(script: &str) -> Self {
        let (tell, told) = mpsc::unbounded();
        let supervisor = RunSupervisor::new(address(script), "", move |what| {
            let _ = tell.unbounded_send(what);
        });
        let calibration = Calibration { iterations_per_second: 400_000_000 };
        let told = RefCell::new(told);
        let options = Options {
            pool: 3,
            process_pool: 3,
            offload: 2,
            page_loop: false,
            behind: interleave::engine::Behind::Threads,
        };
        Self {
            supervisor,
            told,
            environment: environment(),
            calibration,
            options,
            next: RefCell::new(RunId(1)),
            last: Cell::new(None),
        }
    }

    pub fn start(&self, model: Model, text: &str, fault: Option<Fault>) -> LiveRun {
        self.last.set(Some(model));
        let parsed = parse(text);
        assert!(parsed.is_runnable(), "{:?}", parsed.diagnostics);
        let plan = Plan::of(&parsed.program);
        let number = self.next.replace_with(|number| number.next());
        let lanes = model.lanes(&plan, &self.options);
        let trace =
            Trace::new(self.environment.clock_resolution_ns, lanes, task_infos(&plan)).with_resources(&plan.resources);
        let run = LiveRun::new(number, model, self.options, text.into(), trace, &self.environment);
        let plan = Arc::new(plan);
        let (calibration, options) = (self.calibration, self.options);
        let started =
            self.supervisor.run(RunOrder { run: number, model, options, plan, calibration, fault, files: None });
        assert_eq!(started, Ok(()));
        run
    }

    #[allow(clippy::await_holding_refcell_ref, reason = "each bench has one reader")]
    pub async fn told_within(&self, limit_ms: u32) -> Option<Told> {
        let mut told = self.told.borrow_mut();
        match select(told.next(), TimeoutFuture::new(limit_ms)).await {
            Either::Left((told, _)) => told,
            Either::Right(_) => None,
        }
    }

    pub async fn next_told(&self) -> Told {
        let told = self.told_within(PATIENCE_MS).await;
        told.unwrap_or_else(|| {
            panic!("nothing was told for {PATIENCE_MS} ms; the last run was of {:?}", self.last.get())
        })
    }

    /// Hears of a run until so many events have come in.
    pub async fn hear_events(&self, run: LiveRun, events: usize) -> LiveRun {
        let mut run = run;
        while run.event_count() < events {
            run = match run.hear(self.next_told().await, page::moment()) {
                Next::Live(run) => run,
                Next::Over(record) => panic!("it is over: {:?}", record.notes),
            };
        }
        run
    }

    /// Stops a run.
    pub async fn stop(&self, run: LiveRun) -> Ended {
        let at_once = self.supervisor.stop();
        self.finish(run.stop(at_once, page::moment())).await
    }

    pub async fn finish(&self, next: Next) -> Ended {
        let mut last_told_ms = page::moment().clock_ms;
        let mut next = next;
        loop {
            let mut run = match next {
                Next::Live(run) => run,
                Next::Over(record) => return Ended { view: Analysis::of(&record), record },
            };
            let silent_ms = page::moment().clock_ms - last_told_ms;
            assert!(silent_ms < f64::from(PATIENCE_MS), "silence; the last run was of {:?}", self.last.get());
            if let Some(told) = self.told_within(20).await {
                last_told_ms = page::moment().clock_ms;
                match run.hear(told, page::moment()) {
                    Next::Live(live) => run = live,
                    over @ Next::Over(_) => {
                        next = over;
                        continue;
                    }
                }
            }
            // As the page does.
            next = run.frame(page::moment());
        }
    }

    pub async fn run(&self, model: Model, text: &str) -> Ended {
        self.finish(Next::Live(self.start(model, text, None))).await
    }
}

/// A run that is over.
pub struct Ended {
    pub record: Record,
    pub view: Analysis,
}

pub fn address(script: &str) -> String {
    let base = page::document().base_uri().ok().flatten().unwrap_or_default();
    web_sys::Url::new_with_base(script, &base).unwrap().href()
}

pub fn output(run: &Ended) -> Vec<&str> {
    run.view.timeline.output.iter().map(|line| &*line.text).collect()
}

/// What holds of every finished run, whatever happened in it.
pub fn assert_sound(run: &Ended) {
    let subject = &run.record.subject;
    assert_eq!(run.record.trace.breaches(), [], "{subject:?}");
    let timeline = &run.view.timeline;
    for (task, times) in timeline.tasks.iter().enumerate() {
        let Some(arrived_ns) = times.arrived_ns else { continue };
        let mut at_ns = arrived_ns;
        for span in timeline.spans.iter().filter(|span| span.task == TaskId(task as u32)) {
            assert_eq!(span.start_ns, at_ns, "a task's spans follow one another");
            at_ns = span.end_ns;
        }
        assert_eq!(Some(at_ns), times.ended_ns, "a task's spans reach from arrival to end");
    }
    for lane in 0..run.view.lanes.len() as u32 {
        let spans = timeline.lane(LaneId(lane));
        assert!(spans.windows(2).all(|pair| pair[0].end_ns <= pair[1].start_ns), "lane {lane} of {subject:?} overlaps");
    }
}
