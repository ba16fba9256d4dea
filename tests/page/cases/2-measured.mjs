// Figures that must hold on a real machine. Other programs may be busy on it, so ratios are tried more than once.

import assert from "node:assert/strict";
import { best, footprint, test } from "../harness.mjs";

test("two computing tasks are shared out by threads and processes, not by async", async (session) => {
  const app = await session.open({ text: "task compute x2\n  cpu 600ms\n" });
  await best(3, async () => {
    await app.runAll();
    const sequential = await app.makespan_ms("Sequential");
    const ratio = {};
    for (const name of ["Async", "Threads", "Processes"]) ratio[name] = (await app.makespan_ms(name)) / sequential;
    const words = Object.entries(ratio).map(([name, value]) => `${name} ${value.toFixed(2)}`).join(", ");
    session.note(`of sequential, ${sequential.toFixed(0)} ms: ${words}`);
    assert.ok(ratio.Async >= 0.85, "a loop computes one thing at a time");
    assert.ok(ratio.Threads <= 0.75, words);
    assert.ok(ratio.Processes <= 0.75, words);
  });
});

test("a thousand waits overlap in one loop", async (session) => {
  const app = await session.open({ text: "task many x1000\n  sleep 100ms\n", query: "?models=async" });
  await best(3, async () => {
    assert.equal(await app.run("Async"), "done");
    const makespan_ms = await app.makespan_ms("Async");
    session.note(`${makespan_ms.toFixed(0)} ms`);
    assert.ok(makespan_ms >= 100 && makespan_ms < 500, `${makespan_ms} ms`);
  });
  const { runs } = await app.results();
  const [{ tasks, lanes }] = runs;
  assert.equal(tasks.length, 1000);
  assert.ok(tasks.every((task) => task.outcome === "done"));
  assert.equal(lanes.length, 1);
});

test("the picture moves while a run goes on", async (session) => {
  const app = await session.open({ text: "task count x3\n  print One\n  sleep 1500ms\n  print Two\n" });
  for (const name of ["Async", "Threads"]) {
    await best(3, async () => {
      await app.begin(`Run ${name}`);
      await app.until(name, ["running"]);
      const seen = await app.panel(name).evaluate(watchPicture);
      await app.idle();
      session.note(`${name}: ${seen.pictures.toFixed(0)} pictures and ${seen.times.toFixed(0)} times a second`);
      assert.ok(seen.pictures >= 20, `${seen.pictures} pictures a second`);
      assert.ok(seen.times >= 20, `${seen.times} times a second`);
    });
  }
});

/** In the page, for a second: how many different pictures and times a panel shows. */
async function watchPicture(panel) {
  const [pictures, times] = [new Set(), new Set()];
  const start = performance.now();
  while (performance.now() - start < 1000) {
    await new Promise(requestAnimationFrame);
    pictures.add(panel.querySelector("canvas")?.toDataURL());
    times.add(panel.querySelector("[role=list]:not([aria-label*=expected]) [data-figure=makespan_ns]")?.dataset.value);
  }
  const seconds = (performance.now() - start) / 1000;
  return { pictures: pictures.size / seconds, times: times.size / seconds };
}

test("processes leave no worker and no memory behind", async (session) => {
  const app = await session.open({ text: "task short x40\n  print Here\n", query: "?models=processes" });
  // The first run warms up what the browser keeps.
  assert.equal(await app.run("Processes"), "done");
  const before = await footprint(session, app.page);
  for (let round = 0; round < 5; round += 1) assert.equal(await app.run("Processes"), "done");
  await app.page.waitForTimeout(500);
  const after = await footprint(session, app.page);
  const grown = after.bytes - before.bytes;
  session.note(`after 200 starts: ${after.workers} workers, ${before.workers} before; memory grew by ${(grown / 2 ** 20).toFixed(1)} MiB`);
  assert.equal(after.workers, before.workers);
  assert.ok(grown < 64 * 2 ** 20, `memory grew by ${grown} bytes in 200 starts`);
});
