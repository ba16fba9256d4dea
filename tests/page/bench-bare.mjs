// The other side of the benchmarks: bare workers, timers, promises, and a bare WebAssembly loop.

/** A module whose `compute(n: i64, seed: i64) -> i64` is the same multiply and add as the app's kernel, by hand. */
export function bareModule() {
  const leb = (value) => {
    const bytes = [];
    for (let left = BigInt.asIntN(64, value); ; ) {
      const byte = Number(left & 0x7fn);
      left >>= 7n;
      const done = (left === 0n && !(byte & 0x40)) || (left === -1n && byte & 0x40);
      bytes.push(done ? byte : byte | 0x80);
      if (done) return bytes;
    }
  };
  const body = [
    0, // no locals beyond the two parameters
    0x03, 0x40, // loop
    0x20, 1, 0x42, ...leb(6364136223846793005n), 0x7e, 0x42, ...leb(1442695040888963407n), 0x7c, 0x21, 1,
    0x20, 0, 0x42, 1, 0x7d, 0x22, 0, 0x42, 0, 0x52, 0x0d, 0, // n -= 1; again unless 0
    0x0b, 0x20, 1, 0x0b,
  ];
  const section = (id, bytes) => [id, bytes.length, ...bytes];
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 2, 0x7e, 0x7e, 1, 0x7e]),
    ...section(3, [1, 0]),
    ...section(7, [1, 7, ...new TextEncoder().encode("compute"), 0, 0]),
    ...section(10, [1, body.length, ...body]),
  ]);
}

/** Puts the bare side on the page. */
export function installBare(module) {
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const start = (source) => new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
  const answer = (worker, message) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(message);
    });
  const once = async (source, message) => {
    const worker = start(source);
    const data = await answer(worker, message);
    worker.terminate();
    return data;
  };
  const compute = `let compute;
    onmessage = async ({ data }) => {
      if (data.module) {
        compute = (await WebAssembly.instantiate(new Uint8Array(data.module))).instance.exports.compute;
        for (let round = 0; round < 200; round += 1) compute(10000n, 1n);
        return postMessage(0);
      }
      // In the same pieces as the app, so that both sides run optimized code.
      for (let left = data.iterations; left > 0; left -= data.piece) compute(BigInt(Math.min(left, data.piece)), BigInt(left));
      postMessage(0);
    };`;
  globalThis.bare = {
    /** Median lateness of timers of `sleep_ms`, one after another, in a worker of their own. */
    lateness_ms: (count, sleep_ms, every_ms) => once(`onmessage = async ({ data: { count, sleep_ms, every_ms } }) => {
      const late = [];
      await Promise.all(Array.from({ length: count }, (_, index) => new Promise((done) => setTimeout(() => {
        const from = performance.now();
        setTimeout(() => { late.push(performance.now() - from - sleep_ms); done(); }, sleep_ms);
      }, index * every_ms))));
      postMessage(late);
    };`, { count, sleep_ms, every_ms }).then(median),
    /** From making a worker to its one answer. */
    worker_ms: async (file) => {
      const from = performance.now();
      const worker = new Worker(file, { type: "module" });
      await answer(worker, 0);
      const length_ms = performance.now() - from;
      worker.terminate();
      return length_ms;
    },
    /** Two workers, ready and warm, compute side by side. */
    two_workers_ms: async (iterations) => {
      const workers = [start(compute), start(compute)];
      await Promise.all(workers.map((worker) => answer(worker, { module })));
      const from = performance.now();
      const piece = Math.floor(iterations / 300);
      await Promise.all(workers.map((worker) => answer(worker, { iterations, piece })));
      const length_ms = performance.now() - from;
      for (const worker of workers) worker.terminate();
      return length_ms;
    },
    /** Promise.all of resolved promises, in a worker. */
    promises_ms: (count) => once(`onmessage = async ({ data: count }) => {
      const from = performance.now();
      await Promise.all(Array.from({ length: count }, () => Promise.resolve()));
      postMessage(performance.now() - from);
    };`, count),
  };
}
