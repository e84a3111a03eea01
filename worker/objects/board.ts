// The live board: hibernating WebSockets, and events by sequence number. What a board shows after any number of
// reconnects equals the store: live events, plus the ring for what it missed, plus a reload when it missed too much.
import { DurableObject } from "cloudflare:workers";
import { type Config, configOf } from "../config/config.ts";
import { TooLate, within } from "../deadline.ts";
import { healthWithoutStoreNow, qualityNow, statusNow } from "../health/presentStatus.ts";
import { logError } from "../log.ts";
import { openStore } from "../store/open.ts";
import { StoreAway, storeSentence, storeTroubleOf } from "../store/trouble.ts";
import { turns } from "../turns.ts";
import type { HealthWithoutStore, LiveFrame, Status } from "../wire/board.ts";
import { type PaymentFrame, toFrame } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { openRing, RING_SIZE } from "./newestEvents.ts";
import { closeSilent, noteAccepted, SILENT_MS } from "./silentBoards.ts";

const PING = "ping";
const PONG = "pong";
const MAX_SOCKETS = 1_000;
const MAX_MESSAGE_LENGTH = 1_024;
/** Status frames cost more than payments, so at most one is sent each second. */
const STATUS_EVERY_MS = 1_000;
/** Counting what is known of today's payments reads a few thousand rows. */
const QUALITY_EVERY_MS = 10_000;
const PAGE = 500;
/** A page gives up a greeting that takes ten seconds, which is as long as the store may take. */
const STATUS_WITHIN_MS = 6_000;

/** What is known now. `away`: what is known without the store, while it cannot be read; `status` is then the last one of today. */
interface Known {
  status: Status | null;
  away: HealthWithoutStore | null;
  at: number;
}

export class Board extends DurableObject<Env> {
  readonly #ring = openRing(this.ctx.storage.sql);
  readonly #store = openStore(this.env);
  #isStatusComing = false;
  /** Something has changed since the last status. */
  #isStatusOwed = false;
  /** The last status, and what is known now. */
  #lastStatus: Status | null = null;
  #known: Known | null = null;
  #qualityAt = 0;
  /** Publishing happens one after the other, so that gaps are filled once and frames leave in order. */
  readonly #inTurn = turns();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // Without this, each ping would wake the object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  }

  /** The WebSocket upgrade of `GET /api/live?since=SEQ`. Every request that gets here has passed the Worker's door. */
  override async fetch(request: Request): Promise<Response> {
    const since = Number(new URL(request.url).searchParams.get("since") ?? Number.NaN);
    const { status, away } = await this.#knownLately();
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SILENT_MS);
    // Nothing waits between here and the accept. Therefore no event is lost between the replay and the live ones, and a
    // crowd that comes at once cannot exceed the limit.
    if (this.ctx.getWebSockets().length >= MAX_SOCKETS) {
      return Response.json({ error: "too many boards are open" }, { status: 503, headers: { "retry-after": "30" } });
    }
    const missed = Number.isSafeInteger(since) ? this.#ring.after(since) : null;
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    noteAccepted(server, Date.now());
    server.send(frame({ type: "hello", seq: this.#ring.newest(), reset: missed === null, status }));
    for (const json of missed ?? []) server.send(json);
    if (away !== null) {
      server.send(frame({ type: "away", seq: this.#ring.newest(), health: away }));
      this.#scheduleStatus();
    }
    return new Response(null, { status: 101, webSocket: client });
  }

  /**
   * Payments recorded just now, by sequence number. They may come twice, or after later ones. The caller renders them, because
   * two values for each payment pass between objects at a tenth of the cost of twenty.
   */
  publish(payments: PaymentFrame[], truthChanged = false): Promise<void> {
    return this.#inTurn(async () => {
      // The person who gave the verdict, or sent the label, looks whether it counts: it is counted anew at once.
      if (truthChanged) this.#qualityAt = 0;
      const first = payments[0];
      if (first === undefined) return;
      if (first.seq > this.#ring.newest() + 1) await this.#fillFromStore(first.seq - 1);
      this.#send(payments.filter(({ seq }) => seq > this.#ring.newest()));
    });
  }

  /** Sends the payments that the store has and the boards were not told of, and the present status. */
  catchUp(): Promise<void> {
    return this.#inTurn(async () => {
      // Boards are told of a store that cannot be read, too.
      await this.#fillFromStore(Number.MAX_SAFE_INTEGER).finally(() => this.#scheduleStatus());
    });
  }

  /** The status has changed by something that no payment tells of, such as what waits for the store. */
  statusChanged(): void {
    this.#scheduleStatus();
  }

  /** Runs only while boards are open. Without any, the object sleeps. */
  override async alarm(): Promise<void> {
    const lookAt = closeSilent(this.ctx, Date.now());
    if (lookAt !== null) await this.ctx.storage.setAlarm(lookAt);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    // A board sends only pings, and those are answered without waking this object.
    if (typeof message !== "string") socket.close(1003, "text only");
    else if (message.length > MAX_MESSAGE_LENGTH) socket.close(1009, "too large");
    else if (message !== PING) socket.close(1008, "only pings are expected");
  }

  override webSocketClose(socket: WebSocket): void {
    // The code that came is not sent back, because some codes may be received but not sent (1005, 1006, 1015).
    socket.close(1000);
  }

  async #fillFromStore(upTo: number): Promise<void> {
    const lastSeq = await this.#store.newestSeq();
    const target = Math.min(lastSeq, upTo);
    // After a long absence, or a store that was restored to an earlier day, events cannot mend what the boards show.
    const reload = target - RING_SIZE > this.#ring.newest() || lastSeq < this.#ring.newest();
    if (reload) this.#ring.restart(Math.max(0, target - RING_SIZE));
    while (this.#ring.newest() < target) {
      const page = await this.#store.changes(this.#ring.newest(), PAGE);
      const due = page.filter(({ seq }) => seq <= target);
      if (due.length === 0) break;
      this.#send(due.map((payment) => toFrame(payment, configOf(this.env).currency)));
    }
    if (reload && this.ctx.getWebSockets().length > 0) {
      const { status } = await this.#look();
      this.#broadcast(frame({ type: "hello", seq: this.#ring.newest(), reset: true, status }));
    }
  }

  #send(frames: PaymentFrame[]): void {
    if (frames.length === 0) return;
    this.#ring.append(frames);
    for (const { json } of frames) this.#broadcast(json);
    this.#scheduleStatus();
  }

  #broadcast(json: string): void {
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(json);
      } catch {
        // The socket is closing. Its board comes back with ?since= and gets this frame from the ring.
      }
    }
  }

  #scheduleStatus(): void {
    this.#isStatusOwed = true;
    if (this.#isStatusComing || this.ctx.getWebSockets().length === 0) return;
    this.#isStatusComing = true;
    setTimeout(() => {
      const sent = this.#sendStatus()
        .catch((error: unknown) => logError("status_not_sent", error, { boards: this.ctx.getWebSockets().length }))
        .finally(() => {
          this.#isStatusComing = false;
          if (this.#isStatusOwed) this.#scheduleStatus();
        });
      this.ctx.waitUntil(sent);
    }, STATUS_EVERY_MS);
  }

  async #sendStatus(): Promise<void> {
    this.#isStatusOwed = false;
    const { status, away } = await this.#look();
    const seq = this.#ring.newest();
    // Nobody may tell that the store is back, so boards look for it themselves.
    if (away !== null) this.#isStatusOwed = true;
    if (away !== null) this.#broadcast(frame({ type: "away", seq, health: away }));
    else if (status !== null) this.#broadcast(frame({ type: "status", seq, status }));
  }

  /** For greetings: a crowd that reconnects shares one look. If that fails, what was known before is used. */
  async #knownLately(): Promise<Known> {
    const known = this.#known;
    if (known !== null && Date.now() - known.at < STATUS_EVERY_MS) return known;
    return this.#look().catch((error: unknown) => {
      if (known === null) throw error;
      return known;
    });
  }

  async #look(): Promise<Known> {
    const config = configOf(this.env);
    try {
      const status = await within(STATUS_WITHIN_MS, () => this.#freshStatus(config));
      this.#lastStatus = status;
      this.#known = { status, away: null, at: Date.now() };
    } catch (error) {
      const { kind } = this.#store;
      const trouble = error instanceof TooLate ? new StoreAway(kind, STATUS_WITHIN_MS, 0) : error;
      const words = storeTroubleOf(trouble);
      if (words === null) throw error;
      if (this.#known?.away == null) logError("status_not_sent", error, { boards: this.ctx.getWebSockets().length });
      const away = await healthWithoutStoreNow(this.env, kind, config, storeSentence(words));
      // Figures of yesterday are not those of today.
      const isOfToday = this.#lastStatus?.date === dayAt(config.reportZone, Date.now()).date;
      this.#known = { status: isOfToday ? this.#lastStatus : null, away, at: Date.now() };
    }
    return this.#known;
  }

  async #freshStatus(config: Config): Promise<Status> {
    const [nowMs, last] = [Date.now(), this.#lastStatus];
    const isFresh = last !== null && nowMs - this.#qualityAt < QUALITY_EVERY_MS;
    if (!isFresh) this.#qualityAt = nowMs;
    const quality = isFresh ? last.quality : qualityNow(this.#store, config, nowMs);
    return statusNow(this.env, this.#store, config, nowMs, quality);
  }
}

function frame(value: LiveFrame): string {
  return JSON.stringify(value);
}
