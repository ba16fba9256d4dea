//! The host: a worker with a memory of its own that runs whole plans, so that the page stays live. Sequential and async
//! run on it; it is the parent of processes. The page owns it, and ends it to stop a run: that is why it has a memory
//! of its own although it could share the page's. Its crash harms nobody, and its allocations don't contend with the page's.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::browser::clock::RunClock;
use crate::browser::js;
use crate::browser::models::cargo::{self, Cargo};
use crate::browser::models::desk::{Desk, OwnDesk};
use crate::browser::models::interpreter::Interpreter;
use crate::browser::models::{event_loop, files, offload_processes, process_pool, processes, sequential};
use crate::browser::workers::outbox::{on_order, tell, tell_owner};
use crate::engine::{Behind, CopySpeed, Model, kernel};
use crate::trace::LaneId;
use crate::wire::order::{Order, RunOrder, decode_order};
use crate::wire::report::{Report, Told};
use crate::wire::trouble::{Message, Trouble};

/// Takes orders from now on, each in a turn of this worker's event loop.
pub fn serve() {
    on_order(|order| {
        let order = decode_order(order).map_err(|error| Trouble::Unreadable(Message::HostOrder, error));
        if let Err(trouble) = order.and_then(obey) {
            tell(Told::NoRun(trouble));
        }
    });
    tell_owner(&Report::Ready);
}

fn obey(order: Order) -> Result<(), Trouble> {
    match order {
        Order::Calibrate => {
            let calibration = kernel::calibrate(&RunClock::start(), kernel::compute).ok_or(Trouble::ClockStopped)?;
            tell(Told::Calibrated(calibration));
            let sample = cargo::data(CopySpeed::SAMPLE_BYTES);
            if let Some(speed) = CopySpeed::measure(&RunClock::start(), || js::copy(&sample)) {
                tell(Told::Copied(speed));
            }
            Ok(())
        }
        Order::Run { order, worker_script } if order.files.is_some() => {
            spawn_local(run_with_files(order, worker_script));
            Ok(())
        }
        Order::Run { order, worker_script } => run(order, worker_script),
        Order::Tasks(_) | Order::Answered { .. } | Order::Carried { .. } | Order::Told(..) | Order::Offloaded(_) => {
            Err(Trouble::TasksToHost)
        }
    }
}

/// The same for a run with files: they are there before its clock starts.
async fn run_with_files(order: RunOrder, worker_script: String) {
    if let Some(own) = &order.files {
        let lanes = 0..order.model.lanes(&order.plan, &order.options).len() as u32;
        let has_processes = order.options.has_processes(order.model);
        if has_processes {
            files::prepare(own, lanes.map(LaneId).map(files::of_lane)).await;
        }
        let blocks = order.model == Model::Sequential || (own.needs.holds && !has_processes);
        files::open(own, "host", blocks).await;
    }
    if let Err(trouble) = run(order, worker_script) {
        tell(Told::NoRun(trouble));
    }
}

fn run(order: RunOrder, worker_script: String) -> Result<(), Trouble> {
    // A program has what it sends before it begins.
    let cargo = if order.options.has_processes(order.model) { Cargo::of(&order.plan) } else { Cargo::default() };
    let clock = RunClock::start();
    tell(Told::Started(order.run, clock.origin_ms()));
    match order.model {
        Model::Sequential => spawn_local(async move {
            sequential::run(order.run, &order.plan, &interpreter(&order, clock)).await;
            tell(Told::Ended(order.run));
        }),
        Model::Async => spawn_local(async move {
            event_loop::run(order.run, &order.plan, Model::Async, Rc::new(interpreter(&order, clock))).await;
            tell(Told::Ended(order.run));
        }),
        Model::Processes => spawn_local(processes::run(order, cargo, worker_script, clock)),
        Model::ProcessPool => spawn_local(process_pool::run(order, cargo, worker_script, clock)),
        Model::Offload if order.options.behind == Behind::Processes => {
            let interpreter = interpreter(&order, clock);
            spawn_local(offload_processes::run(order, cargo, worker_script, interpreter));
        }
        Model::Threads | Model::Gil | Model::Pool | Model::Offload => {
            return Err(Trouble::ThreadsToHost);
        }
    }
    Ok(())
}

fn interpreter(order: &RunOrder, clock: RunClock) -> Interpreter {
    let desk = Desk::Own(OwnDesk::new(&order.plan, order.model.has_event_loop()).into());
    let interpreter = Interpreter::alone(order.run, clock, order.calibration, order.fault);
    interpreter.with_tellings(&order.plan).with_desk(desk)
}
