// Says on the page that the app has died, which nothing in it can say any more. The text box still holds what was written.
const say = (error) => {
  const words = document.getElementById("last-words");
  const why = String(error?.message ?? error).replace(/\.$/, "");
  words.textContent = `Interleave has stopped working: ${why}. Copy what you wrote if you need it, then reload the page.`;
  words.hidden = false;
};
// An event without an error is a complaint of the browser's own, about a layout that took two frames.
addEventListener("error", ({ error }) => error && say(error));
addEventListener("unhandledrejection", ({ reason }) => say(reason));

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
