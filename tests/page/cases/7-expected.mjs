// What is expected of a list, before anything runs and beside what was measured.

import assert from "node:assert/strict";
import { COUNT, MODELS, SHOW_ALL, test } from "../harness.mjs";

/** The expected figures of a panel: names as in the results file, raw numbers. */
async function expected(app, name) {
  const items = app.panel(name).getByRole("list", { name: `${name} expected figures`, exact: true }).getByRole("listitem");
  const pairs = await items.evaluateAll((all) => all.map((item) => [item.dataset.figure, Number(item.dataset.value)]));
  return Object.fromEntries(pairs);
}

/** How often panels show expected figures. */
const lists = (app) => app.page.getByRole("list", { name: /expected figures$/ }).count();

test("the first page shows what is expected of the list, and every letter changes it", async (session) => {
  const app = await session.open();
  for (const name of MODELS) {
    const { makespan_ns, speedup } = await expected(app, name);
    const [least_ns, most_ns] = name === "Sequential" ? [3e9, 3e9] : [1e9, name === "Processes" ? 1.5e9 : 1.01e9];
    assert.ok(makespan_ns >= least_ns && makespan_ns <= most_ns, `${name}: ${makespan_ns}`);
    assert.ok(Math.abs(speedup - 3e9 / makespan_ns) < 1e-6, `${name}: ${speedup}`);
    assert.equal(await app.state(name), "idle");
    const picture = app.panel(name).getByRole("application", { name: new RegExp(`^Diagram. ${name}, expected: 3 tasks`) });
    assert.ok((await picture.boundingBox()).height > 20, name);
    assert.match(await app.panel(name).textContent(), /[13]\.\d{3} s expected/, name);
    assert.equal(await app.panel(name).getByRole("table", { name: `${name} spans` }).count(), 0, "nothing was measured");
  }
  const said = app.page.getByRole("status").filter({ hasText: /./ });
  const before = await said.allTextContents();
  await app.list.fill("task a x2\n  sleep 200ms\n");
  assert.equal((await expected(app, "Sequential")).makespan_ns, 400e6);
  assert.equal((await expected(app, "Async")).makespan_ns, 200e6);
  assert.deepEqual(await said.allTextContents(), before, "who listens is not told at every letter");
  // Each span says that it is no measured one.
  const picture = app.panel("Threads").getByRole("application", { name: /^Diagram. Threads, expected/ });
  const { width } = await picture.boundingBox();
  await picture.hover({ position: { x: width / 8, y: 12 } });
  await app.panel("Threads").getByText("a 1 blocked, expected", { exact: true }).waitFor();
  // Nor has anything to be measured for the reason why, and for whoever goes through it by keys.
  const why = app.panel("Sequential").getByRole("list", { name: "Sequential why", exact: true });
  assert.deepEqual(await why.getByRole("listitem").evaluateAll((items) => items.map((item) => Number(item.dataset.value))), [400e6]);
  assert.match(await app.panel("Sequential").textContent(), /400 ms expected, would go to/);
  await app.panel("Sequential").getByRole("application").focus();
  await app.page.keyboard.press("Enter");
  await app.page.keyboard.press("ArrowDown");
  await app.panel("Sequential").getByText(/^a 2 [a-z]+, expected, /).waitFor({ state: "attached" });
  await app.list.fill("task a x400\n  sleep 10ms\n");
  await app.panel("Sequential").getByText("4.000 s", { exact: true }).first().waitFor();
  await app.list.fill("task a x9000\n  sleep 10ms\n  print a\n  sleep 10ms\n  print b\n");
  await app.panel("Async").getByText(/too large to say beforehand/).waitFor();
});

test("of 1,000 tasks the expected picture is made by a worker, and of what is typed meanwhile the last counts", async (session) => {
  const app = await session.open({ query: "?models=sequential,async" });
  const list = (ms) => Array.from({ length: 1000 }, (_, task) => `task t${task}\n  sleep ${task ? 10 : ms}ms\n  print ${task}\n`).join("");
  const write = (text) => app.list.evaluate((area, text) => {
    area.focus();
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    const at = text.indexOf("ms");
    area.setSelectionRange(at, at);
  }, text);
  const figure = (name, text) => app.panel(name).getByRole("list", { name: `${name} expected figures` }).getByText(text, { exact: true }).first();
  await write(list(1));
  await figure("Sequential", "9.991 s").waitFor();
  const picture = app.panel("Async").getByRole("application", { name: /^Diagram. Async, expected: 1000 tasks/ });
  const inks = await picture.locator("canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
  assert.ok(inks > 3, `${inks} colors in the picture`);
  // Faster than anything is found out.
  await app.page.keyboard.type("234");
  await figure("Sequential", "11.224 s").waitFor();
  assert.equal((await expected(app, "Async")).makespan_ns, 1.234e9);
  await app.page.waitForTimeout(400);
  assert.equal((await expected(app, "Sequential")).makespan_ns, 11.224e9, "what was asked before comes to nothing");
  // While something runs nothing is found out; afterwards it is.
  await write(list(700));
  await app.begin("Run Async");
  await app.list.focus();
  await app.page.keyboard.type("0");
  await app.idle();
  await figure("Sequential", "16.990 s").waitFor();
  assert.match(await app.panel("Async").textContent(), /earlier list/);
});

test("what is expected stands beside what was measured, can be switched off, and stays so", async (session) => {
  const app = await session.open({ query: "?models=sequential,async", text: COUNT.replace("1s", "100ms") });
  await app.runAll();
  assert.match(await app.panel("Async").textContent(), /\d+ ms.*\(expected 100 ms\)/);
  assert.equal((await expected(app, "Sequential")).makespan_ns, 300e6);
  assert.ok((await app.figures("Sequential")).makespan_ns >= 300e6);
  assert.equal(await app.page.getByRole("img", { name: /expected:/ }).count(), 0, "it lies behind");
  const heads = await app.comparison.getByRole("columnheader").allTextContents();
  assert.ok(!heads.includes("Expected"), "and is not compared");
  // Of a changed list the picture stands above what was measured of the earlier one.
  await app.list.fill("task a\n  sleep 70ms\n");
  const later_ns = (await expected(app, "Async")).makespan_ns;
  assert.ok(later_ns >= 70e6 && later_ns < 140e6, `${later_ns}: as late as the machine was, at most`);
  assert.equal(await app.page.getByRole("img", { name: /expected:/ }).count(), 2);
  assert.match(await app.panel("Async").textContent(), /earlier list/);
  const button = app.button("Expected");
  assert.equal(await button.getAttribute("aria-pressed"), "true");
  await button.click();
  assert.equal(await lists(app), 0);
  await app.page.reload();
  assert.equal(await button.getAttribute("aria-pressed"), "false");
  assert.equal(await lists(app), 0);
  await app.panel("Async").getByText("Not run yet.").waitFor();
  await button.click();
  assert.equal(await lists(app), 2);
});

test("whoever guesses first sees what is expected after the guess; a frame shows it at once", async (session) => {
  const app = await session.open({ query: SHOW_ALL });
  assert.equal(await lists(app), 8);
  await app.button("Predict first").click();
  assert.equal(await lists(app), 0);
  const guess = app.page.getByRole("textbox", { name: "Async prediction", exact: true });
  await guess.fill("2s");
  assert.equal(await lists(app), 0, "more may be written");
  await guess.press("Enter");
  await app.panel("Async").getByText("1.000 s", { exact: true }).first().waitFor();
  assert.equal(await lists(app), 1);
  const frame = await session.page(`${session.addresses.isolated}?embed=1&models=sequential&example=count`);
  const figures = frame.getByRole("list", { name: "Sequential expected figures", exact: true });
  await figures.getByText("3.000 s", { exact: true }).first().waitFor();
});
