// How long a query may take, and what is asked again. A database that slept takes a moment to wake, and may refuse whoever
// comes meanwhile. Only what certainly was not run is asked again here: of anything else the outcome is unknown, and
// whoever asked must find out (the intake takes the writer anew, and reads what is known).

export interface Patience {
  /** Of one query or batch, from the first attempt to the last byte of the answer. */
  deadlineMs: number;
  /** Before the second attempt, the third, … */
  pausesMs: readonly number[];
}

/** `fetch`, for a database. */
export function patientFetch({ deadlineMs, pausesMs }: Patience) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const giveUp = new AbortController();
    // Not `AbortSignal.timeout`: its timer would keep a Durable Object from sleeping after the answer has come.
    const timer = setTimeout(() => giveUp.abort(tooLate(deadlineMs)), deadlineMs);
    try {
      for (let attempt = 0; ; attempt += 1) {
        const pauseMs = pausesMs[attempt];
        try {
          const response = await fetch(url, { ...init, signal: giveUp.signal });
          const { status } = response;
          const body = await response.text();
          if (response.ok || pauseMs === undefined || !wasNotRun(status, body)) return new Response(body, { status });
        } catch (error) {
          if (pauseMs === undefined || !wasRefused(error)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

function tooLate(deadlineMs: number): DOMException {
  return new DOMException(`the database did not answer within ${deadlineMs} ms`, "TimeoutError");
}

/** No connection, a host that is down, a failed handshake: Cloudflare's own words for what never reached the host. */
const UNREACHED = [521, 523, 525, 526, 530];
/** PostgreSQL's: starting up, and no connection to spare. */
const NOT_CONNECTED = /"code":\s*"(57P03|53300)"/;
/** Neon's proxy's: no database behind it yet. */
const NOT_AWAKE = /couldn't connect to compute node|control plane request failed|failed to acquire permit to connect/i;

export function wasNotRun(status: number, body: string): boolean {
  return status === 429 || UNREACHED.includes(status) || NOT_CONNECTED.test(body) || NOT_AWAKE.test(body);
}

function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? String(error.cause) : "";
  return /connection refused|ECONNREFUSED|DNS lookup failed|ENOTFOUND/i.test(`${String(error)} ${cause}`);
}
