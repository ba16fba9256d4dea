//! What holds for every simulated run of every program.

use interleave::engine::virtual_time::{Effort, Machine, simulate_counted, simulate_with};
use interleave::engine::{Behind, Model, Options};
use interleave::program::{Plan, PlannedTask, Step};
use interleave::time::{MS, measured_text};
use interleave::trace::{End, LaneId, Span, State, TaskId, Timeline, Trace};
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{CALM, block, cases, cpu, done_steps, lasting, machine, plan, plan_of, print, sleep, task};

/// The lines a task prints before it ends.
fn lines(plan: &Plan, task: usize) -> Vec<&str> {
    let (steps, _) = done_steps(&plan.tasks[task]);
    steps
        .into_iter()
        .filter_map(|step| match step {
            Step::Print(text) => Some(&**text),
            _ => None,
        })
        .collect()
}

/// Whether something computes without the lock of a model that has one.
fn has_native(plan: &Plan) -> bool {
    plan.tasks.iter().flat_map(|task| &task.steps).any(|step| matches!(step, Step::Native(_)))
}

fn check_tasks(plan: &Plan, trace: &Trace, timeline: &Timeline) -> Result<(), TestCaseError> {
    for (index, times) in timeline.tasks.iter().enumerate() {
        let (_, fails) = done_steps(&plan.tasks[index]);
        prop_assert_eq!(times.end, Some(if fails { End::Failed } else { End::Done }));
        prop_assert_eq!(trace.message(TaskId(index as u32)).is_some(), fails);
        let mut at_ns = times.arrived_ns;
        for span in timeline.spans.iter().filter(|span| span.task.0 as usize == index) {
            prop_assert_eq!(Some(span.start_ns), at_ns);
            at_ns = Some(span.end_ns);
        }
        prop_assert_eq!(times.ended_ns, at_ns);
        let printed: Vec<_> = timeline.output.iter().filter(|line| line.task.0 as usize == index).collect();
        let lines = lines(plan, index);
        prop_assert_eq!(printed.len(), lines.len());
        for (printed, line) in printed.iter().zip(lines) {
            prop_assert_eq!(&*printed.text, line.replace("{elapsed}", &measured_text(printed.at_ns, 1)));
        }
    }
    Ok(())
}

fn check_lanes(trace: &Trace, timeline: &Timeline) -> Result<(), TestCaseError> {
    for lane in (0..trace.lanes.len() as u32).map(LaneId) {
        for pair in timeline.lane(lane).windows(2) {
            prop_assert!(pair[0].end_ns <= pair[1].start_ns, "{:?}", pair);
        }
    }
    Ok(())
}

/// Tasks arrive when their line says, or when the last of those they wait for has ended.
fn check_arrivals(plan: &Plan, timeline: &Timeline) -> Result<(), TestCaseError> {
    for (task, times) in plan.tasks.iter().zip(&timeline.tasks) {
        let blockers = task.after.iter().flat_map(|&group| plan.groups[group].clone());
        let ends_ns = blockers.filter_map(|blocker| timeline.tasks[blocker].ended_ns);
        prop_assert_eq!(times.arrived_ns, Some(ends_ns.fold(task.at_ns, u64::max)));
    }
    Ok(())
}

/// Waits last as long as they say; an await may last longer, while the loop is held. Computing lasts at least as long,
/// and exactly as long where nobody shares.
fn check_lengths(plan: &Plan, model: Model, options: &Options, timeline: &Timeline) -> Result<(), TestCaseError> {
    let has_lock = options.has_lock(model);
    let one_at_a_time = matches!(model, Model::Sequential | Model::Async);
    for span in &timeline.spans {
        let Some(index) = span.step else { continue };
        match (&plan.tasks[span.task.0 as usize].steps[index as usize], span.state) {
            (Step::Sleep(ns) | Step::Block(ns) | Step::Fetch(ns, ..), State::Blocked) => {
                prop_assert_eq!(span.length_ns(), *ns);
            }
            (Step::Sleep(ns) | Step::Fetch(ns, ..), State::Waiting) => prop_assert!(span.length_ns() >= *ns),
            (Step::Cpu(ns) | Step::Native(ns), State::Running) if one_at_a_time => {
                prop_assert_eq!(span.length_ns(), *ns);
            }
            // Interrupted whenever the lock is handed over; the pieces are summed up elsewhere.
            (Step::Cpu(ns), State::Running) if has_lock => {
                prop_assert!(span.length_ns() <= *ns || has_native(plan));
            }
            (Step::Cpu(_) | Step::Print(_) | Step::Yield, State::Locked) => {
                prop_assert!(has_lock);
            }
            (Step::Cpu(_) | Step::Native(_) | Step::Block(_) | Step::Fetch(..), State::Queued) => {
                prop_assert_eq!(model, Model::Offload);
            }
            // What is handed to a process.
            (step, State::Starting | State::Copying) => {
                prop_assert!(step.holds() && options.behind(model) == Some(Behind::Processes));
            }
            (Step::Cpu(ns) | Step::Native(ns), State::Running) => prop_assert!(span.length_ns() >= *ns),
            (Step::Print(_), State::Running) => prop_assert_eq!(span.length_ns(), 0),
            (Step::Yield, State::Queued) => {}
            (Step::Fail(..), State::Waiting) => prop_assert!(model.has_event_loop()),
            (Step::Fail(..), State::Blocked) => prop_assert!(!model.has_event_loop()),
            (step, state) => prop_assert!(false, "{:?} at {:?}", state, step),
        }
    }
    Ok(())
}

/// At no instant two lanes compute under one lock, and what each computes adds up where it has a core of its own.
fn check_lock(plan: &Plan, timeline: &Timeline, machine: &Machine) -> Result<(), TestCaseError> {
    let needs_lock = |span: &&Span| {
        let steps = &plan.tasks[span.task.0 as usize].steps;
        !matches!(span.step.map(|step| &steps[step as usize]), Some(Step::Native(_)))
    };
    let running = timeline.spans.iter().filter(|span| span.state == State::Running);
    let mut held: Vec<_> = running.filter(needs_lock).collect();
    held.sort_by_key(|span| (span.start_ns, span.end_ns));
    for pair in held.windows(2) {
        prop_assert!(pair[0].end_ns <= pair[1].start_ns, "{:?}", pair);
    }
    for (index, task) in plan.tasks.iter().enumerate() {
        let nominal_ns: u64 =
            done_steps(task).0.into_iter().map(|step| if let Step::Cpu(ns) = step { *ns } else { 0 }).sum();
        let is_alone = machine.cores >= plan.tasks.len() || !has_native(plan);
        let own = held.iter().filter(|span| span.task.0 as usize == index);
        let own_ns = own.map(|span| span.length_ns()).sum::<u64>();
        prop_assert!(own_ns == nominal_ns || (!is_alone && own_ns > nominal_ns), "{} of {}", own_ns, nominal_ns);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_simulated_trace_is_sound(
        plan in plan(),
        model in select(&Model::ALL[..]),
        behind in select(&Behind::ALL[..]),
        machine in machine(),
    ) {
        let options = Options { behind, ..Options::for_cores(machine.cores) };
        let trace = simulate_with(&plan, model, &options, &machine);
        prop_assert_eq!(trace.breaches(), []);
        let timeline = Timeline::of(&trace, None);
        check_tasks(&plan, &trace, &timeline)?;
        check_lanes(&trace, &timeline)?;
        check_arrivals(&plan, &timeline)?;
        check_lengths(&plan, model, &options, &timeline)?;
        if options.has_lock(model) {
            check_lock(&plan, &timeline, &machine)?;
        }
        prop_assert_eq!(&trace, &simulate_with(&plan, model, &options, &machine));
    }
}

/// How often a task has to wait for something under this model, at most, and begins.
fn most_polls(plan: &Plan, model: Model) -> usize {
    let waits = |step: &Step<u64>| match step {
        Step::Print(_) | Step::Unlock(_) => 0,
        // Handed to a slot and back, and what the slot does.
        Step::Block(_) | Step::Cpu(_) | Step::Native(_) | Step::Fetch(..) if model == Model::Offload => 3,
        _ => 1,
    };
    // Until it is there, and then until it has computed what a start takes.
    let starts = usize::from(matches!(model, Model::Processes | Model::ProcessPool));
    let of_task = |task: &PlannedTask| {
        let attempts = task.how.pauses_ns.len() + 1;
        // There and back: its turn at the parent, and both halves.
        let copies = if model.copies(&task.how).is_some() { 6 } else { 0 };
        1 + starts + copies + attempts * task.steps.iter().map(waits).sum::<usize>()
    };
    plan.tasks.iter().map(of_task).sum()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nobody_is_asked_to_go_on_in_vain(plan in plan(), model in select(&Model::ALL[..]), machine in machine()) {
        let (_, effort) = simulate_counted(&plan, model, &Options::for_cores(machine.cores), &machine);
        prop_assert!(model.has_lock() || effort.polls <= most_polls(&plan, model), "{effort:?}");
    }
}

/// What there is to do for so many tasks, each alone or with others.
fn effort(tasks: u32, steps: &[Step], every_ms: u64, model: Model) -> Effort {
    let mut line = task("t", steps.to_vec());
    (line.copies, line.every) = (Some(tasks), Some(lasting(every_ms * MS)));
    let (trace, effort) = simulate_counted(&plan_of(vec![line]), model, &Options::for_cores(4), &CALM);
    assert!(trace.is_complete());
    effort
}

#[test]
fn twice_the_tasks_are_twice_the_effort() {
    let steps = [print("x"), sleep(7), cpu(3), Step::Yield, block(2)];
    for model in Model::ALL {
        for every_ms in [0, 1, 50] {
            let [some, twice] = [300, 600].map(|tasks| effort(tasks, &steps, every_ms, model));
            assert!(twice.polls <= 2 * some.polls + 10, "{model:?}: {some:?}, {twice:?}");
            assert!(twice.instants <= 2 * some.instants + 10, "{model:?}: {some:?}, {twice:?}");
        }
    }
}

#[test]
fn a_hundred_thousand_tasks_are_simulated() {
    for model in [Model::Sequential, Model::Async, Model::Pool, Model::ProcessPool, Model::Offload] {
        let effort = effort(100_000, &[sleep(50), cpu(1), print("x")], 0, model);
        assert!(effort.polls <= 500_000, "{model:?}: {effort:?}");
    }
}
