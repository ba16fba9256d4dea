// What travels: links, files, exports. And nothing that the reader wrote is lost.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { App, MODELS, test } from "../harness.mjs";

const MINE = "# Mine\ntask mine\n  sleep 20ms\n  print Mine\n";
const NO_RUN = "Not run yet.";

/** Chooses in a menu. */
async function choose(app, menu, item) {
  await app.page.locator("summary", { hasText: new RegExp(`^${menu}$`) }).click();
  await app.page.getByRole("button", { name: item, exact: true }).click();
}

async function download(app, act) {
  const waiting = app.page.waitForEvent("download");
  await act();
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

async function drop(app, name, text) {
  await app.page.evaluate(({ name, text }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, { name, text });
}

/** Another tab of the same browser. */
async function sibling(app, address = app.page.url()) {
  const page = await app.page.context().newPage();
  await page.goto(address);
  const other = new App(page);
  await other.list.waitFor();
  return other;
}

test("a link holds the whole list, and never runs by itself", async (session) => {
  const app = await session.open({ text: MINE, query: "?models=async,sequential" });
  await app.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.button("Share").click();
  const link = await app.page.getByRole("textbox", { name: "Link" }).inputValue();
  assert.match(link, /#v1\.[\w-]+$/);
  assert.equal(await app.page.evaluate(() => navigator.clipboard.readText()), link);
  session.note(`${link.length} letters`);

  const reader = await session.open();
  const own = "task own\n  print Own\n";
  await reader.list.fill(own);
  await reader.page.goto(link);
  await reader.page.waitForFunction((text) => document.querySelector("textarea").value === text, MINE);
  for (const name of ["Async", "Sequential"]) assert.match(await reader.panel(name).textContent(), new RegExp(NO_RUN));
  assert.equal(await reader.panel("Threads").count(), 0, "it shows the models that were shown");
  assert.equal(await reader.run("Async"), "done");
  await reader.button("Undo").click();
  assert.equal(await reader.list.inputValue(), own, "the reader's own list is a step away");
  await reader.page.reload();
  await reader.list.waitFor();
  assert.equal(await reader.list.inputValue(), own, "and the link doesn't come back");
});

test("a broken link says so, and leaves the list alone", async (session) => {
  const app = await session.open({ text: MINE });
  for (const fragment of ["#v1.abc", "#v2.abc", `#v1.${"A".repeat(70_000)}`]) {
    await app.page.evaluate((fragment) => { location.hash = fragment; }, fragment);
    await app.page.getByRole("alert").filter({ hasText: "Your own list is as it was." }).waitFor();
    assert.equal(await app.list.inputValue(), MINE);
    await app.button("Close").click();
  }
});

test("an edited example survives a reload of its address", async (session) => {
  const app = await session.open({ query: "?example=waiting&models=async" });
  const edited = `${await app.list.inputValue()}# half a li`;
  await app.list.fill(edited);
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), edited);
  assert.deepEqual(await app.page.getByRole("region").evaluateAll((all) => all.map((region) => region.dataset.model).filter(Boolean)), ["async"]);
});

test("a recorded run travels as a file", async (session) => {
  const app = await session.open({ text: "task a x2\n  sleep 30ms\n  cpu 10ms\n  print Here\ntask b\n  fail no luck\n" });
  await app.runAll();
  const { text } = await app.results();
  const figures = await app.figures("Async");
  const spans = await app.spans("Processes");

  const reader = await session.open({ text: MINE });
  await drop(reader, "lecture.json", text);
  await reader.until("Processes", ["done"]);
  for (const name of MODELS) {
    assert.match(await reader.panel(name).textContent(), /Recorded, not measured here: Chromium \d+ on \d+ cores? reported.*lecture\.json/);
    assert.deepEqual(await reader.output(name), ["Here", "Here"]);
  }
  assert.deepEqual(await reader.figures("Async"), figures, "the same figures");
  assert.deepEqual(await reader.spans("Processes"), spans, "the same spans");
  assert.equal((await reader.results()).text, text, "the same file, letter for letter");
  assert.equal(await reader.run("Async"), "done");
  assert.doesNotMatch(await reader.panel("Async").textContent(), /Recorded/, "running again replaces it");
  assert.match(await reader.panel("Threads").textContent(), /Recorded/);
  assert.deepEqual((await reader.rows(reader.comparison)).map((row) => row.Model), ["Async"], "and compares nothing recorded");
  await reader.button("Undo").click();
  assert.equal(await reader.list.inputValue(), MINE);

  for (const [name, broken] of [["a.json", text.slice(0, -40)], ["b.json", "{}"], ["c.txt", "x".repeat(300_000)]]) {
    await drop(reader, name, broken);
    await reader.page.getByRole("alert").filter({ hasText: name }).waitFor();
    assert.equal(await reader.list.inputValue(), MINE);
  }
  await reader.page.locator("input[type=file]").setInputFiles({ name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("task filed\n") });
  await reader.page.waitForFunction(() => document.querySelector("textarea").value === "task filed\n");
});

test("the runs leave for other programs", async (session) => {
  for (const colorScheme of ["light", "dark"]) {
    const app = await session.open({ text: "task a x3\n  sleep 100ms\n  cpu 40ms\n  print Here\ntask b after a\n  block 60ms\n", colorScheme });
    await app.runAll();
    const { file } = await app.results();
    const all = {};
    for (const item of ["Diagram as SVG", "Diagram as PNG", "Trace for Perfetto, speedscope", "Spans as CSV", "Comparison as Markdown"]) {
      all[item] = await download(app, () => choose(app, "Export", item));
    }
    const svg = all["Diagram as SVG"].bytes.toString();
    const parsed = await app.page.evaluate((svg) => new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror")?.textContent ?? "", svg);
    assert.equal(parsed, "");
    const png = all["Diagram as PNG"].bytes;
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    assert.equal(png.readUInt32BE(16), 1920, "twice 960 pixels wide");
    const spans = file.runs.reduce((sum, run) => sum + run.spans.length, 0);
    assert.equal(all["Spans as CSV"].bytes.toString().trim().split("\r\n").length, spans + 1);
    const { traceEvents } = JSON.parse(all["Trace for Perfetto, speedscope"].bytes.toString());
    assert.equal(traceEvents.filter(({ ph }) => ph === "X" || ph === "b").length, spans);
    assert.match(all["Comparison as Markdown"].bytes.toString(), /\| Async \|/);
    const { writeFile } = await import("node:fs/promises");
    await writeFile(new URL(`../results/export-${colorScheme}.png`, import.meta.url), png);
    session.note(Object.values(all).map(({ name, bytes }) => `${name} ${bytes.length}`).join(", "));
  }
});

test("undo and redo go behind buttons, and typing keeps its own", async (session) => {
  const app = await session.open();
  const first = await app.list.inputValue();
  await app.examples.selectOption("computing");
  await app.list.focus();
  await app.page.keyboard.press("ControlOrMeta+End");
  await app.page.keyboard.type("abc");
  const typed = await app.list.inputValue();
  await app.page.keyboard.press("ControlOrMeta+z");
  assert.notEqual(await app.list.inputValue(), typed, "the text box undoes its own");
  assert.match(await app.list.inputValue(), /cpu 600ms/);
  for (let step = 0; step < 6 && (await app.list.inputValue()) !== first; step += 1) await app.page.keyboard.press("ControlOrMeta+z");
  assert.equal(await app.list.inputValue(), first, "and the keys go on behind it");
  await app.button("Redo").click();
  assert.match(await app.list.inputValue(), /cpu 600ms/);
});

test("two tabs don't overwrite each other", async (session) => {
  const app = await session.open({ text: MINE });
  const other = await sibling(app);
  assert.equal(await other.list.inputValue(), MINE);
  await app.list.fill(`${MINE}# left\n`);
  await app.page.waitForTimeout(200);
  await other.list.fill(`${MINE}# right\n`);
  await other.page.getByText("Both are kept").waitFor();
  await app.page.reload();
  await other.page.reload();
  await app.list.waitFor();
  await other.list.waitFor();
  assert.equal(await app.list.inputValue(), `${MINE}# left\n`);
  assert.equal(await other.list.inputValue(), `${MINE}# right\n`);
  await choose(other, "Lists", "Mine");
  assert.equal(await other.list.inputValue(), `${MINE}# left\n`, "each tab finds the other's list");
});

for (const [why, script] of Object.entries({
  forbidden: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } }),
  full: () => { Storage.prototype.setItem = () => { throw new DOMException("exceeded the quota.", "QuotaExceededError"); }; },
})) {
  test(`where storage is ${why} the page says so and offers the file`, async (session) => {
    const app = await session.open({ before: (page) => page.addInitScript(script) });
    await app.list.fill(MINE);
    const alert = app.page.getByRole("alert").filter({ hasText: "is not kept in this browser" });
    await alert.waitFor();
    session.note(await alert.textContent());
    const { bytes } = await download(app, () => alert.getByRole("button", { name: "Download list" }).click());
    assert.equal(bytes.toString(), MINE);
    assert.equal(await app.run("Sequential"), "done");
  });
}

test("a seeded script of edits, reloads and second tabs loses nothing", async (session) => {
  let seed = 11;
  const roll = (sides) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 16) % sides;
  };
  const first = await session.open({ text: "task seed\n" });
  const tabs = [first];
  // For each tab the text that it must show.
  const shown = ["task seed\n"];
  for (let deed = 0; deed < 60; deed += 1) {
    const at = roll(tabs.length);
    const app = tabs[at];
    switch (roll(5)) {
      case 0:
        await app.page.reload();
        await app.list.waitFor();
        break;
      case 1:
        if (tabs.length < 3) {
          const other = await sibling(app);
          // A list that several tabs show is the same one, until they part; this tab starts one of its own.
          await choose(other, "Lists", "New list");
          shown.push(`task tab${tabs.length}\n`);
          await other.list.fill(shown.at(-1));
          tabs.push(other);
        }
        break;
      default:
        shown[at] = `${await app.list.inputValue()}# ${deed}\n`;
        await app.list.fill(shown[at]);
    }
    for (const [index, tab] of tabs.entries()) {
      assert.equal(await tab.list.inputValue(), shown[index], `tab ${index} after deed ${deed}`);
    }
  }
});

test("mutated links and files do the page no harm", async (session) => {
  const app = await session.open({ text: MINE });
  await app.run("Async");
  const { text } = await app.results();
  await app.button("Share").click();
  const link = new URL(await app.page.getByRole("textbox", { name: "Link" }).inputValue()).hash;
  let seed = 5;
  const roll = (sides) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 16) % sides;
  };
  const mutate = (whole) => {
    const at = 4 + roll(whole.length - 4);
    return whole.slice(0, at) + ["", "0", "}", "-1", "null", "\u0000"][roll(6)] + whole.slice(at + roll(3));
  };
  await app.page.evaluate(() => {
    window.longest_ms = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest_ms = Math.max(window.longest_ms, duration);
    }).observe({ type: "longtask" });
  });
  for (let count = 0; count < 60; count += 1) {
    await app.page.evaluate((hash) => { location.hash = hash; }, mutate(link));
    await drop(app, "run.json", mutate(text));
    await app.page.waitForTimeout(10);
  }
  session.note(`longest task ${Math.round(await app.page.evaluate(() => window.longest_ms))} ms`);
  for (let step = 0; step < 300 && (await app.list.inputValue()) !== MINE && await app.button("Undo").isEnabled(); step += 1) {
    await app.button("Undo").click();
  }
  assert.equal(await app.list.inputValue(), MINE);
  assert.equal(await app.run("Sequential"), "done");
});
