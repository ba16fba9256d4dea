// What the cases are written with: pages opened and watched, and the app's parts found by role and name.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";

/** Every case, in the order of the files. */
export const cases = [];

/** Declares a case. */
export function test(name, run) {
  cases.push({ name, run });
}

export const MODELS = ["Sequential", "Async", "Threads", "Processes"];
/** Every model: name on screen and id. */
export const ALL_MODELS = {
  Sequential: "sequential", Async: "async", Threads: "threads", "Threads with a GIL": "gil", "Thread pool": "pool",
  Processes: "processes", "Process pool": "process-pool", "Async + pool": "offload",
};
/** Shows them all. */
export const SHOW_ALL = `?models=${Object.values(ALL_MODELS).join(",")}`;
export const COUNT = "task count x3\n  print One\n  sleep 1s\n  print Two\n";

/** What one case opens: pages, their complaints, notes for the report. */
export class Session {
  #contexts = [];
  #heard = [];
  #expected = [];
  notes = [];

  constructor(browser, addresses, refused = new Set(), extra = {}) {
    this.browser = browser;
    this.addresses = addresses;
    /** Files that the server of isolated pages refuses while they are in here. */
    this.refused = refused;
    /** Files that it serves with these texts. */
    this.extra = extra;
  }

  /** Opens the app in a context of its own. `before` is called with the page before it loads. */
  async open({ query = "", isolated = true, text, width = 1440, colorScheme = "light", serviceWorkers = "block", address, before, phone = false } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height: 900 }, colorScheme, acceptDownloads: true, reducedMotion: "no-preference", serviceWorkers,
      isMobile: phone, hasTouch: phone,
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => {
      if (message.type() === "error") this.#heard.push(message.text() || `no words, from ${JSON.stringify(message.location())}`);
    });
    page.on("pageerror", (error) => this.#heard.push(error.stack || error.message || `an error without words: ${String(error)} ${JSON.stringify(error)}`));
    await before?.(page);
    await page.goto((address ?? (isolated ? this.addresses.isolated : this.addresses.bare)) + query);
    const app = new App(page);
    await app.list.waitFor();
    if (text !== undefined) await app.list.fill(text);
    return app;
  }

  /** Opens the app in a tab that is really hidden, past the driver; what it gives can evaluate and be closed. */
  async openHidden(query) {
    const cdp = await this.browser.newBrowserCDPSession();
    // Behind another tab of the same window.
    const front = await cdp.send("Target.createTarget", { url: "about:blank", newWindow: true });
    const { targetId } = await cdp.send("Target.createTarget", { url: this.addresses.isolated + query, background: true });
    const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: false });
    const answers = new Map();
    let last = 0;
    cdp.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result, error } = JSON.parse(message);
      answers.get(id)?.(error ? { exceptionDetails: error } : result);
    });
    const evaluate = async (expression) => {
      const id = ++last;
      const answered = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method: "Runtime.evaluate", params: { expression, awaitPromise: true, returnByValue: true } });
      await cdp.send("Target.sendMessageToTarget", { sessionId, message });
      const { result, exceptionDetails } = await answered;
      if (/default execution context/.test(exceptionDetails?.message)) {
        // It has not come to the page yet.
        await new Promise((resolve) => setTimeout(resolve, 100));
        return evaluate(expression);
      }
      assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
      return result.value;
    };
    const close = async () => {
      for (const target of [targetId, front.targetId]) await cdp.send("Target.closeTarget", { targetId: target });
    };
    return { evaluate, close };
  }

  /** Opens a page that is not the app, or where there is none. `before` is called with it before it loads. */
  async page(address, before) {
    const context = await this.browser.newContext({ serviceWorkers: "block" });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => {
      if (message.type() === "error") this.#heard.push(message.text() || `no words, from ${JSON.stringify(message.location())}`);
    });
    await before?.(page);
    await page.goto(address);
    return page;
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
    await this.begin(`Run ${name}`);
    await this.idle(limit_ms);
    return this.state(name);
  }

  /** Runs all models to their ends. */
  async runAll(limit_ms = 60_000) {
    await this.begin("Run all");
    await this.idle(limit_ms);
  }

  /** Presses a Run button, and waits until the page has shown that something runs: until then it looks idle. */
  async begin(name) {
    const begun = await this.page.evaluateHandle(() => {
      const stop = document.querySelector("button.stop");
      // In an object, as a promise would be waited for.
      return { promise: new Promise((seen) => {
        const observer = new MutationObserver(() => stop.disabled || (observer.disconnect(), seen()));
        observer.observe(stop, { attributes: true });
      }) };
    });
    await this.button(name).click();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing runs after ${name}`)), 10_000);
    });
    await Promise.race([begun.evaluate(({ promise }) => promise), late]);
    clearTimeout(timer);
  }

  /** Waits until nothing runs, and all parts of the page say so: Yew may let the browser take a turn between two of them. */
  async idle(limit_ms = 30_000) {
    await this.page.getByRole("button", { name: "Stop", exact: true, disabled: true }).waitFor({ timeout: limit_ms });
    const live = this.page.locator(":is([data-state=running], [data-state=starting])[data-model]");
    await live.waitFor({ state: "detached", timeout: limit_ms });
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

  /** The results file, as text and read, and the runs in it. */
  async results() {
    const waiting = this.page.waitForEvent("download");
    await this.button("Download results").click();
    const download = await waiting;
    const text = await readFile(await download.path(), "utf8");
    const file = JSON.parse(text);
    return { name: download.suggestedFilename(), text, file, runs: runsOf(file) };
  }
}

/** The runs in a results file, one of each series, with their models and what these were told. */
export function runsOf({ series }) {
  return series.map(({ subject, options, records: [run] }) => ({ model: subject.model, options, ...run }));
}

/** What a page takes of the machine, by its operating system: the threads of its workers, whoever started them and parked
 * ones too, and its memory. */
export async function footprint(session, page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.collectGarbage");
  await cdp.detach();
  const browser = await session.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  await browser.detach();
  const renderers = await Promise.all(processInfo.filter(({ type }) => type === "renderer").map(({ id }) => rendererFootprint(id)));
  const sum = (what) => renderers.reduce((total, renderer) => total + renderer[what], 0);
  return { renderers: renderers.length, workers: sum("workers"), bytes: sum("bytes") };
}

async function rendererFootprint(id) {
  try {
    const threads = await readdir(`/proc/${id}/task`);
    const names = await Promise.all(threads.map((thread) => readFile(`/proc/${id}/task/${thread}/comm`, "utf8").catch(() => "")));
    const resident = Number(/^RssAnon:\s+(\d+)/m.exec(await readFile(`/proc/${id}/status`, "utf8"))?.[1] ?? 0) * 1024;
    return { workers: names.filter((name) => name.startsWith("DedicatedWorker")).length, bytes: resident };
  } catch {
    // It has ended meanwhile.
    return { workers: 0, bytes: 0 };
  }
}

/** Gives the workers of pages that are opened from now on no database: what is kept in one can't be kept. */
export async function withoutDatabase(session) {
  const script = await readFile(new URL("../../static/worker.js", import.meta.url), "utf8");
  session.extra["static/worker.js"] = `Object.defineProperty(self, "indexedDB", { value: undefined });\n${script}`;
}

/** In the page: how long it takes from a click on Stop to the panel of this model that says so. */
export async function stop(model) {
  const panel = document.querySelector(`[data-model=${model}]`);
  const button = [...document.querySelectorAll("button")].find((candidate) => candidate.textContent.trim() === "Stop");
  const start = performance.now();
  button.click();
  while (["starting", "running"].includes(panel.dataset.state)) {
    if (performance.now() - start > 5000) throw new Error("not stopped after 5 s");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.now() - start;
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
