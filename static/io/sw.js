// Stands in for a server, for workers that start from this folder and for nobody else: what they ask for here it answers
// so long after it was asked, with so many bytes. Whatever else they load it lets through, so that they start like any
// other worker. It shares nothing with the page's own service worker (../sw.js) but the files that one has kept.
const { HEADERS = {}, POLICY = "", HASHED = "^$" } = /* BUILD */ {};

const SLOW = new URL("./slow", self.location).href;
const HOME = new URL("../", self.location).href;
/** By this, and by no status, an answer is known: a server that knows nothing of this folder may answer with anything. */
const NAME = "Interleave-Stand-In";

/** What is to be answered, for each page that asks: how each is told that nobody wants its answer any more. */
const waiting = new Map();

/** Whether the time was up, and not the run over. */
function wait(ms, page) {
  const own = waiting.get(page) ?? new Set();
  waiting.set(page, own);
  const due = performance.now() + ms;
  return new Promise((done) => {
    let timer;
    const end = (isDue) => {
      clearTimeout(timer);
      own.delete(end);
      if (own.size === 0 && waiting.get(page) === own) waiting.delete(page);
      done(isDue);
    };
    // Some timers are a little early, and no answer is.
    const look = () => {
      const left = due - performance.now();
      if (left <= 0) end(true);
      else timer = setTimeout(look, left);
    };
    own.add(end);
    look();
  });
}

async function answer(asked) {
  const isDue = await wait(Number(asked.get("ms")), asked.get("of").split(".")[0]);
  const headers = { [NAME]: isDue ? "answered" : "taken back", "Cache-Control": "no-store", "Content-Type": "application/octet-stream" };
  return new Response(new Uint8Array(isDue ? Number(asked.get("bytes")) : 0), { headers });
}

/** The same file with the headers that a worker of an isolated page needs; one that has them is as its host wants it. */
function isolated(file) {
  if (!file.ok || file.headers.has("Cross-Origin-Embedder-Policy")) return file;
  const headers = new Headers(file.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  if (POLICY) headers.set("Content-Security-Policy", POLICY);
  return new Response(file.body, { status: file.status, statusText: file.statusText, headers });
}

/** What is kept of a file; but under the address that was asked for, or a worker would not know its own. */
async function keptFile(bare) {
  const kept = await caches.match(bare);
  return kept && new Response(kept.body, { status: kept.status, statusText: kept.statusText, headers: kept.headers });
}

async function file(request) {
  const bare = request.url.split(/[?#]/)[0];
  if (new RegExp(HASHED).test(bare)) return (await keptFile(bare)) ?? isolated(await fetch(request));
  try {
    return isolated(await fetch(request));
  } catch (error) {
    // No network: what is kept will do.
    const kept = await keptFile(bare);
    if (kept) return kept;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const [bare, asked] = request.url.split("?");
  if (bare === SLOW) event.respondWith(answer(new URLSearchParams(asked)));
  else if (request.method === "GET" && bare.startsWith(HOME)) event.respondWith(file(request));
});

addEventListener("message", ({ data, ports }) => {
  // A run is over: whoever of this page still waits is answered now.
  for (const end of waiting.get(data) ?? []) end(false);
  // And the page knows that this is awake.
  ports[0]?.postMessage(null);
});
