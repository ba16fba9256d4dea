// A client for W3C WebDriver, which every engine has a driver for: only what the cases need.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

const DRIVER_LIMIT_MS = 60_000;
const PRESS_LIMIT_MS = 10_000;
// The key under which an element's id stands in messages.
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
// The errors of a click that did not happen, because the element was elsewhere by then, or something lay over it.
const MISSED = /^(element click intercepted|stale element reference|no such element|element not interactable)/;

// Drivers that have not ended yet: they must not outlive the suite, however it ends.
const drivers = new Set();
process.on("exit", () => drivers.forEach((driver) => kill(driver, "SIGTERM")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** Ends a driver and all that it started. */
function kill(driver, signal) {
  try {
    process.kill(-driver.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** In the page: whether the element can be pressed; not where it isn't yet (Yew may let the browser take a turn between
 * two parts of a rendering). Presses it, if it is to. */
function press(xpath, isToPress) {
  const element = document.evaluate(xpath, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
  const canBe = element !== null && !element.disabled;
  if (canBe && isToPress) element.click();
  return canBe;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A driver that was started, and the browser that it started. */
export class Browser {
  #driver;
  #address;
  #session;
  #endsWithInput;
  #tellsMisses;
  #said = "";

  /** Starts `command` with a port added to its arguments, and a browser with these capabilities. Some drivers end by
   * themselves, and tidily, when nothing can come from their input any more; and some click where an element was, without
   * telling what lies there by then. */
  static async start({ command, args = [], environment = {}, endsWithInput = false, tellsMisses = true, capabilities }) {
    const browser = new Browser();
    browser.#endsWithInput = endsWithInput;
    browser.#tellsMisses = tellsMisses;
    const port = await freePort();
    // In a group of its own, so that all of it ends together.
    const driver = spawn(command, [...args, `--port=${port}`], { detached: true, env: { ...process.env, ...environment } });
    browser.#driver = driver;
    for (const stream of [driver.stdout, driver.stderr]) {
      stream.on("data", (bytes) => (browser.#said = (browser.#said + bytes).slice(-4000)));
    }
    let gone = null;
    driver.on("error", (error) => (gone = error.message));
    if (driver.pid) drivers.add(driver);
    driver.on("exit", (code, signal) => {
      drivers.delete(driver);
      gone = `${command} has ended (${code ?? signal})`;
    });
    browser.#address = `http://127.0.0.1:${port}`;
    try {
      for (const end = Date.now() + DRIVER_LIMIT_MS; ; await pause(100)) {
        if (gone) throw new Error(gone);
        const ready = await browser.#ask("GET", "/status").then(({ ready }) => ready, () => false);
        if (ready) break;
        if (Date.now() > end) throw new Error(`${command} is not ready after ${DRIVER_LIMIT_MS / 1000} s`);
      }
      const started = await browser.#ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } });
      browser.#session = `/session/${started.sessionId}`;
      browser.name = `${started.capabilities.browserName} ${started.capabilities.browserVersion}`;
    } catch (error) {
      const said = browser.#said;
      await browser.close();
      throw new Error(`${error.message}\n${said}`);
    }
    return browser;
  }

  async #ask(method, path, body) {
    const request = body && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(this.#address + path, { method, ...request });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  #command(path, body = {}) {
    return this.#ask("POST", this.#session + path, body);
  }

  open(url) {
    return this.#command("/url", { url });
  }

  /** Calls a function in the page. */
  run(script, ...args) {
    return this.#command("/execute/sync", { script: `return (${script}).apply(null, arguments)`, args });
  }

  /** Clicks, as a reader would, on what an XPath finds, once it can be pressed; again where the driver says that it went
   * beside, since a page whose text has just been edited moves for a moment. In the page where the driver says nothing. */
  async click(xpath) {
    for (const end = Date.now() + PRESS_LIMIT_MS; ; await pause(50)) {
      const canBe = await this.run(press, xpath, !this.#tellsMisses);
      if (canBe && (!this.#tellsMisses || (await this.#hits(xpath)))) return;
      if (Date.now() > end) throw new Error(`${xpath} can't be pressed after ${PRESS_LIMIT_MS / 1000} s`);
    }
  }

  /** Has the driver click; whether it has. */
  async #hits(xpath) {
    try {
      const { [ELEMENT]: id } = await this.#command("/element", { using: "xpath", value: xpath });
      await this.#command(`/element/${id}/click`);
      return true;
    } catch (error) {
      if (!MISSED.test(error.message)) throw error;
      return false;
    }
  }

  /** Whether the browser still answers: a crash of its own ends the session. */
  isAlive() {
    return this.run(() => true).catch(() => false);
  }

  /** A PNG of what is seen. */
  async photograph() {
    return Buffer.from(await this.#ask("GET", `${this.#session}/screenshot`), "base64");
  }

  async close() {
    if (this.#session) await this.#ask("DELETE", this.#session).catch(() => {});
    const driver = this.#driver;
    if (!drivers.has(driver)) return;
    const ended = new Promise((resolve) => driver.once("exit", resolve));
    driver.stdin.end();
    if (!this.#endsWithInput) kill(driver, "SIGTERM");
    await Promise.race([ended, pause(5000)]);
    kill(driver, "SIGKILL");
  }
}
