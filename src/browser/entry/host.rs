//! The host: a worker with a memory of its own that runs whole plans, so that the page stays live. Sequential and async
//! run on it; it is the parent of processes. The page owns it, and ends it to stop a run.

use std::rc::Rc;

use crate::browser::clock::RunClock;
use crate::browser::models::interpreter::Interpreter;
use crate::browser::models::{event_loop, process_pool, processes, sequential};
use crate::browser::workers::outbox::{on_order, tell};
use crate::engine::{Calibration, Model, kernel};
use crate::wire::batch::decode_plan;
use crate::wire::message::{Order, Report, RunOrder, decode};

/// Takes orders from now on, each in a turn of this worker's event loop.
pub fn serve() {
    on_order(|order| {
        if let Err(message) = decode(order).and_then(obey) {
            tell(Report::Trouble { run: 0, task: None, message });
        }
    });
    tell(Report::Ready);
}

fn obey(order: Order) -> Result<(), String> {
    match order {
        Order::Calibrate => {
            let calibration = kernel::calibrate(&RunClock::start(), kernel::compute)
                .ok_or("The clock of this browser stands still, so nothing can be timed.")?;
            tell(Report::Calibrated(calibration.iterations_per_second));
            Ok(())
        }
        Order::Run(order) => run(order),
        Order::Tasks(_) => Err("Tasks were sent to a host.".to_owned()),
    }
}

fn run(order: RunOrder) -> Result<(), String> {
    let plan = decode_plan(&order.plan).map_err(|error| format!("A list could not be read by its worker: {error}"))?;
    let model = Model::from_id(&order.model).ok_or_else(|| format!("There is no model {}.", order.model))?;
    let clock = RunClock::start();
    tell(Report::Started { run: order.run, origin_ms: clock.origin_ms() });
    match model {
        Model::Sequential => wasm_bindgen_futures::spawn_local(async move {
            sequential::run(&plan, &interpreter(&order, clock)).await;
            tell(Report::Ended { run: order.run });
        }),
        Model::Async => wasm_bindgen_futures::spawn_local(async move {
            event_loop::run(&plan, Model::Async, Rc::new(interpreter(&order, clock))).await;
            tell(Report::Ended { run: order.run });
        }),
        Model::Processes => wasm_bindgen_futures::spawn_local(processes::run(order, plan, clock)),
        Model::ProcessPool => wasm_bindgen_futures::spawn_local(process_pool::run(order, plan, clock)),
        Model::Threads | Model::Gil | Model::Pool | Model::Offload => {
            return Err("Threads were asked of a worker with a memory of its own.".to_owned());
        }
    }
    Ok(())
}

fn interpreter(order: &RunOrder, clock: RunClock) -> Interpreter {
    let calibration = Calibration { iterations_per_second: order.iterations_per_second };
    Interpreter::alone(order.run, clock, calibration, order.fault)
}
