// Everything in dist/ that is loaded before the page can be used must stay under a size when gzipped, and so must what it
// loads by itself when it can be used already.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 350_000;
const LATER_LIMIT_BYTES = 350_000;
/** The part of the page's module that comes later, and how it looks. */
const REST = /^(?:interleave|style)-later-/;
// Fetched when it is needed, or when the page stands already; the page suite proves that of the largest.
const LATER = /^(style-later-\w+\.css|interleave-(?:later|files|what-if)-\w+\.(js|wasm)|static\/(offline\.js|print\.css|authors\.(html|css|js)|manifest\.webmanifest|icon-\d+\.png)|sw\.js|io\/(sw|worker-\w+)\.js|io\/frame\.html|_headers)$/;
const folder = fileURLToPath(new URL("../../dist/", import.meta.url));

const files = readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
let [total, rest] = [0, 0];
for (const file of files) {
  const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
  const name = file.slice(folder.length).replace(/^\//, "");
  const isLater = LATER.test(name);
  if (!isLater) total += bytes;
  if (REST.test(name)) rest += bytes;
  console.log(`${String(bytes).padStart(8)}  ${name}${REST.test(name) ? ", once it can be used" : isLater ? ", when it is needed" : ""}`);
}
console.log(`${String(total).padStart(8)}  before the page can be used, gzipped; ${LIMIT_BYTES} are allowed`);
console.log(`${String(rest).padStart(8)}  by itself after that; ${LATER_LIMIT_BYTES} are allowed`);
if (rest === 0 || total > LIMIT_BYTES || rest > LATER_LIMIT_BYTES) {
  console.error(rest === 0 ? "dist/ holds no release: run script/build" : "The page is too large.");
  process.exit(1);
}
