// Locks and limits: what an uncontended lock costs a thread beside two bare compare-and-exchanges, and what a limit costs a
// loop beside the npm package p-limit.

import { readFile } from "node:fs/promises";

const PAIRS = 25_000;
const TASKS = 10_000;
const PERMITS = 8;

/** Puts the sides that are compared with on a page. */
async function installLocks(page) {
  const source = (path) => readFile(new URL(`../../node_modules/${path}`, import.meta.url), "utf8");
  const modules = { queue: await source("yocto-queue/index.js"), limit: await source("p-limit/index.js") };
  await page.evaluate(({ queue, limit }) => {
    const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const pLimit = address(limit.replace(/from ['"]yocto-queue['"]/, `from "${address(queue)}"`));
    const once = (text, message) => new Promise((resolve, reject) => {
      const worker = new Worker(address(text), { type: "module" });
      worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(message);
    });
    /** Nanoseconds of a compare-and-exchange pair on memory that is shared. */
    globalThis.exchanges_ns = (pairs) => once(`onmessage = ({ data: pairs }) => {
      const word = new Int32Array(new SharedArrayBuffer(4));
      const run = () => {
        for (let pair = 0; pair < pairs; pair += 1) {
          if (Atomics.compareExchange(word, 0, 0, 1) !== 0 || Atomics.compareExchange(word, 0, 1, 0) !== 1) throw new Error("held");
        }
      };
      run();
      const from = performance.now();
      run();
      postMessage((performance.now() - from) * 1e6 / pairs);
    };`, pairs);
    /** Nanoseconds of reading the clock twice. */
    globalThis.twoReadings_ns = (pairs) => once(`onmessage = ({ data: pairs }) => {
      const from = performance.now();
      for (let reading = 0; reading < 2 * pairs; reading += 1) performance.now();
      postMessage((performance.now() - from) * 1e6 / pairs);
    };`, pairs);
    /** Milliseconds of so many tasks through p-limit, each of which awaits a turn of the loop, or nothing. */
    globalThis.pLimit_ms = (count, permits, awaits) => once(`import pLimit from "${pLimit}";
    const { port1, port2 } = new MessageChannel();
    const waiting = [];
    port1.onmessage = () => waiting.shift()();
    const turn = () => new Promise((done) => { waiting.push(done); port2.postMessage(0); });
    onmessage = async ({ data: { count, permits, awaits } }) => {
      const lines = [];
      const work = awaits ? turn : async () => lines.push("x");
      const from = performance.now();
      const limit = pLimit(permits);
      await Promise.all(Array.from({ length: count }, () => limit(work)));
      postMessage(performance.now() - from);
      port1.close();
    };`, { count, permits, awaits });
  }, modules);
}

/** Runs each side in turn and tells what was seen. */
export async function benchLocks({ bare, interleaved, measured, report }) {
  await installLocks(bare);
  {
    const { ours, theirs } = await interleaved(
      async () => {
        const { run } = await measured("Threads", `task t times ${PAIRS} at 500ms\n  lock a\n  unlock a\n`);
        const { values } = run;
        if (values.length !== 2 * PAIRS) throw new Error("not every lock is in the results file");
        // From the first time that it is taken to the last time that it is given back.
        return (values.at(-1).at_ns - values[0].at_ns) / PAIRS;
      },
      () => bare.evaluate((pairs) => exchanges_ns(pairs), PAIRS * 40),
    );
    report("lock and unlock that nobody else wants, Threads", ours, theirs, "ns", "3 × a bare compare-and-exchange pair", ours <= 3 * theirs);
    const clock_ns = await bare.evaluate((pairs) => twoReadings_ns(pairs), PAIRS * 40);
    console.log(`        Each of both is told with its time: reading the clock twice takes ${clock_ns.toFixed(0)} ns here.`);
  }
  for (const [what, step, awaits] of [["that each await a turn", "yield", true], ["that await nothing", "print x", false]]) {
    const { ours, theirs } = await interleaved(
      async () => {
        const { run } = await measured("Async", `limit l ${PERMITS}\ntask t x${TASKS}\n  lock l\n  ${step}\n  unlock l\n`);
        if (run.values.length !== 2 * TASKS) throw new Error("not every permit is in the results file");
        return run.stats.makespan_ns / 1e6;
      },
      () => bare.evaluate(([count, permits, awaits]) => pLimit_ms(count, permits, awaits), [TASKS, PERMITS, awaits]),
    );
    report(`10,000 tasks ${what} through limit 8, Async / p-limit`, ours, theirs, "ms", "2 × that", ours <= 2 * theirs);
  }
}
