// The service worker: answers from what it has kept, so that the page works without a network, and sends the headers that
// isolate the page. The build writes in here which files there are and a name for just these.
const FILES = [/* FILES */];
const KEPT = "interleave-/* VERSION */";
const HEADERS = /* HEADERS */ {};

/** A file with a hash in its name never changes. */
const isHashed = (name) => /-[0-9a-f]{10,16}[._]/.test(name);

const home = new URL("./", self.location).href;

/** The same answer with the headers that isolate; one that has them is as its host wants it. */
function isolated(answer) {
  if (!answer.ok || answer.headers.has("Cross-Origin-Embedder-Policy")) return answer;
  const headers = new Headers(answer.headers);
  // A page brings its own policy along, which may be that of a newer build. A worker has none but this.
  const isPage = /html/.test(headers.get("Content-Type"));
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!(isPage && name === "Content-Security-Policy")) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

async function keep() {
  const kept = await caches.open(KEPT);
  await Promise.all(FILES.map(async (file) => {
    // Past the browser's own cache: a file that keeps its name must be of the same build as the others.
    const answer = await fetch(new Request(file || "./", { cache: "no-cache" }));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    await kept.put(new URL(file, home).href, isolated(answer));
  }));
}

addEventListener("install", (event) => {
  // It takes over from an older one when no page of that is open any more: those go on with what they were built with.
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("interleave-") && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

async function answer(request) {
  const bare = request.url.split(/[?#]/)[0];
  const known = () => caches.open(KEPT).then((kept) => kept.match(bare));
  if (isHashed(bare)) return (await known()) ?? isolated(await fetch(request));
  // Whatever keeps its name is asked for anew, so that a new build is seen, and whole.
  try {
    const fresh = await fetch(request);
    return fresh.status < 500 ? isolated(fresh) : ((await known()) ?? fresh);
  } catch (error) {
    // No network: what is kept will do.
    const found = await known();
    if (found) return found;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(home)) event.respondWith(answer(request));
});
