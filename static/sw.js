// The service worker: answers from what it has kept, so that the page works without a network, and sends the headers that
// isolate the page. The build writes in here which files there are and a name for just these.
const FILES = [/* FILES */];
const KEPT = "interleave-/* VERSION */";
const HEADERS = /* HEADERS */ {};

const home = new URL("./", self.location).href;

/** The same answer with the headers that isolate. */
function isolated(answer) {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
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
  // Whatever was kept goes around this script, where the browser can do that: a worker starts as fast as without it.
  const route = event.addRoutes?.({
    condition: { urlPattern: new URLPattern({ baseURL: home, pathname: "./static/worker.js" }) },
    source: { cacheName: KEPT },
  });
  event.waitUntil(Promise.all([keep(), Promise.resolve(route).catch(() => {})]).then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("interleave-") && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))));
});

async function answer(request) {
  const { href } = new URL(request.url);
  const bare = href.split(/[?#]/)[0];
  const kept = await caches.open(KEPT);
  // The page itself is asked for anew, so that a new build is seen; all it names is of its own build.
  if (request.mode === "navigate") {
    try {
      const fresh = await fetch(request);
      if (fresh.ok || fresh.type === "opaqueredirect") return fresh.type === "opaqueredirect" ? fresh : isolated(fresh);
    } catch {
      // No network: what is kept will do.
    }
  }
  return (await kept.match(bare)) ?? isolated(await fetch(request));
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(home)) event.respondWith(answer(request));
});
