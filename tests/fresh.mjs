// What somebody sees who has just cloned this: a copy of what git knows, cargo with nothing downloaded, one command, and
// the page in a browser. Tools that script/setup has built already are shared.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { App, MODELS } from "./page/harness.mjs";

/** The standard library and everything else is built, on cores that others may want too. */
const BUILD_MS = 30 * 60_000;
const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "interleave-fresh-"));
const [copy, cargo] = [join(folder, "clone"), join(folder, "cargo")];

const run = (command, ...words) => execFileSync(command, words, { maxBuffer: 1 << 30 });
const git = (...words) => run("git", "-c", `safe.directory=${root.replace(/\/$/, "")}`, "-C", root, ...words);

/** The tree as an archive. Changes that are not committed yet come along, files that git doesn't know don't. */
function archive() {
  if (!existsSync(join(root, ".git"))) {
    // Somebody has unpacked it: all but what scripts make.
    return run("tar", "-cf", "-", "-C", root, "--exclude=./target", "--exclude=./dist", "--exclude=./node_modules", ".");
  }
  const changed = git("-c", "user.name=nobody", "-c", "user.email=nobody@localhost", "stash", "create").toString().trim();
  return git("archive", changed || "HEAD");
}

function clone() {
  mkdirSync(copy);
  execFileSync("tar", ["-xf", "-", "-C", copy], { input: archive() });
}

/** Where crates come from is the machine's own affair, and may be written down there: without it a machine behind a mirror
 * could download nothing. */
function emptyCargo() {
  mkdirSync(cargo);
  const home = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  for (const name of ["config.toml", "config"]) {
    if (existsSync(join(home, name))) copyFileSync(join(home, name), join(cargo, name));
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts script/server in a group of its own, so that nothing of it is left whatever happens. */
function serve(port) {
  const env = { ...process.env, CARGO_HOME: cargo };
  // What is built is thrown away: nothing has to be ready for the next build.
  Object.assign(env, { CARGO_INCREMENTAL: "0", CARGO_PROFILE_DEV_DEBUG: "false" });
  for (const name of ["CARGO_TARGET_DIR", "RUSTFLAGS"]) delete env[name];
  return spawn(join(copy, "script/server"), ["--port", String(port)], { cwd: copy, env, stdio: "inherit", detached: true });
}

const answers = (address) => fetch(address).then(() => true, () => false);

async function untilServed(server, address) {
  for (const end = Date.now() + BUILD_MS; !(await answers(address)); ) {
    assert.equal(server.exitCode ?? server.signalCode, null, "script/server has ended");
    assert.ok(Date.now() < end, `nothing is served at ${address}`);
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** The page has its panels, and what it needs to run threads. */
async function look(address) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const heard = [];
    page.on("pageerror", (error) => heard.push(error.message));
    await page.goto(address);
    const app = new App(page);
    for (const name of MODELS) await app.panel(name).waitFor();
    assert.deepEqual(await page.getByRole("alert").allTextContents(), [], "nothing is wrong");
    await app.list.fill("task t x3\n  print Here\n  sleep 20ms\n");
    assert.equal(await app.run("Threads", 120_000), "done");
    assert.deepEqual(await app.output("Threads"), ["Here", "Here", "Here"]);
    assert.deepEqual(heard, []);
  } finally {
    await browser.close();
  }
}

const port = await freePort();
const address = `http://127.0.0.1:${port}/`;
let server;
try {
  clone();
  emptyCargo();
  server = serve(port);
  const over = once(server, "exit");
  await untilServed(server, address);
  await look(address);
  server.kill("SIGTERM");
  await over;
  assert.equal(await answers(address), false, "the server is still there");
  console.log("A clone with one command: served, its panels drawn, threads run, and ended.");
} finally {
  if (server && server.exitCode === null && server.signalCode === null) process.kill(-server.pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
