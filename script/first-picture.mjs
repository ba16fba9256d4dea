// Writes split/later.txt anew: which functions of the page's module come later, since no first picture needs them. Run it
// after script/build when the test says that a page waits for the later part, or that the first one has become too large:
// script/with node script/first-picture.mjs; then build again.

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "../tests/page/server.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const folder = join(target, "marked/");
/** A line for fewer bytes is not worth its while. */
const [LEAST_OF_MANY, LEAST_OF_ONE] = [100, 40];
/** How much of a name is written, in letters: the least that no function has which is needed. */
const LENGTHS = [40, 60, 80, 110, 160, 240, 360, 1000];
/** What lists can hold, so that reading any of it is seen; nothing that somebody would be told of. */
const LIST = `seed 3
slots 2 room 4
limit db 2
limit calls 2 every 1s
queue q 2
share n 0
task a x2 every 5ms
  print Here
  sleep 20ms..40ms
  lock db
  unlock db
  add n 2
  load n
  store n +1
  send q 5ms
  meet m
task b after a at 5ms retry 2 priority 3
  receive q
  sleep item
  spawn c
  join
  fail x1 no
task c spawned times 2
  cpu 3ms
  block 2ms
  native 2ms
  fetch 5ms 4KB blocking within 1s
  read 4KB
  write 4KB blocking
  yield
`;

/** The build in dist/, with a module whose functions say that they run; and their sizes and names. */
function marked() {
  const names = join(target, "marked.txt");
  const [module, script] = [/^interleave-[0-9a-f]+_bg\.wasm$/, /^interleave-[0-9a-f]+\.js$/].map((pattern) => readdirSync(join(root, "dist")).find((name) => pattern.test(name)));
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "dist"), folder, { recursive: true });
  const told = ["run", "--quiet", "--release", "--package=interleave-split", "--example=mark", `--manifest-path=${join(root, "Cargo.toml")}`];
  execFileSync("cargo", [...told, "--", join(target, "named.wasm"), folder + module, names], { cwd: "/", stdio: "inherit" });
  const text = readFileSync(folder + script, "utf8");
  const begun = text.replace("later:{load:joinLater}", "later:{ran(at){(globalThis.ran??=new Set).add(at);}}").replace("beginLater();", "");
  if (begun.length <= text.length) throw new Error("dist/ holds no release: run script/build");
  writeFileSync(folder + script, begun);
  return readFileSync(names, "utf8").split("\n").map((line) => line.split("\t")).map(([bytes, name]) => ({ bytes: Number(bytes), name: name.replace(/\[[0-9a-f]{9,}\]/g, "") }));
}

/** The functions that run until pages stand, as readers come to them: but for a list with mistakes, which waits for words. */
async function needed() {
  const [isolated, bare] = await Promise.all([serve(folder, { isolated: true }), serve(folder, { isolated: false })]);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const ran = new Set();
  const visit = async (name, { address = isolated.address, query = "", text, ...options } = {}) => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })).newPage();
    const stands = async () => {
      await page.locator("[data-model]").first().waitFor();
      await page.waitForTimeout(1000);
    };
    await page.goto(address + query);
    await stands();
    if (text !== undefined) {
      await page.getByLabel("Task list").fill(text);
      await page.waitForTimeout(1500);
      await page.reload();
      await stands();
    }
    const before = ran.size;
    for (const at of await page.evaluate(() => [...globalThis.ran])) ran.add(at);
    console.log(`${name}: ${ran.size - before} more`);
    await page.context().close();
  };
  const all = "?models=sequential,async,threads,gil,pool,processes,process-pool,offload";
  await visit("first visit");
  await visit("without isolation", { address: bare.address });
  await visit("a phone at night", { viewport: { width: 390, height: 800 }, colorScheme: "dark", hasTouch: true, isMobile: true });
  await visit("nothing moves", { viewport: { width: 1024, height: 768 }, reducedMotion: "reduce" });
  await visit("in a frame", { query: "?embed=1" });
  await visit("some models", { query: "?models=async,threads" });
  await visit("a link", { query: `#v1.${deflateSync(JSON.stringify({ list: LIST })).toString("base64url")}` });
  await visit("a list of one's own", { text: LIST });
  await visit("all models", { query: all, text: LIST });
  await visit("no list", { text: "" });
  for (const name of readdirSync(join(root, "examples"))) await visit(name, { text: readFileSync(join(root, "examples", name), "utf8").replace(/^#!.*\n/gm, "") });
  await browser.close();
  await Promise.all([isolated.close(), bare.close()]);
  return ran;
}

/** Parts of names: of whole folders and files none of whose functions is needed, and of single functions. */
function chosen(functions, ran) {
  const first = functions.filter((_, at) => ran.has(at)).map(({ name }) => name);
  let later = functions.filter(({ name, bytes }, at) => !ran.has(at) && name !== "" && bytes >= 30);
  const lines = [];
  const take = (part, least) => {
    const taken = later.filter(({ name }) => name.includes(part));
    if (taken.reduce((sum, { bytes }) => sum + bytes, 0) < least || first.some((name) => name.includes(part))) return;
    lines.push(part);
    later = later.filter(({ name }) => !name.includes(part));
  };
  const paths = new Set();
  for (const { name } of later) {
    for (const [path] of name.matchAll(/interleave(?:::\w+)+/g)) {
      const parts = path.split("::");
      for (let count = 2; count <= parts.length; count += 1) paths.add(parts.slice(0, count).join("::"));
    }
  }
  for (const path of [...paths].sort((one, other) => one.split("::").length - other.split("::").length || (one < other ? -1 : 1))) take(path, LEAST_OF_MANY);
  for (const { name } of [...later].sort((one, other) => other.bytes - one.bytes)) {
    const short = LENGTHS.map((length) => name.slice(0, length)).find((part) => !first.some((other) => other.includes(part)));
    if (short && !lines.some((line) => name.includes(line))) take(short, LEAST_OF_ONE);
  }
  return lines.sort();
}

const functions = marked();
const ran = await needed();
const lines = chosen(functions, ran);
const heading = "# What no first picture needs: parts of the names of functions that come later, one a line.\n# Written by script/first-picture.mjs.\n";
writeFileSync(join(root, "split/later.txt"), `${heading}${lines.join("\n")}\n`);
const sum = (which) => functions.filter(which).reduce((all, { bytes }) => all + bytes, 0);
const isLater = ({ name }) => lines.some((line) => name.includes(line));
console.log(`${lines.length} lines; of ${sum(() => true)} bytes ${sum((_, at) => ran.has(at))} are needed, ${sum(isLater)} come later`);
