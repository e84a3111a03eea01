// The way to PostgreSQL is `fetch`, and this is the one that the driver gets. A database that slept takes a moment to wake, and
// may refuse whoever comes meanwhile: what certainly was not run is asked again, and of what broke off, what only reads. Of
// anything else the outcome is unknown, and whoever asked must find out (../persistent.ts, and the intake).
import { type Ask, type Patience, patiently } from "../patience.ts";
import { brokeOff } from "../trouble.ts";

/** `fetch`, for databases: each is asked with a patience of its own. */
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

/** An answer, but not the database's. */
class NotAnswered extends Error {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** As the driver writes its requests: within a parameter the quotes would be escaped. */
function readsOnly({ body }: RequestInit): boolean {
  return typeof body === "string" && !/"query":"(?!\s*select\b)/i.test(body);
}

/** No connection, a host that is down, a failed handshake: Cloudflare's own words for what never reached the host. */
const UNREACHED = [521, 523, 525, 526, 530];
/** A gateway that got no answer. */
const BROKEN_OFF = [502, 503, 504];
/** PostgreSQL's: starting up, and no connection to spare. */
const NOT_CONNECTED = /"code":\s*"(57P03|53300)"/;
/** Neon's proxy's: no database behind it yet. */
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
