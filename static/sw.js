// The service worker: answers from what it has kept, so that the page works without a network, and sends the headers that
// isolate the page where its host doesn't. The build writes in here which files there are, and a name for just these.
const { FILES, KEPT, HEADERS, POLICY, HASHED } = /* BUILD */ {};
const isHashed = (name) => new RegExp(HASHED).test(name);

const home = new URL("./", self.location).href;

/** The same answer with the headers that isolate; one that has them is as its host wants it. */
function isolated(answer) {
  if (!answer.ok || answer.headers.has("Cross-Origin-Embedder-Policy")) return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  // A page brings its own along, which may be that of a newer build. A worker has none but this.
  if (!/html/.test(headers.get("Content-Type"))) headers.set("Content-Security-Policy", POLICY);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

async function keep() {
  const kept = await caches.open(KEPT);
  await Promise.all(["", ...FILES].map(async (file) => {
    // Past the browser's own cache: a file that keeps its name must be of the same build as the others.
    const answer = await fetch(new Request(file || "./", { cache: isHashed(file) ? "default" : "no-cache" }));
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    await kept.put(new URL(file, home).href, isolated(answer));
  }));
}

/** Has what workers start from taken from what is kept without asking this script, where the browser can do that: they
 * start as fast as without it. */
async function goAround(event) {
  const scripts = FILES.filter((file) => isHashed(file) && file.endsWith(".js"));
  const route = (file) => ({ condition: { urlPattern: new URL(file, home).href }, source: { cacheName: KEPT } });
  await event.addRoutes?.(scripts.map(route));
}

addEventListener("install", (event) => {
  // It takes over from an older one when no page of that is open any more: those go on with what they were built with.
  event.waitUntil(Promise.all([keep(), goAround(event).catch((error) => console.info(`Workers ask first: ${error}`))]));
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
