// The body of a push as text: whole, UTF-8, and never read beyond its cap.

export type Reading = { ok: true; body: string } | { ok: false; status: 400 | 413 | 415; error: string };

/** Stops reading at the cap: a body without a length may go on forever. */
export async function readText(request: Request, maxBytes: number): Promise<Reading> {
  if (request.headers.has("content-encoding")) {
    return { ok: false, status: 415, error: "the body must not be compressed (Content-Encoding)" };
  }
  const tooLarge = { ok: false, status: 413, error: `the body must be at most ${maxBytes} bytes` } as const;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  let body = "";
  let size = 0;
  try {
    // The usual case, and the cheaper way to read it. Of a body with both headers the length means nothing.
    const isOfKnownLength = request.headers.has("content-length") && !request.headers.has("transfer-encoding");
    if (isOfKnownLength) return { ok: true, body: decoder.decode(await request.arrayBuffer()) };
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) return tooLarge;
      body += decoder.decode(chunk, { stream: true });
    }
    return { ok: true, body: body + decoder.decode() };
  } catch {
    return { ok: false, status: 400, error: "the body was cut off, or is not UTF-8" };
  }
}
