// The list: typed, mended, kept, picked, linked.

import assert from "node:assert/strict";
import { MODELS, test } from "../harness.mjs";

test("a typed list with problems is told where, and loses nothing", async (session) => {
  const app = await session.open();
  const wrong = "task a\n  slep 1s\ntask b after nobody\n  sleep soon";
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

test("undo and redo are one history for keys and buttons, and stay in the list", async (session) => {
  const app = await session.open({ text: "task a\nprint One" });
  const { keyboard } = app.page;
  await app.list.press("ControlOrMeta+End");
  await keyboard.type("!");
  await app.button("Format").click();
  await app.list.press("ControlOrMeta+End");
  await keyboard.type("task b");
  const texts = ["task a\nprint One", "task a\nprint One!", "task a\n  print One!\n", "task a\n  print One!\ntask b"];
  const now = () => app.list.inputValue();
  assert.equal(await now(), texts[3]);
  await keyboard.press("ControlOrMeta+z");
  assert.equal(await now(), texts[2]);
  await app.button("Undo").click();
  assert.equal(await now(), texts[1]);
  await app.list.press("ControlOrMeta+z");
  assert.equal(await now(), texts[0]);
  assert.equal(await app.list.evaluate((area) => area.selectionStart), texts[0].length, "the caret is where it was");
  await keyboard.press("ControlOrMeta+y");
  assert.equal(await now(), texts[1]);
  await app.button("Redo").click();
  await app.list.press("ControlOrMeta+Shift+z");
  assert.equal(await now(), texts[3], "nothing is lost");
  await app.examples.selectOption("computing");
  const example = await now();
  for (let press = 0; press < 5; press += 1) await app.list.press("ControlOrMeta+z");
  assert.equal(await now(), example, "never into another list");
  await app.page.getByRole("button", { name: /^Back to / }).click();
  await app.list.press("ControlOrMeta+z");
  assert.equal(await now(), texts[2], "and each list has its own");
});

test("one slip is one problem, and Fix mends it", async (session) => {
  const app = await session.open({ text: "task fetch the front page of the news\n  sl\u00adeep 10ms\ntask \u201cread it\u201d\n  print Read\n" });
  for (const line of [1, 2, 3]) {
    const problems = await app.problems.getByRole("listitem").count();
    assert.equal(problems, 4 - line, `before line ${line} is mended`);
    await app.button(`Fix line ${line}`).click();
  }
  assert.equal(await app.problems.count(), 0);
  assert.equal(await app.list.inputValue(), 'task "fetch the front page of the news"\n  sleep 10ms\ntask "read it"\n  print Read\n');
  await app.button("Undo").click();
  assert.equal(await app.problems.getByRole("listitem").count(), 1, "mending can be undone");
});

test("an input method composes one step, and nothing comes in between", async (session) => {
  const app = await session.open({ text: "task a\n  print " });
  await app.list.press("ControlOrMeta+End");
  const cdp = await app.page.context().newCDPSession(app.page);
  for (const text of ["k", "\u304b", "\u304b\u3093", "\u6f22"]) {
    await cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  await cdp.send("Input.insertText", { text: "\u6f22\u5b57" });
  assert.equal(await app.list.inputValue(), "task a\n  print \u6f22\u5b57");
  await app.list.press("ControlOrMeta+z");
  assert.equal(await app.list.inputValue(), "task a\n  print ");
  await app.list.press("ControlOrMeta+Shift+z");
  assert.equal(await app.list.inputValue(), "task a\n  print \u6f22\u5b57");
});

test("Enter keeps the indentation, Control and Enter run, Tab goes on, and a problem leads to its line", async (session) => {
  const app = await session.open({ query: "?models=async", text: "task a\n  print One" });
  const { keyboard } = app.page;
  await app.list.press("ControlOrMeta+End");
  await keyboard.press("Enter");
  assert.equal(await app.list.inputValue(), "task a\n  print One\n  ");
  await keyboard.type("print Two");
  await keyboard.press("ControlOrMeta+Enter");
  await app.until("Async", ["done"]);
  assert.deepEqual(await app.output("Async"), ["One", "Two"]);
  assert.equal(await app.list.inputValue(), "task a\n  print One\n  print Two");
  await keyboard.press("Tab");
  assert.ok(!(await app.list.evaluate((area) => area === document.activeElement)), "Tab leaves the text box");
  await app.list.fill(`task a\n${"  yield\n".repeat(300)}  sleep 1\n  yield\n`);
  await app.problems.getByRole("button", { name: /^line 302/ }).click();
  const place = await app.list.evaluate((area) => {
    const code = area.closest(".code").getBoundingClientRect();
    const lines = area.value.split("\n");
    const box = area.getBoundingClientRect();
    const y = box.top + (301.5 / lines.length) * box.height;
    const selected = area.value.slice(area.selectionStart, area.selectionEnd);
    return { selected, isFocused: area === document.activeElement, isSeen: y > code.top && y < code.bottom && y > 0 && y < innerHeight };
  });
  assert.deepEqual(place, { selected: "1", isFocused: true, isSeen: true });
});

test("the size of a pool is what its field shows, or the field says otherwise", async (session) => {
  const app = await session.open({ query: "?models=pool", text: "task t x9\n  sleep 5ms\n" });
  const size = app.page.getByRole("spinbutton", { name: "Thread pool size", exact: true });
  const before = await size.inputValue();
  await size.focus();
  await app.page.keyboard.press("End");
  for (let letter = 0; letter < before.length; letter += 1) await app.page.keyboard.press("Backspace");
  assert.equal(await size.inputValue(), "");
  assert.match(await app.panel("Thread pool").textContent(), new RegExp(`No size yet: ${before} threads run`));
  await app.page.keyboard.type("4");
  assert.equal(await size.inputValue(), "4");
  assert.equal(await app.run("Thread pool"), "done");
  assert.deepEqual((await app.results()).runs[0].options, { size: 4 });
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
    // Two of them lock in opposite orders: that is their point.
    assert.equal(await app.run("Async"), option.includes("opposite") ? "stuck" : "done", option);
  }
});

test("runs of an earlier list say so and are not compared", async (session) => {
  const app = await session.open({ text: "task a\n  print Old\n" });
  await app.run("Sequential");
  await app.list.fill("task a\n  print New\n");
  await app.run("Async");
  assert.match(await app.panel("Sequential").textContent(), /earlier list/i);
  assert.deepEqual((await app.rows(app.comparison)).map((row) => row.Model), ["Async"]);
  const { file, runs } = await app.results();
  assert.equal(file.program, "task a\n  print New\n");
  assert.deepEqual(runs.map((run) => run.model), ["async"]);
});

test("what extensions and form fillers write and press is taken as it is", async (session) => {
  const app = await session.open();
  const written = "task a\n  print x\n  sleep 10ms\n";
  await app.list.evaluate((area, written) => {
    area.value = written;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.dispatchEvent(new Event("beforeinput", { bubbles: true }));
    // No keyboard's, and without a key.
    for (const element of document.querySelectorAll("textarea, summary, [role=application], .primary")) {
      element.dispatchEvent(new Event("keydown", { bubbles: true }));
    }
  }, written);
  await app.runAll();
  for (const element of await app.page.getByRole("application").all()) {
    await element.evaluate((plot) => plot.dispatchEvent(new Event("keydown", { bubbles: true })));
  }
  assert.equal(await app.list.inputValue(), written);
  assert.deepEqual(await app.output("Async"), ["x"]);
});
