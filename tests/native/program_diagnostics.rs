//! Every diagnostic as the reader meets it. The snapshot is the review: read it when a sentence changes.

use std::fmt::Write;

use interleave::program::{Severity, parse};
use interleave::words;

/// Lists that go wrong, each in one way or in a few that belong together.
const WRONG: &[&str] = &[
    // Statements.
    "task a\n  Print x\n  slep 1s\n  frobnicate all day\n  await sleep\n",
    "Task count\n  print One\n  print Two\n",
    "task a\n  fetch url\n  read\n  read 4 MB\n  write 65MB\n  write 4mb blocking\n  write 4MB now\n  read blocking 4MB\n  read 1s\n  write 0KB within 1s\n",
    "task a\n  fetch\n  fetch 64KB\n  fetch 300ms 64kb\n  fetch 300ms 64 KB\n  fetch 300ms 64b\n  fetch 300ms 65MB\n  fetch 31s\n  fetch 1s, 40s 4MB\n",
    "task a\n  fetch 300ms blocking 64KB\n  fetch 300ms now\n  fetch 300 ms 64KB\n  fetch 300 64KB\n  fetch 300ms within\n  fetch 300ms 0.0001KB\n",
    "print One\nsleep 1s\n",
    "seed\nseed x\nseed -1\nseed 99999999999999999999\nseed 1 2\nseed 3\ntask a\n  yield\nseed 4\n",
    "# nothing else\n",
    "slots\nslots 0\nslots 65\nslots 2 rom 3\nslots 2 room\nslots 2 room x\nslots 2 seats\nslots 2 room 3 now\nslots 3\ntask a\n  yield\nslots 4\n",
    // Task lines.
    "task\n  print One\n",
    "task x3 \"\ntask \"\"\n  yield\n",
    "task a/b\n  yield\ntask count:\n  yield\n",
    "task \"never closed\n  yield\n",
    "task a\n  yield\ntask a\n  yield\n",
    "task a\ntask b\n  # nothing to do\n",
    "task a x0\n  yield\ntask b x 3\n  yield\ntask c x-1\n  yield\ntask d x20000\n  yield\ntask e 3\n  yield\n",
    "task a at 1s at 2s x2 x3\n  yield\n",
    "task a\n  yield\ntask b\n  yield\ntask c after a after b\n  yield\ntask d after a b\n  yield\ntask e after a,\n  yield\n",
    "task a After b, evry 1s quickly\n  yield\n",
    "task a at\n  yield\ntask b x2 every at 1s\n  yield\ntask c at 5\n  yield\n",
    "task a times\n  yield\ntask b times 0\n  yield\ntask c x2 times x3 times 2\n  yield\ntask d times 200000\n  yield\ntask e priority\n  yield\ntask f priority 0 priority 2\n  yield\n",
    "task a carries\n  yield\ntask b carries 20\n  yield\ntask c carries 20 MB\n  yield\ntask d carries 20mb carries 1MB\n  yield\ntask e carries 65MB\n  yield\ntask f carries 0KB\n  yield\ntask g carries lots\n  yield\n",
    "task a every 1s\n  yield\ntask b x100 at 5m every 10s\n  yield\n",
    // Durations.
    "task a\n  sleep\n  sleep 1\n  sleep 1 s\n  sleep 1h\n  sleep -1s\n  sleep soon\n  sleep 11m\n  sleep 0.0000001ms\n",
    "task a\n  cpu 2s..1s\n  cpu 1..2s\n  cpu 1s..2\n  cpu 1s..\n  cpu 1s .. 2s\n  block 1s # pause\n  block 1s 2s\n  yield now\n",
    "task a\n  fail\n",
    "task a retry\n  fail x0 no\n  fail x2\ntask b retry 200 every 1\n  fail x3 no\ntask c retry 2 retry 3\n  yield\n",
    "task a x2\n  sleep 1s,\n  sleep , 1s\n  sleep 1s, 2\n  sleep 1s, 2 s\n  sleep 1s,, soon\n  sleep 1s, 2s now\n",
    // Dependencies.
    "task count x2\n  yield\ntask b after cuont, \"count 2\", ghost\n  yield\n",
    "task a after a\n  yield\ntask b after a, a\n  yield\n",
    "task a after c\n  yield\ntask b after a\n  yield\ntask c after b\n  yield\n",
    // Columns count characters, also behind wide ones and tabs.
    "task \"größe 文字\" at 1x\n\tprint ok\n\tsleep\t1\n",
    // One slip, one problem.
    "task fetch the front page of the news\n  yield\ntask front page x3 at 1s\n  yield\ntask look at the news\n  yield\n",
    "Task count x2\n  yield\ntask b after count\n  yield\n",
    "task a at 1,5s\n  yield\ntask b at 1 s\n  sleep 1,5s\n  sleep 250 ms\n  sleep 1s-2s\n  sleep 1s...2s\n  sleep 2seconds\n  sleep 1S\n",
    // What tasks act on each other by.
    "limit\nlimit db\nlimit db 0\nlimit db 2 every 1s\nlimit db 3\nlimit db 4\ntask a\n  lock db\n  sleep 1s\n  unlock db\nlimit c 2\n",
    "task a\n  lock\n  lock a/b\n  lock a b\n  unlock c\n  lock \"d e\"\n  fail x\n  unlock d\n",
    "queue\nqueue q 0\nqueue q 2\nqueue r 3\nlimit l 2\ntask a\n  send q\n  lock q\n  receive l\n  send r\n  receive s\n  send\n",
    "share\nshare n x\nshare n 1.5\nshare n 2000000\nshare n 1 evrywhere\nshare n 1 everywhere now\nshare k 1\nshare k\ntask a\n  add k\n  add\n  add k x\n  add k 1 2\n  load\n  store k\n  store k ++1\n  store k +1\n  store k +2\n  lock k\n  load k\n  add l 1\n  send l\nshare l\n",
    "queue q 2\ntask a\n  send q 5\n  send q 1s 2s\n  send q a/b\n  send q pear tree\n  send q ,\n  send q \"\n  sleep item\n  cpu item\n  receive q\n  block item\n  sleep item now\n  sleep items\n",
    "task a\n  meet m\n  meet m\n  meet\n  meet q\ntask b\n  send q\n",
    "limit a 2 every\nlimit a 2 every 0s\nlimit a 2 every 1s..2s\nlimit a 2 every 5\nlimit a 2 evry 1s\nlimit r 2 every 1s now\nlimit r 2 every 1s\ntask a\n  lock r\n  unlock r\n",
    // Tasks that are spawned.
    "task a\n  spawn\n  spawn ghost\n  spawn chidl\n  spawn a\n  spawn b\n  join now\ntask b\n  join\ntask child spawnd\n  yield\ntask lost spawned\n  yield\n",
    "task a\n  spawn b\ntask b spawned\n  spawn c\ntask c spawned\n  spawn b\ntask d spawned x2 at 1s\n  spawn d\ntask e after b spawned\n  join\ntask f after b\n  yield\n",
    "queue q 2\ntask a\n  lock a within\n  lock a within soon\n  lock within 1s\n  lock a within 1s now\n  unlock a within 1s\n  join within 1 s\n  send q within 1s within 2s\n  send q pear tree within 1s\n  receive r within 1s\n  sleep 1s within 2s\n",
    "task a until\n  yield\ntask b until b\n  yield\ntask c until ghsot together\n  yield\ntask ghost after d until d until a\n  yield\ntask d together calls together calls\n  yield\ntask e until f\n  spawn f\ntask f spawned\n  yield\n",
    "task a times forever\n  yield\ntask b times forever until c\n  yield\ntask c after b\n  yield\ntask d times forevr until c\n  yield\ntask e times forever timeout 1s\n  spawn f\ntask f spawned\n  yield\n",
    "task a timeout timeout soon timeout 1s\n  rescue\n  yield\n  rescue\n  finally now\n  rescue\n  finally\n",
    // Letters that look like others, or like nothing.
    "task “read it”\n  yield\ntask 'it too' after “read it”\n  yield\ntask \"half”\n  yield\n",
    "task\u{200b} a\n  sl\u{ad}eep 1s\n\u{200b}\n  sleep 1s\u{feff}\n  print a\u{200d}b\ntask b\u{2060} after a\n  yield\n",
    "task a x３\n  sleep １ｓ\n  sleep ٢s\n  cpu 100ms…200ms\n  slеep 1s\ntask b ×2 after a，c\n  yield\n",
    "task \"a b\"\n  yield\ntask c after \"a\u{a0}b\"\n  yield\n",
];

#[test]
fn every_diagnostic() {
    let shown: Vec<String> = WRONG.iter().map(|text| rendered(text)).collect();
    insta::assert_snapshot!(shown.join("\n================\n\n"));
}

/// The list with a caret line under the columns of each diagnostic, as compilers show it.
fn rendered(text: &str) -> String {
    let diagnostics = parse(text).diagnostics;
    let mut shown = String::new();
    for (index, line) in text.lines().enumerate() {
        let _ = writeln!(shown, "{:2} | {}", index + 1, line.replace('\t', " "));
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.line == index + 1) {
            let severity = match diagnostic.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let carets = "^".repeat(diagnostic.columns.len());
            let problem = words::problem(&diagnostic.problem);
            let start = diagnostic.columns.start;
            let _ = writeln!(shown, "   | {:start$}{carets} {severity}: {}", "", problem.sentence);
            if let Some(fix) = &problem.way_out {
                let _ = writeln!(shown, "   | {:start$}fix: {fix}", "");
            }
        }
    }
    shown
}
