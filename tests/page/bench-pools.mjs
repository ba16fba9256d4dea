// Pools: 10,000 tasks of one line each, beside what JavaScript does with as many messages and promises, and how long the
// page's own thread was held by it.

import { readFile } from "node:fs/promises";

const TASKS = 10_000;
const LIST = `task t x${TASKS}\n  print x\n`;
/** What a browser calls a long task, and what no run may do to the page. */
const HELD_MS = 50;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Puts the two pools that are compared with on a page. */
export async function installPools(page) {
  const file = new URL("../../node_modules/workerpool/dist/workerpool.min.js", import.meta.url);
  await page.evaluate(await readFile(file, "utf8"));
  await page.evaluate(() => {
    const echo = URL.createObjectURL(new Blob(["onmessage = ({ data }) => postMessage(data);"], { type: "text/javascript" }));
    const ready = (worker) => new Promise((done) => {
      worker.onmessage = done;
      worker.postMessage(0);
    });
    /** Milliseconds for `count` tasks in two workers, a message there, a message back and a promise for each. */
    globalThis.barePool_ms = async (count) => {
      const workers = [new Worker(echo), new Worker(echo)];
      await Promise.all(workers.map(ready));
      const from = performance.now();
      const promised = new Map();
      for (const worker of workers) worker.onmessage = ({ data }) => promised.get(data)(data);
      await Promise.all(Array.from({ length: count }, (_, task) => new Promise((done) => {
        promised.set(task, done);
        workers[task % workers.length].postMessage(task);
      })));
      const length_ms = performance.now() - from;
      for (const worker of workers) worker.terminate();
      return length_ms;
    };
    /** The same through the npm package workerpool. */
    globalThis.workerpool_ms = async (count) => {
      const pool = workerpool.pool({ minWorkers: 2, maxWorkers: 2, workerType: "web" });
      const task = (value) => value;
      await Promise.all([pool.exec(task, [0]), pool.exec(task, [1])]);
      const from = performance.now();
      await Promise.all(Array.from({ length: count }, (_, index) => pool.exec(task, [index])));
      const length_ms = performance.now() - from;
      await pool.terminate(true);
      return length_ms;
    };
  });
}

/** Watches for tasks that hold a page's thread. */
export async function watchHeld(page) {
  await page.evaluate(() => {
    globalThis.held_ms = [];
    new PerformanceObserver((list) => held_ms.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
  });
  return () => page.evaluate(() => globalThis.held_ms.splice(0));
}

const per_second = (length_ms) => TASKS / length_ms;
const UNIT = "thousand tasks a second";

/** One run: how fast its tasks went as a whole, and once its workers were there, as those compared with are from the start. */
async function run(app, model, heard) {
  await app.list.fill(LIST);
  await app.page.waitForTimeout(200);
  await heard();
  await app.run(model);
  await app.page.waitForTimeout(400);
  const held_ms = Math.max(0, ...(await heard()));
  const { runs } = await app.results();
  const run = runs.find((run) => run.model === MODELS[model]);
  if (run.tasks.filter((task) => task.outcome === "done").length !== TASKS || run.output.length !== TASKS)
    throw new Error(`${model}: not all tasks are in the results file`);
  const started = run.spans.filter((span) => span.state === "starting").map((span) => span.end_ns);
  const { makespan_ns } = run.stats;
  return { whole: per_second(makespan_ns / 1e6), ready: per_second((makespan_ns - Math.max(0, ...started)) / 1e6), held_ms };
}

const MODELS = { "Thread pool": "pool", "Process pool": "process-pool" };

/** Runs each side in turn and tells what was seen. */
export async function benchPools({ app, bare, interleaved, report }) {
  await installPools(bare);
  for (const name of Object.keys(MODELS)) {
    const chip = app.button(`Show ${name}`);
    if ((await chip.getAttribute("aria-pressed")) !== "true") await chip.click();
    const size = app.page.getByRole("spinbutton", { name: `${name} size`, exact: true });
    await size.fill("2");
    await size.press("Enter");
  }
  const heard = await watchHeld(app.page);
  const held_ms = [];
  const theirs = (pool) => async () => per_second(await bare.evaluate(([pool, count]) => globalThis[pool](count), [pool, TASKS]));
  for (const [model, pool, times] of [["Thread pool", "barePool_ms", 10], ["Thread pool", "workerpool_ms", 40], ["Process pool", "barePool_ms", 4]]) {
    const whole = [];
    const sides = await interleaved(async () => {
      const seen = await run(app, model, heard);
      held_ms.push(seen.held_ms);
      whole.push(seen.whole);
      return seen.ready;
    }, theirs(pool));
    report(`10,000 prints, ${model} of 2 / ${pool.replace("_ms", "")}, workers ready on both sides`, sides.ours, sides.theirs, UNIT,
      `${times} × that`, sides.ours >= times * sides.theirs);
    console.log(`        with the starting of its workers: ${median(whole.slice(1)).toFixed(3)} ${UNIT}`);
  }
  // The first run of a page compiles what it calls.
  const longest = Math.max(...held_ms.slice(1));
  report("the page's thread, longest held by these runs", longest, null, "ms", `${HELD_MS} ms`, longest < HELD_MS);
}
