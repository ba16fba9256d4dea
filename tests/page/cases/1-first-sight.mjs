// What a newcomer sees and does first.

import assert from "node:assert/strict";
import { COUNT, MODELS, test } from "../harness.mjs";

const ALTERNATING = ["One", "Two", "One", "Two", "One", "Two"];
const OVERLAPPING = ["One", "One", "One", "Two", "Two", "Two"];

test("a first visit shows the example that counts", async (session) => {
  const app = await session.open();
  const text = await app.list.inputValue();
  assert.ok(text.includes(COUNT.trimEnd()), text);
  assert.equal(await app.problems.count(), 0);
  for (const name of MODELS) {
    assert.equal(await app.state(name), "idle");
    assert.equal(await app.panel(name).getAttribute("data-model"), name.toLowerCase());
    assert.ok(await app.button(`Run ${name}`).isEnabled());
  }
  assert.ok(await app.button("Stop").isDisabled());
  assert.ok(await app.button("Download results").isDisabled(), "there is nothing to download yet");
});

test("Run all runs four models, one after another", async (session) => {
  const app = await session.open();
  await app.page.evaluate(watchRuns);
  await app.runAll();
  const { most, order } = await app.page.evaluate(() => window.watchedRuns);
  assert.equal(most, 1, "never two at once");
  assert.deepEqual(order, ["sequential", "async", "threads", "processes"]);

  for (const name of MODELS) {
    assert.equal(await app.state(name), "done");
    assert.deepEqual(await app.output(name), name === "Sequential" ? ALTERNATING : OVERLAPPING, name);
  }
  const time = {};
  for (const name of MODELS) time[name] = await app.makespan_ms(name);
  session.note(MODELS.map((name) => `${name} ${time[name].toFixed(0)} ms`).join(", "));
  assert.ok(time.Sequential >= 3000, "three waits of a second, one after another");
  for (const name of MODELS.slice(1)) assert.ok(time[name] >= 1000, `${name}: nobody waits less than the list says`);
  assert.ok(time.Async < 0.5 * time.Sequential);
  assert.ok(time.Threads < 0.5 * time.Sequential);
  assert.ok(time.Processes < 0.8 * time.Sequential);
});

test("a run asked for while the page still measures the machine waits for that, and runs", async (session) => {
  for (const wait_ms of [0, 50, 100, 200, 300]) {
    const app = await session.open({ text: "task a\n  sleep 500ms\n" });
    await app.page.waitForTimeout(wait_ms);
    assert.equal(await app.run("Sequential"), "done", `pressed after ${wait_ms} ms: ${await app.panel("Sequential").textContent()}`);
  }
});

test("tables, figures and the comparison stand beside the pictures", async (session) => {
  const app = await session.open({ text: "task count x3\n  print One\n  sleep 200ms\n  print Two\n" });
  await app.runAll();
  for (const name of MODELS) {
    const spans = await app.spans(name);
    assert.deepEqual(Object.keys(spans[0]), ["Task", "State", "Step", "Lane", "Start", "End", "Length"]);
    const waits = spans.filter((span) => span.Step === "sleep 200ms");
    assert.equal(waits.length, 3, `${name}: each task waits once`);
    const word = name === "Async" ? "waiting" : "blocked";
    assert.ok(waits.every((span) => span.State === word), `${name}: ${JSON.stringify(waits)}`);
    const lanes = new Set(spans.map((span) => span.Lane).filter((lane) => lane !== "none"));
    assert.equal(lanes.size, { Sequential: 1, Async: 1, Threads: 3, Processes: 3 }[name], `${name}: lanes`);
    const figures = await app.figures(name);
    for (const key of ["makespan_ns", "concurrency", "parallelism", "utilization", "latency_p95_ns", "throughput_per_s"]) {
      assert.ok(Number.isFinite(figures[key]), `${name}: ${key} is ${figures[key]}`);
    }
  }
  const starting = (await app.spans("Processes")).filter((span) => span.State === "starting");
  assert.equal(starting.length, 3, "starting a process is shown");
  assert.ok((await app.figures("Processes")).startup_ns > 0);
  const rows = await app.rows(app.comparison);
  assert.deepEqual(rows.map((row) => row.Model), MODELS);
});

/** In the page: notes which panels are active, and how many at once, at every change. */
function watchRuns() {
  const watched = { most: 0, order: [] };
  window.watchedRuns = watched;
  const look = () => {
    const active = [...document.querySelectorAll("[data-model]")]
      .filter((panel) => ["starting", "running"].includes(panel.dataset.state)).map((panel) => panel.dataset.model);
    watched.most = Math.max(watched.most, active.length);
    for (const model of active) if (watched.order.at(-1) !== model) watched.order.push(model);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
}
