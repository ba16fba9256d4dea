// One run is an anecdote: a list runs many times, and every attempt is there.

import assert from "node:assert/strict";
import { ALL_MODELS, MODELS, SHOW_ALL, footprint, test } from "../harness.mjs";

// Six tasks, all alike but for what they print.
const ORDER = [1, 2, 3, 4, 5, 6].map((racer) => `task racer${racer}\n  cpu 30ms\n  print ${racer}\n`).join("");
const attempts = (app, name) => app.panel(name).getByRole("list", { name: `${name} attempts`, exact: true });
const dots = (app, name) => attempts(app, name).getByRole("button");
const repeat = (app, times) => app.page.getByRole("combobox", { name: "Repeat", exact: true }).selectOption(String(times));

test("twenty attempts of each model stand as dots on the axis, and any can be chosen", async (session) => {
  const names = ["Sequential", "Async", "Threads"];
  const app = await session.open({ query: "?models=sequential,async,threads", text: ORDER });
  await repeat(app, 20);
  await app.runAll(120_000);
  for (const name of names) {
    assert.equal(await app.state(name), "done");
    assert.equal(await dots(app, name).count(), 20);
    const said = await dots(app, name).evaluateAll((all) => all.map((dot) => dot.getAttribute("aria-label")));
    assert.equal(new Set(said.map((name) => Number(/^Attempt (\d+) of 20: /.exec(name)[1]))).size, 20);
    // Every dot is at its time, and the one that is shown is that of the figures.
    const places = await dots(app, name).evaluateAll((all) => all.map((dot) => Number(dot.getAttribute("cx"))));
    assert.deepEqual(places, [...places].sort((one, other) => one - other));
    const width = await attempts(app, name).evaluate((list) => list.clientWidth);
    assert.ok(places.every((x) => x > 0 && x <= width), `${name}: ${places} of ${width}`);
    const shown = dots(app, name).and(app.page.locator("[aria-pressed=true]"));
    assert.equal(await shown.count(), 1);
    // The picture is the one of the first attempt: its names stand beside their rows.
    const rows = app.panel(name).getByRole("list", { name: `${name} rows`, exact: true }).getByRole("listitem");
    const tops = await rows.evaluateAll((items) => items.map((item) => item.style.top));
    assert.ok(tops.every((top) => parseFloat(top) > 0), `${name}: ${tops}`);
    // A click beside a dot means it.
    await attempts(app, name).click({ position: { x: places[0] - 8, y: 9 } });
    await dots(app, name).first().and(app.page.locator("[aria-pressed=true]")).waitFor();
  }
  // From the shortest to the longest by the keyboard.
  await dots(app, "Threads").first().focus();
  for (let at = 0, before = 0; at < 20; at++) {
    await dots(app, "Threads").nth(at).and(app.page.locator("[aria-pressed=true]")).waitFor();
    const makespan = await app.makespan_ms("Threads");
    assert.ok(makespan >= before, `${makespan} after ${before}`);
    before = makespan;
    await app.page.keyboard.press("ArrowRight");
  }
  const { file } = await app.results();
  assert.deepEqual(file.series.map(({ records }) => records.length), [20, 20, 20]);
  const orders = file.series.map(({ records }) => new Set(records.map(({ output }) => output.map(({ text }) => text).join(" "))).size);
  session.note(`in 20 runs each, ${names.map((name, at) => `${name} printed in ${orders[at]} orders`).join(", ")}`);
  assert.deepEqual(orders.slice(0, 2), [1, 1]);
  assert.ok(orders[2] > 1, `threads printed in ${orders[2]} orders`);
});

test("Stop in the middle of fifty rounds ends all of it and keeps what was measured", async (session) => {
  const app = await session.open({ text: "task short x2\n  sleep 20ms\n  print Here\n" });
  await repeat(app, 50);
  await app.begin("Run all");
  await app.page.getByText(/attempt [3-9] of 50, about \d+ s left/).waitFor();
  const took_ms = await app.page.evaluate(async () => {
    const button = (name) => [...document.querySelectorAll("button")].find((one) => one.textContent.trim() === name);
    const start = performance.now();
    button("Stop").click();
    while (!button("Stop").disabled) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - start;
  });
  session.note(`Stop took ${took_ms.toFixed(0)} ms`);
  const counts = await Promise.all(MODELS.map((name) => dots(app, name).count()));
  assert.ok(counts.every((count) => count >= 2 && count < 50), `${counts}`);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `round by round: ${counts}`);
  for (const name of MODELS) assert.equal(await app.state(name), "done");
  await app.page.waitForTimeout(300);
  assert.deepEqual(await Promise.all(MODELS.map((name) => dots(app, name).count())), counts, "nothing runs any more");
});

test("fifty rounds of all eight models leave no worker behind", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: "task short\n  print Here\n" });
  await app.runAll();
  const before = await footprint(session, app.page);
  await repeat(app, 50);
  const started = Date.now();
  await app.runAll(300_000);
  for (const name of Object.keys(ALL_MODELS)) {
    assert.equal(await dots(app, name).count(), 50, name);
    assert.deepEqual(await app.output(name), ["Here"]);
  }
  await app.page.waitForTimeout(500);
  const after = await footprint(session, app.page);
  const grown = (after.bytes - before.bytes) / 2 ** 20;
  session.note(`400 runs in ${((Date.now() - started) / 1000).toFixed(0)} s: ${after.workers} workers, ${before.workers} before; memory grew by ${grown.toFixed(1)} MiB`);
  assert.ok(after.workers <= before.workers, `${after.workers} workers, ${before.workers} before`);
});
