// A board's socket, for tests.
import type { LiveFrame } from "../../worker/wire/board.ts";
import { request } from "./worker.ts";

export interface Listener {
  frames: LiveFrame[];
  /** The next frame that fits, from those that came already or will. */
  next(fits: (frame: LiveFrame) => boolean): Promise<LiveFrame>;
  send(message: string | ArrayBuffer): void;
  closed: Promise<{ code: number }>;
  /** Without a code, as a page that is left does. */
  close(code?: number): void;
}

export async function listen(since?: number): Promise<Listener> {
  const path = since === undefined ? "/api/live" : `/api/live?since=${since}`;
  const response = await request(path, { headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket, but status ${response.status}`);
  const frames: LiveFrame[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener("message", ({ data }) => {
    frames.push(JSON.parse(String(data)));
    for (const wake of waiting) wake();
  });
  const closed = new Promise<{ code: number }>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve({ code }));
  });
  socket.accept();
  return {
    frames,
    closed,
    send: (message) => socket.send(message),
    close: (code) => socket.close(code),
    next: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

export function paymentIds(frames: readonly LiveFrame[]): string[] {
  return frames.flatMap((frame) => (frame.type === "payment" ? [frame.payment.id] : []));
}
