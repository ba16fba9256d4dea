// The benchmarks: each a ratio between the app and bare JavaScript or WebAssembly, measured in the same run in the same
// browser, medians of interleaved rounds. Prints the figures beside their bounds; nothing is asserted on wall-clock time.
// Usage: bench.mjs [PART…]

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { bareModule, installBare } from "./bench-bare.mjs";
import { benchFiles } from "./bench-files.mjs";
import { benchLocks } from "./bench-locks.mjs";
import { benchPools } from "./bench-pools.mjs";
import { benchTyping } from "./bench-typing.mjs";
import { Session } from "./harness.mjs";
import { serve } from "./server.mjs";

const ROUNDS = 9;
const dist = process.env.DIST ?? fileURLToPath(new URL("../../dist/", import.meta.url));
// The bare worker is a file of the same server as the app's.
const BARE_WORKER = "bare-worker-0123456789abcdef.js";
const extra = { "bare-worker.js": "onmessage = () => postMessage(0);\n", "bare.html": "<!doctype html><title>Bare</title>" };
const server = await serve(dist, { isolated: true, extra, asHosts: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const session = new Session(browser, { isolated: server.address });
// Live pictures are made by a timer of the page; a benchmark may switch it off.
const switchable = () => {
  const { setInterval } = globalThis;
  globalThis.isDrawn = true;
  globalThis.setInterval = (act, ...rest) => setInterval(() => globalThis.isDrawn && act(), ...rest);
};
const app = await session.open({ before: (page) => page.addInitScript(switchable) });
// The bare side has a page of its own, which may make its workers of what it likes.
const bareSide = await (await browser.newContext()).newPage();
await bareSide.goto(`${server.address}bare.html`);
await bareSide.evaluate(installBare, [...bareModule()]);

// Playwright waits by looking again in every frame, which keeps a core busy that is to be measured: here the page tells.
app.idle = () => app.page.evaluate(() => new Promise((done) => {
  const stop = document.querySelector("button.stop");
  const look = () => stop.disabled && (observer.disconnect(), done());
  const observer = new MutationObserver(look);
  observer.observe(stop, { attributes: true });
  look();
}));

// What is measured begins when the click and what it draws are over.
const AT = "at 500ms";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bare = (name, ...args) => bareSide.evaluate(([name, args]) => globalThis.bare[name](...args), [name, args]);

/** Runs a list under a model and gives its run from the results file, with the file's environment. */
async function measured(model, text) {
  await app.list.fill(text);
  await app.run(model);
  const { file, runs } = await app.results();
  const id = await app.panel(model).getAttribute("data-model");
  return { run: runs.find((run) => run.model === id), environment: file.environment };
}

const lengths_ms = (run, state) => run.spans.filter((span) => span.state === state).map((span) => (span.end_ns - span.start_ns) / 1e6);

let missed = 0;
function report(name, ours, theirs, unit, bound, holds) {
  const ratio = theirs === null ? "" : `, bare ${theirs.toFixed(3)} ${unit}, ratio ${(ours / theirs).toFixed(2)}`;
  if (!holds) missed += 1;
  console.log(`${holds ? "within" : "BEYOND"}  ${name}: ${ours.toFixed(3)} ${unit}${ratio}  (bound: ${bound})`);
}

/** Interleaves rounds of both sides, after one of each that doesn't count. */
async function interleaved(ours, theirs, rounds = ROUNDS) {
  const sides = { ours: [], theirs: [] };
  for (let round = -1; round < rounds; round += 1) {
    const [one, other] = [await ours(), theirs ? await theirs() : 0];
    if (round < 0) continue;
    sides.ours.push(one);
    sides.theirs.push(other);
  }
  return { ours: median(sides.ours), theirs: median(sides.theirs) };
}

console.log(`Chromium ${browser.version()}, medians of ${ROUNDS} interleaved rounds`);

/** Starting, waiting, computing. */
async function benchModels() {
  const TIMERS = "task t x12 every 25ms\n  sleep 10ms\n";
  for (const [model, state] of [["Async", "waiting"], ["Threads", "blocked"]]) {
    const { ours, theirs } = await interleaved(
      async () => median(lengths_ms((await measured(model, TIMERS)).run, state)) - 10,
      () => bare("lateness_ms", 12, 10, 25),
    );
    report(`a timer's lateness, ${model}`, ours, theirs, "ms", "2 × bare, or 0.5 ms", ours <= 2 * theirs || ours < 0.5);
  }
  {
    const { ours, theirs } = await interleaved(
      async () => lengths_ms((await measured("Processes", `task p ${AT}\n  print x\n`)).run, "starting")[0],
      () => bare("worker_ms", BARE_WORKER),
    );
    report("starting a process", ours, theirs, "ms", "1.5 × a bare worker", ours <= 1.5 * theirs);
  }
  {
    const { ours } = await interleaved(
      async () => median(lengths_ms((await measured("Threads", "task t x8 every 10ms\n  print x\n")).run, "starting")), null);
    report("starting a parked thread", ours, null, "ms", "0.5 ms", ours < 0.5);
  }
  {
    let iterations = 0;
    const { ours, theirs } = await interleaved(
      async () => {
        const { run, environment } = await measured("Threads", `task c x2 ${AT}\n  cpu 300ms\n`);
        iterations = Math.round(environment.calibration.iterations_per_second * 0.3);
        return run.stats.makespan_ns / 1e6 - 500;
      },
      () => bare("two_workers_ms", iterations),
    );
    report("two tasks of cpu 300ms on two threads", ours, theirs, "ms", "1.05 × two bare WebAssembly workers", ours <= 1.05 * theirs);
  }
  {
    const { ours, theirs } = await interleaved(
      async () => (await measured("Async", "task t x10000\n  print x\n")).run.stats.makespan_ns / 1e6,
      () => bare("promises_ms", 10_000),
    );
    report("10,000 async tasks of one print", ours, theirs, "ms", "10 × Promise.all", ours <= 10 * theirs);
  }
}

/** What drawing costs those that are drawn. */
async function benchDrawing() {
  const list = "task t x2000 every 1ms\n  sleep 10ms\n";
  const late_ms = async (isDrawn) => {
    await app.page.evaluate((isDrawn) => (globalThis.isDrawn = isDrawn), isDrawn);
    const { run } = await measured("Async", list);
    return median(lengths_ms(run, "waiting")) - 10;
  };
  const { ours, theirs } = await interleaved(() => late_ms(true), () => late_ms(false), 5);
  report("a timer's lateness while 2,000 tasks are drawn / are not", ours, theirs, "ms", "0.5 ms more", ours <= theirs + 0.5);
}

const sides = { app, bare: bareSide, interleaved, measured, report };
const PARTS = {
  models: benchModels,
  drawing: benchDrawing,
  pools: () => benchPools(sides),
  typing: () => benchTyping(sides),
  locks: () => benchLocks(sides),
  files: () => benchFiles(sides),
};
for (const [name, part] of Object.entries(PARTS)) {
  if (process.argv.length === 2 || process.argv.includes(name)) await part();
}

await session.close();
await browser.close();
await server.close();
console.log(missed === 0 ? "\nAll within their bounds." : `\n${missed} beyond their bounds.`);
process.exit(missed === 0 ? 0 : 1);
