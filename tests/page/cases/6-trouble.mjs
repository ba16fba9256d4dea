// What goes wrong is shown and named, and the next run works.

import assert from "node:assert/strict";
import { ALL_MODELS, MODELS, SHOW_ALL, test } from "../harness.mjs";

const NAMES = Object.keys(ALL_MODELS);

test("a task that fails is named, and the others go on", async (session) => {
  const app = await session.open({ text: "task bad\n  sleep 20ms\n  fail the disk is full\ntask good\n  sleep 40ms\n  print Fine\n" });
  await app.runAll();
  for (const name of MODELS) {
    const text = await app.panel(name).textContent();
    assert.match(text, /bad failed: the disk is full/, name);
    assert.deepEqual(await app.output(name), ["Fine"], name);
  }
  const { runs } = await app.results();
  for (const run of runs) {
    assert.deepEqual(run.tasks.map((task) => task.outcome), ["failed", "done"], run.model);
    assert.equal(run.tasks[0].message, "the disk is full");
  }
});

// Refused by the server and not by the browser's driver, which doesn't see what workers fetch.
const SCRIPT = "static/worker.js";
const PAIR = "task a x2\n  sleep 20ms\n  print Here\n";

test("a worker script that never loads is told in words, and the next run works", async (session) => {
  session.expect(/Failed to load resource/);
  session.refused.add(SCRIPT);
  const app = await session.open({ query: SHOW_ALL, text: PAIR });
  for (const name of NAMES) {
    assert.equal(await app.run(name), "failed", name);
    assert.match(await app.panel(name).textContent(), /worker script .*could not be loaded/, name);
  }
  session.refused.clear();
  for (const name of NAMES) {
    assert.equal(await app.run(name), "done", `${name} after the script can be loaded`);
    assert.deepEqual(await app.output(name), ["Here", "Here"]);
  }
});

test("tasks whose processes can't start fail in words, and the next run works", async (session) => {
  session.expect(/Failed to load resource/);
  const app = await session.open({ text: PAIR });
  assert.equal(await app.run("Processes"), "done");
  session.refused.add(SCRIPT);
  await app.run("Processes");
  const text = await app.panel("Processes").textContent();
  assert.match(text, /a 1 failed: .*worker script .*could not be loaded/, text);
  // What writes files is started by that script as well.
  session.refused.clear();
  const { runs } = await app.results();
  assert.deepEqual(runs[0].tasks.map((task) => task.outcome), ["failed", "failed"]);
  assert.equal(await app.run("Processes"), "done");
  assert.deepEqual(await app.output("Processes"), ["Here", "Here"]);
});

test("without isolation what shares memory says why it can't run and how it could, and the others run", async (session) => {
  const app = await session.open({ isolated: false, query: SHOW_ALL, text: PAIR });
  const shared = ["Threads", "Threads with a GIL", "Thread pool", "Async + pool"];
  for (const name of shared) {
    assert.equal(await app.state(name), "unavailable", name);
    assert.ok(await app.button(`Run ${name}`).isDisabled(), name);
    assert.match(await app.panel(name).textContent(), /not cross-origin isolated.*Cross-Origin-Opener-Policy/s, name);
  }
  await app.runAll();
  const others = NAMES.filter((name) => !shared.includes(name));
  for (const name of others) {
    assert.equal(await app.state(name), "done", name);
    assert.deepEqual(await app.output(name), ["Here", "Here"], name);
  }
  assert.equal((await app.rows(app.comparison)).length, others.length);
  const { file, runs } = await app.results();
  assert.equal(file.environment.isolated, false);
  assert.deepEqual(runs.map((run) => run.model), others.map((name) => ALL_MODELS[name]));
});

test("more tasks than workers are refused in a sentence", async (session) => {
  const app = await session.open({ text: "task many x65\n  sleep 10ms\n" });
  for (const name of ["Threads", "Processes"]) {
    assert.ok(await app.button(`Run ${name}`).isDisabled(), name);
    const text = await app.panel(name).textContent();
    assert.match(text, /64/, text);
    assert.match(text, /pool/, text);
  }
  await app.runAll();
  for (const name of ["Sequential", "Async"]) assert.equal(await app.state(name), "done", name);
  await app.list.fill("task many x64\n  sleep 10ms\n");
  assert.equal(await app.run("Threads"), "done");
  assert.equal(await app.run("Processes"), "done");
});
