// Tasks that end before they have done all their steps, under every model.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

const MODELS = {
  sequential: "Sequential", async: "Async", threads: "Threads", gil: "Threads with a GIL", pool: "Thread pool",
  processes: "Processes", "process-pool": "Process pool", offload: "Async + pool",
};
const query = `?models=${Object.keys(MODELS).join(",")}`;

test("a timeout takes effect where it can, and what stands behind rescue and finally is done", async (session) => {
  const text = `task waits timeout 300ms
  sleep 900ms
  print late
  rescue
  print gave up
  finally
  print done
task blocks at 1s timeout 300ms
  block 900ms
  print late
`;
  const app = await session.open({ query, text });
  await app.runAll(120_000);
  const { runs } = await app.results();
  assert.equal(runs.length, Object.keys(MODELS).length);
  for (const { model, tasks: [waits, blocks], output, stats, lanes, given_up } of runs) {
    const ms = (task) => (task.ended_ns - task.arrived_ns) / 1e6;
    session.note(`${model}: ${ms(waits).toFixed(0)} and ${ms(blocks).toFixed(0)} ms`);
    assert.deepEqual(output.map((line) => line.text), ["gave up", "done"], model);
    assert.equal(waits.outcome, "done", model);
    assert.ok(ms(waits) >= 300 && ms(waits) < 900, `${model} ends a wait`);
    assert.equal(blocks.outcome, "failed", model);
    assert.equal(blocks.message, "timed out after 300ms", model);
    // Nothing interrupts a call, but the end of its process; a loop that has handed it to a pool need not wait for it.
    const isEnded = ["processes", "offload"].includes(model);
    assert.ok(isEnded ? ms(blocks) >= 300 && ms(blocks) < 900 : ms(blocks) >= 900, `${model} and a call`);
    // Where its loop has given it up, the slot is at it to its end: that is drawn on the slot's lane, and counted.
    assert.equal(given_up?.length, model === "offload" ? 1 : undefined, model);
    const overrun_ms = stats.overrun_ns / 1e6;
    assert.ok(model === "processes" || overrun_ms >= 590, `${model} goes on for ${overrun_ms} ms`);
    for (const { lane, task, step, start_ns, end_ns } of given_up ?? []) {
      assert.deepEqual([lanes[lane].kind, task, step], ["slot", 1, 0]);
      assert.ok(start_ns >= blocks.ended_ns - 1e7 && (end_ns - start_ns) / 1e6 >= 590, `${start_ns} to ${end_ns}`);
    }
  }
  const rows = await app.spans("Async + pool");
  const given_up = rows.filter(({ State }) => State === "given up");
  assert.deepEqual(given_up.map(({ Task, Step }) => [Task, Step]), [["blocks", "block 900ms"]]);
  assert.match(given_up[0].Lane, /^slot \d$/);
  assert.ok((await app.figures("Async + pool")).overrun_ns >= 590e6);
  const findings = app.panel("Async + pool").getByRole("list", { name: "Async + pool findings", exact: true });
  assert.match(await findings.textContent(), /blocks gave up its block at 1\.3\d* s, and slot \d was at it until /);
  assert.ok((await app.rows(app.comparison))[0].Overrun, "a column of its own");
});

test("who waits for a lock gives up when its time is over, and what is held is given back to begin again", async (session) => {
  const text = `slots 2
task holder
  lock a
  sleep 700ms
  unlock a
task a at 100ms timeout 200ms
  lock a
  print got it
  unlock a
  finally
  print done
task again at 1s retry 1 every 300ms
  lock b
  fail x1 no
  unlock b
task next at 1.1s
  lock b
  print next
  unlock b
`;
  const app = await session.open({ query: query.replace("sequential,", ""), text });
  await app.runAll(120_000);
  for (const { model, outcome, tasks, output } of (await app.results()).runs) {
    assert.equal(outcome, "done", model);
    assert.equal(tasks[1].outcome, "failed", `${model} gives up`);
    assert.deepEqual(output.map((line) => line.text), ["done", "next"], model);
    assert.ok(tasks[3].ended_ns < tasks[2].ended_ns, `${model}: what begins again holds nothing meanwhile`);
  }
});

test("a lock that is not had within its time is given up, and what is rescued goes on", async (session) => {
  const text = `slots 2
task holder
  lock a
  sleep 1500ms
  unlock a
task impatient at 600ms
  lock a within 200ms
  print got it
  rescue
  print gave up
  finally
  print done
`;
  const app = await session.open({ query, text });
  await app.runAll(120_000);
  for (const { model, outcome, tasks: [holder, impatient], output } of (await app.results()).runs) {
    assert.equal(outcome, "done", model);
    assert.equal(impatient.outcome, "done", model);
    const lines = output.map((line) => line.text);
    if (model === "sequential") {
      assert.deepEqual(lines, ["got it", "done"], "one after another nobody holds it");
      continue;
    }
    assert.deepEqual(lines, ["gave up", "done"], model);
    const waited_ms = (output[0].at_ns - impatient.arrived_ns) / 1e6;
    session.note(`${model}: gave up after ${waited_ms.toFixed(0)} ms`);
    assert.ok(output[0].at_ns >= impatient.arrived_ns + 0.2e9 && output[1].at_ns < holder.ended_ns, model);
  }
});

test("the end of a task cancels who goes on until then, and a failure the others of its group", async (session) => {
  const text = `slots 5
task main
  sleep 400ms
task waits until main
  sleep 1500ms
  print late
  finally
  print cleaned
task listens until main
  receive q
  print late
task bad together calls
  sleep 300ms
  fail no
task good together calls
  sleep 1500ms
  print late
task sender at 2s
  send q
`;
  const app = await session.open({ query, text });
  await app.runAll(180_000);
  for (const { model, outcome, tasks, output } of (await app.results()).runs) {
    const [main, waits, listens, bad, good] = tasks;
    const ended = (task) => task.ended_ns / 1e6;
    session.note(`${model}: ${[main, waits, listens, bad, good].map((task) => ended(task).toFixed(0)).join(", ")} ms`);
    assert.equal(outcome, "done", model);
    assert.deepEqual([main, waits, listens, bad, good].map((task) => task.outcome), ["done", "cancelled", "cancelled", "failed", "cancelled"], model);
    assert.deepEqual(output.map((line) => line.text), model === "sequential" ? [] : ["cleaned"], model);
    assert.ok(ended(waits) >= ended(main) && ended(good) >= ended(bad), model);
    // The worker of a process pool hears of it when it has slept.
    if (model === "process-pool") assert.ok(ended(waits) >= 1500 && ended(listens) < 1500, model);
    else assert.ok(ended(waits) < 1500 && ended(good) < 1500 && ended(listens) < 1500, model);
  }
});

test("what can't be interrupted goes on, and the run says so", async (session) => {
  const text = `slots 2
task main
  sleep 300ms
task blocks until main
  block 1s
  print late
`;
  const models = Object.keys(MODELS).filter((model) => !["sequential", "async"].includes(model));
  const app = await session.open({ query: `?models=${models.join(",")}`, text });
  await app.runAll(120_000);
  for (const { model, tasks: [main, blocks], output } of (await app.results()).runs) {
    assert.equal(blocks.outcome, "cancelled", model);
    assert.deepEqual(output, [], model);
    const late_ms = (blocks.ended_ns - main.ended_ns) / 1e6;
    session.note(`${model}: ${late_ms.toFixed(0)} ms after it was told to end`);
    const isEnded = ["processes", "offload"].includes(model);
    assert.ok(isEnded ? blocks.ended_ns < 1e9 : blocks.ended_ns >= 1e9, model);
    const findings = app.panel(MODELS[model]).getByRole("list", { name: `${MODELS[model]} findings`, exact: true });
    const said = (await findings.count()) > 0 ? await findings.textContent() : "";
    assert.equal(/blocks was cancelled at .* and went on until .*: nothing can interrupt block\./.test(said), !isEnded, `${model}: ${said}`);
  }
});

test("what goes on forever does so until another task has ended, or until its time is over", async (session) => {
  const text = `slots 3
task main
  sleep 900ms
task daemon times forever until main
  sleep 50ms
  print turn {turn}
  finally
  print stopped
task beats times forever timeout 700ms
  sleep 40ms
  print beat
`;
  const app = await session.open({ query, text });
  assert.equal(await app.problems.count(), 0);
  await app.runAll(180_000);
  const { runs } = await app.results();
  assert.equal(runs.length, Object.keys(MODELS).length);
  for (const { model, outcome, tasks, output } of runs) {
    const [main, daemon, beats] = tasks;
    assert.equal(outcome, "done", model);
    assert.deepEqual(tasks.map((task) => task.outcome), ["done", "cancelled", "failed"], model);
    assert.equal(beats.message, "timed out after 700ms", model);
    assert.ok(daemon.ended_ns >= main.ended_ns && beats.ended_ns >= beats.arrived_ns + 0.7e9, model);
    const lines = (id) => output.filter(({ task }) => task === id).map(({ text }) => text);
    const turns = lines(1).slice(0, -1);
    session.note(`${model}: ${turns.length} turns, ${lines(2).length} beats`);
    if (model === "sequential") {
      // One after another: both are told to end before they begin.
      assert.deepEqual([lines(1), lines(2)], [[], []], model);
      continue;
    }
    assert.equal(lines(1).at(-1), "stopped", model);
    assert.ok(turns.length >= 2, `${model}: ${turns.length} turns`);
    assert.deepEqual(turns, turns.map((_, turn) => `turn ${turn + 1}`), model);
    assert.ok(lines(2).every((line) => line === "beat"), model);
  }
});
