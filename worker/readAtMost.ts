// The beginning of an answer's body, however long the body is.

/** Reads decoded bytes, so that a compressed body cannot swell either. `isWhole`: the body has no more than `bytes`. */
export async function readAtMost(
  maxBytes: number,
  { body }: Response,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  if (body === null) return { bytes: new Uint8Array(), isWhole: true };
  const reader = body.getReader();
  // Not awaited: cancelling a body that hangs may hang too.
  const letGo = () => void reader.cancel().catch(() => undefined);
  // The fetch's own signal does not stop a body that drips.
  signal.addEventListener("abort", letGo);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    signal.throwIfAborted();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: joined(chunks, size), isWhole: true };
      size += value.byteLength;
      chunks.push(value);
      if (size > maxBytes) return { bytes: joined(chunks, size).subarray(0, maxBytes), isWhole: false };
    }
  } finally {
    letGo();
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
