// What the editor helps with: words beside the caret, names that change everywhere, lines that are added by a button.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

const LIST = "task fetch x2\n  sleep 50ms\ntask shrink after fetch\n  cpu 5ms\n";

const offers = (app) => app.page.getByRole("listbox", { name: "What can stand here", exact: true });
const options = (app) => offers(app).getByRole("option").allInnerTexts();
const chosen = (app) =>
  app.list.evaluate((area) => {
    const option = document.getElementById(area.getAttribute("aria-activedescendant"));
    return option?.getAttribute("aria-selected") === "true" ? option.innerText : null;
  });

test("what can stand here is offered while one types, and nothing is in the way", async (session) => {
  const app = await session.open({ query: "?models=async", text: LIST });
  const { keyboard } = app.page;
  const pageHeight = () => app.page.evaluate(() => [document.documentElement.scrollHeight, document.querySelector(".code").clientHeight]);
  await app.list.press("ControlOrMeta+End");
  await keyboard.type("  ");
  const before = await pageHeight();
  await keyboard.type("s");
  await offers(app).waitFor();
  assert.deepEqual(await pageHeight(), before, "nothing moves");
  const [first] = await options(app);
  assert.match(first, /^sleep 1s/);
  assert.equal(await chosen(app), null);
  // Under the line that is written, and all of it to be seen.
  const { box, line } = await app.page.evaluate(() => {
    const area = document.querySelector("textarea");
    const { top, height, left } = area.getBoundingClientRect();
    const lines = area.value.split("\n").length;
    const { x, y, right } = document.querySelector("#offers").parentElement.getBoundingClientRect();
    return { box: { x, y, right, width: innerWidth }, line: { left, bottom: top + (height / Math.max(lines, area.rows)) * lines } };
  });
  assert.ok(Math.abs(box.y - line.bottom) < 4 && box.x >= line.left - 12 && box.right <= box.width, JSON.stringify([box, line]));
  await keyboard.press("Enter");
  assert.equal(await app.list.inputValue(), `${LIST}  s\n  `, "nothing was chosen: it is a new line");
  await keyboard.type("sl");
  await keyboard.press("ArrowDown");
  assert.match(await chosen(app), /^sleep 1s/);
  await keyboard.press("Enter");
  assert.equal(await app.list.inputValue(), `${LIST}  s\n  sleep `);
  await app.list.press("ControlOrMeta+z");
  assert.equal(await app.list.inputValue(), `${LIST}  s\n  sl`);
  await keyboard.type("e");
  await keyboard.press("Escape");
  await offers(app).waitFor({ state: "detached" });
  await keyboard.type("e");
  assert.equal(await offers(app).count(), 0, "closed for this word");
  await app.list.fill(LIST);
  await app.list.press("ControlOrMeta+End");
  await keyboard.type("task store aft");
  await keyboard.press("Tab");
  await offers(app).getByRole("option", { name: /^shrink/ }).click();
  assert.equal(await app.list.inputValue(), `${LIST}task store after shrink`);
  assert.ok(await app.list.evaluate((area) => area === document.activeElement), "who clicks goes on writing");
});

test("a name changes wherever it stands, and a line is added by a button", async (session) => {
  const app = await session.open({ query: "?models=async", text: LIST });
  const { keyboard } = app.page;
  await app.list.press("ControlOrMeta+Home");
  await keyboard.press("F2");
  const field = app.page.getByRole("textbox", { name: "New name of \u201cfetch\u201d", exact: true });
  await field.waitFor();
  assert.ok(await field.evaluate((field) => field === document.activeElement && field.selectionEnd === field.value.length));
  await keyboard.type("shrink");
  await keyboard.press("Enter");
  await app.page.getByRole("alert").filter({ hasText: "Something else here is called “shrink” already." }).waitFor();
  await field.fill("get all");
  await keyboard.press("Enter");
  const renamed = LIST.replaceAll("fetch", '"get all"');
  assert.equal(await app.list.inputValue(), renamed);
  assert.ok(await app.list.evaluate((area) => area === document.activeElement));
  await keyboard.press("ControlOrMeta+z");
  assert.equal(await app.list.inputValue(), LIST);
  const edit = async (name) => {
    await app.page.locator("summary").filter({ hasText: /^Edit$/ }).click();
    await app.page.getByRole("button", { name }).click();
  };
  await edit(/^Add task/);
  await edit(/^Add cpu/);
  await app.page.waitForFunction((text) => document.querySelector("textarea").value === text, `${LIST}task a\n  cpu 600ms\n`);
  await keyboard.type("7ms");
  assert.match(await app.list.inputValue(), /task a\n {2}cpu 7ms\n/, "what it says by way of example is written over");
  assert.equal(await app.run("Async"), "done");
});
