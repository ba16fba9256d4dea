// Links and lists: nothing that the reader wrote is lost. What travels as files is in 8-travel.mjs.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { App, test, withoutDatabase } from "../harness.mjs";

const MINE = "# Mine\ntask mine\n  sleep 20ms\n  print Mine\n";
const NO_RUN = "Not run yet.";

/** Chooses in a menu. */
async function choose(app, menu, item) {
  await app.page.locator("summary", { hasText: new RegExp(`^${menu}$`) }).click();
  await app.page.getByRole("button", { name: item, exact: true }).click();
}

async function download(app, act) {
  const waiting = app.page.waitForEvent("download");
  await act();
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Another tab of the same browser. */
async function sibling(app, address = app.page.url()) {
  const page = await app.page.context().newPage();
  await page.goto(address);
  const other = new App(page);
  await other.list.waitFor();
  return other;
}

test("a link holds the whole list, and never runs by itself", async (session) => {
  const app = await session.open({ text: MINE, query: "?models=async,sequential" });
  await app.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await app.button("Share").click();
  const link = await app.page.getByRole("textbox", { name: "Link" }).inputValue();
  assert.match(link, /#v1\.[\w-]+$/);
  assert.equal(await app.page.evaluate(() => navigator.clipboard.readText()), link);
  session.note(`${link.length} letters`);
  assert.equal(await app.page.title(), "Mine · Interleave");
  await app.button("Copy the code for a frame").click();
  await app.page.getByText("The code for a frame is copied.").waitFor();
  const code = await app.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(code, `<iframe src="${link.replace("#", "?embed=1#")}" title="Mine, measured" width="100%" height="520" allow="cross-origin-isolated"></iframe>`);
  await app.list.fill(`${MINE}# more\n`);
  await app.page.getByText("It holds the list as it was when you pressed Share").waitFor();

  const reader = await session.open();
  const own = "task own\n  print Own\n";
  await reader.list.fill(own);
  // As a chat gives it back that takes the quote behind it for a part of it, and the full stop for a letter to be escaped.
  await reader.page.goto(`${link.replace("#v1.", "#/V1%2E")}%22\u2026`);
  await reader.page.waitForFunction((text) => document.querySelector("textarea").value === text, MINE);
  await reader.page.getByText("“task own” is kept as you left it").waitFor();
  assert.ok(!(await reader.page.evaluate(() => Object.values(localStorage))).some((value) => value.endsWith(MINE)), "it is not filed among the reader's own");
  for (const name of ["Async", "Sequential"]) assert.match(await reader.panel(name).textContent(), new RegExp(NO_RUN));
  assert.equal(await reader.panel("Threads").count(), 0, "it shows the models that were shown");
  assert.equal(await reader.run("Async"), "done");
  assert.ok(await reader.button("Undo").isDisabled(), "undoing never leads into another list");
  await reader.page.getByRole("button", { name: /^Back to / }).click();
  assert.equal(await reader.list.inputValue(), own, "the reader's own list is a step away");
  await reader.page.reload();
  await reader.list.waitFor();
  assert.equal(await reader.list.inputValue(), own, "and the link doesn't come back");
});

test("before measured runs are lost with the page it asks, and only then: where they can't be kept, which it says", async (session) => {
  await withoutDatabase(session);
  const app = await session.open({ text: MINE });
  const asked = [];
  app.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    // The page is not left, and then it must still be there.
    dialog.dismiss();
  });
  const reload = async () => {
    await app.list.click();
    await app.page.evaluate(() => { window.isSame = true; setTimeout(() => location.reload()); });
    await app.page.waitForFunction(() => !window.isSame, undefined, { timeout: 3000 }).catch(() => undefined);
    await app.list.waitFor();
  };
  await reload();
  assert.deepEqual(asked, [], "nothing has run");
  await app.run("Async");
  await app.page.getByRole("alert").filter({ hasText: "Runs can't be kept in this browser: It has no database for this page. They are gone with this page, unless you download the results." }).waitFor();
  await reload();
  assert.deepEqual(asked, ["beforeunload"]);
  assert.equal(await app.state("Async"), "done");
  const { name } = await app.results();
  assert.equal(name, "interleave-Mine-results.json");
  await reload();
  assert.deepEqual(asked, ["beforeunload"], "it is a file now");
});

test("a broken link says so, and leaves the list alone", async (session) => {
  const app = await session.open({ text: MINE });
  for (const fragment of ["#v1.abc", "#v1", "#/v1%2Eabc", "#v2.abc", `#v1.${"A".repeat(70_000)}`]) {
    await app.page.evaluate((fragment) => { location.hash = fragment; }, fragment);
    await app.page.getByRole("alert").filter({ hasText: "Your own list is as it was." }).waitFor();
    assert.equal(await app.list.inputValue(), MINE);
    await app.button("Close").click();
  }
});

test("all lists are in a dialog, by keyboard too, and travel as one file", async (session) => {
  // As kept by many visits before.
  const fill = () => { for (let n = 1; n <= 60; n += 1) localStorage.setItem(`interleave.list.${n}`, `interleave-list 1 ${n}\n\n# List ${n}\ntask t${n}\n`); };
  const app = await session.open({ before: (page) => page.addInitScript(`if (!localStorage.length) (${fill})()`) });
  const dialog = app.page.getByRole("dialog", { name: "All lists" });
  const rows = dialog.getByRole("list", { name: "Kept lists" }).getByRole("listitem");
  const search = dialog.getByRole("searchbox", { name: "Find a list" });
  await choose(app, "Lists", "All lists…");
  assert.equal(await rows.count(), 60);
  for (const [width, colorScheme] of [[1440, "light"], [390, "dark"]]) {
    await app.page.setViewportSize({ width, height: 844 });
    await app.page.evaluate((theme) => { document.documentElement.dataset.theme = theme; }, colorScheme);
    assert.equal(await app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.ok(await dialog.evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth), `it fits ${width} px`);
    assert.deepEqual(await app.page.evaluate(`${axe.source}; axe.run("dialog", { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`), []);
    await app.page.screenshot({ path: fileURLToPath(new URL(`../results/all-lists-${width}-${colorScheme}.png`, import.meta.url)) });
  }
  await search.fill("t17");
  assert.equal(await rows.count(), 1);
  await dialog.getByRole("button", { name: "Rename List 17", exact: true }).press("Enter");
  await app.page.keyboard.type("Lecture");
  await app.page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Duplicate Lecture", exact: true }).press("Enter");
  await dialog.getByRole("button", { name: "Lecture (2)", exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Delete Lecture", exact: true }).press("Enter");
  assert.equal(await rows.count(), 1);
  await dialog.getByRole("button", { name: "Bring it back" }).press("Enter");
  assert.equal(await rows.count(), 2);
  const { name, bytes } = await download(app, () => dialog.getByRole("button", { name: "Download all" }).click());
  assert.deepEqual([name, JSON.parse(bytes.toString()).lists.length], ["interleave-lists.json", 61]);
  await app.page.keyboard.press("Escape");
  assert.equal(await dialog.count(), 0);
  assert.equal(await app.page.evaluate(() => document.activeElement.textContent), "Lists", "the focus is back");
  await choose(app, "Lists", "All lists…");
  await search.fill("Lecture");
  await dialog.getByRole("button", { name: "Lecture", exact: true }).press("Enter");
  assert.equal(await app.list.inputValue(), "# List 17\ntask t17\n");
  assert.equal(await dialog.count(), 0);

  const reader = await session.open({ text: MINE });
  await reader.page.locator("input[type=file]").first().setInputFiles([
    { name, mimeType: "application/json", buffer: bytes },
    { name: "old.txt", mimeType: "text/plain", buffer: Buffer.from("# gr\xFCn\ntask old\n", "latin1") },
    { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.from("") },
  ]);
  await reader.page.getByRole("alert").filter({ hasText: "empty.txt: This file is empty" }).waitFor();
  await reader.page.waitForFunction(() => document.querySelector("textarea").value === "# grün\ntask old\n");
  assert.equal(await reader.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("interleave.list")).length), 63);
});

test("an edited example survives a reload of its address", async (session) => {
  const app = await session.open({ query: "?example=waiting&models=async" });
  const edited = `${await app.list.inputValue()}# half a li`;
  await app.list.fill(edited);
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), edited);
  assert.deepEqual(await app.page.getByRole("region").evaluateAll((all) => all.map((region) => region.dataset.model).filter(Boolean)), ["async"]);
});

test("two tabs don't overwrite each other", async (session) => {
  const app = await session.open({ text: MINE });
  const other = await sibling(app);
  assert.equal(await other.list.inputValue(), MINE);
  await app.list.fill(`${MINE}# left\n`);
  await app.page.waitForTimeout(200);
  await other.list.fill(`${MINE}# right\n`);
  await other.page.getByText("Both are kept").waitFor();
  await app.page.reload();
  await other.page.reload();
  await app.list.waitFor();
  await other.list.waitFor();
  assert.equal(await app.list.inputValue(), `${MINE}# left\n`);
  assert.equal(await other.list.inputValue(), `${MINE}# right\n`);
  await choose(other, "Lists", "Mine");
  assert.equal(await other.list.inputValue(), `${MINE}# left\n`, "each tab finds the other's list");
});

for (const [why, script] of Object.entries({
  forbidden: () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } }),
  full: () => { Storage.prototype.setItem = () => { throw new DOMException("exceeded the quota.", "QuotaExceededError"); }; },
})) {
  test(`where storage is ${why} the page says so and offers the file`, async (session) => {
    const app = await session.open({ before: (page) => page.addInitScript(script) });
    await app.list.fill(MINE);
    const alert = app.page.getByRole("alert").filter({ hasText: "is not kept in this browser" });
    await alert.waitFor();
    session.note(await alert.textContent());
    const { bytes } = await download(app, () => alert.getByRole("button", { name: "Download list" }).click());
    assert.equal(bytes.toString(), MINE);
    assert.equal(await app.run("Sequential"), "done");
  });
}

test("a seeded script of edits, reloads and second tabs loses nothing", async (session) => {
  let seed = 11;
  const roll = (sides) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 16) % sides;
  };
  const first = await session.open({ text: "task seed\n" });
  const tabs = [first];
  // For each tab the text that it must show.
  const shown = ["task seed\n"];
  for (let deed = 0; deed < 60; deed += 1) {
    const at = roll(tabs.length);
    const app = tabs[at];
    switch (roll(5)) {
      case 0:
        await app.page.reload();
        await app.list.waitFor();
        break;
      case 1:
        if (tabs.length < 3) {
          const other = await sibling(app);
          // A list that several tabs show is the same one, until they part; this tab starts one of its own.
          await choose(other, "Lists", "New list");
          shown.push(`task tab${tabs.length}\n`);
          await other.list.fill(shown.at(-1));
          tabs.push(other);
        }
        break;
      default:
        shown[at] = `${await app.list.inputValue()}# ${deed}\n`;
        await app.list.fill(shown[at]);
    }
    for (const [index, tab] of tabs.entries()) {
      assert.equal(await tab.list.inputValue(), shown[index], `tab ${index} after deed ${deed}`);
    }
  }
});
