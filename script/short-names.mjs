// Gives what a module imports and exports names of a letter or two. wasm-bindgen's are long, and stand in the module and in
// its script, which are both loaded before the page can be used.

/** What wasm-bindgen made up. All else has a name that somebody asks for: `memory`, `main`, `worker_main`. */
const MADE_UP = /\b(?:__wb|__externref|wasm_bindgen_)\w+/g;
/** The numbers of sections and of kinds of imports, and their forms: WebAssembly's specification, 5.2 and 5.5. */
const [IMPORTS, EXPORTS] = [2, 7];
const HEADER_BYTES = 8;

/** Walks through bytes; what it takes can be written again as it stands. */
function walk(bytes, at = 0) {
  const number = () => {
    for (let [value, shift] = [0, 0]; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  const take = (length) => bytes.subarray(at, (at += length));
  const name = () => take(number()).toString();
  /** All that `read` goes past. */
  const past = (read) => {
    const start = at;
    read();
    return bytes.subarray(start, at);
  };
  return { number, take, name, past, isAtEnd: () => at >= bytes.length };
}

function encoded(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return Buffer.from([...bytes, number]);
}
const sized = (bytes) => Buffer.concat([encoded(bytes.length), bytes]);

/** An import's kind and type: of a function, a table, a memory, a global, a tag. */
function importType({ number, take }) {
  const limits = () => (number() & 1 ? [number(), number()] : number());
  [number, () => [take(1), limits()], limits, () => take(2), () => [take(1), number()]][take(1)[0]]();
}

function shortImports(body, short) {
  const one = (at) => [sized(Buffer.from(at.name())), sized(Buffer.from(short(at.name()))), at.past(() => importType(at))];
  return everyOne(body, one);
}

function shortExports(body, short) {
  const one = (at) => [sized(Buffer.from(short(at.name()))), at.past(() => [at.take(1), at.number()])];
  return everyOne(body, one);
}

function everyOne(body, one) {
  const at = walk(body);
  const count = at.number();
  return Buffer.concat([encoded(count), ...Array.from({ length: count }, () => one(at)).flat()]);
}

/** The names a, b … z, A … Z, aa, ab … */
function letters(index) {
  const [alphabet, rest] = ["abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", Math.floor(index / 52)];
  return (rest > 0 ? letters(rest - 1) : "") + alphabet[index % 52];
}

/** A module and its script with short names: the same in every other way. Both keep their own where they don't agree. */
export function shortNames(module, script) {
  const known = new Map();
  const called = new Set(script.match(MADE_UP));
  const short = (name) => {
    if (!called.has(name)) return name;
    if (!known.has(name)) known.set(name, letters(known.size));
    return known.get(name);
  };
  const parts = [module.subarray(0, HEADER_BYTES)];
  for (const at = walk(module, HEADER_BYTES); !at.isAtEnd(); ) {
    const id = at.take(1);
    const body = at.take(at.number());
    const change = { [IMPORTS]: shortImports, [EXPORTS]: shortExports }[id[0]];
    parts.push(id, sized(change?.(body, short) ?? body));
  }
  return { module: Buffer.concat(parts), script: script.replace(MADE_UP, (name) => known.get(name) ?? name) };
}
