// A small static server for dist/, with or without the headers that isolate the page.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// Not the root, so that the suite shows that dist/ works from any folder.
const FOLDER = "/some/folder/";

// What has a hash in its name never changes, and hosts say so; but cases refuse some of them, or bring their own.
const HASH = /-[0-9a-f]{10,16}(?=[._])/;
const ASKED_ANEW = /^(static\/worker|interleave-(files|what-if))/;
const cached = (name, asHosts) =>
  (HASH.test(name) && (asHosts || !ASKED_ANEW.test(name)) ? "public, max-age=31536000, immutable" : "no-cache");

/** The headers that a host which reads `_headers` sends with every file of a release. */
function headersOf(folder) {
  const text = existsSync(join(folder, "_headers")) ? readFileSync(join(folder, "_headers"), "utf8") : "";
  const everywhere = text.split(/^(?=\/\w)/m)[0];
  return Object.fromEntries([...everywhere.matchAll(/^ +([\w-]+): (.*)$/gm)].map(([, name, value]) => [name, value]));
}

/** Serves a folder, and the texts in `extra`, on a free port; gives the page's address, `close`, a set of files to refuse while they are in it, and the files that were asked for: all of them by their names before the build put a hash there. */
export function serve(folder, { isolated, extra = {}, policy, asHosts = false }) {
  const [refused, asked] = [new Set(), []];
  const sent = isolated ? headersOf(folder) : {};
  // Only where a case is about it: other browsers than Chromium don't know it.
  if (isolated !== "in frames") delete sent["Document-Isolation-Policy"];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname.slice(FOLDER.length);
    const plain = name.replace(HASH, "");
    asked.push(plain);
    const file = pathname.startsWith(FOLDER) && join(folder, normalize(name || "index.html"));
    const text = extra[plain];
    if (text === undefined && (!file || refused.has(plain) || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile())) {
      response.writeHead(404).end();
      return;
    }
    const headers = { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": cached(name, asHosts) };
    Object.assign(headers, sent);
    // What a benchmark or a case brings along makes its workers of what it likes.
    if (text !== undefined) delete headers["Content-Security-Policy"];
    if (policy) headers["Content-Security-Policy"] = policy;
    response.writeHead(200, headers);
    if (text !== undefined) return response.end(text);
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const close = () => new Promise((done) => server.close(done).closeAllConnections());
      resolve({ address: `http://127.0.0.1:${server.address().port}${FOLDER}`, close, refused, asked });
    });
  });
}
