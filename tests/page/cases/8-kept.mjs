// Runs that this browser keeps: they outlive the page.

import assert from "node:assert/strict";
import { App, footprint, test } from "../harness.mjs";

const LIST = "# Kept\ntask get x3\n  sleep 40ms\n  print Got\n";
const LONG = "# Long\ntask get x3\n  sleep 600ms\n  print Got\n";
const MODELS = ["Sequential", "Async", "Threads", "Processes"];

/** How many files the database has. */
const files = (app) => app.page.evaluate(() => new Promise((resolve, reject) => {
  const opened = indexedDB.open("interleave");
  // Whoever looks first makes none.
  opened.onupgradeneeded = () => opened.transaction.abort();
  opened.onerror = () => (opened.error.name === "AbortError" ? resolve(0) : reject(opened.error));
  opened.onsuccess = () => {
    const { result } = opened;
    const count = result.transaction("runs").objectStore("runs").count();
    count.onsuccess = () => { result.close(); resolve(count.result); };
  };
}));

const until = async (app, check, what) => {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await check()) return;
    await app.page.waitForTimeout(20);
  }
  assert.fail(`never: ${what}`);
};

const reload = async (app) => {
  await app.page.reload();
  await app.list.waitFor();
};

test("runs outlive the page, with their date, and can be forgotten", async (session) => {
  const app = await session.open({ text: LIST });
  await app.runAll();
  const before = await Promise.all(MODELS.map((name) => app.figures(name)));
  await until(app, async () => await files(app) === 4, "four files");
  await reload(app);
  for (const [at, name] of MODELS.entries()) {
    assert.equal(await app.until(name, ["done"]), "done");
    assert.deepEqual(await app.figures(name), before[at], name);
    assert.deepEqual(await app.output(name), ["Got", "Got", "Got"]);
    const said = await app.panel(name).getByText(/^Measured here on /).textContent();
    assert.match(said, new RegExp(`^Measured here on .*${new Date().getFullYear()}.*\\.$`));
  }
  assert.equal((await app.rows(app.comparison)).length, 4);
  assert.equal(await app.run("Async"), "done");
  assert.equal(await app.panel("Async").getByText(/^Measured here on /).count(), 0, "it is of today");
  assert.equal((await app.rows(app.comparison)).length, 4, "one browser, one machine: they are compared");
  await app.page.getByText("Lists", { exact: true }).click();
  await app.button("All lists…").click();
  const dialog = app.page.getByRole("dialog", { name: "All lists" });
  await dialog.getByText("Runs of 1 list are kept.").waitFor();
  await dialog.getByRole("button", { name: "Forget runs" }).click();
  await dialog.getByText("No runs are kept.").waitFor();
  assert.equal(await files(app), 0);
  await dialog.getByRole("button", { name: "Close" }).click();
  await reload(app);
  await app.page.waitForTimeout(400);
  for (const name of MODELS) assert.equal(await app.state(name), "idle", name);
});

test("a page that is lost between two runs has kept those before, and the next one goes on", async (session) => {
  const app = await session.open({ text: LONG });
  const starts = await app.page.evaluateHandle((models) => {
    const [seen, ends] = [new Map(), new Map()];
    const look = () => {
      for (const name of models) {
        const state = document.querySelector(`[aria-label="${name}"][data-state]`).dataset.state;
        if (/starting|running/.test(state) && !seen.has(name)) seen.set(name, performance.now());
        if (state === "done" && !ends.has(name)) ends.set(name, performance.now());
      }
      requestAnimationFrame(look);
    };
    look();
    return { seen, ends };
  }, MODELS);
  await app.begin("Run all");
  await app.until("Processes", ["running"]);
  const gaps = await starts.evaluate(({ seen, ends }) =>
    [["Sequential", "Async"], ["Async", "Threads"], ["Threads", "Processes"]].map(([one, next]) => Math.round(seen.get(next) - ends.get(one))));
  session.note(`from end to start: ${gaps[0]} ms with the module being fetched, ${gaps[1]} ms with nothing to keep, ${gaps[2]} ms with two runs`);
  assert.ok(await files(app) >= 3, "kept before the next one began");
  const { page } = app;
  const cdp = await page.context().newCDPSession(page);
  cdp.send("Page.crash").catch(() => undefined);
  await page.waitForEvent("crash");
  const again = new App(await page.context().newPage());
  await again.page.goto(session.addresses.isolated);
  await again.list.waitFor();
  for (const name of ["Sequential", "Async", "Threads"]) assert.equal(await again.until(name, ["done"]), "done");
  assert.equal(await again.state("Processes"), "idle");
  assert.equal((await again.rows(again.comparison)).length, 3);
  assert.equal(await again.run("Processes"), "done", "nothing is left running, and nothing stands in the way");
});

test("runs of an earlier text are pinned: before and after a change, side by side", async (session) => {
  const app = await session.open({ text: "task get x3\n  sleep 90ms\n", query: "?models=sequential,async" });
  await app.runAll();
  const [before] = await app.rows(app.comparison);
  await app.list.fill("task get x2\n  sleep 40ms\n");
  await app.button("Pin Async").click();
  await app.button("Unpin Async").click();
  await app.button("Pin all").click();
  assert.equal(await app.button("Pin all").count(), 0);
  assert.equal((await app.rows(app.comparison)).length, 2, "nothing newer has run");
  await app.runAll();
  const rows = await app.rows(app.comparison);
  assert.deepEqual(rows.map((row) => row.Model), ["Sequential", "Sequential, before", "Async", "Async, before"]);
  assert.equal(rows[1].Time, before.Time, "measured before");
  const panel = app.panel("Async");
  const said = panel.getByText(/^Before, on an earlier list: \d.* Async: 3 tasks on 1 lane in /);
  await said.waitFor();
  const legend = app.page.getByRole("list", { name: "Legend", exact: true });
  assert.match(await legend.textContent(), /before$/, "and nothing of what is expected, which lies under nothing now");
  // What was there before has a track under each row: who points at it is told so, and of the third task, which is gone.
  const plot = panel.getByRole("application");
  const { width, height } = await plot.boundingBox();
  const tips = new Set();
  for (let y = 2; y < height; y += 1) {
    await plot.hover({ position: { x: width * 0.1, y } });
    for (const tip of await plot.locator(".tip").allTextContents()) tips.add(/^.*waiting(, before the change)?/.exec(tip)?.[0]);
  }
  for (const task of [1, 2, 3]) assert.ok(tips.has(`get ${task} waiting, before the change`), [...tips].join("; "));
  for (const task of [1, 2]) assert.ok(tips.has(`get ${task} waiting`), [...tips].join("; "));
  assert.match(await panel.getByRole("list", { name: "Async why", exact: true }).textContent(), /waiting .*\(before 90(\.\d+)? ms\)/);
  await reload(app);
  await app.until("Async", ["done"]);
  await said.waitFor();
  assert.deepEqual((await app.rows(app.comparison)).map((row) => row.Model), rows.map((row) => row.Model), "after a reload as well");
  await app.button("Unpin Async").click();
  await said.waitFor({ state: "detached" });
  assert.equal((await app.rows(app.comparison)).length, 3);
  await reload(app);
  await app.panel("Sequential").getByText(/^Before, on an earlier list: \d/).waitFor();
  assert.equal((await app.rows(app.comparison)).length, 3, "and stays unpinned");
});

test("what another tab has run is found without a reload", async (session) => {
  const query = "?models=sequential,async";
  const one = await session.open({ text: LIST, query });
  const other = new App(await one.page.context().newPage());
  await other.page.goto(session.addresses.isolated + query);
  await other.list.waitFor();
  await other.list.fill(LIST);
  assert.equal(await one.run("Async"), "done");
  const { makespan_ns } = await one.figures("Async");
  assert.equal(await other.until("Async", ["done"]), "done");
  assert.equal((await other.figures("Async")).makespan_ns, makespan_ns);
  await other.panel("Async").getByText(/^Measured here on /).waitFor();
  // What is measured here stays, and what comes stands beside it.
  const own = (await other.run("Sequential"), await other.figures("Sequential"));
  assert.equal(await one.until("Sequential", ["done"]), "done");
  assert.deepEqual(await one.figures("Sequential"), own);
  assert.equal((await one.rows(one.comparison)).length, 2);
});

test("a browser without room says so, and nothing else is lost", async (session) => {
  const app = await session.open({ text: "task t x200\n  sleep 10ms\n  print Something to keep {copy}\n", query: "?models=sequential" });
  const cdp = await app.page.context().newCDPSession(app.page);
  const { origin } = new URL(session.addresses.isolated);
  await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1000 });
  assert.equal(await app.run("Sequential"), "done");
  const notice = app.page.getByRole("alert");
  await notice.getByText("Runs can't be kept in this browser: There is no room left. They are gone with this page, unless you download the results.").waitFor();
  assert.equal(await files(app), 0);
  const { file } = await app.results();
  assert.equal(file.series[0].records[0].tasks.length, 200, "what was measured is there");
  assert.equal(await app.run("Sequential"), "done", "and more can be");
  // With room again, the next visit keeps runs again.
  await cdp.send("Storage.overrideQuotaForOrigin", { origin });
  await reload(app);
  await app.run("Sequential");
  await until(app, async () => await files(app) === 1, "a file");
});

test("a page that is lost in the middle of many repeats has kept what was measured", async (session) => {
  const app = await session.open({ text: "task get x3\n  sleep 250ms\n  print Got\n", query: "?models=async,threads" });
  await app.page.getByRole("combobox", { name: "Repeat", exact: true }).selectOption("50");
  await app.begin("Run all");
  await until(app, async () => await files(app) >= 8, "eight files");
  const { page } = app;
  const cdp = await page.context().newCDPSession(page);
  cdp.send("Page.crash").catch(() => undefined);
  await page.waitForEvent("crash");
  const again = new App(await page.context().newPage());
  await again.page.goto(`${session.addresses.isolated}?models=async,threads`);
  await again.list.waitFor();
  for (const name of ["Async", "Threads"]) {
    assert.equal(await again.until(name, ["done"]), "done");
    const attempts = await again.panel(name).getByRole("list", { name: `${name} attempts`, exact: true }).getByRole("listitem").count();
    assert.ok(attempts >= 4, `${attempts} attempts of ${name}`);
  }
  const { workers } = await footprint(session, again.page);
  await again.page.waitForTimeout(600);
  assert.ok((await footprint(session, again.page)).workers <= workers, "nothing goes on");
  assert.ok(await again.button("Stop").isDisabled());
});
