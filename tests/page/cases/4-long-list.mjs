// Long lists: what is in view is colored and numbered. Durations change where they stand, by keys and by hand.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

const LINES = 9000;
/** A list of so many lines, a line with a problem among every 21. */
const long = (lines) =>
  Array.from({ length: lines / 3 }, (_, task) => `task t${task}\n  sleep ${task % 7 ? "10ms" : "soon"}\n  print Hello ${task}\n`).join("");

/** What is drawn at this height of the text box's window, beside what stands there in the text. */
const drawn = (app, share) => app.list.evaluate((area, share) => {
  const code = area.closest(".code").getBoundingClientRect();
  const box = area.getBoundingClientRect();
  const line = Math.floor(((code.top + share * code.height - box.top) / box.height) * area.rows);
  const y = box.top + ((line + 0.5) * box.height) / area.rows;
  const spans = [...document.querySelectorAll(".copy .line")];
  const isThere = (element) => element.getBoundingClientRect().top <= y && element.getBoundingClientRect().bottom >= y;
  const shown = spans.find(isThere);
  return { line, text: area.value.split("\n")[line], shown: shown?.textContent.trimEnd(), isWrong: shown?.classList.contains("is-error"), lines: spans.length };
}, share);

test("of 9,000 lines those in view are colored and marked wherever one scrolls, and changes are seen at once", async (session) => {
  const app = await session.open({ query: "?models=async", text: long(60) });
  await app.list.evaluate((area, text) => {
    area.focus();
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  }, long(LINES));
  await app.problems.waitFor();
  for (const place of [0, 0.5, 0.51, 1, 0.2, 0]) {
    await app.list.evaluate((area, place) => {
      const code = area.closest(".code");
      code.scrollTop = place * (code.scrollHeight - code.clientHeight);
    }, place);
    await app.page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));
    for (const share of [0.1, 0.5, 0.9]) {
      const { line, text, shown, isWrong, lines } = await drawn(app, share);
      assert.equal(shown, text, `line ${line + 1}, at ${place}`);
      assert.equal(isWrong, /soon/.test(text), `line ${line + 1}, at ${place}`);
      assert.ok(lines < 250, `${lines} lines are drawn`);
    }
  }
  // Into the last line that has a problem; the numbers say which one.
  await app.page.getByRole("button", { name: /^line 2 / }).click();
  await app.page.keyboard.type("1s");
  assert.equal((await app.list.inputValue()).split("\n")[1], "  sleep 1s");
  await app.list.press("ControlOrMeta+End");
  await app.page.keyboard.type("task last");
  await app.page.waitForFunction(() => [...document.querySelectorAll(".copy .line")].some((line) => line.textContent === "task last\n"));
  assert.match(await app.page.locator(".numbers").textContent(), /9001\n$/);
  await app.list.press("ControlOrMeta+a");
  await app.page.keyboard.press("Delete");
  assert.equal(await app.list.inputValue(), "");
  assert.equal((await drawn(app, 0.1)).lines, 1);
});

test("Alt and an arrow change the duration that the caret is in, and what follows is one way back", async (session) => {
  const app = await session.open({ query: "?models=async", text: "task a\n  sleep 250ms\n  print Done" });
  const place = async (text, by) => app.list.evaluate((area, [text, by]) => {
    area.focus();
    const at = area.value.indexOf(text) + by;
    area.setSelectionRange(at, at);
  }, [text, by]);
  await place("250ms", 2);
  await app.page.keyboard.press("Alt+ArrowUp");
  await app.page.keyboard.press("Alt+ArrowUp");
  assert.equal(await app.list.inputValue(), "task a\n  sleep 270ms\n  print Done");
  assert.equal(await app.list.evaluate((area) => area.selectionStart), "task a\n  sleep 27".length, "the caret stays");
  await app.page.locator(".code").getByRole("status").filter({ hasText: /^270ms$/ }).waitFor({ state: "attached" });
  await app.page.keyboard.press("Alt+Shift+ArrowDown");
  assert.equal(await app.list.inputValue(), "task a\n  sleep 200ms\n  print Done");
  await app.page.keyboard.press("ControlOrMeta+z");
  assert.equal(await app.list.inputValue(), "task a\n  sleep 250ms\n  print Done");
  await place("Done", 2);
  await app.page.keyboard.press("Alt+ArrowUp");
  assert.equal(await app.list.inputValue(), "task a\n  sleep 250ms\n  print Done", "elsewhere nothing changes");
});

test("a duration is dragged by the line under it, or with Alt, and clicking still sets the caret", async (session) => {
  const app = await session.open({ query: "?models=async", text: "task \u4e09 x2 every 100ms..300ms\n  sleep 250ms\n" });
  const { mouse, keyboard } = app.page;
  const center = (text) => app.page.evaluate((text) => {
    const part = [...document.querySelectorAll(".copy .t-value")].find((part) => part.textContent.includes(text)).firstChild;
    const range = document.createRange();
    const at = part.textContent.indexOf(text);
    range.setStart(part, at);
    range.setEnd(part, at + text.length);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    return { x: (left + right) / 2, y: (top + bottom) / 2, bottom };
  }, text);
  const handle = app.page.locator(".duration-handle");
  assert.ok(await handle.isHidden());
  const { x, y } = await center("250ms");
  await mouse.move(x, y);
  await handle.waitFor();
  const box = await handle.boundingBox();
  assert.ok(Math.abs(box.x + box.width / 2 - x) < 2, `the line is under the duration: ${JSON.stringify(box)} and ${x}`);
  assert.equal(await handle.evaluate((handle) => getComputedStyle(handle).cursor), "ew-resize");
  await mouse.move(x, box.y + 4);
  await mouse.down();
  await mouse.move(x + 20, box.y + 40);
  await mouse.move(x + 80, box.y + 40);
  assert.match(await app.list.inputValue(), /sleep 450ms\n/, "live");
  await mouse.move(x + 440, box.y + 40);
  await mouse.up();
  const after = await app.list.inputValue();
  assert.match(after, /sleep 9s\n/);
  await keyboard.press("Escape");
  await app.button("Undo").click();
  assert.match(await app.list.inputValue(), /sleep 250ms\n/, "all of a drag is one step");
  // The second end of a range, anywhere in it.
  const end = await center("300ms");
  await mouse.move(end.x, end.y);
  await keyboard.down("Alt");
  await mouse.down();
  await mouse.move(end.x - 400, end.y);
  await mouse.up();
  await keyboard.up("Alt");
  assert.match(await app.list.inputValue(), /100ms\.\.100ms/, "a range never runs backward");
  await mouse.click(x, y - 2);
  const { isFocused, caret } = await app.list.evaluate((area) => ({ isFocused: area === document.activeElement, caret: area.selectionStart - area.value.indexOf("250ms") }));
  assert.ok(isFocused && caret > 0 && caret < 5, `the caret is ${caret} letters into it`);
});

test("the search finds accents, however they are written", async (session) => {
  const app = await session.open({ query: "?models=async", text: 'task "Caf\u00e9 \u00c9t\u00e9"\n  print a\ntask "cafe\u0301 2"\n  print b\ntask other\n  print c\n' });
  await app.run("Async");
  const find = app.page.getByRole("searchbox", { name: "Find a task", exact: true });
  for (const [words, found] of [["cafe", "2 of 3"], ["CAF\u00c9", "2 of 3"], ["ete", "1 of 3"], ["cafe\u0301", "2 of 3"]]) {
    await find.fill(words);
    await app.page.getByText(found).waitFor();
  }
});
