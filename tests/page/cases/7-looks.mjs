// Accessible, within the window, and photographed, in both themes and all states.

import assert from "node:assert/strict";
import axe from "axe-core";
import { ALL_MODELS, COUNT, test } from "../harness.mjs";

const FAILING = "task bad\n  sleep 50ms\n  fail the disk is full\ntask good x2\n  sleep 100ms\n  print Fine\n";
const LONG = "task count x3\n  print One\n  sleep 8s\n  print Two\n";
const SIZES = [[1440, 900], [1024, 768], [390, 844], [320, 640]];

/** Brings the page into each state that it can be seen in. */
const STATES = {
  idle: async () => {},
  running: async (app) => {
    await app.list.fill(LONG);
    await app.begin("Run Async");
    await app.until("Async", ["running"]);
    await app.page.waitForTimeout(300);
  },
  finished: async (app) => {
    await stopped(app);
    await app.list.fill(COUNT.replace("1s", "300ms"));
    await app.runAll();
  },
  failed: async (app) => {
    await app.list.fill(FAILING);
    await app.runAll();
  },
  problems: async (app) => {
    await app.list.fill("task a\n  slep 1s\n");
    await app.problems.waitFor();
  },
  lesson: async (app) => {
    await app.examples.selectOption("gil");
    await app.runAll();
  },
  predicting: async (app) => {
    await app.list.fill(COUNT.replace("1s", "200ms"));
    await app.button("Predict first").click();
    await app.page.getByRole("textbox", { name: "Async prediction", exact: true }).fill("soon");
    await app.panel("Async").getByRole("alert").waitFor();
    await app.page.getByRole("textbox", { name: "Async prediction", exact: true }).fill("200ms");
  },
  all: async (app) => {
    for (const name of Object.keys(ALL_MODELS)) {
      const chip = app.button(`Show ${name}`);
      if ((await chip.getAttribute("aria-pressed")) === "false") await chip.click();
    }
    await app.runAll();
  },
  looked: async (app) => {
    await app.button("Show as table: Async").click();
    const plot = app.panel("Async").getByRole("application", { name: /^Diagram\./ });
    await plot.press("+");
    await plot.press("Enter");
    await plot.press("Enter");
    await plot.press("Enter");
    await app.page.getByRole("combobox", { name: "Rows" }).selectOption({ index: 1 });
    await app.page.getByText("What can be written").click();
    await app.panel("Async").getByRole("list", { name: "Async figures of the range", exact: true }).waitFor();
  },
  replayed: async (app) => {
    await app.page.getByRole("slider", { name: "Replay position", exact: true }).fill("400");
    await app.page.locator("summary", { hasText: /^Lists$/ }).click();
  },
  told: async (app) => {
    await app.page.keyboard.press("Escape");
    await app.button("Share").click();
    await app.page.getByRole("status").filter({ hasText: "The link is" }).waitFor();
    await app.page.evaluate(() => (location.hash = "#v1.abc"));
    await app.page.getByRole("alert").filter({ hasText: "Your own list is as it was." }).waitFor();
  },
  recorded: async (app) => {
    const { text } = await app.results();
    await app.page.evaluate((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "lecture.json"));
      document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, text);
    await app.page.getByText("Recorded, not measured here").first().waitFor();
  },
};

async function stopped(app) {
  if (await app.button("Stop").isEnabled()) await app.button("Stop").click();
  await app.idle();
}

for (const colorScheme of ["light", "dark"]) {
  test(`nothing for axe to find, ${colorScheme}`, async (session) => {
    const app = await session.open({ colorScheme });
    const found = [];
    for (const [state, bring] of Object.entries(STATES)) {
      await bring(app);
      const violations = await app.page.evaluate(`${axe.source}; axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)`);
      for (const { id, help, nodes } of violations) {
        found.push(`${state}: ${id}, ${help}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`).join("; ")}`);
      }
    }
    assert.deepEqual(found, []);
  });

  test(`fits at every width, ${colorScheme}`, async (session) => {
    const app = await session.open({ colorScheme });
    const wide = [];
    for (const [state, bring] of Object.entries(STATES)) {
      await bring(app);
      for (const [width, height] of SIZES) {
        await app.page.setViewportSize({ width, height });
        // The diagrams follow the page's width when it has told them of it, which takes a busy machine a while.
        let over_px = 1;
        for (let look = 0; look < 20 && over_px > 0; look += 1) {
          await app.page.waitForTimeout(120);
          over_px = await app.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        }
        if (over_px > 0) wide.push(`${state} at ${width} px: ${over_px} px too wide`);
        const path = new URL(`../results/${state}-${width}-${colorScheme}.png`, import.meta.url).pathname;
        await app.page.screenshot({ path, fullPage: true });
      }
    }
    assert.deepEqual(wide, []);
  });
}

test("the colors switch by hand, and stay", async (session) => {
  const app = await session.open({ colorScheme: "light" });
  const background = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await app.button("Switch to dark colors").click();
  await app.button("Switch to light colors").waitFor();
  assert.notEqual(await background(), light);
  await app.page.reload();
  await app.button("Switch to light colors").waitFor();
});

test("on paper stand the list, the diagrams and the figures, light and whole, and nothing to press", async (session) => {
  const lines = Array.from({ length: 40 }, (_, at) => `  print line ${at} of a long output`).join("\n");
  const app = await session.open({ colorScheme: "dark", text: `task talk\n${lines}\n  print ${"far ".repeat(60)}\n` });
  await app.runAll();
  await app.button("Show as table: Async").click();
  // Findings, parts of the time and options are told on paper, though they answer to no hand there.
  const pressed = app.page.locator("button:not(.findings button, .part), summary, select:not(.option *), input:not(.option *)").locator("visible=true");
  assert.ok(await pressed.count() > 20);
  // What the browser does before it prints, with a sheet's width.
  await app.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await app.page.emulateMedia({ media: "print" });
  await app.page.setViewportSize({ width: 703, height: 1000 });
  await app.page.waitForTimeout(200);
  assert.deepEqual(await pressed.evaluateAll((all) => all.map((one) => one.textContent || one.ariaLabel)), []);
  assert.ok(await app.comparison.isVisible());
  assert.ok(await app.list.isVisible());
  assert.deepEqual(await app.page.evaluate(cut), []);
  const ground = await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground, "rgb(246, 247, 249)", "light");
  const lane = await app.page.locator(".plot canvas").first().evaluate((canvas) => [...canvas.getContext("2d").getImageData(canvas.width - 2, 8, 1, 1).data]);
  assert.ok(lane[0] > 200, `the pictures too: ${lane}`);
  const pages = await app.page.pdf({ format: "A4" });
  assert.ok(pages.length > 10_000);
  await app.page.emulateMedia({ media: "screen" });
  await app.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await app.page.waitForTimeout(200);
  assert.notEqual(await app.page.evaluate(() => getComputedStyle(document.body).backgroundColor), ground, "dark again");
});

/** In the page: what is not seen whole. */
function cut() {
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const { width, right } = element.getBoundingClientRect();
    if (width <= 1 || element.closest(".sr-only")) continue;
    const isCut = (overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
      || (overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1);
    if (isCut || right > innerWidth + 1) found.push(`${element.tagName} ${element.className.baseVal ?? element.className}`);
  }
  return found;
}

test("who wants no motion sees none", async (session) => {
  const app = await session.open({ text: COUNT.replace("1s", "100ms") });
  await app.page.emulateMedia({ reducedMotion: "reduce" });
  await app.begin("Run all");
  await app.until("Sequential", ["running", "done"]);
  const moving = await app.page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === "running").length);
  assert.equal(moving, 0);
  await app.idle();
});
