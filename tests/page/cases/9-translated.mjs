// A page translator takes text nodes out and puts its own in, while the app goes on writing.

import assert from "node:assert/strict";
import { MODELS, test } from "../harness.mjs";

/** What Google Translate does in a page, with marks for another language: now, and to whatever comes later. */
function translate() {
  const isLeft = (element) => element.closest("script, style, textarea, noscript, font")
    || element.closest("[translate], .notranslate")?.matches(":not([translate=yes])");
  const swap = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    for (const text of found) {
      const parent = text.parentElement;
      if (!parent || !text.data.trim() || isLeft(parent)) continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = `«${text.data}»`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  swap(document.body);
  new MutationObserver((changes) => changes.forEach(({ target }) => target.isConnected && swap(target))).observe(document.body, { childList: true, characterData: true, subtree: true });
}

/** What of a page is the same whenever the same was done. */
async function seen(app) {
  const text = (locator) => locator.allTextContents();
  const outputs = await Promise.all(MODELS.map(async (name) => ((await app.panel(name).count()) ? (await app.output(name)).sort() : null)));
  return {
    counts: await text(app.page.locator(".card-foot")),
    problems: await text(app.problems),
    headings: await text(app.page.getByRole("heading")),
    prose: await text(app.page.locator("[translate=yes]")),
    outputs,
    compared: (await app.comparison.count()) ? (await app.rows(app.comparison)).map((row) => row.Model) : [],
    states: await app.page.getByRole("region").evaluateAll((all) => all.map((panel) => [panel.ariaLabel, panel.dataset.state])),
    // How many spans a task has differs from run to run, but not which tasks have some.
    rows: await Promise.all(MODELS.map(async (name) => [...new Set((await app.panel(name).getByRole("table").count()) ? (await app.spans(name)).map((row) => row.Task) : [])].sort())),
  };
}

test("under a page translator counts, problems, output, rows and figures stay true, and what explains is translated", async (session) => {
  const plain = await session.open({ query: "?example=count" });
  const translated = await session.open({ query: "?example=count" });
  await translated.page.evaluate(translate);
  const steps = {
    "as it comes": () => {},
    "a broken list": (app) => app.list.fill("task a x2\n  slep 5ms\n  print\n"),
    "mended": (app) => app.list.fill("task a x2\n  sleep 5ms\n  print Here\n"),
    "run": (app) => app.runAll(),
    "others shown": async (app) => {
      await app.button("Show Processes").click();
      await app.button("Show Threads with a GIL").click();
    },
    "another example": (app) => app.examples.selectOption("waiting"),
    "one of its own": (app) => app.list.fill("task b x3\n  sleep 5ms\n  print There\n"),
    "run again": (app) => app.runAll(),
    "and an example again": (app) => app.examples.selectOption("blocking"),
  };
  for (const [name, step] of Object.entries(steps)) {
    for (const app of [plain, translated]) await step(app);
    const wanted = await seen(plain);
    const found = await seen(translated);
    assert.ok(found.prose.length > 5 && found.prose.every((text) => text.startsWith("«")), `${name}: ${found.prose}`);
    found.prose = found.prose.map((text) => text.replace(/[«»]/g, ""));
    assert.deepEqual(found, wanted, name);
    for (const model of MODELS.filter((model) => found.outputs[MODELS.indexOf(model)])) {
      const figures = await translated.panel(model).getByRole("list", { name: `${model} figures` }).getByRole("listitem").allTextContents();
      assert.ok(figures.every((text) => !text.includes("«")), `${name}: ${figures}`);
    }
  }
});
