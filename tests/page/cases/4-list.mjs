// The list: typed, mended, kept, picked, linked.

import assert from "node:assert/strict";
import { MODELS, test } from "../harness.mjs";

test("a typed list with problems is told where, and loses nothing", async (session) => {
  const app = await session.open();
  const wrong = "task a\n  slep 1s\ntask b after nobody\n  sleep soon\n";
  await app.list.focus();
  await app.page.keyboard.press("ControlOrMeta+a");
  await app.page.keyboard.type(wrong);
  assert.equal(await app.list.inputValue(), wrong, "what was typed is what stands there");
  const problems = await app.problems.getByRole("listitem").allTextContents();
  session.note(problems.join(" | "));
  for (const line of [2, 3, 4]) {
    assert.ok(problems.some((problem) => problem.toLowerCase().includes(`line ${line}`)), `line ${line} is named`);
  }
  for (const name of MODELS) assert.ok(await app.button(`Run ${name}`).isDisabled(), name);

  const mended = "task a\n  sleep 10ms\ntask b after a\n  print Mended\n";
  await app.list.fill(mended);
  assert.equal(await app.problems.count(), 0);
  assert.equal(await app.run("Async"), "done");
  assert.deepEqual(await app.output("Async"), ["Mended"]);
});

test("the edited list survives a reload", async (session) => {
  const app = await session.open();
  const mine = "task mine\n  print \u00fcber \u4e09 <b>\n";
  await app.list.fill(mine);
  await app.page.waitForTimeout(1000);
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), mine);
  assert.equal(await app.run("Sequential"), "done");
  assert.deepEqual(await app.output("Sequential"), ["\u00fcber \u4e09 <b>"]);
});

test("an edit made just before leaving survives as well", async (session) => {
  const app = await session.open();
  const mine = "task late\n  print Late\n";
  await app.list.fill(mine);
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), mine);
});

test("the address picks models and the list", async (session) => {
  const app = await session.open({ query: "?models=async,threads&example=computing" });
  const shown = await app.page.getByRole("region").evaluateAll((all) => all.map((region) => region.dataset.model).filter(Boolean));
  assert.deepEqual(shown, ["async", "threads"]);
  assert.match(await app.list.inputValue(), /cpu 600ms/);
});

test("every example has no problem, and runs", async (session) => {
  const app = await session.open({ query: "?models=async" });
  const options = await app.examples.getByRole("option").evaluateAll((all) => all.map((option) => option.value).filter(Boolean));
  assert.ok(options.length >= 7, `${options.length} examples`);
  for (const option of options) {
    await app.examples.selectOption(option);
    assert.equal(await app.problems.count(), 0, option);
    assert.equal(await app.run("Async"), "done", option);
  }
});

test("runs of an earlier list say so and are not compared", async (session) => {
  const app = await session.open({ text: "task a\n  print Old\n" });
  await app.run("Sequential");
  await app.list.fill("task a\n  print New\n");
  await app.run("Async");
  assert.match(await app.panel("Sequential").textContent(), /earlier list/i);
  assert.deepEqual((await app.rows(app.comparison)).map((row) => row.Model), ["Async"]);
  const { file } = await app.results();
  assert.equal(file.program, "task a\n  print New\n");
  assert.deepEqual(file.runs.map((run) => run.model), ["async"]);
});
