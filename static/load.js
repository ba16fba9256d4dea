// Hands the page's module over while it comes in. A release packs it by xz, and puts in front of this what unpacks that.
export async function load(address) {
  const response = await fetch(address);
  // What the server says instead is told as if nothing were packed.
  if (!response.ok) return response;
  const unpacked = new globalThis["xz-decompress"].XzReadableStream(response.body);
  return new Response(unpacked, { headers: { "content-type": "application/wasm" } });
}
