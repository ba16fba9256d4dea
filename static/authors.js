// The page for authors: this host's own address in what can be copied, a frame to try, and buttons that copy.

const home = new URL("../", location.href).href;
const byId = (id) => document.getElementById(id);

/** In the app's colors, if some were chosen there. */
function showTheme() {
  try {
    const chosen = localStorage.getItem("interleave.theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
  } catch {
    // Nothing is kept here: the system's colors, then.
  }
}

async function copy(pre, button) {
  const say = (word, sentence) => {
    button.textContent = word;
    document.querySelector("[role=status]").textContent = sentence;
    setTimeout(() => (button.textContent = "Copy"), 2000);
  };
  try {
    await navigator.clipboard.writeText(pre.textContent);
    say("Copied", "It is copied.");
  } catch {
    getSelection().selectAllChildren(pre);
    say("Selected", "It is selected, ready to be copied.");
  }
}

/** Puts a button beside each thing that can be copied. */
function addButtons() {
  for (const pre of document.querySelectorAll("pre")) {
    const [box, button] = [document.createElement("div"), document.createElement("button")];
    box.className = "snippet";
    button.textContent = "Copy";
    button.addEventListener("click", () => copy(pre, button));
    pre.replaceWith(box);
    box.append(pre, button);
  }
}

/** Fills a choice with the words that the page lists under a name. */
function fill(select, term, chosen) {
  const terms = [...document.querySelectorAll("dt")].find((dt) => dt.textContent === term);
  for (const { textContent } of terms.nextElementSibling.querySelectorAll("code")) {
    select.add(new Option(textContent, textContent, false, textContent === chosen));
  }
  select.addEventListener("change", showFrame);
}

function showFrame() {
  const address = `${home}?embed=1&example=${byId("example").value}&models=${byId("model").value}`;
  byId("frame").textContent = byId("frame").textContent.replace(/src="[^"]*"/, () => `src="${address}"`).replace(/title="[^"]*"/, `title="${byId("example").value} under ${byId("model").value}, measured"`);
  document.querySelector("iframe").src = address;
}

showTheme();
// No page translator has any business in what is copied.
for (const part of document.querySelectorAll("pre, code, select")) part.translate = false;
addButtons();
byId("link").textContent = byId("link").textContent.replace(/^.*\?/, `${home}?`);
fill(byId("example"), "example=", "count");
fill(byId("model"), "models=", "async");
showFrame();
for (const part of document.querySelectorAll("[hidden]")) part.hidden = false;
