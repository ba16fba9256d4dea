// What a service worker must not do: show half a release, cut a run short, make workers start late.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MODELS, SHOW_ALL, test } from "../harness.mjs";
import { serve } from "../server.mjs";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
const LIST = "task t x2\n  print Here\n  sleep 20ms\n";
const HERE = ["Here", "Here"];
const edit = async (file, change) => writeFile(file, change(await readFile(file, "utf8")));

/** Puts another release into a folder in place of the one there: other scripts, under other names, and another policy. */
async function release(folder, name) {
  const old = (await readdir(join(folder, "static"))).find((file) => file.startsWith("worker-"));
  const worker = `worker-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.js`;
  await rename(join(folder, "static", old), join(folder, "static", worker));
  await edit(join(folder, "index.html"), (page) => {
    const script = /<script type=module>([^<]+)<\/script>/.exec(page)[1];
    const hash = (text) => createHash("sha256").update(text).digest("base64");
    const other = `window.release="${name}";${script}`;
    return page.replace(script, () => other).replace(hash(script), hash(other)).replaceAll(old, worker);
  });
  await edit(join(folder, "sw.js"), (text) => text.replaceAll(old, worker).replace(/"interleave-[0-9a-f]{16}"/, `"interleave-${name}"`));
}

async function runs(app, names) {
  for (const name of names) {
    assert.equal(await app.run(name), "done", name);
    assert.deepEqual(await app.output(name), HERE, name);
  }
}

test("a new release reaches whoever comes back, whole, and an open tab goes on with the old one", async (session) => {
  const folder = join(await mkdtemp(join(tmpdir(), "interleave-")), "/");
  await cp(dist, folder, { recursive: true, filter: (path) => !path.includes("/.") });
  const host = await serve(folder, { isolated: false });
  const app = await session.open({ address: host.address, serviceWorkers: "allow" });
  await app.page.waitForFunction(() => crossOriginIsolated);
  await app.list.fill(LIST);
  await runs(app, MODELS);

  await release(folder, "second");
  session.note(`refused meanwhile: ${host.asked.length} files asked for so far`);
  await runs(app, MODELS);
  const other = await app.page.context().newPage();
  await other.goto(host.address);
  await other.getByRole("button", { name: "Run all", exact: true }).waitFor();
  assert.equal(await other.evaluate(() => window.release), "second", "the old service worker shows the new release");
  await app.page.reload();
  await app.list.waitFor();
  assert.equal(await app.page.evaluate(() => window.release), "second");
  assert.ok(await app.page.evaluate(() => crossOriginIsolated));
  await runs(app, MODELS);
  const { file } = await app.results();
  assert.equal(file.series.length, MODELS.length, "the files module is of the release that the page is of");
  await host.close();
  await rm(folder, { recursive: true });
});

test("a run is not cut short by the reload that isolates", async (session) => {
  const late = () => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = async function (...args) {
      await new Promise((done) => setTimeout(done, 1000));
      return register.apply(this, args);
    };
  };
  const host = await serve(dist, { isolated: false });
  const app = await session.open({ address: host.address, serviceWorkers: "allow", text: "task t\n  sleep 3s\n  print Here\n", before: (page) => page.addInitScript(late) });
  assert.equal(await app.run("Async"), "done");
  assert.ok(await app.page.evaluate(async () => (await navigator.serviceWorker.ready).active !== null));
  assert.ok(!(await app.page.evaluate(() => crossOriginIsolated)), "it was not reloaded");
  await app.page.reload();
  await app.list.waitFor();
  assert.ok(await app.page.evaluate(() => crossOriginIsolated), "the next visit is isolated");
  await host.close();
});

test("a service worker that can't be had is no trouble", async (session) => {
  session.expect(/Failed to load resource|bad HTTP response code/);
  const host = await serve(dist, { isolated: false });
  host.refused.add("sw.js");
  let loads = 0;
  const app = await session.open({ address: host.address, serviceWorkers: "allow", text: LIST, before: (page) => page.on("load", () => (loads += 1)) });
  while (!host.asked.includes("sw.js")) await app.page.waitForTimeout(50);
  await app.page.waitForTimeout(500);
  assert.ok(await app.page.locator("#last-words").isHidden());
  assert.equal(loads, 1);
  await runs(app, ["Async", "Processes"]);
  await host.close();
});

test("behind the service worker no worker asks it, or the network, for what it starts from", async (session) => {
  const host = await serve(dist, { isolated: true });
  const app = await session.open({ address: host.address, query: SHOW_ALL, serviceWorkers: "allow", text: LIST });
  await app.page.evaluate(() => navigator.serviceWorker.register("sw.js").then(() => navigator.serviceWorker.ready));
  await app.page.reload();
  await app.list.waitFor();
  assert.ok(await app.page.evaluate(() => navigator.serviceWorker.controller !== null));
  await runs(app, ["Processes"]);
  const asked = host.asked.length;
  await runs(app, ["Processes", "Process pool", "Threads"]);
  assert.deepEqual(host.asked.slice(asked), []);
  await host.close();
});

test("whatever the policy forbids would be heard here, on the page and in its workers", async (session) => {
  const app = await session.open({ query: SHOW_ALL, text: LIST });
  await app.runAll();
  assert.deepEqual(session.complaints(), []);
  await app.page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { margin: 1px }";
    document.head.append(style);
  });
  await app.page.waitForTimeout(100);
  assert.match(session.complaints().join(), /Content Security Policy/);
  session.expect(/Content Security Policy/);
});

test("it can be installed", async (session) => {
  const app = await session.open();
  const cdp = await app.page.context().newCDPSession(app.page);
  const { errors, data } = await cdp.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { icons } = JSON.parse(data);
  assert.deepEqual(icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? "any"}`), ["192x192 any", "512x512 any", "512x512 maskable"]);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  // Contexts of tests are private windows.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
});
