// Hands the page's module over while it comes in. A release packs it by xz; unpack.wasm, which the package xz-decompress
// brings along, unpacks it piece by piece. What lies in its memory at a context, as numbers: the room for a piece, where that
// is, how much of it is done and how much there is; where what is unpacked stands, and how much that is.
const GOES_ON = 0, IS_OVER = 1;

function unpacker({ memory, create_context, supply_input, get_next_output }) {
  const context = create_context();
  const fields = () => new Uint32Array(memory.buffer, context, 6);
  const [room, input] = fields();
  let result = GOES_ON;
  // Until there is nothing more to make of what has come in.
  const unpack = (controller, isLast) => {
    do {
      result = get_next_output(context);
      if (result !== GOES_ON && result !== IS_OVER) throw new Error(`What was loaded is damaged (${result}).`);
      const [, , , , output, length] = fields();
      controller.enqueue(new Uint8Array(memory.buffer, output, length).slice());
      fields()[5] = 0;
    } while (result !== IS_OVER && (isLast || fields()[2] !== fields()[3]));
  };
  return {
    transform(bytes, controller) {
      for (let at = 0; at < bytes.length && result !== IS_OVER; at += room) {
        const piece = bytes.subarray(at, at + room);
        new Uint8Array(memory.buffer).set(piece, input);
        supply_input(context, piece.length);
        unpack(controller, false);
      }
    },
    flush(controller) {
      if (result === IS_OVER) return;
      supply_input(context, 0);
      unpack(controller, true);
    },
  };
}

export async function load(address) {
  const [response, unpack] = await Promise.all([fetch(address), fetch(new URL("unpack.wasm", import.meta.url))]);
  // What the server says instead is told as if nothing were packed.
  if (!response.ok || !unpack.ok) return response.ok ? unpack : response;
  const { instance } = await WebAssembly.instantiate(await unpack.arrayBuffer());
  const unpacked = response.body.pipeThrough(new TransformStream(unpacker(instance.exports)));
  return new Response(unpacked, { headers: { "content-type": "application/wasm" } });
}
