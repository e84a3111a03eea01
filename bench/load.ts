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
      mustBe(status, url, await ask(url, body(), agent));
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
  /** Given each answer; without it, every answer must be 200. */
  onAnswer?: (answer: Answer, latencyMs: number) => void;
}

export interface Answer {
  status: number;
  body: Buffer;
}

/** Sends at its own pace, whether or not earlier requests were answered: customers do not wait for one another. */
export async function sendSteadily(url: URL, { everyMs, forMs, body, onAnswer }: Steady): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true });
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const failed: unknown[] = [];
  const send = async () => {
    const sentAt = performance.now();
    const answer = await ask(url, body(), agent);
    const latencyMs = performance.now() - sentAt;
    latenciesMs.push(latencyMs);
    if (onAnswer === undefined) mustBe(200, url, answer);
    else onAnswer(answer, latencyMs);
  };
  try {
    const sent: Promise<unknown>[] = [];
    for (let dueMs = 0; dueMs < forMs && failed.length === 0; dueMs += everyMs) {
      await setTimeout(Math.max(0, startedAt + dueMs - performance.now()));
      sent.push(send().catch((error: unknown) => failed.push(error)));
    }
    await Promise.all(sent);
    if (failed.length > 0) throw failed[0];
  } finally {
    agent.destroy();
  }
  return { latenciesMs, elapsedMs: performance.now() - startedAt };
}

function mustBe(status: number, url: URL, answer: Answer): void {
  if (answer.status === status) return;
  throw new Error(`${url.pathname} answered ${answer.status}: ${answer.body.toString("utf8").slice(0, 300)}`);
}

function ask(url: URL, body: string, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}
