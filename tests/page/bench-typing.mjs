// What a key typed into a long list costs the page's thread, beside what it costs in a bare text box with as many lines:
// time that the thread computed, by its own clock.

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const KEYS = 5;
/** What is still to be done a frame after a key, in milliseconds: storage, and what waits for a pause in typing. */
const REST_MS = 120;
const list = (lines) => Array.from({ length: lines / 3 }, (_, task) => `task t${task}\n  sleep 10ms\n  print Hello ${task}\n`).join("");

/** Puts a list into a text box, and the caret into the middle of it. */
const fill = (area, text) => {
  area.focus();
  area.value = text;
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  const at = text.indexOf("Hello", text.length / 2) + 5;
  area.setSelectionRange(at, at);
};

/** Gives a function that says what a key costs on a page. */
async function typist(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy_ms = async () => (await cdp.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1e3;
  return async () => {
    const costs = [];
    await page.bringToFront();
    for (let key = 0; key < KEYS; key += 1) {
      const before = await busy_ms();
      await page.keyboard.press("1");
      await page.waitForTimeout(REST_MS);
      costs.push((await busy_ms()) - before);
    }
    return median(costs);
  };
}

export async function benchTyping({ app, bare, interleaved, report }) {
  await bare.evaluate(() => {
    const area = document.createElement("textarea");
    Object.assign(area, { wrap: "off", spellcheck: false });
    Object.assign(area.style, { font: "12.5px/1.75 monospace", width: "700px", height: "500px" });
    document.body.replaceChildren(area);
  });
  const [ours, theirs] = [await typist(app.page), await typist(bare)];
  const expected = app.button("Expected");
  for (const [lines, ratio] of [[1000, 5], [9000, 2]]) {
    await app.list.evaluate(fill, list(lines));
    await bare.locator("textarea").evaluate(fill, list(lines));
    const measure = async (isExpected) => {
      if (await expected.getAttribute("aria-pressed") !== String(isExpected)) await expected.click();
      await app.list.focus();
      // The first keys make a step of the way back, and what else is made once.
      await app.page.waitForTimeout(1000);
      return interleaved(ours, theirs, 5);
    };
    const name = `a key in ${lines.toLocaleString("en")} lines`;
    const read = await measure(false);
    report(name, read.ours, read.theirs, "ms", `${ratio} × a bare text box`, read.ours <= ratio * read.theirs);
    // What is expected of the list is found out by a worker, and drawn when it is there.
    const made = await measure(true);
    console.log(`        ${name}, and what is then expected: ${made.ours.toFixed(3)} ms, bare ${made.theirs.toFixed(3)} ms`);
  }
}
