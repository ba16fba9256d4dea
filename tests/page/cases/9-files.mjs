// Files that are really read and written: in every model; stopped in the middle; nothing left; a full disk; from memory.

import assert from "node:assert/strict";
import { ALL_MODELS, SHOW_ALL, best, stop, test } from "../harness.mjs";

const NAMES = Object.keys(ALL_MODELS);

/** What this site has stored of runs, by name; once it is nothing, or after a while. */
async function left(app) {
  return app.page.evaluate(async () => {
    const names = async () => {
      const root = await navigator.storage.getDirectory();
      const found = [];
      for await (const name of root.keys()) found.push(name);
      return found;
    };
    const end = performance.now() + 8000;
    while ((await names()).length > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    return names();
  });
}

async function measured(app, name) {
  const { runs } = await app.results();
  const run = runs.find(({ model }) => model === ALL_MODELS[name]);
  return { run, spans: run.spans.filter(({ step, state }) => step !== null && ["waiting", "blocked"].includes(state)) };
}

test("files are read and written in every model, and none is left", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: [
    "slots 2", "task own x3", "  write 3MB", "  read 2MB", "  print Done", "task call", "  write 1500KB blocking", "  read 5MB blocking", "  print Called", "",
  ].join("\n") });
  for (const name of NAMES) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual((await app.output(name)).sort(), ["Called", "Done", "Done", "Done"], name);
    const { run, spans } = await measured(app, name);
    assert.ok(run.tasks.every(({ outcome }) => outcome === "done"), name);
    const hasLoop = ["Async", "Async + pool"].includes(name);
    for (const task of run.tasks) {
      const states = spans.filter((span) => span.task === task.id).map(({ state }) => state);
      const own = hasLoop && task.name.startsWith("own") ? "waiting" : "blocked";
      assert.deepEqual(states, [own, own], `${name}: ${task.name}`);
    }
    assert.deepEqual(await left(app), [], name);
    session.note(`${name} ${(run.stats.makespan_ns / 1e6).toFixed(0)} ms`);
  }
});

test("a blocking write holds the loop, and a pool behind the loop takes it", async (session) => {
  const app = await session.open({ query: "?models=async,offload", text: "slots 2\ntask writes\n  write 64MB blocking\ntask ticks\n  sleep 1ms\n  print Tick\n" });
  for (const name of ["Async", "Async + pool"]) assert.equal(await app.run(name), "done", name);
  const [held, handed] = [await measured(app, "Async"), await measured(app, "Async + pool")];
  const end = ({ run }, name) => run.tasks.find((task) => task.name === name).ended_ns;
  // Who sleeps meanwhile on the loop is woken when the file is written, or else long before.
  assert.ok(end(held, "ticks") >= end(held, "writes"));
  assert.ok(end(handed, "ticks") < end(handed, "writes"));
});

const LONG = `slots 4\ntask writes x4\n${"  write 64MB blocking\n".repeat(100)}`;

for (const name of NAMES) {
  test(`${name} stops in the middle of a large write, leaves nothing, and writes again`, async (session) => {
    const app = await session.open({ query: SHOW_ALL });
    await best(2, async () => {
      await app.list.fill(LONG);
      await app.begin(`Run ${name}`);
      await app.until(name, ["running"]);
      await app.page.waitForTimeout(300);
      const took_ms = await app.page.evaluate(stop, ALL_MODELS[name]);
      session.note(`Stop took ${took_ms.toFixed(0)} ms`);
      await app.idle();
      assert.equal(await app.state(name), "stopped");
      assert.deepEqual(await left(app), []);
      await app.list.fill("task writes x2\n  write 1MB blocking\n  read 1MB\n  print Written\n");
      assert.equal(await app.run(name), "done");
      assert.deepEqual(await app.output(name), ["Written", "Written"]);
      assert.deepEqual(await left(app), []);
      assert.ok(took_ms <= 250, `Stop took ${took_ms} ms`);
    });
  });
}

test("what a page left that is gone is removed before the next run, and what another page has is not", async (session) => {
  const app = await session.open({ query: "?models=async", text: "task a\n  write 1MB\n  sleep 300ms\n  read 1KB\n  print Read\n" });
  await app.page.evaluate(async () => {
    const all = await (await navigator.storage.getDirectory()).getDirectoryHandle("interleave-run", { create: true });
    for (const name of ["123-1", "456-1"]) await (await all.getDirectoryHandle(name, { create: true })).getFileHandle("read x", { create: true });
    navigator.locks.request("interleave-run 456", () => new Promise(() => {}));
  });
  assert.equal(await app.run("Async"), "done");
  assert.deepEqual(await app.output("Async"), ["Read"]);
  const names = await app.page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const all = await (await navigator.storage.getDirectory()).getDirectoryHandle("interleave-run");
    const found = [];
    for await (const name of all.keys()) found.push(name);
    return found;
  });
  assert.deepEqual(names, ["456-1"]);
});

test("a full disk fails the step that writes, and what handles failing works", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: [
    "slots 3", "task full", "  write 20MB", "  print never", "task held", "  write 20MB blocking", "  rescue", "  print saved",
    "task again retry 1 every 10ms", "  print asks", "  write 20MB", "",
  ].join("\n") });
  const devtools = await app.page.context().newCDPSession(app.page);
  const { origin } = new URL(app.page.url());
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 10_000_000 });
  const message = "the disk is full, or this site may store no more on it";
  for (const name of NAMES) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual((await app.output(name)).sort(), ["asks", "asks", "saved"], name);
    const { run } = await measured(app, name);
    assert.deepEqual(run.tasks.map((task) => [task.outcome, task.message]), [["failed", message], ["done", null], ["failed", message]], name);
    assert.deepEqual(await left(app), [], name);
  }
});

test("without a file system files are memory, and the panel says so", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: "slots 2\ntask own x2\n  write 3MB\n  read 2MB\n  print Done\ntask call\n  write 1MB blocking\n  read 2MB blocking\n  print Done\n",
    before: (page) => page.addInitScript(() => { delete StorageManager.prototype.getDirectory; }) });
  for (const name of NAMES) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual(await app.output(name), ["Done", "Done", "Done"], name);
    await app.panel(name).getByText("files were read and written in memory").first().waitFor();
  }
});

test("a file that is not done in time is given up, awaited and blocking", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: `slots 2\ntask a\n  write 64MB within 1ms\ntask b\n  write 64MB blocking within 1ms\n  rescue\n  print Gone\n` });
  for (const name of NAMES) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual(await app.output(name), ["Gone"], name);
    const { run } = await measured(app, name);
    assert.deepEqual(run.tasks.map(({ message }) => message), ["not done within 1ms", null], name);
    assert.deepEqual(await left(app), [], name);
  }
});
