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
