// The mail provider and the channels outside, as a test in workerd scripts and asks them; they live in Node, with the
// egress. Not the rules themselves: those are fakeResend.ts's.
import { type Request, Response } from "miniflare";
import { type Fault, fakeResend, type LastEvent } from "./fakeResend.ts";

export const RESEND_HOST = "resend.test";
export const HOOKS_HOST = "hooks.test";

/** Longer than any deadline. */
const SILENCE_MS = 20_000;

type Outside = (request: Request) => Promise<Response>;

export function resendOutside(): Outside {
  const provider = fakeResend(Date.now);
  return async (request) => {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    if (pathname === "/script") {
      const faults: Fault[] = JSON.parse(body);
      provider.faults.splice(0, provider.faults.length, ...faults);
      return new Response(null, { status: 204 });
    }
    if (pathname === "/fates") {
      provider.fates.clear();
      for (const [of, fate] of Object.entries<LastEvent>(JSON.parse(body))) provider.fates.set(of, fate);
      return new Response(null, { status: 204 });
    }
    if (pathname === "/accepted") return Response.json(provider.accepted);
    if (pathname === "/requests") return Response.json(provider.requests);
    const headers = new Headers(Object.fromEntries(request.headers));
    const answer = provider.handle({ method: request.method, url: request.url, headers, body });
    if (answer === null) {
      await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
      return new Response("too late", { status: 504 });
    }
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
}

export function hooksOutside(): Outside {
  const posts: { path: string; headers: Record<string, string>; body: string }[] = [];
  /** By path: what a channel answers; 200 otherwise. */
  const channelAnswers = new Map<string, number[]>();
  return async (request) => {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    if (pathname === "/posts") return Response.json(posts);
    if (pathname === "/script") {
      const { path, statuses }: { path: string; statuses: number[] } = JSON.parse(body);
      channelAnswers.set(path, statuses);
      return new Response(null, { status: 204 });
    }
    posts.push({ path: pathname, headers: Object.fromEntries(request.headers), body });
    return new Response("ok", { status: channelAnswers.get(pathname)?.shift() ?? 200 });
  };
}
