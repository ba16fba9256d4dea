// Runs the page suite on dist/ in a real browser: node tests/page/run.mjs [PART OF A NAME…]

import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Session, cases } from "./harness.mjs";
import { within } from "./limit.mjs";
import { serve } from "./server.mjs";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const here = fileURLToPath(new URL("./", import.meta.url));

if (!existsSync(`${dist}index.html`)) {
  console.error("There is no dist/index.html: run script/build first.");
  process.exit(1);
}
mkdirSync(`${here}results`, { recursive: true });
for (const file of readdirSync(`${here}cases`).sort()) {
  await import(`./cases/${file}`);
}

const wanted = process.argv.slice(2);
const chosen = cases.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const extra = {};
const [isolated, bare] = [await serve(dist, { isolated: true, extra }), await serve(dist, { isolated: false })];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    // A name for this machine to which browsers give no more than to any other, as they do to localhost.
    "--host-resolver-rules=MAP plain.test 127.0.0.1",
    // Or each measurement of memory waits for the next garbage collection, up to 20 s.
    "--enable-blink-features=ForceEagerMeasureMemory",
  ],
});
console.log(`Chromium ${browser.version()}, ${chosen.length} cases`);

let failed = 0;
for (const { name, run } of chosen) {
  const session = new Session(browser, { isolated: isolated.address, bare: bare.address }, isolated.refused, extra);
  const started = performance.now();
  let trouble = await within(() => run(session));
  const complaints = session.complaints();
  if (complaints.length > 0) {
    trouble = [trouble, "the console said:", ...complaints].filter(Boolean).join("\n");
  }
  if (trouble) await session.photograph(`${here}results/failed-${name.replace(/\W+/g, "-")}.png`);
  await session.close();
  isolated.refused.clear();
  for (const name of Object.keys(extra)) delete extra[name];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${trouble ? "FAILED" : "ok"}  ${name} (${seconds} s)`);
  for (const note of session.notes) console.log(`      ${note}`);
  if (trouble) {
    failed += 1;
    // A list that is typed in stands in the words of a timeout, whole.
    const lines = trouble.split("\n");
    const shown = lines.length > 60 ? [...lines.slice(0, 30), "…", ...lines.slice(-20)] : lines;
    console.log(shown.map((line) => `      ${line.slice(0, 500)}`).join("\n"));
  }
}
await browser.close();
await Promise.all([isolated.close(), bare.close()]);
console.log(`\npage suite: ${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || chosen.length === 0 ? 1 : 0);
