// What Trunk runs when it has built a page (see Trunk.toml): writes the content security policy, and for a release the
// headers for hosts that take a file of them, and the service worker with its list of files.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const staging = process.env.TRUNK_STAGING_DIR;
const read = (name) => readFileSync(join(staging, name), "utf8");
const write = (name, text) => writeFileSync(join(staging, name), text);

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

let page = read("index.html");
// What `trunk serve` serves changes all the time, and is kept nowhere: Trunk has put the script that reloads it into it.
const isRelease = process.env.TRUNK_PROFILE === "release" && !page.includes("{{__TRUNK_");

// Trunk's own script starts the app, and stands in the page.
const inline = [...page.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, text]) => text);
const hashes = inline.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
const policy = [
  "default-src 'none'", `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}`, "worker-src 'self'", "style-src 'self'",
  "img-src 'self' data: blob:", "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
].join("; ");

if (isRelease) {
  const meta = `<meta http-equiv=content-security-policy content="${policy}"><meta name=offline content=sw.js>`;
  page = page.replace(/<meta charset[^>]*>/, (charset) => charset + meta);
  write("index.html", page);

  const headers = { ...ISOLATION, "Document-Isolation-Policy": "isolate-and-require-corp", "Content-Security-Policy": policy };
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  write("_headers", `/*\n${lines.join("\n")}\n  X-Content-Type-Options: nosniff\n`);

  const files = readdirSync(staging, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^[._]/.test(entry.name) && entry.name !== "sw.js")
    .map((entry) => relative(staging, join(entry.parentPath ?? entry.path, entry.name)).replaceAll("\\", "/"))
    .sort();
  const version = createHash("sha256");
  for (const file of files) version.update(file).update(readFileSync(join(staging, file)));
  const worker = readFileSync(new URL("../static/sw.js", import.meta.url), "utf8")
    .replace("/* FILES */", ["", ...files].map((file) => JSON.stringify(file)).join(", "))
    .replace("/* VERSION */", version.digest("hex").slice(0, 16))
    .replace("/* HEADERS */ {}", JSON.stringify({ ...ISOLATION, "Content-Security-Policy": policy }));
  write("sw.js", worker);
}
