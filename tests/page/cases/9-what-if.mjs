// What if: curves of what is expected, and real runs at places of them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "../harness.mjs";
import { breaches } from "../schema.mjs";

const CALLS = "task call x12\n  block 200ms\n";
const SHOWN = "?models=sequential,threads,pool";

/** The region, by its accessible name. */
const region = (app) => app.page.getByRole("region", { name: "What if", exact: true });

/** Opens the region, and waits until its curve is whole. */
async function open(app) {
  await region(app).getByRole("button", { name: "What if …" }).click();
  await settled(app);
}

/** A whole curve can be measured, or says why not. */
const settled = (app) => region(app).locator("#what-if-measure:enabled, #what-if-status:has-text('nothing can be measured')").waitFor();

/** What the table says of a place, column by column. */
async function row(app, place) {
  const table = region(app).getByRole("table", { name: "What if table" });
  const cells = table.getByRole("row").filter({ has: app.page.getByRole("rowheader", { name: place, exact: true }) }).getByRole("cell");
  return cells.allTextContents();
}

const seconds = (text) => Number.parseFloat(text) / (/^[\d.]+ ms/.test(text) ? 1000 : 1);

test("what if: a pool's curve has its rounds, by pointer, by keys and as a table", async (session) => {
  const app = await session.open({ query: SHOWN, text: CALLS });
  const loaded = () => app.page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("what-if-")).length);
  assert.equal(await loaded(), 0, "nothing of it is loaded before");
  await open(app);
  await region(app).getByRole("button", { name: "Table: what if" }).click();
  const rounds = [];
  for (const size of [1, 2, 3, 4, 5, 6, 11, 12, 32]) rounds.push(seconds((await row(app, String(size)))[2]) / 0.2);
  assert.deepEqual(rounds.map(Math.round), [12, 6, 4, 3, 3, 2, 2, 1, 1]);
  // Keys walk from place to place, and everything follows.
  const curve = region(app).locator("[aria-roledescription=curve]");
  const figures = region(app).getByRole("list", { name: "What if figures" });
  await curve.focus();
  await app.page.keyboard.press("Home");
  await region(app).getByText("1 slot in each pool", { exact: true }).waitFor();
  await app.page.keyboard.press("ArrowRight");
  await region(app).getByText("2 slots in each pool", { exact: true }).waitFor();
  assert.match(await figures.textContent(), /Thread pool.*1\.200 s expected/);
  await region(app).getByRole("heading", { name: "Expected of Thread pool with 2 slots in each pool: 1.200 s" }).waitFor();
  assert.ok(await curve.evaluate((element) => element === document.activeElement), "the focus stays");
  const picture = region(app).getByRole("img", { name: /^Expected of Thread pool with 2 slots/ });
  const rows = (await picture.locator("text").allTextContents()).join();
  assert.ok(rows.includes("slot 2") && !rows.includes("slot 3"), rows);
  // The pointer goes there too.
  const { width } = await curve.boundingBox();
  await curve.hover({ position: { x: 65, y: 100 } });
  await region(app).getByText("1 slot in each pool", { exact: true }).waitFor();
  assert.ok(width > 300);
  // Another model's diagram.
  await region(app).getByRole("button", { name: "Diagram of Sequential" }).click();
  await region(app).getByRole("heading", { name: /^Expected of Sequential/ }).waitFor();
  // A letter typed changes the curve.
  await app.list.fill(CALLS.replace("200ms", "100ms"));
  await app.page.waitForFunction(() => document.querySelector("#what-if-table")?.textContent.includes("1.200 s"));
  // Closed, nothing is left.
  await region(app).getByRole("button", { name: "What if …" }).click();
  assert.equal(await region(app).getByRole("table").count(), 0);
  session.note(`files of the module that were fetched: ${await loaded()}`);
});

test("what if: real runs lie where they were expected", async (session) => {
  const app = await session.open({ query: "?models=pool", text: CALLS });
  await open(app);
  await region(app).getByRole("button", { name: "Table: what if" }).click();
  const curve = region(app).locator("[aria-roledescription=curve]");
  for (const steps of [0, 1, 2, 8]) {
    await curve.focus();
    if (steps === 0) await app.page.keyboard.press("Home");
    for (let step = 0; step < steps; step += 1) await app.page.keyboard.press("ArrowRight");
    await region(app).getByRole("button", { name: "Measure this place" }).click();
    await region(app).getByRole("button", { name: "Measure this place" }).waitFor();
    await region(app).locator("#what-if-measure-here:enabled").waitFor();
  }
  const disagreements = [];
  for (const size of [1, 2, 4, 12]) {
    const [expected, measured] = (await row(app, String(size)))[0].split(/(?<=s)(?=\d)/).map(seconds);
    // Never sooner; how much later is a matter of what else the machine does.
    assert.ok(measured >= expected * 0.98 && measured <= expected * 1.6 + 0.1, `${size}: ${measured} measured, ${expected} expected`);
    disagreements.push(`${size}: ${measured} of ${expected} s`);
  }
  session.note(disagreements.join(", "));
  // They are no runs of the list in the editor: no panel and no comparison has them.
  assert.equal(await app.state("Thread pool"), "idle");
  // The page's own button stops them.
  await curve.focus();
  await app.page.keyboard.press("Home");
  await region(app).getByRole("button", { name: "Measure this place" }).click();
  await region(app).getByRole("button", { name: "Stop measuring" }).waitFor();
  await app.page.getByRole("button", { name: "Stop", exact: true }).click();
  await region(app).locator("#what-if-measure:enabled").waitFor();
});

test("what if: the curve leaves as a picture and as a table, and no core is pretended", async (session) => {
  const app = await session.open({ query: SHOWN, text: "task sum x8\n  cpu 100ms\n" });
  await open(app);
  await region(app).getByLabel("Along").selectOption("cores");
  await settled(app);
  assert.ok(await region(app).locator("#what-if-measure").isDisabled());
  await region(app).getByLabel("Show").selectOption("speed-up");
  await region(app).getByRole("heading", { name: "Expected speed-up over cores" }).waitFor();
  const file = async (name) => {
    const [download] = await Promise.all([app.page.waitForEvent("download"), region(app).getByRole("button", { name: `Curve as ${name}` }).click()]);
    return [download.suggestedFilename(), await readFile(await download.path())];
  };
  const [csvName, csv] = await file("CSV");
  assert.equal(csvName, "interleave-what-if-cores.csv");
  const lines = csv.toString().trim().split("\r\n");
  assert.equal(lines[0], "cores,model,origin,makespan_ns,speedup,throughput_per_s,latency_p50_ns,latency_p95_ns");
  assert.ok(lines.some((line) => /^4,threads,expected,2\d{8},/.test(line)), csv.toString());
  const [, svg] = await file("SVG");
  assert.match(svg.toString(), /<title>.*Expected speed-up over cores<\/title>/);
  const [, png] = await file("PNG");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
});

test("what if: repeated runs show their spread, and stand in the results file and on the curve that is made of it", async (session) => {
  const text = "task call x4\n  block 50ms\n  print Answered\n";
  const app = await session.open({ query: "?models=sequential,pool", text });
  await app.run("Thread pool");
  await app.page.getByRole("combobox", { name: "Repeat", exact: true }).selectOption("5");
  await open(app);
  await region(app).locator("[aria-roledescription=curve]").focus();
  await app.page.keyboard.press("Home");
  await region(app).getByRole("button", { name: "Measure this place" }).click();
  const figures = region(app).getByRole("list", { name: "What if figures" });
  await figures.getByText(/in 5 runs/).nth(1).waitFor();
  await settled(app);
  // Stopped, it keeps what was measured.
  await app.page.keyboard.press("End");
  await region(app).locator("[aria-roledescription=curve]").focus();
  await app.page.keyboard.press("End");
  await app.page.getByRole("combobox", { name: "Repeat", exact: true }).selectOption("50");
  await region(app).locator("#what-if-measure-here:enabled").click();
  await region(app).locator("#what-if-status", { hasText: /Measuring: [2-9] of 100/ }).waitFor();
  await region(app).getByRole("button", { name: "Stop measuring" }).click();
  await settled(app);
  const kept = Number(/in ([0-9]+) runs/.exec(await figures.textContent())?.[1] ?? 1);
  assert.ok(kept >= 1 && kept < 50, `${kept} runs were kept`);
  // The file has them.
  const { file, name } = await app.results();
  const schema = JSON.parse(await readFile(new URL("../../../docs/results.schema.json", import.meta.url), "utf8"));
  assert.deepEqual(breaches(file, schema).slice(0, 5), []);
  const first = file.what_if.points.find(({ place, subject }) => place === 1 && subject.model === "pool");
  assert.equal(first.runs.length, 5);
  assert.ok(first.runs.every(({ makespan_ns, finished }) => makespan_ns >= 200e6 && finished === 4));
  assert.ok(Math.abs(first.expected.makespan_ns - 200e6) < 20e6);
  // Opened elsewhere, the region is open, and they are told as recorded.
  const other = await session.open();
  await other.page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(file)) });
  await settled(other);
  await region(other).locator("[aria-roledescription=curve]").focus();
  await other.page.keyboard.press("Home");
  await region(other).getByRole("list", { name: "What if figures" }).getByText("recorded").nth(1).waitFor();
});

test("what if: a million tasks are found out bit by bit, and can be given up", async (session) => {
  const app = await session.open({ query: "?models=pool", text: "task t x1000000\n  sleep 10ms..20ms\n" });
  await app.page.evaluate(() => {
    window.longest_ms = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (window.longest_ms = Math.max(window.longest_ms, duration)))).observe({ entryTypes: ["longtask"] });
  });
  await region(app).getByRole("button", { name: "What if …" }).click();
  const bar = region(app).getByRole("progressbar");
  await app.page.waitForFunction(() => document.querySelector("#what-if-progress progress")?.value > 0);
  await region(app).getByRole("button", { name: "Cancel", exact: true }).click();
  await region(app).getByRole("button", { name: "Find it out" }).waitFor();
  assert.equal(await bar.count(), 0);
  await region(app).getByRole("button", { name: "Find it out" }).click();
  await region(app).getByRole("heading", { name: /^Expected of Thread pool with 6 slots in each pool: 2\d{3}\.\d+ s/ }).waitFor();
  session.note(`longest task of the page ${await app.page.evaluate(() => window.longest_ms)} ms`);
});

test("what if: every order of two tasks is gone through, and one that gets stuck is shown in its panel", async (session) => {
  const task = (name, one, other) => `task ${name}\n  lock ${one}\n  sleep 100ms\n  lock ${other}\n  unlock ${other}\n  unlock ${one}\n`;
  const app = await session.open({ query: "?models=sequential,threads", text: task("one", "a", "b") + task("two", "b", "a") });
  await region(app).getByRole("button", { name: "What if …" }).click();
  const explore = region(app).getByRole("button", { name: "Go through every order" });
  await explore.click();
  const ends = region(app).getByRole("list", { name: "What every order ends with" });
  await ends.getByText(/It can get stuck: in \d+ of \d+/).waitFor();
  session.note(await region(app).locator("#what-if-orders-status").textContent());
  // The shortest: each takes its first lock and asks for the other one.
  const turns = region(app).getByRole("list", { name: "Turns" }).getByRole("listitem");
  assert.equal(await turns.count(), 4);
  await region(app).getByRole("img", { name: /^Expected of Threads in this order: 4 turns/ }).waitFor();
  await region(app).getByRole("button", { name: "Show it in the panel" }).click();
  await app.panel("Threads").getByText("Expected: one order of many.").waitFor();
  await app.panel("Threads").getByText(/one waits for b, which two holds, and two waits for a/).waitFor();
  // Nobody comes between where one runs after the other; nor can it get stuck where both take a first.
  await region(app).getByRole("combobox", { name: "Under" }).selectOption("Sequential");
  await explore.click();
  await ends.getByText("It can't get stuck").waitFor();
  await app.list.fill(task("one", "a", "b") + task("two", "a", "b"));
  await app.panel("Threads").getByText("Expected: one order of many.").waitFor({ state: "detached" });
  await region(app).getByRole("combobox", { name: "Under" }).selectOption("Threads");
  await explore.click();
  await ends.getByText("It can't get stuck").waitFor();
  // Orders without end are cancelled.
  await app.list.fill("task a x9\n  lock l\n  print {copy}\n  unlock l\n  print done {copy}\n");
  await explore.click();
  await region(app).getByRole("button", { name: "Cancel" }).click();
  await region(app).getByText(/^Given up after/).waitFor();
});
