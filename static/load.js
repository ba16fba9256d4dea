// Hands the page's module over. A release packs it (pack/), and a worker unpacks it while it comes in: the page's thread has
// enough to do when it starts. This script comes before all others, since starting a worker takes as long as much of the
// download, and begins at once. The build writes in here what to load.

/** What the worker does: the first message brings the unpacker, the others a piece each, or `null` after the last. It
 * answers with the module, or with the name of an error and why. */
function work() {
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 16384, shared: true });
  let exports, unpacker, isWhole = false;
  const take = (piece) => {
    // Where there is room may be in memory that there was not before.
    const at = exports.room(unpacker, piece.length);
    new Uint8Array(memory.buffer).set(piece, at);
    const result = exports.unpack(unpacker);
    if (result > 1) throw new Error("what was loaded is damaged");
    isWhole = result === 1;
  };
  onmessage = ({ data }) => {
    try {
      if (!exports) {
        ({ exports } = new WebAssembly.Instance(new WebAssembly.Module(data), { env: { memory } }));
        unpacker = exports.begin();
      } else if (data) take(data);
      else if (!isWhole) throw new Error("what was loaded is cut off");
      else {
        const at = exports.made(unpacker);
        postMessage(new WebAssembly.Module(new Uint8Array(memory.buffer).slice(at, at + exports.length(unpacker))));
      }
    } catch (error) {
      postMessage([error.name, error.message]);
    }
  };
}

/** Hands the worker what it works on, while it comes in. */
async function feed(worker, program, packed) {
  worker.postMessage(program, [program]);
  for (const reader = packed.getReader(); ;) {
    const { done, value } = await reader.read();
    worker.postMessage(done ? null : value, done ? [] : [value.buffer]);
    if (done) return;
  }
}

/** The module that a worker makes; the worker ends with that. */
async function made() {
  const worker = new Worker(import.meta.url, { type: "module" });
  try {
    return await new Promise((done, fail) => {
      worker.onerror = ({ message }) => fail(new Error(message ?? "the worker that unpacks it could not be loaded"));
      worker.onmessage = ({ data }) => (Array.isArray(data) ? fail(new (WebAssembly[data[0]] ?? Error)(data[1])) : done(data));
      Promise.all(["packed", "unpack.wasm"].map((name) => fetch(new URL(name, import.meta.url)))).then(async ([packed, program]) => {
        // What the server says instead is told as if nothing were packed.
        if (!packed.ok || !program.ok) return done(packed.ok ? program : packed);
        await feed(worker, await program.arrayBuffer(), packed.body);
      }).catch(fail);
    });
  } finally {
    worker.terminate();
  }
}

export const module = globalThis.document && made();
// It is told when somebody waits for it.
module?.catch(() => {});
if (!module) work();
