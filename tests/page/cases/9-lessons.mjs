// Examples as lessons: a belief, a list, and what the reader's own machine says; and guesses before a run.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

test("every example says what many believe, and the machine answers", async (session) => {
  const app = await session.open();
  const card = app.page.getByRole("region", { name: "About this example", exact: true });
  const titles = await app.examples.locator("option:not([disabled])").allTextContents();
  assert.ok(titles.length >= 12, `${titles.length} examples`);
  for (const title of titles) {
    await app.examples.selectOption({ label: title });
    await card.getByRole("heading", { name: title, exact: true }).waitFor();
    assert.match(await card.getByRole("blockquote").textContent(), /\.$/, title);
    assert.match(await card.textContent(), /Run all, and what your machine says stands here/, title);
  }
  await app.examples.selectOption({ label: "An await in a loop" });
  await app.runAll();
  const said = await card.textContent();
  const [, loop_ms, gathered_ms] = /loop and gathered had ended after.*?Async (\d+) ms and (\d+) ms/.exec(said) ?? assert.fail(said);
  assert.ok(Number(loop_ms) >= 900 && Number(gathered_ms) >= 300 && loop_ms > 2 * gathered_ms, said);
  // Runs that get stuck are what this one is about.
  await app.examples.selectOption({ label: "Two locks in two orders" });
  await app.runAll();
  assert.match(await card.textContent(), /done in the end.*Sequential 2 of 2.*Async 0 of 2.*Threads 0 of 2/);
});

test("a guess stands beside what was measured, and can't be changed afterwards", async (session) => {
  const app = await session.open({ query: "?models=sequential,async" });
  const guess = (name) => app.page.getByRole("textbox", { name: `${name} prediction`, exact: true });
  assert.equal(await guess("Async").count(), 0);
  await app.button("Predict first").click();
  await guess("Sequential").fill("soon");
  await app.panel("Sequential").getByRole("alert").filter({ hasText: "A time is written" }).waitFor();
  await guess("Sequential").fill("3s");
  await guess("Async").fill("3s");
  await app.runAll();
  assert.match(await app.panel("Sequential").textContent(), /The run took 3\.\d+ s; your guess, \d[\dms.]*, was close/);
  assert.match(await app.panel("Async").textContent(), /The run took 1\.\d+ s; your guess, \d[\dms.]*, was [23]\.\d times too long/);
  assert.ok(!(await guess("Async").isEditable()));
  assert.deepEqual((await app.rows(app.comparison)).map((row) => row.Expected), ["3s", "3s"]);
  await app.list.fill("task a\n  sleep 20ms\n");
  assert.equal(await guess("Async").inputValue(), "");
  assert.ok(await guess("Async").isEditable());
});
