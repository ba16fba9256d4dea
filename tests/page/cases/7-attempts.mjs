// What several attempts show together: spread, orders, medians; and the latencies of many tasks.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

test("an example that is about order counts orders over 20 runs, and figures tell their spread", async (session) => {
  const app = await session.open({ query: "?example=order&models=async,threads" });
  const card = app.page.getByRole("region", { name: "About this example", exact: true });
  await card.getByRole("button", { name: "Run all 20 times", exact: true }).click();
  await app.page.getByRole("button", { name: "Stop", exact: true, disabled: false }).waitFor();
  await app.idle(120_000);
  assert.equal(await app.page.getByRole("combobox", { name: "Repeat", exact: true }).inputValue(), "20");
  const orders = async (name) => {
    const panel = app.panel(name);
    await panel.getByText(/orders? in (all )?20 attempts/).click();
    const items = panel.getByRole("list", { name: `${name} orders`, exact: true }).getByRole("listitem");
    return items.evaluateAll((items) => items.map((item) => [parseInt(item.firstElementChild.textContent), item.lastElementChild.textContent]));
  };
  const inOrder = "racer 1 · racer 2 · racer 3 · racer 4 · racer 5 · racer 6";
  assert.deepEqual(await orders("Async"), [[20, inOrder]]);
  const threads = await orders("Threads");
  assert.ok(threads.length > 1 && new Set(threads.map(([, order]) => order)).size === threads.length, JSON.stringify(threads));
  for (const name of ["Async", "Threads"]) {
    const time = app.panel(name).getByRole("list", { name: `${name} figures`, exact: true }).getByRole("listitem").first();
    assert.match(await time.textContent(), /\(.*, 20 attempts\)/);
  }
  const said = (await card.textContent()).replace(/\s+/g, " ");
  assert.match(said, /Async one order in 20 runs: 1 2 3 4 5 6 \(expected 1 2 3 4 5 6\)/);
  assert.match(said, /Threads \d+ orders in 20 runs/);
  const [async, threaded] = await app.rows(app.comparison);
  assert.equal(async.Orders, "1");
  assert.ok(Number(threaded.Orders) > 1);
  assert.match(async.Range, /^\d/);
  const compared = app.page.getByRole("region", { name: "Comparison of models", exact: true });
  assert.match(await compared.textContent(), /medians of 20 attempts.*(was|were) (fastest|faster).*Runs measured in this session were within [\d.]+ % of what was expected \(median of 40\)/s);
  assert.equal(await app.page.getByRole("region", { name: "Latency of tasks", exact: true }).count(), 0, "six tasks are seen one by one");
});

test("the latencies of many tasks stand as histograms on one axis", async (session) => {
  const app = await session.open({ query: "?models=sequential,async", text: "task t x24\n  sleep 20ms\n" });
  await app.runAll();
  const table = app.page.getByRole("table", { name: "Latency of tasks", exact: true });
  const counts = await table.getByRole("img").evaluateAll((images) => images.map((image) => image.getAttribute("aria-label")));
  const sums = counts.map((words) => words.split(", ").reduce((sum, bin) => sum + Number(bin.split(": ")[1]), 0));
  assert.deepEqual(sums, [24, 24]);
  const bins = counts.map((words) => words.split(", ").length);
  assert.ok(bins[0] > 2 * bins[1], `one after another they take ever longer: ${counts.join("; ")}`);
  const widths = await table.getByRole("img").evaluateAll((images) => images.map((image) => image.getAttribute("viewBox")));
  assert.equal(new Set(widths).size, 1);
  const rows = await app.rows(table);
  assert.deepEqual(rows.map((row) => row.Model), ["Sequential", "Async"]);
  for (const row of rows) assert.match(`${row.p50} ${row.p95} ${row.Max}`, /^[\d.]+ (ms|s) [\d.]+ (ms|s) [\d.]+ (ms|s)$/);
});
