// The live socket: connects, checks that the line is alive, and connects again. No other module knows WebSockets.
import type { LiveFrame } from "../../../worker/wire/board.ts";
import { waitMs } from "./reconnect.ts";

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
/** A connection that hasn't opened and greeted within this time is given up. */
const HELLO_WITHIN_MS = 10_000;
/**
 * A connection that breaks sooner counts as a failure. Otherwise a server that refuses after its greeting would be called
 * four times a second.
 */
const STEADY_AFTER_MS = 10_000;

export type Line = "connecting" | "live" | "waiting";

export interface LiveOptions {
  /** Sequence number to resume from; null for a fresh start. */
  since: () => number | null;
  onFrame: (frame: LiveFrame) => void;
  onLine: (line: Line) => void;
  /** A connection was refused before it opened; browsers don't say why. */
  onRefused: () => void;
}

export function followLive({ since, onFrame, onLine, onRefused }: LiveOptions): void {
  let socket: WebSocket | null = null;
  let failures = 0;
  let retry: number | undefined;
  let ping: number | undefined;
  let deadline: number | undefined;
  let probeLine = () => {};

  function connect(): void {
    clearTimeout(retry);
    onLine("connecting");
    let opened = false;
    let greetedAt = Number.POSITIVE_INFINITY;
    const current = new WebSocket(address(since()));
    socket = current;
    deadline = window.setTimeout(lost, HELLO_WITHIN_MS);

    function lost(): void {
      if (socket !== current) return;
      socket = null;
      clearTimeout(deadline);
      clearInterval(ping);
      current.close();
      onLine("waiting");
      if (performance.now() - greetedAt > STEADY_AFTER_MS) failures = 0;
      retry = window.setTimeout(connect, waitMs(failures, Math.random()));
      failures += 1;
      if (!opened) onRefused();
    }

    current.addEventListener("open", () => {
      opened = true;
      ping = window.setInterval(probe, PING_EVERY_MS);
    });

    function probe(): void {
      if (current.readyState !== WebSocket.OPEN) return;
      current.send("ping");
      clearTimeout(deadline);
      deadline = window.setTimeout(lost, PONG_WITHIN_MS);
    }
    probeLine = probe;

    current.addEventListener("message", ({ data }) => {
      if (socket !== current) return;
      // Anything that comes proves that the line is alive.
      clearTimeout(deadline);
      const frame = frameOf(data);
      if (frame === null) return;
      if (frame.type === "hello") {
        greetedAt = performance.now();
        onLine("live");
      }
      onFrame(frame);
    });
    current.addEventListener("close", lost);
    current.addEventListener("error", lost);
  }

  /** The network or the reader is back. So connect at once, or check a line that slept. */
  function hurry(): void {
    if (document.visibilityState !== "visible") return;
    if (socket !== null) probeLine();
    else {
      failures = 0;
      connect();
    }
  }

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
}

function address(since: number | null): string {
  const url = new URL("/api/live", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (since !== null) url.searchParams.set("since", String(since));
  return url.href;
}

function frameOf(data: unknown): LiveFrame | null {
  if (typeof data !== "string" || !data.startsWith("{")) return null;
  const frame: unknown = JSON.parse(data);
  return isFrame(frame) ? frame : null;
}

/** The server is our own, but after a deploy an open page may get frames of a newer version. They are not ours to read. */
function isFrame(frame: unknown): frame is LiveFrame {
  if (typeof frame !== "object" || frame === null || !("type" in frame) || !("seq" in frame)) return false;
  if (typeof frame.seq !== "number") return false;
  if (frame.type === "payment") return "payment" in frame;
  if (frame.type === "away") return "health" in frame;
  return (frame.type === "hello" || frame.type === "status") && "status" in frame;
}
