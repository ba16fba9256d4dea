// One list under all models: opened, run, and what came of it under each.

import assert from "node:assert/strict";
import { ALL_MODELS, SHOW_ALL } from "./harness.mjs";

/** The sizes of both pools whose slots tasks queue for. */
export const slots = (size) => ({ "Thread pool": size, "Process pool": size });

/** Runs a list under all models, with pools of these sizes by name, or under all but some; gives the page, and by model
 * its id, its name, and its run as the results file has it. */
export async function runEverywhere(session, text, { sizes = {}, but = [] } = {}) {
  const models = Object.entries(ALL_MODELS).filter(([name]) => !but.includes(name));
  const query = but.length > 0 ? `?models=${models.map(([, id]) => id).join(",")}` : SHOW_ALL;
  const app = await session.open({ text, query });
  assert.equal(await app.problems.count(), 0);
  for (const [name, size] of Object.entries(sizes)) {
    await app.page.getByRole("spinbutton", { name: `${name} size` }).fill(`${size}`);
  }
  await app.runAll();
  const { runs } = await app.results();
  return { app, ran: models.map(([name, id]) => ({ id, name, run: runs.find(({ model }) => model === id) })) };
}
