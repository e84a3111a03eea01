// The world outside the Worker, for tests: a feed that answers what a test has put in its queue, and nothing else.
// Runs in Node; the tests, in workerd, speak to it by fetch (see feed.ts).
import { type Request, Response } from "miniflare";

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
}

const queue: ScriptedAnswer[] = [];
let calls = 0;

export async function egress(request: Request): Promise<Response> {
  const { host, pathname } = new URL(request.url);
  if (host !== "feed.test") return new Response(`no such host in tests: ${host}`, { status: 599 });
  if (pathname === "/script") {
    const answers: unknown = await request.json();
    if (Array.isArray(answers)) queue.splice(0, queue.length, ...answers);
    calls = 0;
    return new Response(null, { status: 204 });
  }
  if (pathname === "/calls") return new Response(String(calls));
  calls += 1;
  const answer = queue.shift();
  if (answer === undefined) return new Response("nothing scripted", { status: 599 });
  if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  return new Response(answer.body ?? "", {
    status: answer.status ?? 200,
    headers: { "content-type": "application/json", ...answer.headers },
  });
}
