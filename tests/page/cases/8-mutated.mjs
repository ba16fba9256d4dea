// Whatever is done to links and files on the way, opening them does the page no harm.

import assert from "node:assert/strict";
import { best, test } from "../harness.mjs";
import { beat, longest } from "../stillness.mjs";

const MINE = "# Mine\ntask mine\n  sleep 20ms\n  print Mine\n";
const PAIR = "task a x2\n  sleep 20ms\n  print Here\n";

/** Opens many changed things one after another, in the page itself; says how many became a list. */
async function openAll(app, kind, wholes, seed, count) {
  return app.page.evaluate(async ({ kind, wholes, seed, count }) => {
    const roll = (sides) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 16) % sides;
    };
    const parts = ["", "0", "-1", "18446744073709551615", "1e309", "null", '"', "{", "]", "\u0000", "\u{1f980}", "task ", "\n"];
    const mutate = (whole) => {
      for (let left = roll(4); left >= 0; left -= 1) {
        const at = roll(whole.length);
        whole = whole.slice(0, at) + parts[roll(parts.length)] + whole.slice(at + roll(12));
      }
      return whole;
    };
    const turn = () => new Promise((done) => setTimeout(done));
    const working = () => document.querySelector(".is-working");
    const packed = async (text) => {
      const pressed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"))).bytes();
      return btoa(String.fromCharCode(...pressed)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    };
    let opened = 0;
    for (let left = count; left > 0; left -= 1) {
      const whole = wholes[roll(wholes.length)];
      const before = document.querySelector("textarea").value;
      const changed = mutate(whole);
      if (kind === "link") {
        // Its letters, or what they hold: the checksum is right then.
        location.hash = roll(2) === 0 ? `#v1.${mutate(await packed(whole))}` : `#v1.${await packed(changed)}`;
        await turn();
        await turn();
      } else {
        const transfer = new DataTransfer();
        transfer.items.add(new File([changed], kind));
        document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        await turn();
        while (working()) await turn();
      }
      if (document.querySelector("textarea").value !== before) opened += 1;
    }
    await turn();
    return opened;
  }, { kind, wholes, seed, count });
}

/** The most time of a core that a task took on a page's thread, in milliseconds. */
function longestTask(trace) {
  const { traceEvents } = JSON.parse(trace.toString());
  const named = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const threads = new Set(named.map(({ pid, tid }) => `${pid}.${tid}`));
  const tasks = traceEvents.filter(({ ph, pid, tid, tdur }) => ph === "X" && tdur !== undefined && threads.has(`${pid}.${tid}`));
  assert.ok(tasks.length > 100, `${tasks.length} tasks of the page were seen`);
  return Math.round(tasks.reduce((most, { tdur }) => Math.max(most, tdur), 0) / 1000);
}

/** The reader's list is on the desk or kept. */
async function isKept(app) {
  const kept = await app.page.evaluate(() => Object.values(localStorage));
  return (await app.list.inputValue()) === MINE || kept.some((value) => value.endsWith(MINE));
}

const LISTS = [MINE, "seed 4\ntask get x3 every 20ms\n  sleep 20ms..60ms\n  cpu 10ms\ntask put after get\n  yield\n  fail no\n", PAIR];

async function openMutated(session, kind, seed, count) {
  // Models without threads: parking some for every list that comes by would keep all cores busy with starting workers.
  const app = await session.open({ text: MINE, query: "?models=sequential,async,processes" });
  await app.runAll();
  const results = (await app.results()).text;
  const wholes = { link: LISTS.map((list) => JSON.stringify({ list, models: ["async", "processes"], options: { async: { loop: "worker" } }, view: [0, 20_000_000] })), "run.json": [results], "list.txt": LISTS };
  await session.browser.startTracing(app.page, { categories: ["toplevel"] });
  await beat(app);
  const opened = await openAll(app, kind, wholes[kind], seed, count);
  const seen_ms = await longest(app);
  const busy_ms = longestTask(await session.browser.stopTracing());
  session.note(`${opened} of ${count} opened; the page stood still for ${seen_ms} ms, its longest task took ${busy_ms} ms of a core`);
  // Where the machine has other things to do, it keeps the page's thread waiting; that is nobody's task.
  const still_ms = Math.min(seen_ms, busy_ms);
  assert.ok(await isKept(app), "the reader's list is there");
  assert.ok(still_ms <= 100, `the page stood still for ${still_ms} ms`);
  await app.list.fill(MINE);
  await app.runAll();
  // A link may have changed which models are shown.
  const states = await app.page.getByRole("region").evaluateAll((all) => all.map((panel) => panel.dataset.state));
  assert.ok(states.includes("done"), `a run works afterwards: ${states}`);
}

for (const kind of ["link", "run.json", "list.txt"]) {
  for (const seed of [7, 8, 9, 10]) {
    test(`five hundred changed things do the page no harm: ${kind}, seed ${seed}`, (session) => {
      // What a changed thing does to the page it does each time; what a busy machine does, once.
      return best(3, () => openMutated(session, kind, seed, 500));
    });
  }
}
