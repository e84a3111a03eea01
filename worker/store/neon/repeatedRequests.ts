// The driver reaches PostgreSQL through this `fetch`. A database that slept takes a moment to wake and may refuse
// requests meanwhile. A request that certainly did not run is repeated; one that broke off is repeated only if it
// reads. In all other cases the outcome is unknown, and the caller must find out (../retryWrites.ts, and the ledger).
import { type Ask, type Patience, patiently } from "../patience.ts";
import { brokeOff } from "../trouble.ts";

/** A `fetch` for databases, each with a patience of its own. */
export function patientFetch(patience: Patience) {
  const databases = new Map<string, Ask>();
  return async (url: string, init: RequestInit): Promise<Response> => {
    const ask = databases.get(url) ?? patiently("neon", patience, () => Date.now());
    databases.set(url, ask);
    const isRead = readsOnly(init);
    try {
      return await ask(
        async (signal) => {
          const response = await fetch(url, { ...init, signal });
          const { status } = response;
          const body = await response.text();
          if (!response.ok && isWorthAnother(status, body, isRead)) throw new NotAnswered(status, body);
          return new Response(body, { status });
        },
        (error) => error instanceof NotAnswered || wasRefused(error) || (isRead && brokeOff(error)),
      );
    } catch (error) {
      if (!(error instanceof NotAnswered)) throw error;
      return new Response(error.body, { status: error.status });
    }
  };
}

/** An answer that does not come from the database itself. */
class NotAnswered extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Matches requests as the driver writes them. A quote within a parameter would be escaped, so it cannot match. */
function readsOnly({ body }: RequestInit): boolean {
  return typeof body === "string" && !/"query":"(?!\s*select\b)/i.test(body);
}

/** Cloudflare's statuses for a request that never reached the host: no connection, host down, failed handshake. */
const UNREACHED = [521, 523, 525, 526, 530];
/** A gateway got no answer. */
const BROKEN_OFF = [502, 503, 504];
/** PostgreSQL is starting up, or has no connection to spare. */
const NOT_CONNECTED = /"code":\s*"(57P03|53300)"/;
/** Neon's proxy has no database behind it yet. */
const NOT_AWAKE = /couldn't connect to compute node|control plane request failed|failed to acquire permit to connect/i;

function isWorthAnother(status: number, body: string, isRead: boolean): boolean {
  return wasNotRun(status, body) || (isRead && BROKEN_OFF.includes(status));
}

export function wasNotRun(status: number, body: string): boolean {
  return status === 429 || UNREACHED.includes(status) || NOT_CONNECTED.test(body) || NOT_AWAKE.test(body);
}

function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? String(error.cause) : "";
  return /connection refused|ECONNREFUSED|DNS lookup failed|ENOTFOUND/i.test(`${String(error)} ${cause}`);
}
