// Stop, and a page that answers while anything runs.

import assert from "node:assert/strict";
import { ALL_MODELS, MODELS, best, stop, test } from "../harness.mjs";

const LIMIT_MS = 250;
// Whoever runs these is computing, blocked and waiting, each for longer than anyone would watch.
const BUSY = "task wait\n  sleep 30s\ntask compute\n  cpu 30s\ntask hold\n  block 30s\n";
const SHORT = "task short\n  print Here\n";

for (const name of MODELS) {
  test(`${name} stops at once, and runs again`, async (session) => {
    const app = await session.open();
    await best(2, async () => {
      await app.list.fill(BUSY);
      await app.begin(`Run ${name}`);
      await app.until(name, ["running"]);
      await app.page.waitForTimeout(300);
      const answer_ms = await app.page.evaluate(switchColors);
      const took_ms = await app.page.evaluate(stop, ALL_MODELS[name]);
      session.note(`a click was answered in ${answer_ms.toFixed(0)} ms, Stop took ${took_ms.toFixed(0)} ms`);
      await app.idle();
      assert.equal(await app.state(name), "stopped");
      const { runs } = await app.results();
      assert.equal(runs[0].outcome, "stopped");
      assert.ok(runs[0].tasks.some((task) => task.outcome === "cancelled"), JSON.stringify(runs[0].tasks));
      await app.list.fill(SHORT);
      assert.equal(await app.run(name), "done");
      assert.deepEqual(await app.output(name), ["Here"]);
      assert.ok(took_ms <= LIMIT_MS, `Stop took ${took_ms} ms`);
      assert.ok(answer_ms <= LIMIT_MS, `a click took ${answer_ms} ms`);
    });
  });
}

test("Stop ends Run all, and leaves the models after it alone", async (session) => {
  const app = await session.open();
  await app.begin("Run all");
  await app.until("Sequential", ["running"]);
  await app.page.waitForTimeout(200);
  await app.button("Stop").click();
  await app.idle();
  assert.equal(await app.state("Sequential"), "stopped");
  await app.page.waitForTimeout(500);
  for (const name of MODELS.slice(1)) assert.equal(await app.state(name), "idle");
});

/** In the page: how long it takes from a click to what it changes. */
async function switchColors() {
  const name = () => document.querySelector("[aria-label^='Switch to']").getAttribute("aria-label");
  const before = name();
  const start = performance.now();
  document.querySelector("[aria-label^='Switch to']").click();
  while (name() === before) {
    if (performance.now() - start > 5000) throw new Error("no answer after 5 s");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.now() - start;
}
