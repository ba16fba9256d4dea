// By keyboard alone, by wheel, and what travels in a link beside the list.

import assert from "node:assert/strict";
import { test } from "../harness.mjs";

const PAIR = "task a x2\n  sleep 100ms\n  print Here\n";
const plot = (app, name) => app.panel(name).getByRole("application", { name: /^Diagram\./ });

/** Presses Tab until this has the focus, which must be seen to be there. */
async function tabTo(app, locator, key = "Tab") {
  for (let press = 0; press < 80; press += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) {
      const shown = await locator.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(shown, "none", `the focus is not seen on ${locator}`);
      return;
    }
    await app.page.keyboard.press(key);
  }
  assert.fail(`${locator} is not reached with ${key}`);
}

test("the whole path goes by keyboard: pick, edit, run, read, mark, replay, save", async (session) => {
  const app = await session.open({ query: "?models=sequential,async" });
  const { keyboard } = app.page;
  const before = await app.list.inputValue();
  await tabTo(app, app.examples);
  await keyboard.press("ArrowDown");
  await app.page.waitForFunction((text) => document.querySelector("textarea").value !== text, before);
  await tabTo(app, app.list);
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("task mine x2\nsleep 100ms\nprint Mine");
  await tabTo(app, app.button("Format"), "Shift+Tab");
  await keyboard.press("Enter");
  assert.equal(await app.list.inputValue(), "task mine x2\n  sleep 100ms\n  print Mine\n");
  await tabTo(app, app.button("Run all"), "Shift+Tab");
  await keyboard.press("Enter");
  await app.until("Async", ["done"]);
  await app.idle();
  await tabTo(app, plot(app, "Async"));
  await keyboard.press("Enter");
  assert.match(await app.panel("Async").locator("[aria-live]").textContent(), /^mine 1 /);
  await keyboard.press("Enter");
  await app.panel("Async").getByRole("list", { name: "Async figures of the range", exact: true }).waitFor();
  await keyboard.press("Escape");
  await keyboard.press("Escape");
  await keyboard.press("Space");
  await app.button("End replay").waitFor();
  await tabTo(app, app.button("Show as table: Async"));
  await keyboard.press("Enter");
  await app.button("Hide table: Async").waitFor();
  await tabTo(app, app.button("Download results"), "Shift+Tab");
  const download = app.page.waitForEvent("download");
  await keyboard.press("Enter");
  assert.match((await download).suggestedFilename(), /\.json$/);
});

test("the wheel with Ctrl zooms at the pointer, in all panels; alone it scrolls", async (session) => {
  const app = await session.open({ query: "?models=sequential,async", text: PAIR });
  await app.runAll();
  const box = await plot(app, "Async").boundingBox();
  const here = async () => app.page.locator(".minimap .here").evaluate((rect) => [Number(rect.getAttribute("x")), Number(rect.getAttribute("width"))]);
  const share = 0.25;
  await app.page.mouse.move(box.x + box.width * share, box.y + 8);
  await app.page.mouse.wheel(0, 40);
  assert.equal(await app.page.locator(".minimap").count(), 0, "it only scrolls");
  await app.page.mouse.wheel(0, -40);
  const pictures = () => app.page.locator(".plot canvas").evaluateAll((all) => all.map((canvas) => canvas.toDataURL()));
  const whole = await pictures();
  await app.page.keyboard.down("Control");
  for (let turn = 0; turn < 3; turn += 1) await app.page.mouse.wheel(0, -120);
  await app.page.keyboard.up("Control");
  await app.page.locator(".minimap").waitFor();
  const [left_px, width_px] = await here();
  assert.ok(width_px < box.width * 0.7, `${width_px} of ${box.width} px`);
  const error_px = Math.abs(left_px + width_px * share - box.width * share);
  assert.ok(error_px < 3, `what was under the pointer has moved by ${error_px} px`);
  await app.page.waitForTimeout(200);
  const zoomed = await pictures();
  assert.equal(zoomed.length, 2);
  zoomed.forEach((picture, index) => assert.notEqual(picture, whole[index], "all panels zoom"));
});

test("idle rows are hidden when they are asked to be", async (session) => {
  const app = await session.open({ query: "?models=pool", text: PAIR });
  await app.run("Thread pool");
  const height = async () => (await plot(app, "Thread pool").boundingBox()).height;
  const all = await height();
  await app.page.getByRole("checkbox", { name: "Hide idle rows", exact: true }).check();
  await app.page.waitForTimeout(200);
  assert.ok(await height() < all);
});

test("a link brings the options and the part of time in view along, and replay goes from a tenth to ten times", async (session) => {
  const app = await session.open({ query: "?models=async,pool", text: PAIR });
  const size = (page) => page.getByRole("spinbutton", { name: "Thread pool size", exact: true });
  await size(app.page).fill("3");
  await app.page.getByRole("combobox", { name: "Async loop", exact: true }).selectOption({ index: 1 });
  await app.runAll();
  await plot(app, "Async").press("+");
  await plot(app, "Async").press("+");
  const ticks = (page) => page.locator(".axis-plot svg").first().textContent();
  const seen = await ticks(app.page);
  await app.button("Share").click();
  const link = await app.page.getByRole("textbox", { name: "Link" }).inputValue();

  const reader = await session.open();
  await reader.page.goto(link);
  await reader.page.waitForFunction((text) => document.querySelector("textarea").value === text, PAIR);
  assert.equal(await size(reader.page).inputValue(), "3");
  assert.equal(await reader.page.getByRole("combobox", { name: "Async loop", exact: true }).evaluate((select) => select.selectedIndex), 1);
  await reader.runAll();
  await reader.page.locator(".minimap").waitFor();
  assert.equal(await ticks(reader.page), seen);
  const speeds = await reader.page.getByRole("combobox", { name: "Replay speed", exact: true }).locator("option").allTextContents();
  assert.deepEqual([speeds[0], speeds.at(-1)], ["0.1×", "10×"]);
});
