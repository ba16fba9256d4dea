// Runs the same cases on dist/ in every engine that is named: node tests/engines/run.mjs [ENGINE…]

import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ALL_MODELS, SHOW_ALL } from "../page/harness.mjs";
import { within } from "../page/limit.mjs";
import { serve } from "../page/server.mjs";
import { ENGINES } from "./engines.mjs";
import { Browser, pause } from "./webdriver.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const results = fileURLToPath(new URL("./results/", import.meta.url));
const NAMES = Object.keys(ALL_MODELS);
const SHARING = ["Threads", "Threads with a GIL", "Thread pool", "Async + pool"];
// Timers may round down.
const SECOND_NS = 0.995e9;

/** The app in a browser; its parts by name, as in the page suite. */
class App {
  constructor(browser, address) {
    Object.assign(this, { browser, address });
  }

  async open(query = SHOW_ALL) {
    await this.browser.open(this.address + query);
    await this.until("the app", () => document.querySelector("[data-model]") !== null);
    // What went wrong before this, the page itself tells: see `errors`.
    await this.browser.run(() => {
      window.__errors = [];
      // Not every engine's stack begins with the message.
      const keep = (error) => window.__errors.push(`${error?.message ?? error}\n${error?.stack ?? ""}`);
      addEventListener("error", ({ error }) => error && keep(error));
      addEventListener("unhandledrejection", ({ reason }) => keep(reason));
    });
  }

  /** Waits until a function in the page gives true. */
  async until(what, isSo, argument = null, limit_ms = 60_000) {
    for (const end = Date.now() + limit_ms; !(await this.browser.run(isSo, argument)); await pause(50)) {
      assert.ok(Date.now() < end, `${what}: not after ${limit_ms / 1000} s; ${JSON.stringify(await this.states())}`);
    }
  }

  /** Waits until nothing runs, and all parts of the page say so: Yew may let the browser take a turn between two of them. */
  idle() {
    return this.until("the end of the run", () => {
      const stop = [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Stop");
      return stop.disabled && document.querySelector("[data-state=running], [data-state=starting]") === null;
    });
  }

  /** Presses a button once it stays where it is, and waits until the page shows that. */
  async press(name, what, isSo) {
    await this.until(`${name} stays where it is`, (name) => {
      const button = [...document.querySelectorAll("button")].find(({ ariaLabel, textContent }) => ariaLabel === name || textContent.trim() === name);
      const { x, y } = button.getBoundingClientRect();
      const was = window.__place;
      window.__place = `${name} ${x} ${y}`;
      return window.__place === was && !button.disabled;
    }, name);
    await this.browser.click(`//button[@aria-label='${name}' or normalize-space()='${name}']`);
    await this.until(what, isSo);
  }

  /** Presses a Run button, and waits until the page has shown that something runs: until then it looks idle. */
  async begin(name) {
    await this.browser.run(() => {
      const stop = document.querySelector("button.stop");
      window.__begun = false;
      const observer = new MutationObserver(() => stop.disabled || (observer.disconnect(), (window.__begun = true)));
      observer.observe(stop, { attributes: true });
    });
    await this.press(name, `${name} has begun`, () => window.__begun);
  }

  async runAll() {
    await this.begin("Run all");
    await this.idle();
  }

  write(text) {
    return this.browser.run((text) => {
      const list = document.querySelector("[aria-label='Task list']");
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(list, text);
      list.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
  }

  async states() {
    const all = await this.browser.run(() => [...document.querySelectorAll("[data-model]")].map(({ ariaLabel, dataset }) => [ariaLabel, dataset.state]));
    return Object.fromEntries(all);
  }

  /** What the panel of a model shows. */
  panel(name) {
    return this.browser.run((name) => {
      const panel = document.querySelector(`[data-model][aria-label='${name}']`);
      const texts = (selector) => [...panel.querySelectorAll(selector)].map((part) => part.textContent);
      return {
        state: panel.dataset.state,
        refusal: texts(".refusal").join(" "),
        cannotRun: panel.querySelector(`[aria-label='Run ${name}']`).disabled,
        output: texts(`ol[aria-label='${name} output'] li`),
        figures: Object.fromEntries([...panel.querySelectorAll("[data-figure]")].map(({ dataset }) => [dataset.figure, Number(dataset.value)])),
        size: Number(panel.querySelector(`[aria-label='${name} size']`)?.value ?? 0),
        failures: texts(".failures li"),
        notes: texts(".note"),
      };
    }, name);
  }

  /** What went wrong without anybody catching it. */
  errors() {
    return this.browser.run(() => {
      const words = document.getElementById("last-words");
      return [...(window.__errors ?? []), ...(words?.hidden === false ? [words.textContent] : [])];
    });
  }
}

const cases = [];
const test = (name, run) => cases.push({ name, run });

/** Whether a model runs in this engine. */
const runsIn = (engine, name) => engine.sharesMemory || !SHARING.includes(name);

test("the page says what it runs on", async (app, engine, note) => {
  await app.open();
  const facts = await app.browser.run(() => ({ isolated: crossOriginIsolated, memory: typeof SharedArrayBuffer, cores: navigator.hardwareConcurrency }));
  note(`crossOriginIsolated ${facts.isolated}, SharedArrayBuffer ${facts.memory}, ${facts.cores} cores reported`);
  assert.equal(facts.isolated, true);
  assert.equal(facts.memory, engine.sharesMemory ? "function" : "undefined", "the engine is not the one that is wanted");
  const states = await app.states();
  const wanted = NAMES.map((name) => [name, runsIn(engine, name) ? "idle" : "unavailable"]);
  assert.deepEqual(states, Object.fromEntries(wanted));
  for (const name of NAMES) {
    const { refusal, cannotRun } = await app.panel(name);
    if (runsIn(engine, name)) assert.deepEqual([refusal, cannotRun], ["", false], name);
    else {
      assert.match(refusal, /^Unavailable: this browser has no SharedArrayBuffer/, name);
      assert.ok(cannotRun, `Run ${name} is to be disabled`);
    }
  }
});

test("every model counts to two, in its own order", async (app, engine, note) => {
  await app.open(`${SHOW_ALL}&example=count`);
  await app.runAll();
  for (const name of NAMES) {
    const { state, output, figures, size, notes } = await app.panel(name);
    if (!runsIn(engine, name)) {
      assert.deepEqual([state, output], ["unavailable", []], name);
      continue;
    }
    assert.deepEqual([state, notes], ["done", []], name);
    const lines = output.join(" ");
    note(`${name}: ${(figures.makespan_ns / 1e9).toFixed(3)} s, ${lines}`);
    assert.deepEqual([...output].sort(), ["One", "One", "One", "Two", "Two", "Two"], name);
    const order = { Sequential: "One Two One Two One Two", "Thread pool": null, Processes: null, "Process pool": null }[name];
    // Which of these waits at the same time hangs on the size, and on how long a process takes to start.
    if (order === null) {
      let ahead = 0;
      for (const line of output) assert.ok((ahead += line === "One" ? 1 : -1) >= 0, `${name}: Two before One`);
    } else assert.equal(lines, order ?? "One One One Two Two Two", name);
    const rounds = name === "Sequential" ? 3 : size > 0 ? Math.ceil(3 / size) : 1;
    // Behind a loop the waiting is the loop's.
    const least_ns = (name === "Async + pool" ? 1 : rounds) * SECOND_NS;
    assert.ok(figures.makespan_ns >= least_ns, `${name}: ${figures.makespan_ns} ns`);
    assert.ok(Object.keys(figures).length > 1, `${name} has figures`);
  }
});

test("Stop ends a run in every model, and the next one runs", async (app, engine) => {
  await app.open();
  for (const name of NAMES.filter((name) => runsIn(engine, name))) {
    await app.write("task wait\n  sleep 60s\ntask compute\n  cpu 60s\ntask hold\n  block 60s\n");
    await app.begin(`Run ${name}`);
    await app.until(`${name} runs`, (name) => document.querySelector(`[data-model][aria-label='${name}']`).dataset.state === "running", name);
    await pause(200);
    await app.press("Stop", "it stops", () => document.querySelector("[data-state=running]") === null);
    await app.idle();
    assert.equal((await app.panel(name)).state, "stopped", name);
    await app.write("task short x2\n  print Here\n  cpu 5ms\n");
    await app.begin(`Run ${name}`);
    await app.idle();
    const { state, output, notes } = await app.panel(name);
    assert.deepEqual([state, output], ["done", ["Here", "Here"]], `${name} after a stop: ${notes}`);
  }
});

test("a task that fails is told, and the others go on", async (app, engine) => {
  await app.open();
  await app.write("task bad\n  fail No such file\ntask good\n  sleep 20ms\n  print Here\n");
  await app.runAll();
  for (const name of NAMES.filter((name) => runsIn(engine, name))) {
    const { state, output, failures, notes } = await app.panel(name);
    assert.deepEqual([state, output, failures], ["done", ["Here"], ["bad failed: No such file"]], `${name}: ${notes}`);
  }
});

test("requests are answered in every model, awaited and blocking", async (app, engine, note) => {
  await app.open();
  await app.write("slots 3\ntask ask x2\n  fetch 100ms 64KB\n  print Answered\ntask call\n  fetch 100ms 64KB blocking\n  print Held\n");
  await app.runAll();
  for (const name of NAMES.filter((name) => runsIn(engine, name))) {
    const { state, output, failures, figures, notes } = await app.panel(name);
    assert.deepEqual([state, failures, [...output].sort()], ["done", [], ["Answered", "Answered", "Held"]], `${name}: ${notes}`);
    assert.ok(figures.makespan_ns >= (name === "Sequential" ? 300e6 : 100e6), `${name}: ${figures.makespan_ns} ns`);
    note(`${name}: ${(figures.makespan_ns / 1e6).toFixed(0)} ms`);
  }
});

/** Runs a case; gives what is wrong in words, or null, and what there is to know. */
async function attempt(app, engine, run) {
  const notes = [];
  const trouble = await within(() => run(app, engine, (text) => notes.push(text)));
  const errors = await app.errors().catch((error) => [`the page doesn't answer: ${error.message}`]);
  return { notes, trouble: errors.length > 0 ? [trouble, "the page said:", ...errors].filter(Boolean).join("\n") : trouble };
}

/** Runs all cases in one engine; gives how many have failed. */
async function suite(id, address) {
  const engine = ENGINES[id];
  let browser = null;
  try {
    browser = await Browser.start(engine.start());
  } catch (error) {
    console.log(`\n${id}\nFAILED  it does not start: ${error.message}`);
    return cases.length;
  }
  console.log(`\n${id}: ${browser.name}`);
  let failed = 0;
  for (const { name, run } of cases) {
    const started = performance.now();
    let { trouble, notes } = await attempt(new App(browser, address), engine, run);
    if (trouble && !(await browser.isAlive())) {
      // Where that is no fault of the page, it is tried once more; twice is a failure.
      console.log(`CRASH   of the browser itself, in: ${name}${engine.crashes ? "; once more in a new one" : ""}\n      ${trouble.split("\n")[0]}`);
      await browser.close();
      browser = await Browser.start(engine.start());
      if (engine.crashes) ({ trouble, notes } = await attempt(new App(browser, address), engine, run));
    }
    console.log(`${trouble ? "FAILED" : "ok"}  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    for (const note of notes) console.log(`      ${note}`);
    if (trouble) {
      failed += 1;
      console.log(trouble.split("\n").map((line) => `      ${line.slice(0, 500)}`).join("\n"));
      mkdirSync(results, { recursive: true });
      await browser.photograph().then((png) => writeFileSync(`${results}failed-${id}-${name.replace(/\W+/g, "-")}.png`, png), () => {});
    }
  }
  await browser.close();
  return failed;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((id) => !(id in ENGINES));
if (unknown) {
  console.error(`No engine is called ${unknown}; they are: ${Object.keys(ENGINES).join(", ")}.`);
  process.exit(1);
}
if (!existsSync(`${dist}index.html`)) {
  console.error("There is no dist/index.html: run script/build first.");
  process.exit(1);
}
const chosen = wanted.length > 0 ? wanted : Object.keys(ENGINES);
const server = await serve(dist, { isolated: true });
let failed = 0;
for (const id of chosen) failed += await suite(id, server.address);
await server.close();
console.log(`\nengines: ${chosen.length * cases.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
