// Requests that are really asked: awaited, blocking, in every model; stopped in the middle; and where nobody answers.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ALL_MODELS, SHOW_ALL, best, footprint, stop, test } from "../harness.mjs";
import { serve } from "../server.mjs";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));

const TEN = "slots 5\ntask ask x10\n  fetch 300ms 64KB\n";
const BLOCKING = "slots 10\ntask ask x10\n  fetch 300ms 64KB blocking\n";
/** No request is answered sooner. */
const ANSWER_NS = 300e6;

/** What was measured of a model: its makespan, and the spans of its requests. */
async function measured(app, name) {
  const { runs } = await app.results();
  const run = runs.find(({ model }) => model === ALL_MODELS[name]);
  const asked = run.spans.filter(({ step, state }) => step === 0 && ["waiting", "blocked"].includes(state));
  return { run, asked, makespan_ns: run.stats.makespan_ns };
}

const isIn = (state) => ({ asked }) => asked.every((span) => span.state === state);
const isAnswered = ({ asked }) => asked.length === 10 && asked.every(({ start_ns, end_ns }) => end_ns - start_ns >= ANSWER_NS);

test("ten requests: one after another, awaited together, on threads, in pools", async (session) => {
  const app = await session.open({ query: SHOW_ALL, serviceWorkers: "allow", text: TEN });
  await best(2, async () => {
    await app.runAll();
    const all = {};
    for (const name of Object.keys(ALL_MODELS)) {
      assert.equal(await app.state(name), "done", name);
      all[name] = await measured(app, name);
      assert.ok(isAnswered(all[name]), `${name}: ${JSON.stringify(all[name].asked)}`);
      session.note(`${name}: ${(all[name].makespan_ns / 1e6).toFixed(0)} ms`);
    }
    // What each brought lies within its wait, and the figures count it.
    const atOnce = { Sequential: 1, "Thread pool": 5, "Process pool": 5 };
    for (const [name, { run, asked }] of Object.entries(all)) {
      assert.equal(run.requests.length, 10, name);
      for (const { task, bytes, first_byte_ns, last_byte_ns } of run.requests) {
        const wait = asked.find((span) => span.task === task);
        assert.ok(bytes === 64_000 && last_byte_ns >= wait.start_ns + ANSWER_NS && last_byte_ns <= wait.end_ns, `${name}: ${last_byte_ns}`);
        if (first_byte_ns !== undefined) assert.ok(first_byte_ns >= wait.start_ns && first_byte_ns <= last_byte_ns, `${name}: ${first_byte_ns}`);
      }
      assert.equal(run.stats.received_bytes, 640_000, name);
      // Processes start one after another.
      if (name === "Processes") assert.ok(run.stats.requests_in_flight >= 2, name);
      else assert.equal(run.stats.requests_in_flight, atOnce[name] ?? 10, name);
      const seen = run.requests.filter(({ first_byte_ns }) => first_byte_ns !== undefined).length;
      const spans_ms = run.requests.map(({ task, last_byte_ns }) => (last_byte_ns - asked.find((span) => span.task === task).start_ns) / 1e6);
      session.note(`${name}: first bytes of ${seen}; answers after ${Math.min(...spans_ms).toFixed(1)} to ${Math.max(...spans_ms).toFixed(1)} ms`);
    }
    assert.ok(all.Async.run.requests.every(({ first_byte_ns }) => first_byte_ns !== undefined));
    await app.page.getByRole("list", { name: "Legend" }).getByText("request asked, answer arriving").waitFor();
    for (const name of ["Async", "Async + pool"]) assert.ok(isIn("waiting")(all[name]), name);
    for (const name of ["Sequential", "Threads", "Threads with a GIL", "Thread pool", "Processes", "Process pool"]) {
      assert.ok(isIn("blocked")(all[name]), name);
    }
    const { makespan_ns: whole_ns } = all.Sequential;
    assert.ok(whole_ns >= 10 * ANSWER_NS);
    for (const name of ["Async", "Async + pool", "Threads", "Threads with a GIL"]) {
      assert.ok(all[name].makespan_ns * 4 < whole_ns, `${name} is not four times as fast`);
    }
    for (const name of ["Thread pool", "Process pool"]) {
      assert.ok(all[name].makespan_ns >= 2 * ANSWER_NS && all[name].makespan_ns * 2 < whole_ns, name);
    }
  });
});

test("a blocking request holds the loop, and a pool behind the loop takes it", async (session) => {
  const app = await session.open({ query: "?models=async,offload", serviceWorkers: "allow", text: BLOCKING });
  await best(2, async () => {
    for (const name of ["Async", "Async + pool"]) assert.equal(await app.run(name), "done");
    const [held, handed] = [await measured(app, "Async"), await measured(app, "Async + pool")];
    session.note(`Async ${(held.makespan_ns / 1e6).toFixed(0)} ms, Async + pool ${(handed.makespan_ns / 1e6).toFixed(0)} ms`);
    for (const run of [held, handed]) assert.ok(isAnswered(run) && isIn("blocked")(run));
    assert.ok(held.makespan_ns >= 10 * ANSWER_NS);
    assert.ok(handed.makespan_ns * 4 < held.makespan_ns);
  });
});

/** What the stand-in has in hand for whoever asks: it answers at once when the run that asked is over. */
const LONG = "slots 4\ntask ask x4\n  fetch 20s 1KB blocking\n";

for (const name of Object.keys(ALL_MODELS)) {
  test(`${name} stops in the middle of blocking requests, and asks again`, async (session) => {
    const app = await session.open({ query: SHOW_ALL, serviceWorkers: "allow" });
    await best(2, async () => {
      await app.list.fill(LONG);
      await app.begin(`Run ${name}`);
      await app.until(name, ["running"]);
      await app.page.waitForTimeout(300);
      const took_ms = await app.page.evaluate(stop, ALL_MODELS[name]);
      session.note(`Stop took ${took_ms.toFixed(0)} ms`);
      await app.idle();
      assert.equal(await app.state(name), "stopped");
      const { runs } = await app.results();
      const { tasks } = runs.find(({ model }) => model === ALL_MODELS[name]);
      assert.ok(tasks.some(({ outcome }) => outcome === "cancelled"), JSON.stringify(tasks));
      assert.ok(tasks.every(({ outcome }) => outcome === "cancelled" || outcome === null), JSON.stringify(tasks));
      await app.list.fill("task ask x2\n  fetch 50ms 1KB blocking\n  print Answered\n");
      assert.equal(await app.run(name), "done");
      assert.deepEqual(await app.output(name), ["Answered", "Answered"]);
      assert.ok(took_ms <= 250, `Stop took ${took_ms} ms`);
    });
  });
}

test("stopped in the middle of a hundred requests again and again nothing is left, and the next run is whole", async (session) => {
  const app = await session.open({ query: "?models=async,pool,offload", serviceWorkers: "allow" });
  const names = ["Async", "Thread pool", "Async + pool"];
  const counts = [];
  for (let round = 0; round < 6; round += 1) {
    await app.list.fill("slots 5\ntask ask x50\n  fetch 300ms 4KB\ntask call x50\n  fetch 300ms 4KB blocking\n");
    for (const name of names) {
      await app.begin(`Run ${name}`);
      await app.until(name, ["running"]);
      await app.page.waitForTimeout(400);
      await app.button("Stop").click();
      await app.idle();
      assert.equal(await app.state(name), "stopped");
    }
    counts.push(await footprint(session, app.page));
  }
  session.note(`workers ${counts.map(({ workers }) => workers).join(", ")}; MB ${counts.map(({ bytes }) => Math.round(bytes / 1e6)).join(", ")}`);
  assert.ok(counts.at(-1).workers <= counts[1].workers, "workers are left");
  // From then on workers start from what the page's own service worker has kept.
  await app.page.waitForFunction(async () =>
    (await navigator.serviceWorker.getRegistrations()).some(({ active, scope }) => active && !scope.endsWith("/io/")));
  await app.begin("Run Async");
  await app.button("Stop").click();
  await app.idle();
  await app.list.fill("slots 5\ntask ask x100\n  fetch 20ms 4KB\n  print Answered\n");
  for (const name of names) {
    assert.equal(await app.run(name), "done");
    const { runs } = await app.results();
    assert.ok(runs.find(({ model }) => model === ALL_MODELS[name]).tasks.every(({ outcome }) => outcome === "done"), name);
  }
});

test("where nobody can answer the step says so and fails, and what handles failing works", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: [
    "task asks", "  fetch 100ms", "  print never",
    "task saved", "  fetch 100ms", "  rescue", "  print saved",
    "task again retry 2 every 10ms", "  print asks", "  fetch 10ms", "",
  ].join("\n"), before: (page) => page.addInitScript(() => Object.defineProperty(navigator, "serviceWorker", { get: () => undefined })) });
  for (const name of Object.keys(ALL_MODELS)) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual((await app.output(name)).sort(), ["asks", "asks", "asks", "saved"], name);
    const { runs } = await app.results();
    const { tasks } = runs.find(({ model }) => model === ALL_MODELS[name]);
    const message = "nobody answered the request: no service worker stands in for a server here";
    assert.deepEqual(tasks.map((task) => [task.outcome, task.message]), [["failed", message], ["done", null], ["failed", message]], name);
  }
});

test("a request that takes too long for its step is given up, awaited and blocking", async (session) => {
  const app = await session.open({ query: SHOW_ALL, serviceWorkers: "allow", text: "task a\n  fetch 3s within 100ms\ntask b\n  fetch 3s blocking within 100ms\n  rescue\n  print Gone\n" });
  for (const name of Object.keys(ALL_MODELS)) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual(await app.output(name), ["Gone"], name);
    const { run, makespan_ns } = await measured(app, name);
    assert.deepEqual(run.tasks.map(({ message }) => message), ["not done within 100ms", null], name);
    assert.ok(makespan_ns < 3e9, `${name}: ${makespan_ns}`);
  }
});

test("on a host without headers, and then without a network, requests are answered", async (session) => {
  const host = await serve(dist, { isolated: false });
  const app = await session.open({ address: host.address, query: SHOW_ALL, serviceWorkers: "allow" });
  await app.page.waitForFunction(() => crossOriginIsolated);
  await app.list.waitFor();
  await app.list.fill("task ask x3\n  fetch 50ms 4KB\n  print Answered\n");
  for (const name of Object.keys(ALL_MODELS)) assert.equal(await app.run(name), "done", name);
  await host.close();
  session.expect(/Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INTERNET/);
  await app.page.reload();
  await app.list.waitFor();
  await app.list.fill("task ask x3\n  fetch 50ms 4KB\n  print Answered\n");
  for (const name of Object.keys(ALL_MODELS)) assert.equal(await app.run(name), "done", `${name} without a network`);
});

test("without shared memory requests are answered, and a list that asks nobody registers nothing", async (session) => {
  const app = await session.open({ isolated: false, serviceWorkers: "allow", query: "?models=sequential,async,processes,process-pool", before: (page) =>
    page.addInitScript(() => sessionStorage.setItem("interleave.reloaded", "1")) });
  const scopes = () => app.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname));
  await app.list.fill("task wait\n  sleep 10ms\n");
  assert.equal(await app.run("Async"), "done");
  assert.deepEqual((await scopes()).filter((scope) => scope.endsWith("/io/")), []);
  await app.list.fill("task ask x3\n  fetch 50ms 4KB\n");
  for (const name of ["Sequential", "Async", "Processes", "Process pool"]) assert.equal(await app.run(name), "done", name);
  assert.deepEqual((await scopes()).filter((scope) => scope.endsWith("/io/")).length, 1);
});

test("an endpoint that awaits is quick, one that blocks in the loop is not, and in a pool it is", async (session) => {
  const app = await session.open({ query: "?example=endpoint&models=async,offload", serviceWorkers: "allow" });
  await best(2, async () => {
    await app.runAll();
    const said = await app.page.getByRole("region", { name: "About this example", exact: true }).textContent();
    session.note(said.slice(said.indexOf("Half of")));
    const time = "([\\d.]+) (ms|s)";
    const answers = (name) => {
      const of = new RegExp(`Half of ${name}, and 19 of 20, took at most.*?Async ${time} and ${time}.*?Async \\+ pool ${time} and ${time}`).exec(said) ?? assert.fail(said);
      return [1, 3, 5, 7].map((at) => Number(of[at]) * (of[at + 1] === "s" ? 1000 : 1));
    };
    const [half, most] = answers("awaits");
    const [, heldMost, pooledHalf, pooledMost] = answers("calls");
    assert.ok(half >= 100 && most < heldMost / 2, said);
    assert.ok(pooledHalf >= 100 && pooledMost < heldMost / 2, said);
  });
});

test("the page's own loop asks too, through a frame of its own", async (session) => {
  const app = await session.open({ query: "?models=async", serviceWorkers: "allow", text: "task ask x10\n  fetch 300ms 64KB\n  print Answered\n" });
  await app.page.getByRole("combobox", { name: "Async loop", exact: true }).selectOption("page");
  await best(2, async () => {
    assert.equal(await app.run("Async"), "done");
    const { run, asked, makespan_ns } = await measured(app, "Async");
    assert.deepEqual(run.options, { loop: "page" });
    assert.ok(isAnswered({ asked }) && isIn("waiting")({ asked }) && run.requests.length === 10);
    assert.deepEqual(await app.output("Async"), Array(10).fill("Answered"));
    session.note(`${(makespan_ns / 1e6).toFixed(0)} ms`);
    assert.ok(makespan_ns < 3 * ANSWER_NS, `${makespan_ns}`);
  });
  // Stopped in the middle, and asked again.
  await app.list.fill("task ask x3\n  fetch 20s\n");
  await app.begin("Run Async");
  await app.until("Async", ["running"]);
  await app.button("Stop").click();
  await app.idle();
  assert.equal(await app.state("Async"), "stopped");
  await app.list.fill("task ask\n  fetch 10ms blocking\n");
  await app.panel("Async").getByText("a blocking request would keep the page still").first().waitFor();
  await app.list.fill("task ask\n  fetch 10ms\n  print Again\n");
  assert.equal(await app.run("Async"), "done");
  assert.deepEqual(await app.output("Async"), ["Again"]);
  await app.list.fill("task wait\n  sleep 10ms\n");
  assert.equal(await app.run("Async"), "done");
  assert.equal(await app.page.locator("iframe").count(), 0);
});
