// What Trunk runs when it has built a page (see Trunk.toml). Of a release it parts the page's module in what is needed first
// and what comes later, makes one style sheet of many, and names what is loaded by its content; and it writes the content
// security policy, the headers for hosts that take a file of them, and the service worker.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { shortNames } from "./short-names.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR;
const read = (name, encoding = "utf8") => readFileSync(join(staging, name), encoding);
const write = (name, content) => writeFileSync(join(staging, name), content);
const hash = (...parts) => parts.reduce((all, part) => all.update(part), createHash("sha256"));

/** Files with a hash in their name never change. */
const HASHED = /-[0-9a-f]{10,16}[._]/;

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
  // Where it is known, it isolates a frame in a page that is not isolated.
  "Document-Isolation-Policy": "isolate-and-require-corp",
};

/** Puts the hash of a file into its name, in place of the one there if there is one; gives the new name. */
function nameByContent(name) {
  const [, stem, rest] = /^(.*?)(?:-[0-9a-f]{10,16})?((?:_bg)?\.\w+)$/.exec(name);
  const named = `${stem}-${hash(read(name, null)).digest("hex").slice(0, 16)}${rest}`;
  renameSync(join(staging, name), join(staging, named));
  return named;
}

/** What a page is allowed; `scripts` are those that stand in it. */
function policy(scripts = []) {
  const hashes = scripts.map((text) => ` 'sha256-${hash(text).digest("base64")}'`);
  return [
    "default-src 'none'", `script-src 'self' 'wasm-unsafe-eval'${hashes.join("")}`, "worker-src 'self'", "style-src 'self'",
    "img-src 'self' data: blob:", "connect-src 'self'", "frame-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
}

/** Makes the modules and their scripts smaller, and names them and the script of the workers by their content. */
function finishScripts(page, laterStyle) {
  const [own] = /interleave-[0-9a-f]+(?=\.js)/.exec(page);
  const [ownModule] = /interleave-[0-9a-f]+_bg\.wasm/.exec(page);
  const later = ["files", "what-if"].map((name) => [`interleave-${name}.js`, `interleave-${name}_bg.wasm`]);
  const finished = [[`${own}.js`, ownModule], ...later].map(([glue, module]) => {
    const short = shortNames(read(module, null), read(glue));
    write(module, short.module);
    write(glue, short.script);
    if (module === ownModule) partModule(glue, module, laterStyle);
    const named = nameByContent(module);
    write(glue, read(glue).replaceAll(module, named));
    return [[module, named], [glue, nameByContent(glue)]];
  });
  const names = [...finished.flat(), ["static/worker.js", nameByContent("static/worker.js")], ["io/worker.js", nameByContent("io/worker.js")]];
  return names.reduce((text, [name, named]) => text.replaceAll(name, named), page);
}

/** A script without what stands in it for people alone. */
const withoutComments = (script) => script.replace(/^ *(\/\/|\/\*\*|\*).*\n|^ +/gm, "");

/** Puts something into a text behind what a pattern finds in it once. */
function putBehind(text, pattern, more) {
  if (text.split(pattern).length !== 2) throw new Error(`wasm-bindgen's script is not as script/finish-dist.mjs knows it: ${pattern}`);
  return text.replace(pattern, () => pattern + more);
}

/** Parts a module in what the first picture needs and the rest (`split/`), and has its script load both. */
function partModule(glue, module, laterStyle) {
  const later = "interleave-later.wasm";
  // For whoever looks which functions the first picture needs (script/first-picture.mjs): the later ones have names still.
  copyFileSync(join(staging, module), join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "named.wasm"));
  const built = ["run", "--quiet", "--release", "--offline", "--package=interleave-split", "--bin=split"];
  const told = [join(staging, module), join(root, "split/later.txt"), join(staging, module), join(staging, later)];
  // For the machine that builds, and so from where the project's settings for the browser aren't read.
  execFileSync("cargo", [...built, `--manifest-path=${join(root, "Cargo.toml")}`, "--", ...told], { cwd: "/", stdio: ["ignore", "inherit", "inherit"] });
  const loads = withoutComments(readFileSync(join(root, "static/later.js"), "utf8")).replace("later.wasm", nameByContent(later)).replace("style-later.css", laterStyle);
  const imports = putBehind(read(glue), "return{__proto__:null,", "later:{load:joinLater},");
  write(glue, putBehind(imports, "function __wbg_finalize_init(e,_,n){", "beginLater();") + loads);
}

/** Those of what stands on the page only when something was pressed: they come with the later part of the module. */
const LATER_STYLES = /^(?:link|problems|offers|run|lists|output|tables|comparison|what-if)-/;

/**
 * Makes one style sheet of those that Trunk has linked, in their order: whoever comes first asks once, not for each; and
 * another one of those that come later. Gives the page and the name of the latter.
 */
function joinStyles(page) {
  const links = [...page.matchAll(/<link\b[^>]*>/g)].map(([link]) => link)
    .filter((link) => /rel="?stylesheet/.test(link) && !/media=/.test(link));
  const names = links.map((link) => /href="?(?:\.\/)?([^"\s>]+\.css)/.exec(link)[1]);
  const joined = (file, isIn) => {
    write(file, names.filter(isIn).map((name) => read(name)).join("\n"));
    return nameByContent(file);
  };
  const later = joined("style-later.css", (name) => LATER_STYLES.test(name));
  const link = `<link rel=stylesheet href=./${joined("style.css", (name) => !LATER_STYLES.test(name))}>`;
  for (const name of names) rmSync(join(staging, name));
  return [links.reduce((text, old, at) => text.replace(old, () => (at === 0 ? link : "")), page), later];
}

/** What the app is made of is asked for before the first script that the rest of the page waits for. */
function preloadFirst(page) {
  const first = [...page.matchAll(/<link\b[^>]*\brel=(?:modulepreload|preload)\b[^>]*>/g)].map(([text]) => text);
  const rest = first.reduce((text, one) => text.replace(one, () => ""), page);
  // What is largest comes first.
  const isModule = (text) => /_bg\./.test(text);
  return rest.replace("<script", () => `${first.sort((one, other) => isModule(other) - isModule(one)).join("")}<script`);
}

/** For hosts that read it. */
function writeHeaders(files, rules) {
  const block = (path, headers) => [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join("\n");
  const forever = { "Cache-Control": "public, max-age=31536000, immutable" };
  const blocks = files.filter((name) => HASHED.test(name)).map((name) => block(`/${name}`, forever));
  write("_headers", `${[block("/*", { ...rules, "X-Content-Type-Options": "nosniff" }), ...blocks].join("\n")}\n`);
}

function writeServiceWorker(files) {
  const version = hash(...files.flatMap((name) => [name, read(name, null)])).digest("hex").slice(0, 16);
  const told = { FILES: files, KEPT: `interleave-${version}`, HEADERS: ISOLATION, POLICY: policy(), HASHED: HASHED.source };
  const source = readFileSync(new URL("../static/sw.js", import.meta.url), "utf8");
  write("sw.js", source.replace("/* BUILD */ {}", () => JSON.stringify(told)));
}

/** Who stands in for a server: it gives workers the same headers. */
function writeStandIn() {
  const told = { HEADERS: ISOLATION, POLICY: policy(), HASHED: HASHED.source };
  write("io/sw.js", read("io/sw.js").replace("/* BUILD */ {}", () => JSON.stringify(told)));
}

function finish() {
  // Trunk's own script starts the app, and stands in the page.
  const [styled, laterStyle] = joinStyles(read("index.html"));
  const page = preloadFirst(finishScripts(styled, laterStyle));
  const rules = policy([...page.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, text]) => text));
  const meta = `<meta http-equiv=content-security-policy content="${rules}"><meta name=offline content=sw.js>`;
  write("index.html", page.replace(/<meta charset[^>]*>/, (charset) => charset + meta));
  const files = readdirSync(staging, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^[._]/.test(entry.name) && entry.name !== "sw.js")
    .map((entry) => relative(staging, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
  writeStandIn();
  writeHeaders(files, { ...ISOLATION, "Content-Security-Policy": rules });
  writeServiceWorker(files);
}

// What `trunk serve` serves changes all the time, and is kept nowhere: Trunk has put the script that reloads it into it.
const isServed = read("index.html").includes("{{__TRUNK_");
if (process.env.TRUNK_PROFILE === "release" && !isServed) finish();
