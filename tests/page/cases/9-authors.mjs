// What authors are given: a page that makes the code for a frame, and frames that work on any host.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { test } from "../harness.mjs";
import { serve } from "../server.mjs";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const results = fileURLToPath(new URL("../results/", import.meta.url));

/** The page for authors, in a context of its own. */
async function authors(session, options = {}) {
  const app = await session.open(options);
  await app.page.goto(`${session.addresses.isolated}static/authors.html`);
  return app.page;
}

for (const colorScheme of ["light", "dark"]) {
  test(`the page for authors is accessible and fits, ${colorScheme}`, async (session) => {
    const page = await authors(session, { colorScheme });
    await page.frameLocator("iframe").getByRole("button", { name: "Run Async" }).waitFor();
    for (const [width, height] of [[1440, 900], [390, 844], [320, 640]]) {
      await page.setViewportSize({ width, height });
      const over_px = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(over_px, 0, `too wide at ${width} px`);
      await page.screenshot({ path: `${results}authors-${width}-${colorScheme}.png`, fullPage: true });
    }
    const violations = await page.evaluate(`${axe.source}; axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`);
    assert.deepEqual(violations, []);
  });

  test(`a frame is accessible and fits, ${colorScheme}`, async (session) => {
    const context = await session.browser.newContext({ colorScheme, serviceWorkers: "block" });
    const page = await context.newPage();
    for (const [width, height] of [[1440, 420], [640, 420], [390, 420], [320, 420]]) {
      await page.setViewportSize({ width, height });
      await page.goto(`${session.addresses.isolated}?embed=1&example=count&models=async`);
      await page.getByRole("button", { name: "Run Async", exact: true }).click();
      await page.locator("[data-state=done]").waitFor();
      const over_px = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(over_px, 0, `too wide at ${width} px`);
      await page.screenshot({ path: `${results}embed-${width}-${colorScheme}.png`, fullPage: true });
    }
    const violations = await page.evaluate(`${axe.source}; axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))`);
    assert.deepEqual(violations, []);
    await context.close();
  });
}

test("the code for a frame is made of what is chosen, is copied, and the frame beside it runs", async (session) => {
  const page = await authors(session);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByLabel("Example").selectOption("gil");
  await page.getByLabel("Model").selectOption("threads");
  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  const address = `${session.addresses.isolated}?embed=1&example=gil&models=threads`;
  assert.ok(code.includes(`src="${address}"`), code);
  assert.match(code, /^<iframe[^>]* allow="cross-origin-isolated"><\/iframe>$/);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "Run Threads", exact: true }).click();
  await frame.locator("[data-model=threads][data-state=done]").waitFor();
  assert.ok((await page.locator("#link").textContent()).startsWith(`${session.addresses.isolated}?example=`));
});

test("the frame to try leaves the reader's own lists as they are", async (session) => {
  const mine = "task mine\n  print Mine\n";
  const app = await session.open({ text: mine });
  await app.page.goto(`${session.addresses.isolated}static/authors.html`);
  await app.page.frameLocator("iframe").getByRole("button", { name: "Run Async" }).waitFor();
  await app.page.getByRole("link", { name: "Interleave", exact: true }).click();
  await app.list.waitFor();
  assert.equal(await app.list.inputValue(), mine);
});

test("in a frame of another site, on a host without headers, the service worker isolates it", async (session) => {
  // Playwright switches storage by site off, which is how browsers are delivered.
  const options = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] };
  const type = session.browser.browserType();
  const probe = await type.launchServer(options);
  const ignoreDefaultArgs = probe.process().spawnargs.filter((arg) => arg.startsWith("--disable-features="));
  await probe.close();
  const host = await serve(dist, { isolated: false });
  const outer = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<!doctype html><title>An article</title><iframe width=900 height=500 src="${host.address}?embed=1&example=count&models=threads"></iframe>`);
  });
  await new Promise((done) => outer.listen(0, "localhost", done));
  const profile = await mkdtemp(join(tmpdir(), "interleave-"));
  const context = await type.launchPersistentContext(profile, { ...options, ignoreDefaultArgs });
  try {
    const page = await context.newPage();
    await page.goto(`http://localhost:${outer.address().port}/`);
    const frame = page.frameLocator("iframe");
    await frame.locator("[data-model=threads][data-state=idle]").waitFor({ timeout: 30_000 });
    await frame.getByRole("button", { name: "Run Threads", exact: true }).click();
    await frame.locator("[data-model=threads][data-state=done]").waitFor({ timeout: 30_000 });
  } finally {
    await context.close();
    await new Promise((done) => outer.close(done).closeAllConnections());
    await host.close();
    await rm(profile, { recursive: true, force: true });
  }
});
