// A load generator: callers with kept-alive connections and one request in flight each, as real pushers behave.
import http from "node:http";
import { setTimeout } from "node:timers/promises";

export interface Load {
  callers: number;
  /** Makes the body of each request. */
  body: () => string;
  /** Ends after this many requests in all, or after this time. */
  until: { requests: number } | { ms: number };
  /** Status that every answer must have; 200 unless set. */
  status?: number;
}

export interface LoadResult {
  /** Latency of each request, in order of completion. */
  latenciesMs: number[];
  elapsedMs: number;
}

/** Throws when an answer has another status than it must. */
export async function drive(url: URL, { callers, body, until, status = 200 }: Load): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: callers });
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  let begun = 0;
  const goesOn = () => ("requests" in until ? begun < until.requests : performance.now() - startedAt < until.ms);
  const caller = async () => {
    while (goesOn()) {
      begun += 1;
      const sentAt = performance.now();
      await post(url, body(), agent, status);
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: callers }, caller));
  } finally {
    agent.destroy();
  }
  return { latenciesMs, elapsedMs: performance.now() - startedAt };
}

export interface Steady {
  everyMs: number;
  forMs: number;
  /** Makes the body of each request. */
  body: () => string;
}

/** Sends at its own pace, whether or not earlier requests were answered: customers do not wait for one another. */
export async function sendSteadily(url: URL, { everyMs, forMs, body }: Steady): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true });
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const send = async () => {
    const sentAt = performance.now();
    await post(url, body(), agent, 200);
    latenciesMs.push(performance.now() - sentAt);
  };
  try {
    const sent: Promise<void>[] = [];
    for (let dueMs = 0; dueMs < forMs; dueMs += everyMs) {
      await setTimeout(Math.max(0, startedAt + dueMs - performance.now()));
      sent.push(send());
    }
    await Promise.all(sent);
  } finally {
    agent.destroy();
  }
  return { latenciesMs, elapsedMs: performance.now() - startedAt };
}

function post(url: URL, body: string, agent: http.Agent, status: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      response.on("error", reject);
      if (response.statusCode === status) {
        response.resume();
        response.on("end", () => resolve());
        return;
      }
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () =>
        reject(new Error(`${url.pathname} answered ${response.statusCode}: ${text.slice(0, 300)}`)),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}
