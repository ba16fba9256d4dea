// What tasks carry: copied into processes and back, free where memory is shared.

import assert from "node:assert/strict";
import { ALL_MODELS, test } from "../harness.mjs";

const ROUNDS = 6;
const BYTES = 20_000_000;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** How long so much data takes to a bare worker and back: a new one each time, as each process is. */
function bare_ms([bytes, rounds]) {
  const source = "onmessage = ({ data }) => postMessage(data);";
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const data = new Uint8Array(bytes).fill(1).buffer;
  const answer = (worker, message) => new Promise((resolve, reject) => {
    // What is not looked at may never be made.
    worker.onmessage = ({ data }) => resolve(data.byteLength ?? 0);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(message);
  });
  const round = async () => {
    const worker = new Worker(address);
    await answer(worker, 0);
    const from = performance.now();
    await answer(worker, data);
    const length_ms = performance.now() - from;
    worker.terminate();
    return length_ms;
  };
  return Array.from({ length: rounds }).reduce(async (before, _) => [...(await before), await round()], Promise.resolve([]));
}

test("processes pay for data what a bare worker pays for it there and back, and threads nothing", async (session) => {
  const tasks = Array.from({ length: ROUNDS }, (_, index) => `task t${index} carries 20MB${index ? ` after t${index - 1}` : ""}\n  print x\n`);
  const app = await session.open({ text: tasks.join(""), query: "?models=threads,processes,process-pool" });
  const bareSide = await app.page.context().newPage();
  const theirs = await bareSide.evaluate(bare_ms, [BYTES, ROUNDS]);
  await app.runAll();
  theirs.push(...(await bareSide.evaluate(bare_ms, [BYTES, ROUNDS])));
  const { runs } = await app.results();
  const costs_ms = Object.fromEntries(runs.map(({ model, tasks, spans }) => {
    const cost_ms = (id) => {
      const own = spans.filter(({ task }) => task === id);
      const states = own.map(({ state }) => state).filter((state) => !["queued", "starting"].includes(state));
      assert.deepEqual(states, model === "threads" ? ["running"] : ["copying", "running", "copying"], model);
      const counted = own.filter(({ state }) => !["queued", "starting"].includes(state));
      return counted.reduce((sum, { start_ns, end_ns }) => sum + (end_ns - start_ns) / 1e6, 0);
    };
    return [model, median(tasks.map(({ id }) => cost_ms(id)))];
  }));
  const more_ms = costs_ms.processes - costs_ms.threads;
  const ratio = more_ms / median(theirs);
  session.note(`20 MB there and back: ${more_ms.toFixed(1)} ms more in processes than in threads, bare ${median(theirs).toFixed(1)} ms, ratio ${ratio.toFixed(2)}; pool ${costs_ms["process-pool"].toFixed(1)} ms`);
  assert.ok(ratio > 1 / 1.5 && ratio < 1.5, `${ratio} times a bare worker`);
  // It is told in why the run took that long, and where memory is shared it is said that it costs nothing.
  const why = async (name) => (await app.page.getByRole("list", { name: `${name} why`, exact: true }).textContent());
  assert.match(await why("Processes"), /copying/);
  assert.doesNotMatch(await why("Threads"), /copying/);
  assert.match(await app.panel("Threads").textContent(), /data is shared here/);
  assert.doesNotMatch(await app.panel("Processes").textContent(), /data is shared here/);
  assert.match(await app.page.getByRole("list", { name: "Legend", exact: true }).textContent(), /copying data/);
});

test("data goes along wherever a task ends: at its time, at a failure, at its own end", async (session) => {
  const text = `task done carries 2MB
  print kept
task late carries 2MB timeout 300ms
  sleep 5s
  finally
    print closed
task fails carries 2MB
  fail no
  rescue
    print saved
task lost carries 2MB
  fail no
task main carries 2MB outside
  print outside
`;
  const app = await session.open({ text, query: `?models=${Object.values(ALL_MODELS).join(",")}` });
  assert.equal(await app.problems.count(), 0);
  await app.runAll();
  const { runs } = await app.results();
  assert.equal(runs.length, Object.keys(ALL_MODELS).length);
  for (const { model, tasks, spans, outcome, notes } of runs) {
    assert.deepEqual([outcome, notes], ["done", []], model);
    const ends = Object.fromEntries(tasks.map(({ name, outcome }) => [name, outcome]));
    assert.deepEqual(ends, { done: "done", late: "failed", fails: "done", lost: "failed", main: "done" }, model);
    const copied = tasks.map(({ id }) => spans.filter(({ task, state }) => task === id && state === "copying").length);
    // Who has no result brings none back; and whoever leads a pool has its own memory already.
    const expected = { processes: [2, 1, 2, 1, 2], "process-pool": [2, 1, 2, 1, 0] }[model] ?? [0, 0, 0, 0, 0];
    assert.deepEqual(copied, expected, model);
  }
});
