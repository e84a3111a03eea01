// Boards that have gone silent. Whoever does not read would make the object keep every frame for ever, and nothing else tells of
// it: what a socket still holds back can't be asked.

/** The page pings each 20 s; in a tab that nobody sees, browsers let it once a minute. */
export const SILENT_MS = 90_000;
/** Boards whose time is up one after the other are seen to together. */
const LOOK_EVERY_MS = 10_000;
const SILENT = { code: 1008, reason: "no ping for a minute and a half" };

/** To be called with each socket that is accepted: one that never pings is counted from here. */
export function noteAccepted(socket: WebSocket, nowMs: number): void {
  socket.serializeAttachment(nowMs);
}

/** Closes those that have been silent for too long. Answers when to look again; null while no board is open. */
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
  // Accepted by an earlier version.
  noteAccepted(socket, nowMs);
  return nowMs;
}
