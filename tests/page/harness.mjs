// What the cases are written with: pages opened and watched, and the app's parts found by role and name.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** Every case, in the order of the files. */
export const cases = [];

/** Declares a case. */
export function test(name, run) {
  cases.push({ name, run });
}

export const MODELS = ["Sequential", "Async", "Threads", "Processes"];
export const COUNT = "task count x3\n  print One\n  sleep 1s\n  print Two\n";

/** What one case opens: pages, their complaints, notes for the report. */
export class Session {
  #contexts = [];
  #heard = [];
  #expected = [];
  notes = [];

  constructor(browser, addresses, refused = new Set()) {
    this.browser = browser;
    this.addresses = addresses;
    /** Files that the server of isolated pages refuses while they are in here. */
    this.refused = refused;
  }

  /** Opens the app in a context of its own. `before` is called with the page before it loads. */
  async open({ query = "", isolated = true, text, width = 1440, colorScheme = "light", before } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height: 900 }, colorScheme, acceptDownloads: true, reducedMotion: "no-preference",
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => {
      if (message.type() === "error") this.#heard.push(message.text());
    });
    page.on("pageerror", (error) => this.#heard.push(error.stack ?? error.message));
    await before?.(page);
    await page.goto((isolated ? this.addresses.isolated : this.addresses.bare) + query);
    const app = new App(page);
    await app.list.waitFor();
    if (text !== undefined) await app.list.fill(text);
    return app;
  }

  /** Errors that a case provokes on purpose. */
  expect(...patterns) {
    this.#expected.push(...patterns);
  }

  note(text) {
    this.notes.push(text);
  }

  complaints() {
    return this.#heard.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  async photograph(path) {
    const page = this.#contexts.at(-1)?.pages()[0];
    await page?.screenshot({ path, fullPage: true, timeout: 5000 }).catch(() => {});
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close().catch(() => {})));
  }
}

/** The app on a page, by accessible roles and names only. */
export class App {
  constructor(page) {
    this.page = page;
    this.list = page.getByRole("textbox", { name: "Task list", exact: true });
    this.problems = page.getByRole("list", { name: "Problems", exact: true });
    this.comparison = page.getByRole("table", { name: "Comparison", exact: true });
    this.examples = page.getByRole("combobox", { name: "Examples", exact: true });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  panel(name) {
    return this.page.getByRole("region", { name, exact: true });
  }

  state(name) {
    return this.panel(name).getAttribute("data-state");
  }

  /** Waits until a panel is in one of these states, and says in which. */
  async until(name, states, limit_ms = 20_000) {
    const end = Date.now() + limit_ms;
    for (;;) {
      const state = await this.state(name);
      if (states.includes(state)) return state;
      assert.ok(Date.now() < end, `${name} is ${state} after ${limit_ms} ms and not ${states.join(" or ")}`);
      await this.page.waitForTimeout(20);
    }
  }

  /** Runs one model to its end, and says how it ended. */
  async run(name, limit_ms = 30_000) {
    await this.button(`Run ${name}`).click();
    await this.idle(limit_ms);
    return this.state(name);
  }

  /** Runs all models to their ends. */
  async runAll(limit_ms = 60_000) {
    await this.button("Run all").click();
    await this.idle(limit_ms);
  }

  /** Waits until nothing runs. */
  async idle(limit_ms = 30_000) {
    await this.page.getByRole("button", { name: "Stop", exact: true, disabled: true }).waitFor({ timeout: limit_ms });
  }

  output(name) {
    return this.panel(name).getByRole("list", { name: `${name} output`, exact: true }).getByRole("listitem").allTextContents();
  }

  /** The figures of a panel: names as in the results file, raw numbers. */
  async figures(name) {
    const items = this.panel(name).getByRole("list", { name: `${name} figures`, exact: true }).getByRole("listitem");
    const pairs = await items.evaluateAll((all) => all.map((item) => [item.dataset.figure, Number(item.dataset.value)]));
    return Object.fromEntries(pairs);
  }

  async makespan_ms(name) {
    return (await this.figures(name)).makespan_ns / 1e6;
  }

  /** The rows of a table, each an object by column name. */
  async rows(table) {
    const [head, ...body] = await table.getByRole("row").evaluateAll((rows) =>
      rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
    return body.map((cells) => Object.fromEntries(cells.map((cell, index) => [head[index], cell])));
  }

  spans(name) {
    return this.rows(this.panel(name).getByRole("table", { name: `${name} spans`, exact: true }));
  }

  /** The results file, as text and read. */
  async results() {
    const waiting = this.page.waitForEvent("download");
    await this.button("Download results").click();
    const download = await waiting;
    const text = await readFile(await download.path(), "utf8");
    return { name: download.suggestedFilename(), text, file: JSON.parse(text) };
  }
}

/** Tries again where the machine may have been busy; the last failure counts. */
export async function best(tries, attempt) {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
