// What a step that writes a file costs, beside a bare handle that does nothing else, in the same run.

const BYTES = 16e6;

/** Writes a file in a worker as a list's step does, in pieces of 1 MiB, and says how long that took. */
async function bareWrite_ms(bytes) {
  const source = `onmessage = async ({ data: bytes }) => {
    const root = await navigator.storage.getDirectory();
    const handle = await (await root.getFileHandle("bare", { create: true })).createSyncAccessHandle();
    const piece = new Uint8Array(1 << 20).fill(0x5a);
    const start = performance.now();
    handle.truncate(0);
    for (let at = 0; at < bytes; at += piece.length) handle.write(piece.subarray(0, Math.min(piece.length, bytes - at)), { at });
    handle.flush();
    const took = performance.now() - start;
    handle.close();
    await root.removeEntry("bare");
    postMessage(took);
  };`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const took = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(bytes);
  });
  worker.terminate();
  return took;
}

export async function benchFiles({ bare, interleaved, measured, report }) {
  for (const model of ["Sequential", "Threads"]) {
    const { ours, theirs } = await interleaved(
      async () => {
        const { run } = await measured(model, "task w at 500ms\n  write 16MB blocking\n");
        const { start_ns, end_ns } = run.spans.find(({ state }) => state === "blocked");
        return (end_ns - start_ns) / 1e6;
      },
      () => bare.evaluate(bareWrite_ms, BYTES),
    );
    report(`write 16MB, ${model}`, ours, theirs, "ms", "1.3 × a bare handle", ours <= 1.3 * theirs);
  }
}
