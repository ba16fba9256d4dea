// The models beyond the four of a first visit.

import assert from "node:assert/strict";
import { best, test } from "../harness.mjs";

const ran = async (app, name, model) => {
  assert.equal(await app.run(name), "done");
  return (await app.results()).runs.find((run) => run.model === model);
};

test("every model is one click away, and what was chosen stays", async (session) => {
  const app = await session.open({ text: "task t x3\n  print Hi\n  sleep 20ms\n" });
  await app.button("Show Thread pool").click();
  await app.button("Show Threads").click();
  await app.page.getByRole("spinbutton", { name: "Thread pool size", exact: true }).fill("3");
  await app.page.reload();
  await app.panel("Thread pool").waitFor();
  assert.equal(await app.panel("Threads").count(), 0);
  const size = app.page.getByRole("spinbutton", { name: "Thread pool size", exact: true });
  assert.equal(await size.inputValue(), "3");
  const run = await ran(app, "Thread pool", "pool");
  assert.deepEqual(run.options, { size: 3 });
  assert.equal(run.lanes.length, 3);
  await size.fill("0");
  await app.panel("Thread pool").getByRole("alert").waitFor();
  await size.fill("2");
  assert.match(await app.panel("Thread pool").textContent(), /Measured with 3 threads/);
});

test("under a GIL one thread computes at a time, and it goes round", async (session) => {
  const app = await session.open({ query: "?models=sequential,gil", text: "task c x4\n  cpu 500ms\n" });
  await best(3, async () => {
    const [alone, gil] = [await ran(app, "Sequential", "sequential"), await ran(app, "Threads with a GIL", "gil")];
    const ratio = gil.stats.makespan_ns / alone.stats.makespan_ns;
    const running = gil.spans.filter((span) => span.state === "running" && span.end_ns > span.start_ns);
    running.sort((one, other) => one.start_ns - other.start_ns);
    const pairs = running.slice(1).map((span, index) => [running[index], span]);
    const changes = pairs.filter(([one, other]) => one.task !== other.task).length;
    session.note(`${ratio.toFixed(2)} of sequential, ${changes} hand-overs`);
    for (const [one, other] of pairs) assert.ok(one.end_ns <= other.start_ns + 20_000, "two lanes run at once");
    assert.ok(changes >= 100, `${changes} hand-overs`);
    assert.ok(ratio > 0.85 && ratio < 1.25, `${ratio} of sequential`);
  });
  assert.match((await app.panel("Threads with a GIL").getByRole("list", { name: "Threads with a GIL findings" }).textContent()), /one at a time/);
});

test("a pool waits for no more tasks than it has threads", async (session) => {
  const app = await session.open({ query: "?models=pool", text: "task b x20\n  block 250ms\n" });
  const size = app.page.getByRole("spinbutton", { name: "Thread pool size", exact: true });
  await best(3, async () => {
    const lengths = [];
    for (const threads of ["4", "20"]) {
      await size.fill(threads);
      lengths.push((await ran(app, "Thread pool", "pool")).stats.makespan_ns);
    }
    session.note(`4 threads take ${(lengths[0] / lengths[1]).toFixed(2)} times as long as 20`);
    assert.ok(lengths[0] / lengths[1] > 4.2 && lengths[0] / lengths[1] < 5.5, `${lengths}`);
  });
});

test("a computing task makes others late under async, and not with a pool behind the loop", async (session) => {
  const text = "task a\n  sleep 100ms\n  print a\ntask b\n  cpu 1s\n";
  const app = await session.open({ query: "?models=async,offload", text });
  const woken_ms = (run) => run.spans.filter((span) => span.task === 0 && span.state === "waiting").map((span) => (span.end_ns - span.start_ns) / 1e6)[0];
  await best(3, async () => {
    const [held, free] = [woken_ms(await ran(app, "Async", "async")), woken_ms(await ran(app, "Async + pool", "offload"))];
    session.note(`a wakes after ${held.toFixed(0)} and ${free.toFixed(0)} ms`);
    assert.ok(held > 3 * free, `${held} ms and ${free} ms`);
  });
  assert.match(await app.panel("Async").getByRole("list", { name: "Async findings" }).textContent(), /cpu of b held the event loop .* a was woken .* late/);
});

test("behind the loop, threads take the longer of two, a GIL the sum, and processes their start more", async (session) => {
  const app = await session.open({ query: "?models=offload", text: "task a\n  cpu 400ms\ntask b carries 2MB\n  cpu 400ms\n  sleep 20ms\n  print b\n" });
  const name = "Async + pool";
  const choice = app.page.getByRole("combobox", { name: `${name} behind`, exact: true });
  await app.page.getByRole("spinbutton", { name: `${name} size`, exact: true }).fill("2");
  const of = async (behind) => {
    await choice.selectOption(behind);
    const run = await ran(app, name, "offload");
    assert.deepEqual([run.options.size, run.options.behind ?? "threads"], [2, behind]);
    assert.deepEqual([run.outcome, run.notes, run.output.length], ["done", [], 1]);
    return run;
  };
  const computing = (run, task) => run.spans.filter((span) => span.state === "running" && span.step === 0 && (task === undefined || span.task === task));
  const length_ms = (spans) => spans.reduce((sum, span) => sum + (span.end_ns - span.start_ns) / 1e6, 0);
  await best(3, async () => {
    const [threads, gil, processes] = [await of("threads"), await of("gil"), await of("processes")];
    const ms = [threads, gil, processes].map((run) => run.stats.makespan_ns / 1e6);
    session.note(`threads ${ms[0].toFixed(0)} ms, a GIL ${ms[1].toFixed(0)}, processes ${ms[2].toFixed(0)}`);
    // One lock: the pieces of both lie one behind the other, and go round.
    const pieces = computing(gil).sort((one, other) => one.start_ns - other.start_ns);
    for (const [index, piece] of pieces.slice(1).entries()) assert.ok(pieces[index].end_ns <= piece.start_ns + 20_000, "two compute at once");
    assert.ok(pieces.length > 20, `${pieces.length} pieces`);
    assert.ok(gil.spans.some((span) => span.state === "locked" && span.for?.gil), "nobody waited for the GIL");
    assert.ok(gil.stats.makespan_ns / 1e6 > length_ms(pieces) - 1, "less than the sum");
    // Threads and processes do both at once.
    const are_at_once = (run) => {
      const [one, other] = [0, 1].map((task) => computing(run, task)[0]);
      const together = Math.min(one.end_ns, other.end_ns) - Math.max(one.start_ns, other.start_ns);
      assert.ok(together > 0.5 * Math.min(one.end_ns - one.start_ns, other.end_ns - other.start_ns), "they take turns");
      assert.ok(run.stats.makespan_ns / 1e6 < length_ms(computing(run)) + length_ms(run.spans.filter((span) => ["starting", "copying"].includes(span.state))), "as long as the sum");
    };
    are_at_once(threads);
    // Each process starts once, and only what is carried is copied: there and back, with the step.
    const states = (task) => processes.spans.filter((span) => span.task === task && span.step === 0).map((span) => span.state).filter((state) => state !== "queued");
    assert.deepEqual([states(0), states(1)], [["starting", "running"], ["starting", "copying", "running", "copying"]]);
    are_at_once(processes);
  });
  assert.match(await app.panel(name).getByRole("list", { name: `${name} why`, exact: true }).textContent(), /starting/);
  // It is kept with the list, and said in links; a link that says nothing means threads.
  await app.page.reload();
  await app.panel(name).waitFor();
  assert.equal(await choice.inputValue(), "processes");
  assert.match(await app.panel(name).textContent(), /in a process pool/);
  assert.match(await app.panel(name).textContent(), /2\s*processes|processes/);
  // What is given up goes on in its process, and a stop ends everything at once.
  await app.list.fill("task a timeout 300ms\n  block 800ms\n  finally\n  print over\n");
  const { given_up, tasks } = await ran(app, name, "offload");
  assert.equal(given_up.length, 1);
  assert.ok(given_up[0].end_ns > 800e6 && tasks[0].ended_ns < given_up[0].end_ns, "its process goes on");
  await app.list.fill("task a x3\n  cpu 30s\n");
  await app.begin(`Run ${name}`);
  await app.until(name, ["running"]);
  await app.button("Stop").click();
  assert.equal(await app.until(name, ["stopped"], 5000), "stopped");
  await choice.selectOption("gil");
  // The loop's end lets the slot have the lock that it needs to come to its own.
  await app.list.fill("task a timeout 100ms\n  cpu 800ms\n  finally\n  print over\ntask b\n  cpu 200ms\n");
  const left = await ran(app, name, "offload");
  assert.deepEqual([left.notes, left.given_up.length], [[], 1]);
  await app.list.fill("task a x3\n  cpu 30s\n");
  await app.begin(`Run ${name}`);
  await app.until(name, ["running"]);
  await app.page.waitForTimeout(100);
  await app.button("Stop").click();
  assert.equal(await app.until(name, ["stopped"], 5000), "stopped");
});

test("ten thousand tasks go through both pools, and are all in the file", async (session) => {
  const app = await session.open({ query: "?models=pool,process-pool", text: "task t x10000\n  print x\n" });
  for (const [name, model] of [["Thread pool", "pool"], ["Process pool", "process-pool"]]) {
    const run = await ran(app, name, model);
    assert.equal(run.output.length, 10_000);
    assert.ok(run.tasks.every((task) => task.outcome === "done"));
    session.note(`${name}: ${Math.round(run.stats.throughput_per_s)} tasks a second`);
  }
});

test("every further model stops at once, and runs again", async (session) => {
  const app = await session.open({ query: "?models=gil,pool,process-pool,offload", text: "task a x3\n  cpu 30s\n" });
  for (const name of ["Threads with a GIL", "Thread pool", "Process pool", "Async + pool"]) {
    await app.list.fill("task a x3\n  cpu 30s\n");
    await app.begin(`Run ${name}`);
    await app.until(name, ["running"]);
    await app.page.waitForTimeout(100);
    await app.button("Stop").click();
    assert.equal(await app.until(name, ["stopped"], 5000), "stopped");
    await app.list.fill("task a x3\n  print Hi\n");
    assert.equal(await app.run(name), "done");
  }
});

test("on the page's own loop the page stands still while it computes, and says for how long", async (session) => {
  const app = await session.open({ query: "?models=async,threads", text: "task c\n  cpu 800ms\n  sleep 100ms\n  print Hi\n" });
  await app.page.getByRole("combobox", { name: "Async loop", exact: true }).selectOption("page");
  const run = await ran(app, "Async", "async");
  assert.deepEqual(run.options, { loop: "page" });
  const frozen_ms = (await app.figures("Async")).page_frozen_ns / 1e6;
  const computed_ms = run.spans.filter((span) => span.state === "running").map((span) => (span.end_ns - span.start_ns) / 1e6)[0];
  session.note(`page frozen ${frozen_ms.toFixed(0)} ms, computing took ${computed_ms.toFixed(0)} ms`);
  assert.ok(frozen_ms > computed_ms / 2, `${frozen_ms} of ${computed_ms} ms`);
  assert.match(await app.panel("Async").textContent(), /page frozen/);
  await ran(app, "Threads", "threads");
  const alive_ms = ((await app.figures("Threads")).page_frozen_ns ?? 0) / 1e6;
  assert.ok(alive_ms < frozen_ms / 2, `${alive_ms} ms while threads computed`);
});

test("turns, attempts, durations by copy and slots are the same in every model, and come back from a file", async (session) => {
  const text = "slots 2 room 8\ntask t x2 times 2 retry 2 every 5ms..10ms\n  print {copy}.{turn} {else}\n  sleep 10ms, 20ms\n  fail x1 no luck\n  native 5ms\n";
  const app = await session.open({ query: "?models=sequential,async,threads,gil,pool,processes,process-pool,offload", text });
  await app.runAll();
  const { runs } = await app.results();
  assert.equal(runs.length, 8);
  for (const run of runs) {
    const lines = [0, 1].map((task) => run.output.filter((line) => line.task === task).map((line) => line.text));
    // It fails once, begins again in its first turn, and does both.
    assert.deepEqual(lines, [1, 2].map((copy) => [1, 1, 2].map((turn) => `${copy}.${turn} {else}`)), run.model);
    assert.ok(run.spans.some((span) => span.turn === 2) && run.spans.every((span) => span.step < 4), run.model);
    const slept = (task) => Math.min(...run.spans.filter((span) => span.task === task && span.step === 1).map((span) => span.end_ns - span.start_ns));
    assert.ok(slept(0) >= 10e6 && slept(1) >= 20e6, run.model);
    if (run.options.size) assert.equal(run.options.size, 2, run.model);
  }
  const pool = app.panel("Thread pool");
  assert.match(await pool.getByRole("list", { name: "Thread pool findings" }).textContent(), /2 tasks failed and began again, 2 times in all/);
  const size = app.page.getByRole("spinbutton", { name: "Thread pool size", exact: true });
  assert.match(await pool.textContent(), /as the list says/);
  await size.fill("3");
  await pool.getByRole("button", { name: "set by hand, the list says 2" }).click();
  assert.equal(await size.inputValue(), "2");
});

test("who finds the queue of a pool full is rejected", async (session) => {
  const app = await session.open({ query: "?models=pool,process-pool,offload", text: "slots 1 room 1\ntask t x3\n  block 100ms\ntask last after t\n  print last\n" });
  await app.runAll();
  for (const run of (await app.results()).runs) {
    assert.deepEqual(run.tasks.map((task) => task.message), [null, null, "rejected: the queue is full", null], run.model);
    assert.deepEqual(run.output.map((line) => line.text), ["last"], run.model);
  }
});
