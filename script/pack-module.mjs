// Packs a WebAssembly module: takes its code apart into rows of what is alike (static/load.js says which, and puts it
// together again), and packs these by xz.

import assert from "node:assert/strict";
import { ADDRESS, LARGE, ROWS, joined, lebOf, walk } from "../static/load.js";

/** The fifth level, which the packer has memory for, and `XZ_PRESET_EXTREME`. */
const XZ_PRESET = 5 + 2 ** 31;
const CODE = 10;

/** A number at a place, and where it ends. */
function lebAt(bytes, place) {
  let value = 0;
  for (let at = place, shift = 0; ; at += 1, shift += 7) {
    value += (bytes[at] & 127) * 2 ** shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

/** Where the code of a module stands: its section, and in it the number of functions, and the first of them. */
function findCode(module) {
  for (let at = 8; at < module.length;) {
    const [length, start] = lebAt(module, at + 1);
    if (module[at] === CODE) return { section: at, end: start + length, functions: lebAt(module, start) };
    at = start + length;
  }
  throw new Error("A module without code?");
}

/** A module taken apart, as `joined` wants it. */
function apart(module) {
  const { section, end, functions: [functions, first] } = findCode(module);
  const rows = Object.fromEntries(ROWS.map((row) => [row, []]));
  let at = first;
  const bytes = (row, count) => {
    for (let left = count; left > 0; left -= 1) rows[row].push(module[at++]);
  };
  // Four bytes, of which the last one's sign is plus.
  const isAddress = () => lebAt(module, at)[1] === at + 4 && module[at + 3] < 64;
  const constant = () => (isAddress() ? ADDRESS : module[at] > 127 ? LARGE : 0x41);
  const copy = {
    address() {
      const [value, after] = lebAt(module, at);
      for (let shift = 24; shift >= 0; shift -= 8) rows.address.push((value >> shift) & 255);
      at = after;
    },
    offset(bits) {
      const [value, after] = lebAt(module, at);
      rows.offset.push(...lebOf(bits ? ((value >>> bits) | (value << (32 - bits))) >>> 0 : value));
      at = after;
    },
    op() {
      const code = module[at++];
      assert.ok(code !== LARGE && code !== ADDRESS, "an opcode that there is not");
      const seen = code === 0x41 ? constant() : code;
      rows.op.push(seen);
      return seen;
    },
    leb(row) {
      const [value, after] = lebAt(module, at);
      bytes(row, after - at);
      return value;
    },
    bytes,
  };
  for (let left = functions; left > 0; left -= 1) {
    const [length, start] = lebAt(module, at);
    at = start;
    walk(copy);
    assert.equal(at, start + length, "a function that is read wrong");
  }
  assert.equal(at, end);
  const rest = [...module.subarray(0, section), ...module.subarray(end)];
  const numbers = [module.length, section, functions, rest.length, ...ROWS.map((row) => rows[row].length)];
  return Buffer.concat([Buffer.from(Uint32Array.from(numbers).buffer), Buffer.from(rest), ...ROWS.map((row) => Buffer.from(rows[row]))]);
}

/** A module as a release loads it. */
export async function packed(module) {
  const taken = apart(module);
  assert.ok(module.equals(joined(new Uint8Array(taken))), "a module that can't be put together again");
  // Who develops needs none of it.
  const { xzAsync } = await import("node-liblzma/inline");
  return xzAsync(taken, { preset: XZ_PRESET });
}
