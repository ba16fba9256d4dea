// Registers the service worker, which keeps the page for use without a network and, on hosts that send no headers for it,
// isolates the page: without that there is no shared memory, and there are no threads. Loaded when the page stands already.

/** Set in this tab when it was reloaded once to become isolated: it never is a second time, whatever comes of it. */
const RELOADED = "interleave.reloaded";

/** Whether a page with the service worker's headers is isolated. In a frame the others don't know the header for that. */
const canBeIsolated = () => window.top === window.self || "userAgentData" in navigator;

/** What was measured or is being measured is not worth losing: then threads are there at the next visit. */
const hasRun = () => document.querySelector("[data-state]:not([data-state=idle], [data-state=unavailable])") !== null;

/** Says false where the tab can't remember, so that nothing goes round in circles. */
function mayReload() {
  try {
    if (sessionStorage.getItem(RELOADED)) return false;
    sessionStorage.setItem(RELOADED, "1");
    return true;
  } catch {
    return false;
  }
}

/** A worker that is being installed, once it is active. */
const active = (worker) => new Promise((done) => {
  const look = () => worker.state === "activated" && done();
  worker.addEventListener("statechange", look);
  look();
});

export async function start(script) {
  if (!navigator.serviceWorker || !isSecureContext) return;
  // What is isolated by its host's headers needs it for the next visit alone, and is not disturbed by it in this one.
  if (crossOriginIsolated) await new Promise((done) => setTimeout(done, 15_000));
  const registration = await navigator.serviceWorker.register(script);
  // Some browsers say yes and do nothing where service workers are blocked.
  if (!registration || crossOriginIsolated || !canBeIsolated()) return;
  await active(registration.active ?? registration.waiting ?? registration.installing);
  if (!hasRun() && mayReload()) location.reload();
}
