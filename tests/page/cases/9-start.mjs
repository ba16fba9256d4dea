// A page that can't start says so, with a way out that is one; so does a model that can't run where the page stands.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test } from "../harness.mjs";
import { serve } from "../server.mjs";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const PAIR = "task a x2\n  print Here\n  sleep 20ms\n";
/** What the browser complains of in these cases. */
const COMPLAINTS = [/Failed to load resource/, /CORS policy/, /Content Security Policy/, /Failed to fetch|WebAssembly/, /preload/, /a part of it could not be loaded/];

/** The page's module as a release loads it: what comes first, and what comes when that is there. */
const [MODULE, LATER] = ["interleave_bg.wasm", "interleave-later.wasm"];
/** Whether the page had to wait for what comes later, in the middle of something. */
const hasWaited = (page) => page.evaluate(() => performance.getEntriesByName("waited for the later part").length > 0);

/** What a page says that has no app. */
async function said(page) {
  const words = page.getByRole("alert").filter({ hasText: "Interleave can’t start" });
  await words.waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Task list" }).count(), 0);
  assert.equal(await page.locator("#waiting").isVisible(), false, "one sentence is enough");
  return words.textContent();
}

test("a page that can't start says why, and what to do", async (session) => {
  session.expect(...COMPLAINTS);
  const sentences = {};
  const see = async (name, page, pattern) => {
    sentences[name] = await said(page);
    assert.match(sentences[name], pattern, name);
    await page.context().close();
  };
  await see("from a file", await session.page(pathToFileURL(`${dist}index.html`).href), /from a file: .*http\.server.*http:\/\/localhost/);

  const host = await serve(dist, { isolated: true });
  for (const [name, file] of [["no script", "interleave.js"], ["no module", MODULE]]) {
    host.refused.add(file);
    await see(name, await session.page(host.address), /Reload the page; if that changes nothing/);
    host.refused.clear();
  }
  const bytes = readFileSync(dist + readdirSync(dist).find((file) => file.endsWith("_bg.wasm")));
  const other = await serve(dist, { isolated: true, extra: { [MODULE]: bytes.subarray(0, -1) } });
  await see("cut off", await session.page(other.address), /doesn’t take its WebAssembly module/);
  await other.close();
  const without = (page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await see("no WebAssembly", await session.page(host.address, without), /switched off.*another browser/);
  await host.close();

  for (const policy of ["script-src 'self'", "script-src 'self' 'unsafe-inline'"]) {
    const strict = await serve(dist, { isolated: true, policy });
    await see(policy, await session.page(strict.address), /a content security policy forbids/);
    await strict.close();
  }
  for (const [name, sentence] of Object.entries(sentences)) session.note(`${name}: ${sentence}`);
});

test("what the first picture doesn't need comes while it is looked at, and nobody waits for it", async (session) => {
  for (const query of ["", "?embed=1", "?models=async"]) {
    for (const address of [session.addresses.isolated, session.addresses.bare]) {
      const page = await session.page(address + query);
      await page.waitForFunction(() => globalThis.later);
      assert.equal(await hasWaited(page), false, `${address}${query}`);
      await page.context().close();
    }
  }
  const app = await session.open({ text: PAIR });
  await app.page.waitForTimeout(1000);
  await app.page.reload();
  await app.page.waitForFunction(() => globalThis.later);
  assert.equal(await hasWaited(app.page), false, "a list of one's own");
});

test("who does something before all is there waits for it, and who can't get the rest is told", async (session) => {
  session.expect(...COMPLAINTS);
  let asked = 0;
  const before = (page) => page.route(/interleave-later/, (route) => {
    asked += 1;
    // The first one never gets an answer.
    if (asked > 1) return route.continue();
  });
  const app = await session.open({ text: PAIR, before });
  for (const model of ["Async", "Threads"]) {
    assert.equal(await app.run(model), "done");
    assert.deepEqual(await app.output(model), ["Here", "Here"]);
  }
  assert.equal(await hasWaited(app.page), true);
  assert.ok(asked > 1);

  const other = await session.open({ before: (page) => page.route(/interleave-later/, (route) => route.fulfill({ status: 404 })) });
  await other.page.getByRole("button", { name: "Run all", exact: true }).click();
  await other.page.getByRole("alert").filter({ hasText: /has stopped working: a part of it could not be loaded: 404.*reload the page/ }).waitFor();
});

test("where no script runs at all, words that need none come into view", async (session) => {
  session.expect(...COMPLAINTS);
  const strict = await serve(dist, { isolated: true, policy: "script-src 'none'" });
  const page = await session.page(strict.address);
  await page.getByText("Interleave has not started yet").waitFor();
  await strict.close();
});

test("in a sandboxed frame it says so, and leads to a tab of its own", async (session) => {
  session.expect(...COMPLAINTS);
  const host = await serve(dist, { isolated: true });
  const outer = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<!doctype html><title>An article</title><iframe sandbox="allow-scripts allow-popups" src="${host.address}?embed=1"></iframe>`);
  });
  await new Promise((done) => outer.listen(0, "localhost", done));
  const page = await session.page(`http://localhost:${outer.address().port}/`);
  const frame = page.frames()[1];
  assert.match(await said(frame), /in this frame: .*sandbox.*tab of its own/);
  assert.equal(await frame.getByRole("link").getAttribute("href"), `${host.address}?embed=1`);
  await new Promise((done) => outer.close(done).closeAllConnections());
  await host.close();
});

test("over plain http threads are cured by https and not by headers, and the others run", async (session) => {
  session.expect(/Cross-Origin-Opener-Policy header has been ignored/);
  // A name that is not localhost, see run.mjs.
  const address = session.addresses.isolated.replace("127.0.0.1", "plain.test");
  const app = await session.open({ address, query: "?models= thread, threads ,processes", text: PAIR });
  await app.page.getByRole("alert").filter({ hasText: "There is no model called thread (did you mean threads?)" }).waitFor();
  assert.equal(await app.page.evaluate(() => isSecureContext), false);
  assert.equal(await app.state("Threads"), "unavailable");
  const text = await app.panel("Threads").textContent();
  assert.match(text, /plain http.*Open it over https/);
  assert.doesNotMatch(text, /Cross-Origin/);
  assert.equal(await app.run("Processes"), "done");
  assert.deepEqual(await app.output("Processes"), ["Here", "Here"]);
});
