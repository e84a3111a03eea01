// How long a query may take, and what is asked again. A database that slept takes a moment to wake, and may refuse whoever
// comes meanwhile. Only what certainly was not run is asked again here: of anything else the outcome is unknown, and
// whoever asked must find out (the intake takes the writer anew, and reads what is known).

/** Of one query or batch, waiting included. A sleeping database of Neon's is awake after one second, mostly. */
const DEADLINE_MS = 10_000;
const PAUSES_MS = [100, 300, 900, 2_000];

export async function patientFetch(url: string, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  for (const pauseMs of PAUSES_MS) {
    try {
      const response = await fetch(url, { ...init, signal });
      if (response.ok) return response;
      const body = await response.text();
      const { status, headers } = response;
      if (!wasNotRun(status, body)) return new Response(body, { status, headers });
    } catch (error) {
      if (!wasRefused(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    signal.throwIfAborted();
  }
  return fetch(url, { ...init, signal });
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

export function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? String(error.cause) : "";
  return /connection refused|ECONNREFUSED|DNS lookup failed|ENOTFOUND/i.test(`${String(error)} ${cause}`);
}
