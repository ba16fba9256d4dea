//! What holds of every task list, whatever it says.

use interleave::program::{
    Diagnostic, DurationRange, Durations, Limits, Parser, Plan, Program, Resource, ResourceKind, Slots, Step, Stored,
    TaskDeclaration, Value as ItemValue, body_length, format, parse, program_text,
};
use interleave::time::{MS, SECOND};
use interleave::words;
use proptest::prelude::*;
use std::sync::Arc;

use crate::arbitrary::{by_item, cases, how, spawn_some};
use crate::ending_lists::end_some;
use crate::file_steps::file_step;
use crate::requests::request;

fn range() -> impl Strategy<Value = DurationRange> {
    let ns = || prop_oneof![0..=600 * SECOND, (0..=600_000_u64).prop_map(|ms| ms * MS), 0..1000_u64];
    prop_oneof![
        ns().prop_map(|ns| DurationRange { min_ns: ns, max_ns: ns }),
        (ns(), ns()).prop_map(|(a, b)| DurationRange { min_ns: a.min(b), max_ns: a.max(b) }),
    ]
}

fn durations() -> impl Strategy<Value = Durations> {
    let several = prop::collection::vec(range(), 2..4).prop_map(|all| Durations::ByCopy(all.into()));
    prop_oneof![2 => range().prop_map(Durations::One), 1 => several]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z #\"]{0,12}", "\\PC{0,12}", "[a-z{}]{0,2}\\{(copy|turn|elapsed)\\}"]
        .prop_map(|text| text.trim().to_owned())
}

/// A text that doesn't begin with what says how often it counts.
fn message() -> impl Strategy<Value = String> {
    text().prop_filter("xN", |text| !text.starts_with('x'))
}

fn step() -> impl Strategy<Value = Step> {
    let patience = || prop::option::of(durations());
    prop_oneof![
        text().prop_map(|text| Step::Print(text.into())),
        durations().prop_map(Step::Sleep),
        durations().prop_map(Step::Block),
        durations().prop_map(Step::Cpu),
        durations().prop_map(Step::Native),
        request(patience()),
        file_step(patience()),
        Just(Step::Yield),
        (prop::option::of(1..200_u32), message()).prop_map(|(first, text)| Step::Fail(first, text.into())),
        (resource_name(), patience()).prop_map(|(name, within)| Step::Lock(name, within)),
        resource_name().prop_map(Step::Unlock),
        (queue_name(), prop::option::of(value()), patience())
            .prop_map(|(name, value, within)| Step::Send(name, value, within)),
        by_item(),
        (queue_name(), patience()).prop_map(|(name, within)| Step::Receive(name, within)),
        (prop::sample::select(vec!["m", "all here"]), patience())
            .prop_map(|(name, within)| Step::Meet(name.into(), within)),
        (share_name(), number()).prop_map(|(name, by)| Step::Add(name, by)),
        share_name().prop_map(Step::Load),
        (share_name(), number()).prop_map(|(name, number)| Step::Store(name, Stored::Number(number))),
        (share_name(), number()).prop_map(|(name, more)| Step::Store(name, Stored::More(more))),
        Just(Step::Spawn("".into())),
        patience().prop_map(Step::Join),
    ]
}

/// Names of limits, in the forms that names take.
fn resource_name() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["a", "db", "b 2", "lock", "limit", "within", "é", "#l"]).prop_map(Arc::from)
}

/// Names of queues, in the forms that names take.
fn queue_name() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["q", "jobs 2", "queue", "ü", "#q"]).prop_map(Arc::from)
}

/// What can be sent.
fn value() -> impl Strategy<Value = ItemValue> {
    let word = prop::sample::select(vec!["pear", "3 jobs", "3", "item", "within", "é-x", "{copy}s", "a, b", "#x"]);
    prop_oneof![durations().prop_map(ItemValue::Lasting), word.prop_map(|word| ItemValue::Word(word.into()))]
}

/// Names of shares, in the forms that names take.
fn share_name() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["n", "count 2", "everywhere", "share", "#n", "сумма"]).prop_map(Arc::from)
}

/// Numbers that a list can give a share.
fn number() -> impl Strategy<Value = i64> {
    prop_oneof![-3..4_i64, -1_000_000..=1_000_000_i64]
}

/// Head lines for some names, and for all that steps use.
fn resources(tasks: &[TaskDeclaration], declared: &[(Arc<str>, ResourceKind)]) -> Vec<Resource> {
    let declared = declared.iter().cloned();
    let used = tasks.iter().flat_map(|task| &task.steps).filter_map(Step::resource);
    let mut resources: Vec<Resource> = Vec::new();
    for (name, kind) in declared.chain(used.map(|(name, kind)| (name.clone(), kind))) {
        if resources.iter().all(|known| known.name != name) {
            resources.push(Resource { name, kind });
        }
    }
    resources.sort_by_key(|resource| resource.kind == ResourceKind::Meeting);
    resources
}

/// Names that differ by their index, in all the forms that names take.
fn name(form: u8, index: usize) -> String {
    let words =
        ["after", "at", "every", "times", "retry", "spawned", "priority", "x", "task", "a, b", " ", "#", "é", "seed 1"];
    format!("{}{index}", words[usize::from(form) % words.len()])
}

fn task() -> impl Strategy<Value = (u8, TaskDeclaration, Vec<prop::sample::Index>)> {
    let copies = prop::option::of(1..5_u32);
    let after = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    let ranges = (prop::option::of(range()), prop::option::of(range()));
    let steps = (how(), prop::collection::vec(step(), 0..5));
    (any::<u8>(), copies, ranges, steps, after).prop_map(|(form, copies, (at, every), (how, steps), waits)| {
        let last_ns =
            at.map_or(0, |at| at.max_ns) + every.map_or(0, |every| every.max_ns) * u64::from(copies.unwrap_or(1) - 1);
        let every = every.filter(|_| last_ns <= Limits::LIST.duration_ns);
        let task = TaskDeclaration { name: String::new(), copies, after: Vec::new(), at, every, how, steps };
        (form, task, waits)
    })
}

/// Programs as the parser makes them; half of the dependencies point forward in the list.
fn program() -> impl Strategy<Value = Program> {
    let tasks = prop::collection::vec(task(), 0..8);
    let limit = (resource_name(), (1..=1_000_000_u32).prop_map(|permits| ResourceKind::Limit { permits }));
    let rate =
        (1..=1_000_000_u32, 1..=600 * SECOND).prop_map(|(permits, every_ns)| ResourceKind::Rate { permits, every_ns });
    let rate = (resource_name(), rate);
    let queue = (queue_name(), prop::option::of(1..=1_000_000_u32).prop_map(|room| ResourceKind::Queue { room }));
    let share = (share_name(), number(), any::<bool>())
        .prop_map(|(name, initial, is_everywhere)| (name, ResourceKind::Share { initial, is_everywhere }));
    let permits = prop::collection::vec(prop_oneof![limit, rate, queue, share], 0..3);
    let slots = (1..=64_u32, prop::option::of(0..50_u32)).prop_map(|(size, room)| Slots { size, room });
    let head = (any::<u64>(), prop::option::of(slots));
    let spawned = prop::collection::vec(any::<bool>(), 8);
    (head, any::<bool>(), tasks, permits, spawned).prop_map(|((seed, slots), forward, drawn, permits, spawned)| {
        let count = drawn.len();
        let declare = |(index, (form, mut task, waits)): (usize, (u8, TaskDeclaration, Vec<prop::sample::Index>))| {
            task.name = name(form, index);
            let others = if forward { index + 1..count } else { 0..index };
            for wait in waits.into_iter().filter(|_| !others.is_empty()) {
                let target = others.start + wait.index(others.len());
                if !task.after.contains(&target) {
                    task.after.push(target);
                }
            }
            task
        };
        let forms: Vec<u8> = drawn.iter().map(|(form, ..)| *form).collect();
        let mut tasks: Vec<TaskDeclaration> = drawn.into_iter().enumerate().map(declare).collect();
        spawn_some(&mut tasks, &spawned);
        end_some(&mut tasks, &forms);
        Program { seed, slots, resources: resources(&tasks, &permits), tasks }
    })
}

/// Texts that are nearly lists: lines of all kinds, right and wrong, with odd blanks.
fn nearly_a_list() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "task|print|sleep|block|cpu|native|yield|fail|lock|unlock|within|blocking|until|timeout|together|rescue|finally|limit|send|receive|queue|meet|add|load|store|share|everywhere|spawn|join|spawned|outside|priority|carries|[0-9]{1,2}(MB|KiB|kb)|seed|after|at|every|times|retry|slots|room|Task|fetch|slep|#|,|\"|x2|x0|x|x 3",
        "[a-c]|\"[a-c ]{0,2}\"|[0-9]{1,3}(ms|s|m|h|)|[0-9]{1,2}\\.[0-9]{1,3}s|1s\\.\\.2s|2s\\.\\.1s|\\PC{0,4}",
    ];
    let blank = prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just("\t"), 1 => Just("  "), 1 => Just("\u{feff}"), 1 => Just("\u{3000}")];
    let line = prop::collection::vec((blank, word), 0..6)
        .prop_map(|words| words.into_iter().flat_map(|(blank, word)| [blank.to_owned(), word]).collect::<String>());
    let right = prop_oneof![
        "task [a-e]( x[1-3])?( after [a-e](, [a-e])?)?( at [0-9]s)?( every [0-9]00ms)?( times ([0-9]|forever))?( until [a-e])?( timeout [0-9]s)?( together [a-b])?( retry [0-9]( every [0-9]s)?)?( priority [0-9])?( carries [0-9]{1,2}(KB|MB|MiB))?( outside)?( spawned)?",
        "  (spawn [a-e]|join)",
        "  (sleep|cpu|block) [0-9]{1,3}ms(, ?[0-9]{1,2}m?s?){0,2}",
        "  (lock|unlock) [ab]( within [0-9]s)?",
        "  (rescue|finally)",
        "limit [ab] [0-9]( every [0-9]s?)?",
        "  (send|receive) [bq]",
        "queue [bq]( [0-9])?",
        "(seed [0-9]|slots [0-9]( room [0-9])?|# [a-z]{0,3}|)",
    ];
    let end = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n")];
    prop::collection::vec((prop_oneof![line, right], end), 0..12)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// A valid list with some characters changed, added or taken away.
fn mutated() -> impl Strategy<Value = String> {
    let change = (
        any::<prop::sample::Index>(),
        0..3_u8,
        prop_oneof![any::<char>(), prop::sample::select(vec!['"', ',', '.', '\n', ' ', '0', 'x'])],
    );
    (program(), prop::collection::vec(change, 1..6)).prop_map(|(program, changes)| {
        let mut chars: Vec<char> = program_text(&program).chars().collect();
        for (place, change, with) in changes {
            let place = place.index(chars.len() + 1);
            match change {
                0 => chars.insert(place, with),
                1 if place < chars.len() => chars[place] = with,
                _ if place < chars.len() => drop(chars.remove(place)),
                _ => {}
            }
        }
        chars.into_iter().collect()
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![nearly_a_list(), mutated(), any::<String>()]
}

/// What a reader writes over a part of a list.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-z0-9 \"#,]{0,2}",
        2 => nearly_a_list(),
        1 => "\n{0,2}",
        2 => "\n?(task [a-e]( x(1|4000|9000))?( after [a-e])?|seed 1|  print [a-e]{0,3}|  slep|  fail)\n?",
        1 => Just(format!("\ntask long x9999\n  print {}\n", "m".repeat(2000))),
    ]
}

/// What the parser promises of every program.
fn check_sound(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text);
    let limits = Limits::LIST;
    prop_assert!(parsed.task_count() <= limits.tasks && parsed.step_count() <= limits.steps);
    let tasks = &parsed.program.tasks;
    let mut ended = vec![false; tasks.len()];
    for _ in 0..tasks.len() {
        for (index, task) in tasks.iter().enumerate() {
            ended[index] |= task.after.iter().all(|&after| ended[after]);
        }
    }
    prop_assert!(ended.iter().all(|&ended| ended), "a circle is left");
    let lines: Vec<&str> = text.split('\n').collect();
    for diagnostic in parsed.diagnostics.iter() {
        let line = lines.get(diagnostic.line - 1);
        let length = line.map_or(0, |line| line.chars().count());
        prop_assert!(diagnostic.columns.start < diagnostic.columns.end, "{diagnostic:?}");
        prop_assert!(diagnostic.columns.end <= length, "{diagnostic:?}");
        prop_assert!(sentence(diagnostic).ends_with('.'), "{diagnostic:?}");
    }
    check_draws(&parsed.program)
}

fn sentence(diagnostic: &Diagnostic) -> String {
    words::problem(&diagnostic.problem).sentence.into_owned()
}

/// Draws lie in their ranges, and are the same every time.
fn check_draws(program: &Program) -> Result<(), TestCaseError> {
    let plan = Plan::of(program);
    prop_assert_eq!(&plan, &Plan::of(program));
    for task in &plan.tasks {
        prop_assert!(task.at_ns <= Limits::LIST.duration_ns);
        let own = &program.tasks[task.group];
        let (turn, once) = own.steps.split_at(body_length(&own.steps));
        let turns = turn.iter().cycle().take(turn.len() * own.how.turns() as usize);
        for (planned, step) in task.steps.iter().zip(turns.chain(once)) {
            prop_assert_eq!(step.keyword(), planned.keyword());
            let lasting = (step.waiting().or(step.computing()), planned.waiting().or(planned.computing()));
            let (Some(durations), Some(ns)) = lasting else { continue };
            prop_assert!(durations.all().iter().any(|range| (range.min_ns..=range.max_ns).contains(ns)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_program_comes_back_from_its_text(program in program()) {
        let text = program_text(&program);
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.program, &program, "{}", text);
        prop_assert!(parsed.is_runnable() || program.tasks.is_empty(), "{:?}", parsed.diagnostics);
        prop_assert_eq!(format(&text), text);
        check_draws(&program)?;
    }

    #[test]
    fn what_is_read_after_a_change_is_what_is_read_afresh(
        text in prop_oneof![any_text(), prop::collection::vec(nearly_a_list(), 0..8).prop_map(|lists| lists.concat())],
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, piece()), 1..12),
    ) {
        let mut letters: Vec<char> = text.chars().collect();
        let mut parser = Parser::new(text.as_str().into());
        for (place, length, piece) in changes {
            let start = place.index(letters.len() + 1);
            let end = letters.len().min(start + length);
            letters.splice(start..end, piece.chars());
            let text: String = letters.iter().collect();
            parser.update(text.as_str().into());
            prop_assert_eq!(parser.parsed(), &parse(&text), "{:?}", text);
        }
    }

    #[test]
    fn no_line_is_lost_by_formatting_and_none_that_says_nothing_goes_without_a_word(text in nearly_a_list()) {
        for line in text.lines() {
            let said = line.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
            prop_assert_eq!(format(line).trim().is_empty(), said.is_empty(), "{:?}", line);
            // As a head line, and as a step.
            for before in ["", "task t\n"] {
                let list = [before, line].concat();
                let parsed = parse(&list);
                if parsed.diagnostics.iter().any(Diagnostic::is_error) {
                    continue;
                }
                prop_assert_eq!(&parse(&format(&list)).program, &parsed.program, "{:?}", line);
                // 1 is the seed of lists that name none.
                let is_silent = said.is_empty() || said.starts_with('#') || said.starts_with("seed");
                prop_assert!(is_silent || parsed.program != parse(before).program, "{:?} says nothing", line);
            }
        }
    }

    #[test]
    fn every_text_gives_a_sound_program(text in any_text()) {
        check_sound(&text)?;
    }

    #[test]
    fn what_is_offered_to_mend_a_problem_mends_it(text in any_text()) {
        for found in parse(&text).diagnostics.iter() {
            if let Some(fixed) = found.fixed(&text) {
                let is_it = |other: &Diagnostic| {
                    (other.line, &other.columns, sentence(other)) == (found.line, &found.columns, sentence(found))
                };
                prop_assert!(!parse(&fixed).diagnostics.iter().any(is_it), "{found:?} stays in {fixed:?}");
            }
        }
    }

    #[test]
    fn formatting_changes_no_meaning_and_settles_at_once(text in any_text()) {
        let tidy = format(&text);
        prop_assert_eq!(parse(&tidy).program, parse(&text).program);
        prop_assert_eq!(parse(&tidy).diagnostics.len(), parse(&text).diagnostics.len());
        let written = |text: &str| text.split('\n').filter(|line| !line.trim().trim_start_matches('\u{feff}').is_empty()).count();
        prop_assert_eq!(written(&tidy), written(&text), "a line is lost in {:?}", tidy);
        prop_assert_eq!(format(&tidy), tidy);
    }
}
