// Exported traces, read by others: speedscope's own importer, as its package ships it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { SHOW_ALL, runsOf, test } from "../harness.mjs";

const SPEEDSCOPE = new URL("../../../node_modules/speedscope/dist/release/index.html", import.meta.url).href;
const LIST = "task a x3\n  print One\n  sleep 20ms\n  cpu 31ms\n  cpu 62ms\n  print Two\n  yield\ntask b after a\n  block 10ms\n  cpu 20ms\n  print Three\n";

async function exported(app) {
  const waiting = app.page.waitForEvent("download");
  await app.page.locator("summary", { hasText: /^Export$/ }).click();
  await app.button("Trace for Perfetto, speedscope").click();
  return (await waiting).path();
}

/** What speedscope makes of a file, in its own format, and what it says about it. */
async function imported(session, path) {
  const page = await session.page(SPEEDSCOPE);
  const warnings = [];
  page.on("console", (message) => {
    if (/Tried to end|still open/.test(message.text())) warnings.push(message.text());
  });
  await page.locator("#file").setInputFiles(path);
  await page.locator("#file").waitFor({ state: "detached" });
  const waiting = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  const profiles = JSON.parse(await readFile(await (await waiting).path(), "utf8"));
  await page.context().close();
  return { ...profiles, warnings };
}

/** Every lane is a profile whose frames stand one behind the other, as long as its spans. */
function checkFlat({ profiles, shared, warnings }, runs) {
  assert.deepEqual(warnings, []);
  let checked = 0;
  for (const [run, { model, lanes, tasks, spans }] of runs.entries()) {
    for (const lane of lanes) {
      const held = spans.filter((span) => span.lane === lane.id && span.end_ns > span.start_ns);
      held.sort((one, other) => one.start_ns - other.start_ns);
      const name = `${model} (pid ${run + 1}), ${lane.name} (tid ${lane.id + 1})`;
      const profile = profiles.find((profile) => profile.name === name);
      assert.equal(profile?.events.length ?? 0, 2 * held.length, name);
      for (const [at, span] of held.entries()) {
        const [open, close] = profile.events.slice(2 * at, 2 * at + 2);
        assert.deepEqual([open.type, close.type, open.frame], ["O", "C", close.frame], `${name}: one behind the other`);
        assert.ok(shared.frames[open.frame].name.startsWith(`${tasks[span.task].name} {"state":"${span.state}"`), name);
        const from_ns = held[0].start_ns;
        for (const [told, ns] of [[open.at, span.start_ns], [close.at, span.end_ns]]) {
          assert.ok(Math.abs(told * 1000 - (ns - from_ns)) < 0.5, `${name}: ${told} µs for ${ns} ns`);
        }
        checked += 1;
      }
    }
  }
  return checked;
}

/** The same file with times that are no round numbers in any unit. */
function stretched(text) {
  const file = JSON.parse(text);
  const times = /^(arrived|started|ended|start|end|at)_ns$/;
  const change = (key, value) => (times.test(key) && value !== null ? Math.round(value * 1.000_123_457) : value);
  return JSON.stringify({ ...file, series: JSON.parse(JSON.stringify(file.series), change) });
}

test("exported traces are flat in speedscope, and as long as they were", async (session) => {
  const app = await session.open({ text: LIST, query: SHOW_ALL });
  await app.runAll();
  const { text, runs } = await app.results();
  const bars = checkFlat(await imported(session, await exported(app)), runs);
  const name = "stretched.json";
  const buffer = Buffer.from(stretched(text));
  await app.page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer });
  await app.page.getByText(`from ${name}`).first().waitFor();
  checkFlat(await imported(session, await exported(app)), runsOf(JSON.parse(buffer.toString())));
  session.note(`${bars} bars on the lanes of ${runs.length} models`);
});
