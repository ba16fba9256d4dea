// What goes wrong under every model: nothing lies, nothing hangs, the next run works, and no worker is left.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { ALL_MODELS, SHOW_ALL, footprint, runsOf, test } from "../harness.mjs";

const NAMES = Object.keys(ALL_MODELS);
const SHORT = "task short x2\n  print Here\n";

/** Replaces a list of any length; typing a long one would take the browser longer than all the rest. */
async function write(app, text) {
  await app.page.evaluate((text) => {
    const box = document.querySelector("textarea");
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, text);
}

/** The next run works, whatever happened. */
async function runsAgain(app, name) {
  await app.list.fill(SHORT);
  assert.equal(await app.run(name), "done", `${name} afterwards`);
  assert.deepEqual(await app.output(name), ["Here", "Here"], name);
}

test("Stop at any moment of any model, and the next run works", async (session) => {
  const app = await session.open({ query: SHOW_ALL });
  await app.list.fill(SHORT);
  await app.runAll();
  const before = await footprint(session, app.page);
  for (const name of NAMES) {
    for (const after_ms of [0, 30, 60, 90, 160]) {
      await app.list.fill("task a x3\n  sleep 20ms\n  cpu 20s\ntask b x2\n  block 20s\n");
      await app.begin(`Run ${name}`);
      await app.page.waitForTimeout(after_ms);
      await app.button("Stop").click();
      const state = await app.until(name, ["stopped", "idle"], 5000);
      assert.ok(["stopped", "idle"].includes(state), `${name} after ${after_ms} ms is ${state}`);
    }
    await runsAgain(app, name);
  }
  // Whoever found out what is expected of the long list ends when nobody has asked for 20 s.
  let after = await footprint(session, app.page);
  for (let left_s = 30; after.workers > before.workers && left_s > 0; left_s -= 1) {
    await app.page.waitForTimeout(1000);
    after = await footprint(session, app.page);
  }
  session.note(`${NAMES.length * 5} stops: ${before.workers} workers before, ${after.workers} after`);
  assert.ok(after.workers <= before.workers, `${after.workers} workers, ${before.workers} before`);
});

// Some of its tasks fail, some are cancelled or time out, and the rest are done.
const MIXED = `slots 2
task main
  sleep 4ms
task daemon until main
  sleep 1s
  finally
  print away
task bad
  fail no
task late timeout 3ms
  block 8ms
  print never
`;
const STUCK = `slots 2
task x
  lock a
  meet both
  lock b
task y
  lock b
  meet both
  lock a
`;

test("five hundred runs, with stuck, cancelled and failed ones among them, leave no worker and no memory behind", async (session) => {
  const app = await session.open({ query: SHOW_ALL });
  const get_stuck = ["Async", "Threads", "Thread pool", "Processes"];
  let runs = 0;
  const round = async () => {
    for (const [text, names, most, state] of [[MIXED, NAMES, 20, "done"], [STUCK, get_stuck, 50, "stuck"]]) {
      await write(app, text);
      for (const name of names) {
        // Starting processes takes its time.
        const times = name.startsWith("Process") ? 5 : name === "Thread pool" ? 20 : most;
        await app.page.getByRole("combobox", { name: "Repeat", exact: true }).selectOption(String(times));
        assert.equal(await app.run(name, 60_000), state, name);
        runs += times;
      }
    }
    const { series } = (await app.results()).file;
    for (const { subject: { model }, records } of series) {
      for (const { outcome, tasks } of records.filter(({ tasks }) => tasks.length === 4)) {
        assert.equal(outcome, "done", model);
        assert.deepEqual(tasks.map((task) => task.outcome), ["done", "cancelled", "failed", "failed"], model);
      }
      if (records[0].tasks.length === 2) assert.ok(records.every(({ outcome }) => outcome === "stuck"), model);
    }
    return footprint(session, app.page);
  };
  const first = await round();
  let second = await round();
  // The files' own worker, and whoever finds out what is expected, end when nobody has asked for 20 s.
  for (let left_s = 30; second.workers > first.workers && left_s > 0; left_s -= 1) {
    await app.page.waitForTimeout(1000);
    second = await footprint(session, app.page);
  }
  const grown_mb = (second.bytes - first.bytes) / 1e6;
  session.note(`${runs} runs: ${first.workers} workers after half of them, ${second.workers} after all, and ${grown_mb.toFixed(1)} MB more`);
  assert.ok(runs >= 500 && second.workers <= first.workers, `${second.workers} workers, ${first.workers} before`);
  assert.ok(grown_mb < 32, `${grown_mb} MB more`);
});

test("Run during a run starts nothing, and harms nothing", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: "task a x2\n  sleep 150ms\n  print Here\n" });
  for (const name of NAMES) {
    await app.begin(`Run ${name}`);
    await app.until(name, ["running"]);
    const pressed = await app.page.evaluate(() => {
      const buttons = [...document.querySelectorAll("button")].filter((button) => /^Run /.test(button.ariaLabel ?? button.textContent.trim()));
      for (const button of buttons) button.click();
      return buttons.length;
    });
    assert.ok(pressed > NAMES.length, `${pressed} buttons`);
    await app.idle();
    assert.equal(await app.state(name), "done");
    assert.deepEqual(await app.output(name), ["Here", "Here"], name);
  }
});

test("a tab that is hidden during a run is told in the panel, the comparison and the file", async (session) => {
  // The driver's own pages always claim to be visible; a tab in the background is opened without it.
  const tab = await session.openHidden(`${SHOW_ALL}&example=count`);
  const press = (name) => tab.evaluate(`[...document.querySelectorAll("button")].find((button) => (button.ariaLabel ?? button.textContent.trim()) === ${JSON.stringify(name)}).click()`);
  const until = async (expression) => {
    for (const end = Date.now() + 60_000; !(await tab.evaluate(expression)); ) {
      assert.ok(Date.now() < end, expression);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await until("document.querySelector('button.stop') !== null");
  assert.equal(await tab.evaluate("document.visibilityState"), "hidden");
  await press("Run all");
  await until("!document.querySelector('button.stop').disabled");
  await until("document.querySelector('button.stop').disabled");
  for (const [name, id] of Object.entries(ALL_MODELS)) {
    const text = await tab.evaluate(`document.querySelector("[data-model=${id}]").textContent`);
    assert.match(text, /page was hidden/, `${name}: ${text.slice(0, 300)}`);
  }
  const compared = await tab.evaluate("document.querySelector('table[aria-label=Comparison]').innerText");
  assert.equal(compared.match(/not trusted/g)?.length, NAMES.length, compared);
  await tab.evaluate(`globalThis.files = []; { const { createObjectURL } = URL; URL.createObjectURL = (blob) => (files.push(blob), createObjectURL(blob)); }`);
  await press("Download results");
  await until("files.length > 0");
  const runs = runsOf(JSON.parse(await tab.evaluate("files[0].text()")));
  assert.ok(runs.length === NAMES.length && runs.every((run) => !run.trusted && /hidden/.test(run.notes.join())), "the file");
  await tab.close();
});

test("a clock that jumps during a run is told in the panel, the comparison and the file", async (session) => {
  const jumpy = () => {
    const { now } = Date;
    globalThis.jump_ms = 0;
    Date.now = () => now() + globalThis.jump_ms;
  };
  const app = await session.open({ query: SHOW_ALL, text: "task a x2\n  sleep 500ms\n  print Here\n", before: (page) => page.addInitScript(jumpy) });
  for (const name of NAMES) {
    await app.begin(`Run ${name}`);
    await app.until(name, ["running", "done"]);
    await app.page.evaluate(() => (globalThis.jump_ms += 3_600_000));
    await app.idle();
  }
  await isDoubted(app, NAMES, /machine slept/);
  for (const name of NAMES) assert.equal(await app.run(name), "done");
  assert.ok((await app.results()).runs.every((run) => run.trusted), "the next runs are trusted");
});

async function isDoubted(app, names, why) {
  const { runs } = await app.results();
  const rows = await app.rows(app.comparison);
  for (const name of names) {
    const run = runs.find((run) => run.model === ALL_MODELS[name]);
    assert.equal(run.trusted, false, name);
    assert.match(run.notes.join(" "), why, name);
    assert.match(await app.panel(name).textContent(), why, name);
    assert.ok(rows.some((row) => Object.values(row).some((cell) => cell.includes(name)) && /not trusted/.test(JSON.stringify(row))), `${name}: ${JSON.stringify(rows)}`);
  }
}

test("processes that get no memory fail in words, and the next run works", async (session) => {
  const script = await readFile(new URL("../../../static/worker.js", import.meta.url), "utf8");
  const app = await session.open({ query: "?models=processes,process-pool" });
  await app.list.fill(SHORT);
  await app.runAll();
  // Only workers that make their own memory are hit; the host has its own already.
  session.extra["static/worker.js"] = `const Real = WebAssembly.Memory;
WebAssembly.Memory = function (wanted) { return new Real({ ...wanted, maximum: wanted.initial + 10 }); };
WebAssembly.Memory.prototype = Real.prototype;\n${script}`;
  await write(app, `task big\n${"  print Here\n".repeat(20_000)}`);
  for (const name of ["Processes", "Process pool"]) {
    await app.run(name);
    const text = await app.panel(name).textContent();
    assert.match(text, /big failed: .*memory is full/, text.slice(text.indexOf("big failed")).slice(0, 300));
  }
  delete session.extra["static/worker.js"];
  await write(app, SHORT);
  for (const name of ["Processes", "Process pool"]) await runsAgain(app, name);
});

test("a page that is closed during a run leaves nothing behind", async (session) => {
  // It stays, and has all the workers it will ever have.
  const first = await session.open({ text: SHORT });
  await first.runAll();
  await first.page.waitForTimeout(500);
  const before = await footprint(session, first.page);
  for (const name of NAMES) {
    const app = await session.open({ query: SHOW_ALL, text: "task a x3\n  cpu 60s\n" });
    await app.begin(`Run ${name}`);
    await app.until(name, ["running"]);
    await app.page.waitForTimeout(150);
    await app.page.context().close();
    await first.page.waitForTimeout(300);
    const after = await footprint(session, first.page);
    assert.ok(after.renderers <= before.renderers && after.workers <= before.workers, `${name}: ${JSON.stringify([before, after])}`);
  }
});

test("five hundred runs leave as many workers and as much memory as ten", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: "task a x3\n  print Here\n  cpu 1ms\n  sleep 1ms\n" });
  await pressFromWithin(app, 2);
  const early = await footprint(session, app.page);
  let runs = 0;
  for (let round = 0; round < 5; round += 1) runs += await pressFromWithin(app, 13);
  await app.page.waitForTimeout(500);
  const late = await footprint(session, app.page);
  const grown = (late.bytes - early.bytes) / 2 ** 20;
  session.note(`${runs} runs: ${early.workers} workers early, ${late.workers} late; memory grew by ${grown.toFixed(1)} MiB`);
  assert.ok(runs >= 500, `${runs} runs`);
  assert.equal(late.workers, early.workers);
  assert.ok(grown < 32, `memory grew by ${grown} MiB`);
  for (const name of NAMES) assert.equal(await app.state(name), "done", name);
});

/** Presses Run all so many times, each when the last one is over, as fast as the page allows; says how many runs that were. */
async function pressFromWithin(app, times) {
  const runs = await app.page.evaluate(async (times) => {
    const button = (name) => [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === name);
    let runs = 0;
    for (let time = 0; time < times; time += 1) {
      button("Run all").click();
      await new Promise((resolve) => setTimeout(resolve, 60));
      while (!button("Stop").disabled) await new Promise((resolve) => setTimeout(resolve, 20));
      runs += [...document.querySelectorAll("[data-state=done]")].length;
    }
    return runs;
  }, times);
  return runs;
}

test("a page whose memory is full says so, and what was written is still there", async (session) => {
  session.expect(/memory is full|unreachable|RuntimeError|recursive use|already borrowed|closure invoked/);
  const small = () => {
    const Real = WebAssembly.Memory;
    WebAssembly.Memory = function (wanted) {
      return new Real(globalThis.plenty ? wanted : { ...wanted, maximum: wanted.initial + 160 });
    };
    WebAssembly.Memory.prototype = Real.prototype;
    globalThis.plenty = sessionStorage.getItem("plenty") !== null;
  };
  const text = "task t x10000\n  print x\n  sleep 1ms\n  print y\n  sleep 1ms\n";
  const app = await session.open({ query: "?models=async", text, before: (page) => page.addInitScript(small) });
  await app.begin("Run Async");
  const words = app.page.getByRole("alert").filter({ hasText: "Interleave has stopped working" });
  await words.waitFor();
  session.note(await words.textContent());
  assert.equal(await app.list.inputValue(), text);
  await app.page.evaluate(() => sessionStorage.setItem("plenty", "yes"));
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), text);
  assert.equal(await app.run("Async"), "done");
});
