// Runs trunk serve, and ends it when the first build fails: Trunk itself would go on, with an address where nothing is
// served, or what an earlier build has left in dist/.

import { spawn } from "node:child_process";

/** How long Trunk may take to write down why a build failed. */
const WORDS_MS = 500;
const isTerminal = process.stderr.isTTY;
// Into a pipe, cargo writes without colors and without its bar, unless it is told to.
const colors = { CARGO_TERM_COLOR: "always", CARGO_TERM_PROGRESS_WHEN: "always", CARGO_TERM_PROGRESS_WIDTH: String(process.stderr.columns ?? 80) };
const trunk = spawn("trunk", ["serve", "--offline", ...process.argv.slice(2)], {
  stdio: ["inherit", "pipe", "pipe"],
  // Whoever builds wants to know what failed, and not where in Trunk.
  env: { ...process.env, RUST_BACKTRACE: "0", ...(isTerminal ? colors : {}) },
});

let isBuilt = false;
let hasFailed = false;
/** The first error of the compiler, with its place. */
const errors = [];
/** What Trunk names as causes, each the cause of the one before. */
const causes = [];

const plain = (line) => line.replace(/\u001b\[[\d;]*[a-zA-Z]/g, "");

/** Passes on what is written, and shows every line of it to `see`, which says whether it is passed on. */
function pass(from, to, see) {
  let rest = "";
  from.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split(/(?<=[\n\r])/);
    rest = /[\n\r]$/.test(lines.at(-1)) ? "" : lines.pop();
    for (const line of lines) if (see(plain(line).trim())) to.write(line);
  });
  from.on("end", () => rest && to.write(rest));
}

pass(trunk.stderr, process.stderr, (line) => {
  const isWanted = errors.length === 0 ? /^error\b/.test(line) : errors.length === 1 && /^--> /.test(line);
  if (isWanted && !isBuilt) errors.push(line.replace(/^(error(\[\w+\])?: |--> )/, ""));
  return true;
});

pass(trunk.stdout, process.stdout, (line) => {
  if (/\bINFO\b.*\bsuccess$/.test(line)) isBuilt = true;
  if (/\bERROR\b/.test(line) && !isBuilt && !hasFailed) {
    hasFailed = true;
    setTimeout(() => trunk.kill(), WORDS_MS);
  }
  if (hasFailed && /^\d+: /.test(line)) causes.push(line.replace(/^\d+: /, ""));
  // An address would look as if all were well.
  return !(hasFailed && /\bINFO\b.*(serving|server listening|https?:\/\/)/.test(line));
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => trunk.kill(signal));
trunk.on("error", (error) => {
  console.error(`error: trunk can't be started: ${error.message}`);
  process.exitCode = 1;
});
trunk.on("close", (code, signal) => {
  if (hasFailed) {
    const why = errors.length > 0 ? errors.join(", at ") : causes.slice(-2).join(": ") || "Trunk says above why";
    console.error(`\nerror: the build failed, so nothing is served: ${why}.\nMend it, and start this again.`);
  }
  process.exitCode = hasFailed ? 1 : (code ?? (signal === "SIGINT" ? 130 : 143));
});
