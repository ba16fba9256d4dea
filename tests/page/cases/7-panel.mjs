// What stands in a panel: figures, words, printed lines; on every width, on paper, in the reader's own colors, on phones.

import assert from "node:assert/strict";
import { COUNT, test } from "../harness.mjs";

const MIXED = "task a x3\n  print One\n  cpu 40ms\n  sleep 60ms\n  print Two  words\ntask bad\n  sleep 30ms\n  fail the disk is full\n";
const list = (app, what) => app.panel("Async").getByRole("list", { name: `Async ${what}`, exact: true });
/** How many figures are in sight, and not for who listens alone. */
const inSight = (app) => list(app, "figures").getByRole("listitem")
  .evaluateAll((items) => items.filter((item) => item.getBoundingClientRect().width > 1 && !item.closest(".sr-only")).length);

test("four figures stand in a row, the rest is a click away, and every word is explained", async (session) => {
  const app = await session.open({ text: MIXED });
  await app.runAll();
  const all = await app.figures("Async");
  for (const key of ["makespan_ns", "speedup", "latency_p95_ns", "concurrency_peak", "utilization", "throughput_per_s"]) {
    assert.ok(Number.isFinite(all[key]), `${key} is in the list though it is not in sight`);
  }
  assert.equal(await inSight(app), 4);
  const tip = list(app, "figures").getByRole("tooltip");
  const items = list(app, "figures").getByRole("listitem");
  assert.equal(await tip.count(), 0, "nobody has asked");
  await items.nth(2).hover();
  assert.match(await tip.textContent(), /^Concurrency:/);
  await app.list.hover();
  assert.equal(await tip.count(), 0);
  await items.first().focus();
  assert.match(await tip.textContent(), /^From the start/);
  await app.page.keyboard.press("ArrowRight");
  assert.match(await tip.textContent(), /sequential/);
  await app.page.keyboard.press("Escape");
  assert.equal(await tip.count(), 0, "Escape puts it away");
  for (const width of [320, 390, 600, 880, 1024]) {
    await app.page.setViewportSize({ width, height: 800 });
    for (const item of (await items.all()).slice(0, 4)) {
      await item.focus();
      const { x, width: wide } = await tip.boundingBox();
      assert.ok(x >= 0 && x + wide <= width, `at ${width} px the window cuts "${await tip.textContent()}": ${x} to ${x + wide}`);
    }
  }
  await app.button("All figures: Async").click();
  await app.button("Fewer figures: Async").waitFor();
  assert.equal(await inSight(app), Object.keys(all).length);
  for (const meaning of ["95 of 100 tasks took at most this.", "Most tasks started and not finished at one moment."]) {
    assert.ok(await list(app, "figures").getByText(meaning).isVisible(), meaning);
  }
});

test("in a panel nothing stands over anything else, at any width", async (session) => {
  const app = await session.open({ query: "?models=async,threads", text: MIXED });
  await app.runAll();
  await list(app, "findings").waitFor();
  const found = [];
  for (let width = 320; width <= 1500; width += 20) {
    await app.page.setViewportSize({ width, height: 800 });
    found.push(...(await app.page.evaluate(overlaps)).map((words) => `${width} px: ${words}`));
  }
  assert.deepEqual(found, []);
});

/** In the page: which things that are read or pressed in a panel stand over each other. */
function overlaps() {
  const found = [];
  for (const panel of document.querySelectorAll("[data-model]")) {
    const things = [...panel.querySelectorAll("h2, .plot, .level p, [role=listitem], li, button, select, input, .body p")]
      .filter((thing) => !thing.closest(".sr-only"))
      .map((thing) => [thing, thing.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 1 && height > 1);
    for (const [at, [one, a]] of things.entries()) {
      for (const [other, b] of things.slice(at + 1)) {
        const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
        if (across > 1 && down > 1 && !one.contains(other)) found.push(`${one.textContent.slice(0, 40)} / ${other.textContent.slice(0, 40)}`);
      }
    }
  }
  return found;
}

test("at 1280 × 720 the first picture begins in the upper third, and what runs is told wherever one looks", async (session) => {
  const app = await session.open({ width: 1280, text: COUNT });
  await app.page.setViewportSize({ width: 1280, height: 720 });
  await app.begin("Run all");
  const told = app.page.getByText(/^Async is running/);
  const isInView = () => told.evaluate((words) => {
    const { top, bottom, left, right } = words.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && words.contains(over);
  });
  await app.until("Async", ["running"]);
  for (const [width, height] of [[1280, 720], [390, 844]]) {
    await app.page.setViewportSize({ width, height });
    for (const y of [0, 100_000]) {
      await app.page.evaluate((y) => scrollTo(0, y), y);
      assert.ok(await told.count() === 0 || await isInView(), `${width} px wide, scrolled to ${y}`);
    }
  }
  await app.idle();
  assert.equal(await app.page.getByText(/ is running/).locator("visible=true").count(), 0);
  await app.page.setViewportSize({ width: 1280, height: 720 });
  await app.page.evaluate(() => scrollTo(0, 0));
  // The diagrams follow the page's width when it has told them of it.
  let top_px = Infinity;
  for (let look = 0; look < 20 && top_px > 240; look += 1) {
    await app.page.waitForTimeout(100);
    top_px = (await app.panel("Sequential").getByLabel(/^Diagram\./).boundingBox()).y;
  }
  session.note(`the first picture begins at ${top_px} px`);
  assert.ok(top_px <= 240, `${top_px} px`);
});

test("at 390 px the example's name can be read, and so can every column of the comparison", async (session) => {
  const app = await session.open({ width: 390, text: COUNT.replace("1s", "50ms") });
  assert.ok((await app.examples.boundingBox()).width > 300);
  await app.runAll();
  const cells = await app.comparison.getByRole("cell").evaluateAll((cells) => cells.map((cell) => {
    const { left, right, width } = cell.getBoundingClientRect();
    return [cell.textContent, left >= 0 && right <= innerWidth && width > 20 && cell.scrollWidth <= cell.clientWidth + 1];
  }));
  assert.equal(cells.length, 4 * 7);
  assert.deepEqual(cells.filter(([, fits]) => !fits), []);
  const rows = await app.rows(app.comparison);
  assert.deepEqual(Object.keys(rows[0]), ["Model", "Time", "Speed-up", "In flight", "On CPU", "Latency p95", "Start-up", "Lanes"]);
});

test("in the reader's own colors what is chosen looks other than what is not", async (session) => {
  const app = await session.open();
  await app.page.emulateMedia({ forcedColors: "active" });
  const ground = (name) => app.button(name).evaluate((button) => getComputedStyle(button).backgroundColor);
  assert.notEqual(await ground("Show Async"), await ground("Show Process pool"));
});

test("on a phone one types in letters that need no zoom, and nothing is put right", async (session) => {
  const app = await session.open({ width: 390, query: "?models=sequential,pool", phone: true });
  await app.button("Predict first").click();
  for (const field of await app.page.locator("textarea, select, input:not([type=checkbox], [type=range])").all()) {
    const px = await field.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
    assert.ok(px >= 16, `${await field.getAttribute("aria-label")}: ${px} px`);
  }
  for (const [name, value] of Object.entries({ autocorrect: "off", autocapitalize: "off", spellcheck: "false", autocomplete: "off" })) {
    assert.equal(await app.list.getAttribute(name), value, name);
  }
});
