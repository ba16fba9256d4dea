// Numbers that tasks share: what is lost where others come between, and what processes have copies of.

import assert from "node:assert/strict";
import { runEverywhere, slots } from "../everywhere.mjs";
import { test } from "../harness.mjs";

/** Runs a list under all models, four workers in each pool; what each says of its numbers. */
async function numbers(session, text) {
  const { app, ran } = await runEverywhere(session, text, { sizes: { ...slots(4), "Async + pool": 4 } });
  const told = {};
  for (const { id, name, run } of ran) {
    const list = app.page.getByRole("list", { name: `${name} shared values`, exact: true });
    const findings = app.page.getByRole("list", { name: `${name} findings`, exact: true });
    told[id] = {
      state: await app.state(name),
      values: await list.getByRole("listitem").allTextContents(),
      findings: (await findings.count()) ? await findings.getByRole("listitem").allTextContents() : [],
      run,
    };
  }
  return told;
}

// So long that no machine gets through it before the others begin, and the GIL changes hands many times meanwhile.
test("what is read and written apart is lost, and the count of what was overwritten makes up the difference", async (session) => {
  const told = await numbers(session, "task count x4 times 200\n  load n\n  cpu 0.5ms\n  store n +1\n");
  for (const [id, { state, values, findings, run }] of Object.entries(told)) {
    assert.equal(state, "done", id);
    const value = Number(values[0].replace("n ", ""));
    assert.deepEqual(run.shares, [{ name: "n", value }], id);
    assert.equal(run.values.filter(({ did }) => did === "store").length, 800, id);
    if (id === "sequential" || id === "async") assert.equal(value, 800, id);
    else if (id.startsWith("process")) {
      assert.equal(value, 0, id);
      // Tasks of a pool may all go to the process that has started first.
      const who = id === "processes" ? "4 processes added to copies of their own" : "(one process added to a copy of its|[2-4] processes added to copies of their) own";
      assert.ok(findings.some((said) => new RegExp(`^n is still 0: ${who}, 800 times in all\\.$`).test(said)), `${id}: ${findings}`);
    } else {
      assert.ok(value < 800, `${id}: ${value}`);
      const said = findings.find((said) => said.includes("additions")) ?? "";
      const [, left, done, lost] = /^(\d+) of (\d+) additions to n are left: (\d+) were overwritten/.exec(said) ?? [];
      assert.deepEqual([Number(left), Number(done), Number(left) + Number(lost)], [value, 800, 800], `${id}: ${findings}`);
    }
  }
  session.note(Object.entries(told).map(([id, { values }]) => `${id} ${values}`).join(", "));
});

test("with a lock, or in one step, nothing is lost", async (session) => {
  const locked = "share k everywhere\ntask count x4 times 50\n  lock l\n  load n\n  cpu 0.05ms\n  store n +1\n  unlock l\n  add m 1\n  add k 1\n";
  const told = await numbers(session, locked + "task after after count\n  print {n} {m} {k}\n");
  for (const [id, { state, run, findings }] of Object.entries(told)) {
    assert.equal(state, "done", id);
    const isApart = id.startsWith("process");
    const expected = { k: 200, n: isApart ? 0 : 200, m: isApart ? 0 : 200 };
    assert.deepEqual(Object.fromEntries(run.shares.map(({ name, value }) => [name, value])), expected, id);
    if (!isApart) assert.equal(run.output.at(-1).text, "200 200 200", id);
    assert.ok(run.output.at(-1).text.endsWith(" 200"), `${id}: ${run.output.at(-1).text}`);
    assert.ok(!findings.some((said) => said.includes("overwritten")), id);
  }
});
