// Reads the bodies of requests: whole, and as UTF-8. A body is never read beyond its cap or waited for without an end. The
// bodies that are read at once never fill the memory that all requests share.
import type { Context } from "hono";
import { TooLate, within } from "../../deadline.ts";

export interface BodyRefusal {
  ok: false;
  status: 400 | 408 | 413 | 415 | 503;
  error: string;
}
type Bytes = { ok: true; bytes: Uint8Array } | BodyRefusal;
/** `text` begins with the byte order mark if one came, because a signature covers it too. */
export type Reading = { ok: true; text: string } | BodyRefusal;
export type FormReading = { ok: true; form: FormData } | BodyRefusal;

/** Long enough for 4 MiB on a slow line. */
const DEADLINE_MS = 30_000;
/** The most that all bodies may hold at once, of an isolate's 128 MB. A stranger can invent what looks like a signature. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** A body of a known length up to this is read in one piece, which is cheaper. */
const ONE_PIECE_BYTES = 64 * 1024;

const CUT_OFF = "the body was cut off, or is not UTF-8";

interface Hold {
  bytes: number;
  /** Epoch ms. */
  since: number;
}

/** What every body that is being read in this isolate holds. */
const holds = new Set<Hold>();

export async function readText(request: Request, maxBytes: number): Promise<Reading> {
  const reading = await readBytes(request, maxBytes);
  if (!reading.ok) return reading;
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(reading.bytes) };
  } catch {
    return refused(400, CUT_OFF);
  }
}

export function refusedBody(context: Context, { status, error }: BodyRefusal): Response {
  return context.json({ error }, status, status === 503 ? { "retry-after": "1" } : {});
}

export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** Undefined for a text that is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    return undefined;
  }
}

export async function readForm(request: Request, maxBytes: number): Promise<FormReading> {
  const reading = await readBytes(request, maxBytes);
  if (!reading.ok) return reading;
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  try {
    return { ok: true, form: await new Response(reading.bytes, { headers }).formData() };
  } catch {
    return refused(400, "the body is not a form");
  }
}

export async function readBytes(request: Request, maxBytes: number): Promise<Bytes> {
  const { body, headers } = request;
  if (headers.has("content-encoding")) return refused(415, "the body must not be compressed (Content-Encoding)");
  const length = headers.get("content-length");
  if (length !== null && !/^\d+$/.test(length)) return refused(400, "Content-Length must be a number of bytes");
  if (Number(length) > maxBytes) return tooLarge(maxBytes);
  if (body === null) return { ok: true, bytes: new Uint8Array() };
  // The length means nothing when a body comes with both headers.
  const isShort = length !== null && Number(length) <= ONE_PIECE_BYTES && !headers.has("transfer-encoding");
  const hold: Hold = { bytes: 0, since: Date.now() };
  holds.add(hold);
  try {
    return await within(DEADLINE_MS, async (signal) => {
      if (!isShort) return inPieces(body, maxBytes, hold, signal);
      if (!mayHold(hold, Number(length))) return tooMany();
      const bytes = new Uint8Array(await request.arrayBuffer());
      return bytes.byteLength > maxBytes ? tooLarge(maxBytes) : { ok: true, bytes };
    });
  } catch (error) {
    return error instanceof TooLate ? refused(408, "the body took too long") : refused(400, CUT_OFF);
  } finally {
    holds.delete(hold);
  }
}

async function inPieces(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  hold: Hold,
  signal: AbortSignal,
): Promise<Bytes> {
  const reader = body.getReader();
  // Not awaited, because a body that hangs may hang here too.
  const letGo = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", letGo);
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return { ok: true, bytes: Buffer.concat(pieces, size) };
      size += value.byteLength;
      if (size > maxBytes) return tooLarge(maxBytes);
      if (!mayHold(hold, value.byteLength)) return tooMany();
      pieces.push(value);
    }
  } finally {
    letGo();
  }
}

/** Adds to what a body holds, unless all bodies together would hold too much. */
function mayHold(hold: Hold, moreBytes: number): boolean {
  let heldBytes = moreBytes;
  for (const other of holds) {
    // A request ends without a sign when its caller hangs up, so what it held is given back after a time.
    if (Date.now() - other.since > 2 * DEADLINE_MS) holds.delete(other);
    else heldBytes += other.bytes;
  }
  if (heldBytes > MAX_HELD_BYTES) return false;
  hold.bytes += moreBytes;
  return true;
}

function tooLarge(maxBytes: number): BodyRefusal {
  return refused(413, `the body must be at most ${maxBytes} bytes`);
}

function tooMany(): BodyRefusal {
  return refused(503, "too many bodies are being read just now; try again");
}

function refused(status: BodyRefusal["status"], error: string): BodyRefusal {
  return { ok: false, status, error };
}
