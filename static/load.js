// Hands the page's module over. A release takes its code apart (script/pack-module.mjs): numbers of one kind stand beside
// each other, since they are more alike than what stands beside them in code, and what is alike packs well. A worker undoes
// that while it comes in: the page's thread has enough to do when it starts.

/** What code is made of, each kind in a row of its own. */
export const ROWS = ["op", "locals", "branch", "local", "offset", "small", "large", "address", "long"];
/** Stand for a constant that takes more than a byte, and for one that takes four, as addresses do: no opcodes of WebAssembly. */
export const LARGE = 0x06, ADDRESS = 0x07;
/** How many numbers follow the opcodes behind 0xfc, from the eighth on. */
const MORE = [2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

/**
 * Goes through the code of a function to its end, and has each part of it copied: `op` an opcode, which it gives, `leb` a
 * number of a row, which it gives as far as it is small, `bytes` so many bytes of a row, `address` a number of four
 * bytes, `offset` where something lies that is aligned to so many bits.
 */
export function walk({ op, leb, bytes, address, offset }) {
  for (let groups = leb("locals"); groups > 0; groups -= 1) {
    leb("locals");
    bytes("locals", 1);
  }
  for (let depth = 0; depth >= 0;) {
    const code = op();
    if (code === 0x02 || code === 0x03 || code === 0x04) {
      leb("op");
      depth += 1;
    } else if (code === 0x0b) depth -= 1;
    else if (code === 0x0c || code === 0x0d) leb("branch");
    else if (code === 0x0e) for (let targets = leb("op") + 1; targets > 0; targets -= 1) leb("op");
    else if (code === 0x11) leb("op"), leb("op");
    else if (code >= 0x20 && code <= 0x22) leb("local");
    else if (code === 0x10 || (code >= 0x23 && code <= 0x26) || code === 0x3f || code === 0x40 || code === 0xd0 || code === 0xd2) leb("op");
    else if (code >= 0x28 && code <= 0x3e) offset(leb("op"));
    else if (code === 0x41) leb("small");
    else if (code === LARGE) leb("large");
    else if (code === ADDRESS) address();
    else if (code === 0x42) leb("long");
    else if (code === 0x43) bytes("op", 4);
    else if (code === 0x44) bytes("long", 8);
    else if (code === 0x1c) bytes("op", leb("op"));
    else if (code === 0xfc) for (let more = MORE[leb("op") - 8] ?? 0; more > 0; more -= 1) leb("op");
    else if (code === 0xfe && leb("op") === 3) bytes("op", 1);
    else if (code === 0xfe) offset(leb("op"));
  }
}

/** A number as WebAssembly writes it. */
export function lebOf(number) {
  const bytes = [];
  for (; number > 127; number >>>= 7) bytes.push((number & 127) | 128);
  return [...bytes, number];
}

/** Puts a module together that was taken apart: its length, where its code stands, how many functions there are, how long
 * the rest is and how long each row; then these. */
export function joined(apart) {
  const numbers = new Uint32Array(apart.slice(0, 4 * (4 + ROWS.length)).buffer);
  const [length, place, functions, rest] = numbers;
  const module = new Uint8Array(length);
  const at = {};
  let start = numbers.byteLength;
  module.set(apart.subarray(start, start + place));
  const tail = apart.subarray(start + place, start + rest);
  start += rest;
  ROWS.forEach((row, index) => {
    at[row] = start;
    start += numbers[4 + index];
  });
  // Room for how long the code is, which is known at the end.
  let to = place + 6;
  const body = to;
  const put = (numbers) => numbers.forEach((byte) => (module[to++] = byte));
  const copy = {
    op() {
      const code = apart[at.op++];
      module[to++] = code === LARGE || code === ADDRESS ? 0x41 : code;
      return code;
    },
    leb(row) {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = module[to++] = apart[at[row]++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    },
    // Its highest byte first, since that changes least.
    address() {
      let value = 0;
      for (let byte = 0; byte < 4; byte += 1) value = (value << 8) | apart[at.address++];
      for (let byte = 0; byte < 4; byte += 1, value >>= 7) module[to++] = (value & 127) | (byte < 3 ? 128 : 0);
    },
    // Most are a multiple of what they are aligned to.
    offset(bits) {
      let turned = 0;
      for (let shift = 0, byte = 128; byte > 127; shift += 7) turned |= ((byte = apart[at.offset++]) & 127) << shift;
      put(lebOf(bits ? ((turned << bits) | (turned >>> (32 - bits))) >>> 0 : turned));
    },
    bytes(row, count) {
      module.set(apart.subarray(at[row], (at[row] += count)), to);
      to += count;
    },
  };
  put(lebOf(functions));
  for (let left = functions; left > 0; left -= 1) {
    const begin = to;
    to += 3;
    walk(copy);
    const end = to, size = lebOf(end - begin - 3);
    to = begin;
    put(size);
    module.copyWithin(to, begin + 3, end);
    to += end - begin - 3;
  }
  const end = to, size = lebOf(end - body);
  to = place;
  put([10, ...size]);
  module.copyWithin(to, body, end);
  module.set(tail, to + end - body);
  return module;
}

// What lies in the memory of unpack.wasm, which the package xz-decompress brings along, at a context, as numbers: the room
// for a piece, where that is, how much of it is done and how much there is; where what is unpacked stands, and how much.
const GOES_ON = 0, IS_OVER = 1;

/** Gives a function that unpacks a piece, or says with `null` that there are no more; `give` is called with what that makes. */
function unpacker({ memory, create_context, supply_input, get_next_output }, give) {
  const context = create_context();
  const fields = () => new Uint32Array(memory.buffer, context, 6);
  const [room, input] = fields();
  let result = GOES_ON;
  // Until there is nothing more to make of what has come in.
  const unpack = (isLast) => {
    do {
      result = get_next_output(context);
      if (result !== GOES_ON && result !== IS_OVER) throw new Error(`What was loaded is damaged with status ${result}.`);
      const [, , , , output, length] = fields();
      give(new Uint8Array(memory.buffer, output, length));
      fields()[5] = 0;
    } while (result !== IS_OVER && (isLast || fields()[2] !== fields()[3]));
  };
  return (bytes) => {
    for (let at = 0; at < bytes?.length && result !== IS_OVER; at += room) {
      const piece = bytes.subarray(at, at + room);
      new Uint8Array(memory.buffer).set(piece, input);
      supply_input(context, piece.length);
      unpack(false);
    }
    if (bytes || result === IS_OVER) return;
    supply_input(context, 0);
    unpack(true);
  };
}

/** What the worker does: the first message brings the unpacker, the others a piece each, or `null` after the last. It answers with the module, or with the name of an error and why. */
function work() {
  let unpack;
  let all = new Uint8Array(0), length = 0;
  const give = (bytes) => {
    if (length + bytes.length > all.length) {
      const more = new Uint8Array(2 * (length + bytes.length));
      more.set(all);
      all = more;
    }
    all.set(bytes, length);
    length += bytes.length;
  };
  onmessage = ({ data }) => {
    try {
      if (!unpack) return void (unpack = unpacker(new WebAssembly.Instance(new WebAssembly.Module(data)).exports, give));
      unpack(data);
      if (!data) postMessage(new WebAssembly.Module(joined(all.subarray(0, length))));
    } catch (error) {
      postMessage([error.name, error.message]);
    }
  };
}

/** The module that a worker makes of a stream; the worker ends with that. */
async function made(packed, program) {
  const worker = new Worker(import.meta.url, { type: "module" });
  try {
    return await new Promise((done, fail) => {
      worker.onerror = ({ message }) => fail(new Error(message ?? "the worker that unpacks it could not be loaded"));
      worker.onmessage = ({ data }) => (Array.isArray(data) ? fail(new (WebAssembly[data[0]] ?? Error)(data[1])) : done(data));
      worker.postMessage(program, [program]);
      const send = async () => {
        for (const reader = packed.getReader(); ;) {
          const { done, value } = await reader.read();
          worker.postMessage(done ? null : value, done ? [] : [value.buffer]);
          if (done) return;
        }
      };
      send().catch(fail);
    });
  } finally {
    worker.terminate();
  }
}

export async function load(address) {
  const [response, program] = await Promise.all([fetch(address), fetch(new URL("unpack.wasm", import.meta.url))]);
  // What the server says instead is told as if nothing were packed.
  if (!response.ok || !program.ok) return response.ok ? program : response;
  return made(response.body, await program.arrayBuffer());
}

if (globalThis.WorkerGlobalScope) work();
