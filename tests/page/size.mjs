// Everything in dist/ that is loaded before the page can be used must stay under a size when gzipped.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 350_000;
// Fetched when it is needed, or when the page stands already; the page suite proves that of the largest.
const LATER = /^(interleave-(?:files|what-if)-\w+\.(js|wasm)|static\/(offline\.js|print\.css|authors\.(html|css|js)|manifest\.webmanifest|icon-\d+\.png)|sw\.js|_headers)$/;
const folder = fileURLToPath(new URL("../../dist/", import.meta.url));

const files = readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
let total = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
  const name = file.slice(folder.length).replace(/^\//, "");
  const isLater = LATER.test(name);
  if (!isLater) total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${name}${isLater ? ", when it is needed" : ""}`);
}
console.log(`${String(total).padStart(8)}  before the page can be used, gzipped; ${LIMIT_BYTES} are allowed`);
if (files.length === 0 || total > LIMIT_BYTES) {
  console.error(files.length === 0 ? "dist/ is empty: run script/build" : "The page is too large.");
  process.exit(1);
}
