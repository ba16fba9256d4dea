// How each engine is started.

import { existsSync, readFileSync, readdirSync } from "node:fs";

// What the browser tests start Chromium and Firefox with.
const shared = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"));

// MiniBrowser is WebKitGTK's own; distributions put it in one of these.
const FOLDERS = ["/usr/lib", "/usr/libexec", "/usr/lib64", ...list("/usr/lib", /-linux-gnu/)];

function list(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => pattern.test(name)).sort().map((name) => `${folder}/${name}`);
}

function miniBrowser() {
  const candidates = FOLDERS.flatMap((folder) => list(folder, /^webkit(2)?gtk-/)).map((folder) => `${folder}/MiniBrowser`);
  const found = candidates.filter(existsSync).at(-1);
  if (!found) throw new Error("WebKitGTK's MiniBrowser is not where it is looked for");
  return found;
}

function webkit(environment) {
  return {
    command: "xvfb-run",
    // So that xvfb-run outlives the driver, and can take its display down.
    args: ["-a", "sh", "-c", 'WebKitWebDriver "$@" & read _; kill $!', "webkit"],
    environment,
    endsWithInput: true,
    tellsMisses: false,
    capabilities: { "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] } },
  };
}

function chromium() {
  const options = shared["goog:chromeOptions"];
  const binary = process.env.CHROMIUM && { binary: process.env.CHROMIUM };
  return {
    command: process.env.CHROMEDRIVER ?? "chromedriver",
    capabilities: { "goog:chromeOptions": { ...options, ...binary, args: [...options.args, "--headless=new"] } },
  };
}

function firefox() {
  return {
    command: process.env.GECKODRIVER ?? "geckodriver",
    capabilities: { "moz:firefoxOptions": shared["moz:firefoxOptions"] },
  };
}

// `crashes`: no page can be the reason: WebKitGTK 2.50 ends at times by an assertion of its own.
export const ENGINES = {
  chromium: { start: chromium, sharesMemory: true },
  firefox: { start: firefox, sharesMemory: true },
  // It has SharedArrayBuffer only if it is told so.
  webkit: { start: () => webkit({ JSC_useSharedArrayBuffer: "1" }), sharesMemory: true, crashes: true },
  "webkit-without-shared-memory": { start: () => webkit({ JSC_useSharedArrayBuffer: "0" }), sharesMemory: false, crashes: true },
};
