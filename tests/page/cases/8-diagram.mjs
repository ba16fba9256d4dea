// The diagram one can live in: spans by keyboard and pointer, ranges, replay, rows, zoom; and many spans at once.

import assert from "node:assert/strict";
import { COUNT, MODELS, test } from "../harness.mjs";

const RUDE = "task rude\n  block 300ms\ntask other\n  print x\n  sleep 100ms\n";

const plot = (app, name) => app.panel(name).getByRole("application", { name: /^Diagram\./ });
const told = (app, name) => app.panel(name).locator("[aria-live]").textContent();

/** How many pixels of the diagram's canvas are not empty. */
const inked = (app, name) => app.panel(name).locator(".plot canvas").evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count += 1;
  return count;
});

test("a span says by keyboard why it waited", async (session) => {
  const app = await session.open({ text: RUDE });
  await app.run("Async");
  await plot(app, "Async").focus();
  await app.page.keyboard.press("Enter");
  assert.match(await told(app, "Async"), /^rude /);
  const seen = [];
  await app.page.keyboard.press("ArrowDown");
  for (let step = 0; step < 5; step += 1) {
    seen.push(await told(app, "Async"));
    await app.page.keyboard.press("ArrowRight");
  }
  assert.ok(seen.some((text) => text.includes("other queued") && text.includes("the loop was held by rude at block 300ms")), seen.join("\n"));
  await app.page.keyboard.press("Enter");
  const range = app.panel("Async").getByRole("list", { name: "Async figures of the range", exact: true });
  assert.match(await range.textContent(), /range/);
  await app.page.keyboard.press("Escape");
  assert.equal(await told(app, "Async"), "");
  await app.page.keyboard.press("Escape");
  assert.equal(await range.count(), 0);
});

test("a span says at the pointer what it is", async (session) => {
  const app = await session.open({ text: RUDE });
  await app.run("Async");
  const box = await plot(app, "Async").boundingBox();
  await app.page.mouse.move(box.x + box.width * 0.2, box.y + 10);
  const tip = app.panel("Async").locator(".tip");
  await tip.waitFor();
  assert.match(await tip.textContent(), /^rude blocked/);
});

test("a run says why it took that long, and where", async (session) => {
  const app = await session.open({ text: COUNT });
  await app.runAll();
  const why = (name) => app.panel(name).getByRole("list", { name: `${name} why`, exact: true });
  const resolution = 5_000;
  for (const name of MODELS) {
    const makespan = Number(await app.panel(name).getByRole("list", { name: `${name} figures`, exact: true }).locator('[data-figure="makespan_ns"]').getAttribute("data-value"));
    const parts = await why(name).getByRole("listitem").evaluateAll((items) => items.map((item) => Number(item.dataset.value)));
    const sum = parts.reduce((sum, ns) => sum + ns, 0);
    assert.ok(makespan > 0 && sum <= makespan && sum > makespan - 8 * resolution, `${name}: ${parts} are not ${makespan}`);
  }
  assert.match((await why("Sequential").getByRole("listitem").allTextContents())[0], /^waiting 3\.000 s$/);
  assert.match(await why("Processes").textContent(), /starting \d/);

  const marked = (name) => app.panel(name).locator(".overlay mask path").evaluateAll((paths) => paths.map((path) => path.getAttribute("d")).join(""));
  const waiting = why("Sequential").getByRole("button", { name: /^waiting/ });
  await waiting.hover();
  await app.panel("Sequential").locator(".overlay .unpointed").waitFor();
  assert.match(await marked("Sequential"), /^M\d+ /);
  assert.equal(await marked("Async"), "", "only in its own diagram");
  await app.page.mouse.move(5, 5);
  await app.panel("Sequential").locator(".overlay .unpointed").waitFor({ state: "detached" });

  await waiting.focus();
  await app.page.keyboard.press("ArrowRight");
  await why("Sequential").locator("li:nth-child(2) .is-pointed").waitFor();
  await app.page.keyboard.press("Escape");
  await app.panel("Sequential").locator(".overlay .unpointed").waitFor({ state: "detached" });

  const rows = app.page.getByRole("table", { name: "Comparison", exact: true }).locator("tbody tr");
  for (const name of MODELS) assert.ok(await rows.filter({ has: app.page.getByRole("rowheader", { name, exact: true }) }).locator(".time rect").count() > 0, name);
  const legend = app.page.getByRole("list", { name: "What the time went to", exact: true });
  await legend.getByRole("button", { name: "waiting", exact: true }).hover();
  for (const name of MODELS) await app.panel(name).locator(".overlay .unpointed").waitFor({ state: "attached" });
});

test("words about a bar are whole in a small window, and a click leaves the page to its keys", async (session) => {
  const app = await session.open({ text: RUDE, width: 390 });
  await app.page.setViewportSize({ width: 390, height: 420 });
  await app.run("Async");
  const plotted = plot(app, "Async");
  await plotted.evaluate((element) => scrollTo(0, scrollY + element.getBoundingClientRect().bottom - innerHeight + 12));
  const tip = app.panel("Async").locator(".tip");
  for (const share of [0.02, 0.3, 0.6]) {
    const box = await plotted.boundingBox();
    await app.page.mouse.move(box.x + box.width * share, box.y + 10);
    await tip.waitFor();
    const words = await tip.boundingBox();
    assert.ok(words.x >= 0 && words.x + words.width <= 390, `${words.x} to ${words.x + words.width} px`);
    assert.ok(words.y >= 0 && words.y + words.height <= 420, `${words.y} to ${words.y + words.height} px down`);
  }
  await app.page.mouse.down();
  await app.page.mouse.up();
  const [before, seen] = [await app.page.evaluate(() => scrollY), await ticks(app)];
  await app.page.keyboard.press("ArrowUp");
  await app.page.waitForFunction((before) => scrollY < before, before);
  assert.equal(await ticks(app), seen, "and nothing zooms");
});

test("rows have names beside them, colors a key, and what failed a mark", async (session) => {
  const app = await session.open({ query: "?models=async,threads", text: "task fetch x2\n  sleep 50ms\ntask \"a name that has no room beside its row\"\n  block 20ms\n  fail disk full\n" });
  await app.runAll();
  const listed = (model, what) => app.panel(model).getByRole("list", { name: `${model} ${what}`, exact: true }).getByRole("listitem").allTextContents();
  const tasks = ["fetch 1", "fetch 2", "a name that has no room beside its row"];
  assert.deepEqual(await listed("Threads", "rows"), tasks);
  assert.deepEqual(await listed("Async", "rows"), ["loop"]);
  assert.deepEqual(await listed("Async", "colors"), tasks);
  assert.equal(await app.panel("Threads").getByRole("list", { name: "Threads colors", exact: true }).count(), 0);
  const beside = await app.panel("Threads").getByRole("list", { name: "Threads rows", exact: true }).getByRole("listitem").evaluateAll((items) =>
    items.map((item) => item.getBoundingClientRect()).map(({ top, right, height }) => ({ middle: top + height / 2, right })));
  const box = await plot(app, "Threads").boundingBox();
  assert.ok(beside.every(({ middle, right }, at) => right <= box.x && middle > box.y && (at === 0 || middle > beside[at - 1].middle + 11)), JSON.stringify(beside));
  assert.ok(beside.at(-1).middle < box.y + box.height);
  const ends = (await app.spans("Threads")).map(({ Task, State }) => `${Task}: ${State}`).filter((row) => row.includes("failed"));
  assert.equal(ends.length, 1, ends.join());
  assert.match(ends[0], /^a name that has no room beside its row: \w+, failed$/);
  assert.ok((await app.page.getByRole("list", { name: "Legend", exact: true }).textContent()).includes("failed"));
});

test("a range is dragged, and all panels tell its figures", async (session) => {
  const app = await session.open({ query: "?models=async,sequential", text: COUNT.replace("1s", "200ms") });
  await app.runAll();
  await app.button("Mark a range").click();
  const box = await plot(app, "Async").boundingBox();
  await app.page.mouse.move(box.x + box.width * 0.1, box.y + 8);
  await app.page.mouse.down();
  await app.page.mouse.move(box.x + box.width * 0.3, box.y + 8, { steps: 4 });
  await app.page.mouse.up();
  for (const name of ["Async", "Sequential"]) {
    const list = app.panel(name).getByRole("list", { name: `${name} figures of the range`, exact: true });
    assert.match(await list.textContent(), /tasks in flight \d/);
  }
  assert.equal(await app.button("Mark a range").getAttribute("aria-pressed"), "false", "one range was wanted");
  await app.button("Clear range").click();
});

/** The part of time in view, as the axis shows it. */
const ticks = (app) => app.page.locator(".axis-plot svg").first().evaluate((svg) => svg.innerHTML);

test("a drag goes on outside the picture, and ends where it is let go", async (session) => {
  const app = await session.open({ query: "?models=async", text: COUNT.replace("1s", "200ms") });
  await app.run("Async");
  const box = await plot(app, "Async").boundingBox();
  const middle = box.x + box.width / 2;
  await plot(app, "Async").press("+");
  await plot(app, "Async").press("+");
  await app.page.mouse.move(middle, box.y + 8);
  await app.page.mouse.down();
  await app.page.mouse.move(middle, box.y + box.height + 200, { steps: 3 });
  const before = await ticks(app);
  await app.page.mouse.move(middle + 90, box.y + box.height + 200, { steps: 5 });
  const dragged = await ticks(app);
  assert.notEqual(dragged, before);
  await app.page.mouse.up();
  await app.page.mouse.move(middle, box.y + 8, { steps: 5 });
  assert.equal(await ticks(app), dragged);
});

test("two fingers spread the picture and close it, one moves it, and a tap tells", async (session) => {
  const app = await session.open({ query: "?models=async", text: RUDE, width: 390 });
  await app.run("Async");
  const cdp = await app.page.context().newCDPSession(app.page);
  await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
  await plot(app, "Async").scrollIntoViewIfNeeded();
  const box = await plot(app, "Async").boundingBox();
  const touch = (type, ...shares) => cdp.send("Input.dispatchTouchEvent", {
    type, touchPoints: shares.map((share, id) => ({ x: box.x + box.width * share, y: box.y + 8, id })),
  });
  const minimap = app.page.locator(".minimap");
  const whole = await ticks(app);
  await touch("touchStart", 0.4, 0.6);
  for (const by of [0.05, 0.1, 0.2]) await touch("touchMove", 0.4 - by, 0.6 + by);
  await touch("touchEnd");
  await minimap.waitFor();
  const spread = await ticks(app);
  assert.notEqual(spread, whole);
  await touch("touchStart", 0.5);
  for (const to of [0.45, 0.4, 0.3]) await touch("touchMove", to);
  await touch("touchEnd");
  assert.notEqual(await ticks(app), spread);
  for (let pinch = 0; pinch < 2; pinch += 1) {
    await touch("touchStart", 0.1, 0.9);
    for (const by of [0.1, 0.2, 0.3]) await touch("touchMove", 0.1 + by, 0.9 - by);
    await touch("touchEnd");
  }
  await minimap.waitFor({ state: "detached" });
  assert.equal(await ticks(app), whole);
  await touch("touchStart", 0.3);
  await touch("touchEnd");
  assert.match(await app.panel("Async").locator(".tip").textContent(), /^rude blocked/);
});

test("a replay plays, steps, scrubs and ends", async (session) => {
  const app = await session.open({ text: COUNT.replace("1s", "400ms") });
  await app.run("Async");
  const position = app.page.getByRole("slider", { name: "Replay position", exact: true });
  const at = async () => Number(await position.inputValue());
  assert.equal(await at(), 10_000);
  await app.button("Play replay").click();
  await app.button("Pause replay").waitFor();
  await app.page.waitForTimeout(150);
  await app.button("Pause replay").click();
  const paused = await at();
  assert.ok(paused > 0 && paused < 10_000, String(paused));
  await app.button("Step").click();
  assert.ok(await at() > paused);
  await app.button("Step back").click();
  await position.fill("5000");
  assert.ok(Math.abs(await at() - 5000) <= 1);
  assert.equal(await app.panel("Async").locator(".veil").count(), 1);
  await app.button("End replay").click();
  assert.equal(await app.panel("Async").locator(".veil").count(), 0);
});

test("rows are lanes or tasks, and tasks are found", async (session) => {
  const app = await session.open({ text: RUDE });
  await app.run("Async");
  const height = async () => (await plot(app, "Async").boundingBox()).height;
  const before = await height();
  await app.page.getByRole("combobox", { name: "Rows", exact: true }).selectOption({ label: "Rows by task" });
  await app.page.waitForTimeout(100);
  const both = await height();
  assert.notEqual(both, before);
  await app.page.getByRole("searchbox", { name: "Find a task", exact: true }).fill("rude");
  await app.page.waitForTimeout(100);
  assert.ok(await height() < both);
});

test("zoom shows a map of the whole, and fit takes it away", async (session) => {
  const app = await session.open({ text: COUNT.replace("1s", "200ms") });
  await app.run("Async");
  await plot(app, "Async").focus();
  for (let press = 0; press < 4; press += 1) await app.page.keyboard.press("+");
  await app.page.locator(".minimap").waitFor();
  await app.page.keyboard.press("0");
  await app.page.locator(".minimap").waitFor({ state: "detached" });
});

test("ten thousand tasks are drawn, and the page stays awake", async (session) => {
  const app = await session.open({ text: "task t x10000\n  print x\n  sleep 50ms..900ms\n  print y\n" });
  await app.page.evaluate(() => {
    globalThis.long = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => globalThis.long.push(Math.round(entry.duration))))
      .observe({ entryTypes: ["longtask"] });
  });
  await app.run("Async");
  await app.page.waitForTimeout(200);
  session.note(`long tasks of the page: ${(await app.page.evaluate(() => globalThis.long)).join(", ") || "none"} ms`);
  assert.ok(await inked(app, "Async") > 10_000);
});
