// The release on hosts of every kind: without headers, without a network, in frames.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { test } from "../harness.mjs";
import { serve } from "../server.mjs";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const LIST = "task t x3\n  print Here\n  sleep 20ms\n";
const isIsolated = (page) => page.evaluate(() => crossOriginIsolated);

test("a host without headers: isolated after one reload, without a network after that, and threads run", async (session) => {
  const host = await serve(dist, { isolated: false });
  let loads = 0;
  const count = (page) => page.on("load", () => (loads += 1));
  const app = await session.open({ address: host.address, serviceWorkers: "allow", before: count });
  await app.page.waitForFunction(() => crossOriginIsolated);
  await app.list.waitFor();
  assert.equal(loads, 2, "one reload");
  await app.list.fill(LIST);
  assert.equal(await app.run("Threads"), "done");
  assert.deepEqual(await app.output("Threads"), ["Here", "Here", "Here"]);
  await host.close();
  session.expect(/Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INTERNET/);
  await app.page.goto(`${host.address}?models=threads,processes`);
  await app.list.waitFor();
  assert.ok(await isIsolated(app.page), "without a network");
  for (const name of ["Threads", "Processes"]) assert.equal(await app.run(name), "done", `${name} without a network`);
  assert.equal(loads, 3);
});

test("where service workers are blocked the page works, says what is missing, and doesn't go round in circles", async (session) => {
  let loads = 0;
  const app = await session.open({ isolated: false, text: LIST, before: (page) => {
    page.on("load", () => (loads += 1));
    return page.addInitScript(() => Object.defineProperty(navigator, "serviceWorker", { get: () => undefined }));
  } });
  await app.page.waitForTimeout(1500);
  assert.equal(loads, 1);
  assert.equal(await app.state("Threads"), "unavailable");
  assert.equal(await app.run("Processes"), "done");
});

test("a tab that forgets everything is not reloaded for ever", async (session) => {
  const host = await serve(dist, { isolated: false });
  let loads = 0;
  const app = await session.open({ address: host.address, serviceWorkers: "allow", before: (page) => {
    page.on("load", () => (loads += 1));
    return page.addInitScript(() => Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  } });
  await app.page.waitForTimeout(3000);
  assert.equal(loads, 1);
  await host.close();
});

/** A page of another site with the app in a frame. */
async function framed(session, isolated, query) {
  const host = await serve(dist, { isolated });
  const outer = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<!doctype html><title>An article</title><iframe width=900 height=500 allow="cross-origin-isolated" src="${host.address}${query}"></iframe>`);
  });
  await new Promise((done) => outer.listen(0, "localhost", done));
  const page = await session.page(`http://localhost:${outer.address().port}/`);
  const close = async () => {
    await new Promise((done) => outer.close(done).closeAllConnections());
    await host.close();
  };
  return { frame: page.frameLocator("iframe"), page, close };
}

test("in a frame of another site the header isolates it, and one diagram runs threads", async (session) => {
  const { frame, page, close } = await framed(session, "in frames", "?embed=1&example=count&models=threads");
  const panel = frame.getByRole("region", { name: "Threads", exact: true });
  await frame.getByRole("button", { name: "Run Threads", exact: true }).click();
  await panel.and(frame.locator("[data-state=done]")).waitFor();
  assert.equal(await frame.locator("[data-model]").count(), 1, "one diagram");
  assert.equal(await frame.getByRole("textbox", { name: "Task list" }).count(), 0);
  const whole = frame.getByRole("link", { name: "Open in Interleave" });
  assert.match(await whole.getAttribute("href"), /\/some\/folder\/\?example=count&models=threads$/);
  assert.ok(await page.frames()[1].evaluate(() => crossOriginIsolated));
  await close();
});

test("in a frame without the header threads say why not, and processes run", async (session) => {
  const { frame, close } = await framed(session, false, "?embed=1&example=count&models=threads");
  const panel = frame.getByRole("region", { name: "Threads", exact: true });
  await panel.and(frame.locator("[data-state=unavailable]")).waitFor();
  await frame.getByText("This frame is not isolated, so Threads can't run in it").waitFor();
  await frame.getByRole("button", { name: "Run Processes", exact: true }).click();
  await frame.getByRole("region", { name: "Processes", exact: true }).and(frame.locator("[data-state=done]")).waitFor();
  await close();
});

test("the page for authors stands beside the app, and obeys the policy", async (session) => {
  const app = await session.open();
  // Whoever leaves sooner leaves a page that still loads.
  await app.page.evaluate(() => globalThis.laterIsThere);
  await app.page.getByText("What can be written").click();
  await app.page.getByRole("link", { name: "Link to a list, or embed one" }).click();
  await app.page.getByRole("heading", { name: "Link to it, embed it" }).waitFor();
  const ids = await app.page.locator("dd").first().locator("code").allTextContents();
  await app.page.getByRole("link", { name: "Interleave", exact: true }).click();
  await app.list.waitFor();
  const known = await app.examples.locator("option:not([disabled])").evaluateAll((all) => all.map((option) => option.value));
  assert.deepEqual([...ids].sort(), [...known].sort(), "every example is named");
});
