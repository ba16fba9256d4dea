// How long the thread of a page stands still.

/** Notes from now on how long the page's thread stands still. */
export async function beat(app) {
  await app.page.evaluate(() => {
    window.longest_ms = 0;
    let last = performance.now();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const now = performance.now();
      window.longest_ms = Math.max(window.longest_ms, now - last);
      last = now;
      setTimeout(() => port2.postMessage(null), 2);
    };
    port2.postMessage(null);
  });
}

export async function longest(app) {
  return Math.round(await app.page.evaluate(() => window.longest_ms));
}
