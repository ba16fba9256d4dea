//! What workers are asked to do, as bytes.

use std::sync::Arc;

use super::batch::{read_cause, write_cause};
use super::bytes::{DecodeError, Reader, Writer};
use super::offloaded::{OffloadedOrder, read_offloaded, read_progress, write_offloaded, write_progress};
use super::options::{read_options, write_options};
use super::plan::{read_plan, read_resources, write_plan, write_resources};
pub use super::run_files::FilesOrder;
use super::run_files::{read_files, write_files};
use super::steps::{read_how, read_steps, read_value, write_how, write_steps, write_value};
use crate::engine::{Calibration, Granted, Item, Model, Options, Progress, RunId, Telling};
use crate::program::{Plan, PlannedHow, Resource, Script, Step};
use crate::trace::{Cause, LaneId, TaskId};

/// A run to be started: what every worker of it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOrder {
    /// Its number.
    pub run: RunId,
    /// How.
    pub model: Model,
    /// What the reader has chosen about it.
    pub options: Options,
    /// What.
    pub plan: Arc<Plan>,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// Where its files are, if it has any.
    pub files: Option<FilesOrder>,
}

impl RunOrder {
    /// Whether its workers share one memory.
    pub fn needs_shared_memory(&self) -> bool {
        self.options.needs_shared_memory(self.model)
    }

    /// How many threads it takes besides the one that leads it, that for what takes no slot of a pool among them.
    pub fn threads(&self) -> usize {
        let main = usize::from(self.needs_shared_memory() && self.model.has_main(&self.plan));
        self.model.threads(self.plan.tasks.len(), &self.options) + main
    }
}

/// A death on purpose, so that tests can see what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The task whose worker dies.
    pub task: u32,
    /// The step at which it does.
    pub step: u32,
    /// Whether its worker dies without a word, as all do in a release.
    pub is_silent: bool,
}

/// Asked of a worker with a memory of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Measure how fast this machine runs the kernel.
    Calibrate,
    /// Run a plan.
    Run {
        /// What and how.
        order: RunOrder,
        /// Address of the script that starts workers.
        worker_script: String,
    },
    /// Run some tasks one after another, as a process.
    Tasks(TasksOrder),
    /// The task of a process has got what it asked for, or has waited for it as long as it does.
    Answered {
        /// What it got, and when, if it did.
        granted: Option<Granted>,
        /// How far its parent has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// The data of a task of a process, which comes with it; or that what the task has brought along has come.
    Carried {
        /// How far its parent has counted, see [`crate::trace::Event::order`].
        order: u32,
    },
    /// A task of a process is told to end.
    Told(TaskId, Telling),
    /// Do something that a loop hands over, as a process of its pool.
    Offloaded(OffloadedOrder),
}

/// Tasks for a process.
#[derive(Debug, Clone, PartialEq)]
pub struct TasksOrder {
    /// The number of the run.
    pub run: RunId,
    /// How it runs.
    pub model: Model,
    /// How fast the kernel runs here.
    pub calibration: Calibration,
    /// A fault to inject, in tests.
    pub fault: Option<Fault>,
    /// Start of the run in milliseconds since the epoch.
    pub origin_ms: f64,
    /// The lane they run on.
    pub lane: LaneId,
    /// How far their parent has counted, see [`crate::trace::Event::order`].
    pub order: u32,
    /// What all tasks act on each other by, where they share numbers.
    pub resources: Vec<Resource>,
    /// Where its files are, if it has any.
    pub files: Option<FilesOrder>,
    /// What there is to do.
    pub tasks: Vec<HandedTask>,
}

/// A task as a process is handed it.
#[derive(Debug, Clone, PartialEq)]
pub struct HandedTask {
    /// How far it has come.
    pub progress: Progress,
    /// Its steps.
    pub steps: Vec<Step<u64>>,
    /// How it is done.
    pub how: Arc<PlannedHow>,
    /// At which step it was ended, and why, if it was: what it does is what is to be done all the same.
    pub ended_at: Option<(u32, Cause)>,
}

impl HandedTask {
    /// What it takes to perform it.
    pub fn script(&self) -> Script<'_> {
        Script { steps: &self.steps, how: &self.how }
    }
}

/// Five numbers, two counts and two flags take a byte each at least.
const TASK_BYTES: usize = 9;

const CALIBRATE: u8 = 0;
const RUN: u8 = 1;
const TASKS: u8 = 2;
const ANSWERED: u8 = 3;
const TOLD: u8 = 4;
const CARRIED: u8 = 5;
const OFFLOADED: u8 = 6;

/// The order as bytes.
pub fn encode_order(order: &Order) -> Vec<u8> {
    let mut writer = Writer::default();
    match order {
        Order::Calibrate => writer.byte(CALIBRATE),
        Order::Run { order, worker_script } => {
            writer.byte(RUN);
            write_run(&mut writer, order);
            writer.text(worker_script);
        }
        Order::Tasks(order) => {
            writer.byte(TASKS);
            write_tasks(&mut writer, order);
        }
        Order::Answered { granted, order } => {
            writer.byte(ANSWERED);
            writer.optional(granted.as_ref().map(|granted| granted.at_ns));
            let item = granted.as_ref().and_then(|granted| granted.item.as_ref());
            writer.flag(item.is_some());
            if let Some(Item(value)) = item {
                write_value(&mut writer, value.as_ref());
            }
            writer.number(u64::from(*order));
        }
        Order::Carried { order } => {
            writer.byte(CARRIED);
            writer.number(u64::from(*order));
        }
        Order::Told(task, Telling { at_ns, cause }) => {
            writer.byte(TOLD);
            writer.number(u64::from(task.0));
            writer.number(*at_ns);
            write_cause(&mut writer, *cause);
        }
        Order::Offloaded(order) => {
            writer.byte(OFFLOADED);
            write_offloaded(&mut writer, order);
        }
    }
    writer.finish()
}

/// The order in these bytes.
///
/// # Errors
/// If they are none.
pub fn decode_order(bytes: &[u8]) -> Result<Order, DecodeError> {
    let mut reader = Reader::new(bytes);
    let order = match reader.byte()? {
        CALIBRATE => Order::Calibrate,
        RUN => Order::Run { order: read_run(&mut reader)?, worker_script: reader.text()?.to_owned() },
        ANSWERED => {
            let at_ns = reader.optional()?;
            let item = reader.flag()?.then(|| read_value(&mut reader).map(Item)).transpose()?;
            let granted = at_ns.map(|at_ns| Granted { at_ns, item });
            Order::Answered { granted, order: reader.number_u32()? }
        }
        CARRIED => Order::Carried { order: reader.number_u32()? },
        TASKS => Order::Tasks(read_tasks(&mut reader)?),
        TOLD => {
            let task = TaskId(reader.number_u32()?);
            Order::Told(task, Telling { at_ns: reader.number()?, cause: read_cause(&mut reader)? })
        }
        OFFLOADED => Order::Offloaded(read_offloaded(&mut reader)?),
        tag => return Err(DecodeError::UnknownTag(tag)),
    };
    reader.finish()?;
    Ok(order)
}

fn write_run(writer: &mut Writer, order: &RunOrder) {
    writer.number(u64::from(order.run.0));
    write_model(writer, order.model);
    write_options(writer, &order.options);
    write_plan(writer, &order.plan);
    writer.number(order.calibration.iterations_per_second);
    write_fault(writer, order.fault);
    write_files(writer, order.files.as_ref());
}

fn read_run(reader: &mut Reader) -> Result<RunOrder, DecodeError> {
    let (run, model) = (RunId(reader.number_u32()?), read_model(reader)?);
    let options = read_options(reader)?;
    let plan = Arc::new(read_plan(reader)?);
    let calibration = Calibration { iterations_per_second: reader.number()? };
    let (fault, files) = (read_fault(reader)?, read_files(reader)?);
    Ok(RunOrder { run, model, options, plan, calibration, fault, files })
}

fn write_tasks(writer: &mut Writer, order: &TasksOrder) {
    writer.number(u64::from(order.run.0));
    write_model(writer, order.model);
    writer.number(order.calibration.iterations_per_second);
    write_fault(writer, order.fault);
    writer.float(order.origin_ms);
    writer.number(u64::from(order.lane.0));
    writer.number(u64::from(order.order));
    write_resources(writer, &order.resources);
    write_files(writer, order.files.as_ref());
    writer.number(order.tasks.len() as u64);
    for HandedTask { progress, steps, how, ended_at } in &order.tasks {
        write_progress(writer, progress);
        write_steps(writer, steps);
        write_how(writer, how);
        writer.flag(ended_at.is_some());
        if let Some((step, cause)) = ended_at {
            writer.number(u64::from(*step));
            write_cause(writer, *cause);
        }
    }
}

fn read_tasks(reader: &mut Reader) -> Result<TasksOrder, DecodeError> {
    Ok(TasksOrder {
        run: RunId(reader.number_u32()?),
        model: read_model(reader)?,
        calibration: Calibration { iterations_per_second: reader.number()? },
        fault: read_fault(reader)?,
        origin_ms: reader.float()?,
        lane: LaneId(reader.number_u32()?),
        order: reader.number_u32()?,
        resources: read_resources(reader)?,
        files: read_files(reader)?,
        tasks: (0..reader.count(TASK_BYTES)?).map(|_| read_task(reader)).collect::<Result<_, _>>()?,
    })
}

fn read_task(reader: &mut Reader) -> Result<HandedTask, DecodeError> {
    let progress = read_progress(reader)?;
    let (steps, how) = (read_steps(reader)?, read_how(reader)?.into());
    let ended_at = reader.flag()?.then(|| Ok((reader.number_u32()?, read_cause(reader)?))).transpose()?;
    Ok(HandedTask { progress, steps, how, ended_at })
}

fn write_model(writer: &mut Writer, model: Model) {
    writer.text(model.id());
}

fn read_model(reader: &mut Reader) -> Result<Model, DecodeError> {
    Model::from_id(reader.text()?).ok_or(DecodeError::Inconsistent)
}

fn write_fault(writer: &mut Writer, fault: Option<Fault>) {
    writer.flag(fault.is_some());
    if let Some(Fault { task, step, is_silent }) = fault {
        writer.number(u64::from(task));
        writer.number(u64::from(step));
        writer.flag(is_silent);
    }
}

fn read_fault(reader: &mut Reader) -> Result<Option<Fault>, DecodeError> {
    let is_there = reader.flag()?;
    let mut read = || Ok(Fault { task: reader.number_u32()?, step: reader.number_u32()?, is_silent: reader.flag()? });
    if is_there { read().map(Some) } else { Ok(None) }
}
