// What leaves as a file and comes back: results, pictures, traces, tables; and the module that writes and reads them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { MODELS, test } from "../harness.mjs";
import { breaches } from "../schema.mjs";
import { serve } from "../server.mjs";
import { beat, longest } from "../stillness.mjs";

const MINE = "# Mine\ntask mine\n  sleep 20ms\n  print Mine\n";
const PAIR = "task a x2\n  sleep 20ms\n  print Here\n";
const MODULE = ["interleave-files.js", "interleave-files_bg.wasm"];
const ITEMS = ["Diagram as SVG", "Diagram as PNG", "Trace for Perfetto, speedscope", "Spans as CSV", "Spans as CSV with semicolons", "Attempts as CSV", "Comparison as Markdown", "Results, version 1 (JSON)"];
const PROGRAMS = ["Python (asyncio)", "Python (threads)", "Python (thread pool)", "Python (processes)", "Python (process pool)", "Python (asyncio and a pool)"];
const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));

/** Chooses in a menu. */
async function choose(app, menu, item) {
  await app.page.locator("summary", { hasText: new RegExp(`^${menu}$`) }).click();
  await app.page.getByRole("button", { name: item, exact: true }).click();
}

async function download(app, item) {
  const waiting = app.page.waitForEvent("download");
  await choose(app, "Export", item);
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** A results file without what is another in one that was opened and saved: where it comes from; and which of two that ended
 * at one tick of the clock was waited for. */
const asRecorded = (text) => text.replaceAll('"origin":"measured"', '"origin":"recorded"').replaceAll(/"why":\{[^}]*\}/g, "");

/** Lets a file fall on the page. */
async function drop(app, name, text) {
  await hold(app, name, text);
  await letGo(app);
}

/** Making a large file takes the page's thread a while too, and is the test's own doing. */
async function hold(app, name, text) {
  await app.page.evaluate(({ name, text }) => { window.held = new File([text], name); }, { name, text });
}

async function letGo(app) {
  await app.page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(window.held);
    document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
}

/** Serves dist/ for one case alone. */
async function alone(session, options, run) {
  const server = await serve(dist, options);
  session.addresses = { isolated: server.address, bare: server.address };
  try {
    await run(server);
  } finally {
    await session.close();
    await server.close();
  }
}

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
  assert.equal(asRecorded((await reader.results()).text), asRecorded(text), "the same file, letter for letter");
  assert.equal(await reader.run("Async"), "done");
  assert.doesNotMatch(await reader.panel("Async").textContent(), /Recorded/, "running again replaces it");
  assert.match(await reader.panel("Threads").textContent(), /Recorded/);
  assert.deepEqual((await reader.rows(reader.comparison)).map((row) => row.Model), ["Async"], "and compares nothing recorded");
  await reader.page.getByRole("button", { name: /^Back to / }).click();
  assert.equal(await reader.list.inputValue(), MINE);
});

test("a file of release 0.1.0 opens, and what is measured can still be saved as one", async (session) => {
  const golden = new URL("../../native/golden/version-1/0.1.0/mine.json", import.meta.url);
  const text = await readFile(golden, "utf8");
  const app = await session.open({ text: MINE });
  await drop(app, "mine.json", text);
  await app.until("Processes", ["done"]);
  const old = JSON.parse(text).runs.find((run) => run.model === "processes");
  assert.deepEqual(await app.output("Processes"), old.output.map((line) => line.text));
  assert.equal((await app.figures("Processes")).makespan_ns, old.stats.makespan_ns);
  assert.doesNotMatch(await app.panel("Processes").textContent(), /in the file are not/);
  const { name, bytes } = await download(app, "Results, version 1 (JSON)");
  assert.match(name, /-results-version-1\.json$/);
  const again = JSON.parse(bytes.toString());
  const schema = JSON.parse(await readFile(new URL("../../../docs/results-1.schema.json", import.meta.url), "utf8"));
  assert.deepEqual(breaches(again, schema).slice(0, 5), []);
  assert.deepEqual(again.runs.map((run) => run.spans.length), JSON.parse(text).runs.map((run) => run.spans.length));
});

test("a list that is a file opens, picked or dropped, and a broken file leaves the list alone", async (session) => {
  const app = await session.open({ text: MINE });
  await app.run("Async");
  const { text } = await app.results();
  const broken = [["a.json", text.slice(0, -40)], ["b.json", "{}"], ["c.txt", "x".repeat(300_000)], ["d.json", text.replace('"version":2', '"version":3')], ["e.png", "\u0000PNG"]];
  for (const [name, text] of broken) {
    await drop(app, name, text);
    const alert = app.page.getByRole("alert").filter({ hasText: name });
    await alert.filter({ hasText: "Everything here is as it was." }).waitFor();
    assert.equal(await app.list.inputValue(), MINE);
    assert.equal(await app.state("Async"), "done", "and the run that was there");
  }
  await drop(app, "dropped.txt", "task dropped\r\n  print x\r\n");
  await app.page.waitForFunction(() => document.querySelector("textarea").value === "task dropped\n  print x\n");
  await app.page.locator("input[type=file]").setInputFiles({ name: "picked.txt", mimeType: "text/plain", buffer: Buffer.from("task picked\n") });
  await app.page.waitForFunction(() => document.querySelector("textarea").value === "task picked\n");
  for (const back of ["task dropped\n  print x\n", MINE]) {
    await app.page.getByRole("button", { name: /^Back to / }).click();
    assert.equal(await app.list.inputValue(), back);
  }
});

test("the runs leave for other programs", async (session) => {
  for (const colorScheme of ["light", "dark"]) {
    const app = await session.open({ text: "task =a x3\n  sleep 100ms\n  cpu 40ms\n  print Here\ntask b after =a\n  block 60ms\n".replaceAll("=a", '"=a"'), colorScheme });
    await app.runAll();
    const { runs } = await app.results();
    const all = {};
    for (const item of ITEMS) all[item] = await download(app, item);
    checkPicture(await app.page.evaluate((svg) => {
      const read = new DOMParser().parseFromString(svg, "image/svg+xml");
      const ground = read.querySelector("rect")?.getAttribute("fill");
      return { error: read.querySelector("parsererror")?.textContent ?? "", ground, words: read.documentElement.textContent };
    }, all["Diagram as SVG"].bytes.toString()), colorScheme);
    const png = all["Diagram as PNG"].bytes;
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    assert.equal(png.readUInt32BE(16), 1920, "twice 960 pixels wide");
    const spans = runs.reduce((sum, run) => sum + run.spans.length, 0);
    for (const [item, separator] of [["Spans as CSV", ","], ["Spans as CSV with semicolons", ";"]]) {
      const { bytes } = all[item];
      assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "Excel is told what letters these are");
      const table = bytes.toString().slice(1).trim().split("\r\n");
      assert.equal(table.length, spans + 1);
      assert.equal(table[0], ["model", "task", "lane", "step", "state", "start_ns", "end_ns", "length_ns"].join(separator));
      assert.ok(table.every((row) => row.split(separator).every((cell) => !/^[=+@-]/.test(cell))), "no cell is a formula");
    }
    const [head, ...attempts] = all["Attempts as CSV"].bytes.toString().slice(1).trim().split("\r\n").map((row) => row.split(","));
    assert.deepEqual(attempts.map((row) => Number(row[head.indexOf("makespan_ns")])), runs.map((run) => run.stats.makespan_ns));
    checkTrace(JSON.parse(all["Trace for Perfetto, speedscope"].bytes.toString()), runs);
    assert.match(all["Comparison as Markdown"].bytes.toString(), /\| Async \|/);
    await writeFile(new URL(`../results/export-${colorScheme}.png`, import.meta.url), png);
    await app.page.locator("summary", { hasText: /^Export$/ }).click();
    await app.page.getByRole("combobox", { name: "On the picture", exact: true }).selectOption({ label: "Async" });
    await app.page.getByRole("combobox", { name: "Its shape", exact: true }).selectOption({ label: "Slide, 16:9" });
    await app.page.keyboard.press("Escape");
    const slide = (await download(app, "Diagram as PNG")).bytes;
    assert.deepEqual([slide.readUInt32BE(16), slide.readUInt32BE(20)], [1920, 1080]);
    await writeFile(new URL(`../results/slide-${colorScheme}.png`, import.meta.url), slide);
    const one = (await download(app, "Diagram as SVG")).bytes.toString();
    assert.ok(one.includes(">Async<") && !one.includes(">Sequential<"), "one diagram alone");
    session.note(Object.values(all).map(({ name, bytes }) => `${name} ${bytes.length}`).join(", "));
  }
});

function checkPicture({ error, ground, words }, colorScheme) {
  assert.equal(error, "");
  assert.equal(ground, colorScheme === "dark" ? "#171b21" : "#ffffff");
  for (const word of ["running", "blocked", "waiting", "Sequential", "Processes"]) assert.ok(words.includes(word), `the picture says ${word}`);
}

function checkTrace({ traceEvents }, runs) {
  const spans = runs.flatMap((run) => run.spans);
  const of = (phase) => traceEvents.filter(({ ph }) => ph === phase);
  assert.equal(of("B").length + of("i").length, spans.filter(({ lane }) => lane !== null).length);
  assert.equal(of("E").length, of("B").length);
  assert.equal(of("b").length, spans.filter(({ lane }) => lane === null).length);
  const tracks = of("M").filter(({ name }) => name === "thread_name");
  const lanes = runs.flatMap((run) => run.lanes.map((lane) => lane.name));
  assert.deepEqual(tracks.map(({ args }) => args.name), lanes, "a named track for each lane");
  for (const event of [...of("B"), ...of("i")]) {
    assert.ok(tracks.some(({ pid, tid }) => pid === event.pid && tid === event.tid), "every bar is on a named track");
    assert.ok(event.ts >= 0);
  }
}

test("what writes and reads files is fetched when it is needed, and not before", async (session) => {
  await alone(session, { isolated: true }, async ({ asked }) => {
    const app = await session.open({ text: PAIR });
    await app.button("Share").click();
    await app.page.getByRole("textbox", { name: "Link" }).waitFor();
    assert.deepEqual(asked.filter((name) => MODULE.includes(name)), [], "nothing has run, and no file is wanted");
    await app.runAll();
    await app.results();
    assert.deepEqual(asked.filter((name) => MODULE.includes(name)), MODULE);
    for (const item of ITEMS) await download(app, item);
    await drop(app, "list.txt", MINE);
    await app.page.waitForFunction((text) => document.querySelector("textarea").value === text, MINE);
    assert.equal(asked.filter((name) => name === MODULE[1]).length, 1, "and once");
  });
});

test("a list without an error leaves as a program, also before anything has run", async (session) => {
  const app = await session.open({ text: MINE });
  const { name, bytes } = await download(app, "Python (asyncio)");
  assert.equal(name, "Mine-asyncio.py");
  assert.equal(bytes.toString(), 'import asyncio\n\n\nasync def mine():\n    await asyncio.sleep(0.02)\n    print("Mine")\n\n\nasync def main():\n    await asyncio.gather(mine())\n\n\nif __name__ == "__main__":\n    asyncio.run(main())\n');
  await app.page.locator("summary", { hasText: /^Export$/ }).click();
  assert.equal(await app.page.getByRole("button", { name: "Diagram as SVG" }).count(), 0, "there is no diagram yet");
  await app.list.fill("task mine\n  slep 20ms\n");
  await app.page.locator("summary", { hasText: /^Export$/ }).waitFor({ state: "detached" });
  await app.list.fill(MINE.replace("20ms", "20ms..30ms"));
  assert.match((await download(app, "Python (threads)")).bytes.toString(), /time\.sleep\(random\.uniform\(0\.02, 0\.03\)\)/);
});

test("files work under a strict policy and without isolation", async (session) => {
  const page = await readFile(`${dist}index.html`, "utf8");
  const hashes = [...page.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, code]) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'`;
  await alone(session, { isolated: false, policy }, async () => {
    const app = await session.open({ text: PAIR });
    await app.run("Async");
    const { text } = await app.results();
    for (const item of ITEMS) assert.ok((await download(app, item)).bytes.length > 100, item);
    for (const item of PROGRAMS) assert.match((await download(app, item)).bytes.toString(), /print\("Here"\)/, item);
    await drop(app, "run.json", text);
    await app.page.getByText("Recorded, not measured here").first().waitFor();
  });
});

test("a module that can't be fetched is told with a way out, and the next try works", async (session) => {
  session.expect(/Failed to load resource/);
  for (const file of MODULE) {
    session.refused.add(file);
    const app = await session.open({ text: PAIR });
    await app.run("Async");
    await app.button("Download results").click();
    const alert = app.page.getByRole("alert").filter({ hasText: "could not be written" });
    await alert.filter({ hasText: "Try again" }).waitFor();
    session.note(await alert.locator("p").textContent());
    await drop(app, "lecture.json", "{}");
    await app.page.getByRole("alert").filter({ hasText: "lecture.json could not be read" }).waitFor();
    assert.equal(await app.list.inputValue(), PAIR);
    session.refused.clear();
    assert.equal((await app.results()).runs.length, 1);
  }
});

test("ten thousand tasks are written and read, and the page goes on", async (session) => {
  const app = await session.open({ text: "task t x10000\n  print x\n", query: "?models=async,sequential" });
  await app.runAll();
  await beat(app);
  const started = Date.now();
  const { text, runs } = await app.results();
  session.note(`written after ${Date.now() - started} ms, ${(text.length / 1e6).toFixed(1)} MB; the page stood still for ${await longest(app)} ms`);
  assert.equal(runs[0].tasks.length, 10_000);
  const reader = await session.open({ text: MINE });
  await hold(reader, "run.json", text);
  await beat(reader);
  await letGo(reader);
  await reader.until("Async", ["done"]);
  session.note(`read; the page stood still for ${await longest(reader)} ms`);
  assert.equal(asRecorded((await reader.results()).text), asRecorded(text));
});
