// Hands the page's module over while it comes in. A release packs it by zstd, and puts in front of this what unpacks that.
export async function load(address) {
  const response = await fetch(address);
  // What the server says instead is told as if nothing were packed.
  if (!response.ok) return response;
  let unpack;
  const unpacked = response.body.pipeThrough(new TransformStream({
    start: (controller) => (unpack = new globalThis.fzstd.Decompress((bytes) => controller.enqueue(bytes))),
    transform: (bytes) => unpack.push(bytes),
    flush: () => unpack.push(new Uint8Array(), true),
  }));
  return new Response(unpacked, { headers: { "content-type": "application/wasm" } });
}
