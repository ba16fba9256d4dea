// The build puts this behind the script of the page's module, of which a part comes later (split/): what the first picture
// doesn't need is loaded while it is looked at. Whoever is quicker waits for it. A worker is handed what the page has compiled.

/** Where the later part lies, and how it looks. The build writes their names in here. */
const [LATER, STYLE] = [new URL("later.wasm", import.meta.url), new URL("style-later.css", import.meta.url)];
const RETRY_MS = 2000;
let tellLater;
/** What waits for the later part, in the page. */
globalThis.laterIsThere = new Promise((done) => (tellLater = done));
let isLaterThere = false;
let isStyled = false;

/** Loads the later part and its style, beside whatever else the page does; called when the first part is here. */
const fetchLater = () => Promise.all([fetchStyle(), fetchModule()]);

async function fetchStyle() {
  if (isStyled) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE });
  await new Promise((done, fail) => {
    link.onload = done;
    link.onerror = () => fail(new Error("no style sheet"));
    // Before the one for paper, which has the last word.
    document.querySelector("link[rel=stylesheet]").after(link);
  }).catch((error) => {
    link.remove();
    throw error;
  });
  isStyled = true;
}

async function fetchModule() {
  if (isLaterThere) return;
  const response = await fetch(LATER);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const module = await WebAssembly.compile(await response.arrayBuffer());
  if (!isLaterThere) {
    globalThis.later = module;
    joinLater();
  }
}

/** The same while everybody waits: no other way to load leads back into code that is running. */
function loadLater() {
  performance.mark("waited for the later part");
  const request = new XMLHttpRequest();
  request.open("GET", LATER, false);
  // As bytes it may only come to a worker.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch {
    throw new Error("a part of it could not be loaded, since there is no network");
  }
  if (request.status !== 200) throw new Error(`a part of it could not be loaded: ${request.status} ${request.statusText}`);
  return new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0)));
}

/** Puts the later part beside the first; the first one calls it when it needs it. */
function joinLater() {
  globalThis.later ??= loadLater();
  new WebAssembly.Instance(globalThis.later, { first: wasm });
  isLaterThere = true;
  tellLater();
}

/** In the page. Where it can't be loaded that is told to whoever needs it; until then it is tried again and again. */
function beginLater() {
  if (globalThis.document) fetchLater().catch(() => setTimeout(beginLater, RETRY_MS));
}
