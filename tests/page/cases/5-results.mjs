// The results file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "../harness.mjs";
import { breaches } from "../schema.mjs";

const LIST = "seed 3\ntask get x3 every 20ms\n  sleep 20ms..60ms\n  cpu 10ms\n  print Got\ntask put after get\n  block 10ms\n  yield\n  print Put\n";

test("the results file follows its schema, and its spans add up", async (session) => {
  const app = await session.open({ text: LIST });
  await app.runAll();
  const { name, file, runs } = await app.results();
  const schema = JSON.parse(await readFile(new URL("../../../docs/results.schema.json", import.meta.url), "utf8"));
  assert.deepEqual(breaches(file, schema).slice(0, 5), []);
  assert.match(name, /\.json$/);
  assert.equal(file.program, LIST);
  assert.equal(file.environment.isolated, true);
  assert.equal(file.environment.user_agent, await app.page.evaluate(() => navigator.userAgent));
  assert.deepEqual(runs.map((run) => run.model), ["sequential", "async", "threads", "processes"]);
  for (const run of runs) {
    checkSpans(run);
    const parts_ns = Object.values(run.why).reduce((sum, ns) => sum + ns, 0);
    assert.equal(parts_ns, run.stats.makespan_ns, `${run.model}: the parts add up to the makespan`);
    const { parallelism_peak, oversubscription_peak } = run.stats;
    assert.ok(parallelism_peak <= file.environment.cores, `${run.model}: no more lanes on cores than there are`);
    assert.ok(oversubscription_peak === 0 || parallelism_peak === file.environment.cores, `${run.model}: who has no core, and why`);
    assert.deepEqual(run.output.map((line) => line.text), ["Got", "Got", "Got", "Put"], run.model);
    assert.equal(run.lanes.length, { sequential: 1, async: 1, threads: 4, processes: 4 }[run.model], `${run.model}: lanes`);
  }
  const figures = await app.figures("Async");
  assert.equal(figures.makespan_ns, runs[1].stats.makespan_ns, "one trace for the picture and the file");
});

/** Spans of a task go from its arrival to its end without gap; spans of a lane never overlap. */
function checkSpans({ model, tasks, spans }) {
  for (const task of tasks) {
    const own = spans.filter((span) => span.task === task.id);
    let end_ns = task.arrived_ns;
    for (const span of own) {
      assert.equal(span.start_ns, end_ns, `${model}: ${task.name} has a gap or an overlap`);
      end_ns = span.end_ns;
    }
    assert.equal(end_ns, task.ended_ns, `${model}: the spans of ${task.name} end with it`);
  }
  const lanes = new Map();
  for (const span of spans.filter(({ lane }) => lane !== null)) lanes.set(span.lane, [...(lanes.get(span.lane) ?? []), span]);
  for (const [lane, held] of lanes) {
    held.sort((one, other) => one.start_ns - other.start_ns || one.end_ns - other.end_ns);
    for (let index = 1; index < held.length; index += 1) {
      assert.ok(held[index].start_ns >= held[index - 1].end_ns, `${model}: two spans overlap on lane ${lane}`);
    }
  }
}
