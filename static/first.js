// Says on the page that the app can't start or has died, which nothing in it can say. What was written is in the text box
// still, if there is one.
const app = () => document.getElementById("app");
const hasStarted = () => Boolean(app()?.firstElementChild);

const sayForbidden = (what) => sayBlocked(`a content security policy forbids what it is made of (${what})`);

/** Why the app can never start where the page stands, if it can't: in words, with an address that leads on. */
function whyNever() {
  if (document.querySelector("[data-trunk]")) {
    return ["This is Interleave’s source, and not what is built of it. Run script/server in its folder, and open the address that it tells you."];
  }
  if (location.protocol === "file:") {
    return ["Interleave can’t start from a file: browsers load it only from a server. Run python3 -m http.server in this folder, and open", "http://localhost:8000/"];
  }
  if (origin === "null") {
    return ["Interleave can’t start in this frame: its page has put it into a sandbox, where browsers start no workers. Open it in a tab of its own:", location.href];
  }
  return null;
}

async function say(sentence) {
  // This script comes before the page.
  if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
  const words = document.getElementById("last-words");
  // What is said first is the cause, until the app is there.
  if (!words.hidden && !hasStarted()) return;
  const [why, address] = whyNever() ?? [sentence];
  // The colors are the app's to set, where there is one.
  document.documentElement.dataset.theme ??= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  words.textContent = why;
  if (address) words.append(" ", Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: address }));
  words.hidden = false;
}

function sayWhy(error) {
  const why = String(error?.message ?? error).replace(/\.$/, "");
  if (hasStarted()) return say(`Interleave has stopped working: ${why}. Copy what you wrote if you need it, then reload the page.`);
  if (typeof WebAssembly === "undefined") {
    return say("Interleave can’t start: WebAssembly is switched off in this browser. Allow it for this page, or open the page in another browser.");
  }
  if (/content security policy|\bCSP\b/i.test(why)) return sayForbidden("WebAssembly");
  if (error instanceof WebAssembly.CompileError) {
    return say(`Interleave can’t start: this browser doesn’t take its WebAssembly module (${why}). Open the page in a current Chrome, Edge, Firefox or Safari.`);
  }
  return say(`Interleave can’t start: ${why}. Reload the page; if that changes nothing, something between this browser and the server stops a part of it.`);
}

/** What was blocked, and who could allow it. */
const sayBlocked = (what) => say(
  `Interleave can’t start: ${what}. Reload the page; if that changes nothing, an extension of this browser, a filter in the network or a rule of the server blocks it and has to allow it.`);

addEventListener("DOMContentLoaded", () => whyNever() && say(""));
addEventListener("error", ({ target, error }) => {
  // An event without an error is a complaint of the browser's own, about a layout that took two frames.
  if (error) sayWhy(error);
  else if (target instanceof HTMLScriptElement && !hasStarted()) sayBlocked("its script could not be loaded");
}, true);
addEventListener("unhandledrejection", ({ reason }) => sayWhy(reason));
document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
  if (disposition !== "enforce" || !/^script-src/.test(effectiveDirective) || hasStarted()) return;
  sayForbidden(`${effectiveDirective}: ${blockedURI}`);
});

// A release names its service worker; while the app is being developed nothing is kept.
addEventListener("load", async () => {
  const script = document.querySelector("meta[name=offline]")?.content;
  try {
    if (!script) return (await navigator.serviceWorker?.getRegistration())?.unregister();
    await (await import(new URL("static/offline.js", document.baseURI))).start(script);
  } catch (error) {
    console.info(`Not kept for use without a network: ${error.message}`);
  }
});
