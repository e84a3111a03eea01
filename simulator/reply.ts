// Sends an answer over the connection: whole, or broken in the way that was asked for.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { FaultName } from "./faults.ts";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const JSON_TYPE = { "content-type": "application/json" };
const HUGE_BYTES = 64 * 1024 * 1024;
const DRIPS = 20;
const THOUSAND_YEARS_S = 31_536_000_000;
const ERROR_PAGE =
  "<!DOCTYPE html>\n<html><head><title>Application error</title></head><body><h1>Application error</h1><p>An error occurred in the application and your page could not be served.</p></body></html>\n";

export function jsonReply(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, headers: { ...JSON_TYPE, ...headers }, body };
}

/** The reply that a fault puts in place of the answer; null when the fault leaves the answer alone. */
export function faultReply(struck: ReadonlySet<FaultName>, acceptsGzip: boolean): Reply | null {
  const text = { "content-type": "text/plain; charset=utf-8" };
  if (struck.has("500")) return { status: 500, headers: text, body: "Internal Server Error" };
  if (struck.has("503")) return { status: 503, headers: { ...text, "retry-after": "5" }, body: "Service Unavailable" };
  const limited = '{"error":"Rate limit exceeded: 5 per 1 minute"}';
  if (struck.has("429")) return jsonReply(429, limited, { "retry-after": "20" });
  if (struck.has("429-absurd")) return jsonReply(429, limited, { "retry-after": String(THOUSAND_YEARS_S) });
  if (struck.has("html")) return { status: 200, headers: { "content-type": "text/html" }, body: ERROR_PAGE };
  if (struck.has("redirect")) return { status: 302, headers: { location: "/moved/current-transactions" }, body: "" };
  if (struck.has("huge-body")) {
    const body = Buffer.alloc(HUGE_BYTES, " ");
    return acceptsGzip
      ? { status: 200, headers: { ...JSON_TYPE, "content-encoding": "gzip" }, body: gzipSync(body) }
      : { status: 200, headers: JSON_TYPE, body };
  }
  return null;
}

/** Resolves to true when the whole body was sent, and to false when the caller hung up before. */
export async function send(response: ServerResponse, reply: Reply, overMs = 0): Promise<boolean> {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, "content-length": String(body.length) });
  const ended = new Promise<boolean>((resolve) => {
    response.once("finish", () => resolve(true));
    response.once("close", () => resolve(response.writableFinished));
  });
  if (overMs > 0) {
    const size = Math.max(1, Math.ceil(body.length / DRIPS));
    for (let start = 0; start < body.length && !response.destroyed; start += size) {
      response.write(body.subarray(start, start + size));
      await pause(overMs / DRIPS);
    }
    response.end();
  } else {
    response.end(body);
  }
  return ended;
}
