// Closes boards that have gone silent. For a board that does not read, the object would keep every frame for ever. Only the
// missing pings show this, because a socket cannot be asked how much it still holds back.

/** The page pings every 20 s. In a hidden tab, browsers allow it once a minute only. */
export const SILENT_MS = 90_000;
/** Boards whose time is up within this span are closed together. */
const LOOK_EVERY_MS = 10_000;
const SILENT = { code: 1008, reason: "no ping for a minute and a half" };

/** To be called with each accepted socket: for one that never pings, the silence begins here. */
export function noteAccepted(socket: WebSocket, nowMs: number): void {
  socket.serializeAttachment(nowMs);
}

/** Closes the boards that have been silent for too long. Returns when to look again; null while no board is open. */
export function closeSilent(ctx: DurableObjectState, nowMs: number): number | null {
  let dueAt: number | null = null;
  for (const socket of ctx.getWebSockets()) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    const silentAt = heardAt(ctx, socket, nowMs) + SILENT_MS;
    if (silentAt <= nowMs) socket.close(SILENT.code, SILENT.reason);
    else dueAt = Math.min(dueAt ?? silentAt, silentAt);
  }
  return dueAt === null ? null : Math.max(dueAt, nowMs + LOOK_EVERY_MS);
}

function heardAt(ctx: DurableObjectState, socket: WebSocket, nowMs: number): number {
  const ping = ctx.getWebSocketAutoResponseTimestamp(socket);
  if (ping !== null) return ping.getTime();
  const acceptedAt: unknown = socket.deserializeAttachment();
  if (typeof acceptedAt === "number") return acceptedAt;
  // An earlier version accepted this socket, and noted no time.
  noteAccepted(socket, nowMs);
  return nowMs;
}
