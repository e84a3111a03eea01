// Compares a token that was shown with those that open Vigie, and slows down whoever guesses.
import { createHmac } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { App } from "../context.ts";
import { messagePage, wantsPage } from "../pages/plainPage.ts";
import { networkOf } from "./network.ts";
import { type Role, roleAmong, sameSecret, tokensOf } from "./tokens.ts";

export type Shown = { verdict: "right"; role: Role } | { verdict: "wrong" } | { verdict: "slowed"; waitMs: number };

/** Callers that must wait, and until when, epoch ms. A flood of guesses is answered from here, and the doorkeeper is not asked. */
const waiting = new Map<string, number>();
const MAX_WAITING = 1_000;

/** Right and wrong tokens go the same way and ask the same question, so that the time it takes tells nothing. */
export async function judge(context: Context<App>, token: string): Promise<Shown> {
  const role = roleAmong(tokensOf(context.var.config), ({ secret }) => sameSecret(token, secret));
  const caller = callerOf(context);
  const knownMs = (waiting.get(caller) ?? 0) - Date.now();
  if (knownMs > 0) return { verdict: "slowed", waitMs: knownMs };
  const waitMs = await context.env.DOORKEEPER.getByName("doorkeeper").judge(
    caller,
    keyedHash(context, `token ${token}`),
    role !== null,
  );
  waiting.delete(caller);
  if (waitMs === 0) return role === null ? { verdict: "wrong" } : { verdict: "right", role };
  const [oldest] = waiting.keys();
  if (waiting.size >= MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
  waiting.set(caller, Date.now() + waitMs);
  return { verdict: "slowed", waitMs };
}

/**
 * Judges a bearer token, before anyone asks `readAccess`. Whoever came through Cloudflare Access reads without one, and needs
 * it only to change things.
 */
export const checkBearer: MiddlewareHandler<App> = async (context, next) => {
  const { accessToken, config } = context.var;
  const bearer = bearerOf(context.req.header("authorization"));
  const counts = accessToken.verdict === "valid" ? config.adminToken !== null : tokensOf(config).length > 0;
  if (bearer === undefined || !counts) {
    context.set("bearer", "absent");
    return next();
  }
  const shown = await judge(context, bearer);
  if (shown.verdict === "slowed") return slowed(context, shown.waitMs);
  context.set("bearer", shown.verdict === "right" ? shown.role : "wrong");
  return next();
};

export function slowed(context: Context<App>, waitMs: number): Response | Promise<Response> {
  const headers = retryAfter(waitMs);
  if (wantsPage(context))
    return context.html(messagePage("Too many wrong tokens", slowedWords(waitMs), false), 429, headers);
  return context.json({ error: `too many wrong tokens were tried; try again in ${secondsOf(waitMs)}` }, 429, headers);
}

export function slowedWords(waitMs: number): string {
  return `Too many wrong tokens were tried. Wait ${secondsOf(waitMs)}, then try again.`;
}

export function retryAfter(waitMs: number): { "retry-after": string } {
  return { "retry-after": String(Math.ceil(waitMs / 1_000)) };
}

function secondsOf(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

export function bearerOf(authorization: string | null | undefined): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
}

/** The caller's network, as a keyed hash: addresses are not kept. Cloudflare sets the header, whatever a caller sends. */
function callerOf(context: Context<App>): string {
  const network = networkOf(context.req.header("cf-connecting-ip") ?? "");
  return keyedHash(context, `caller ${network}`);
}

function keyedHash(context: Context<App>, text: string): string {
  return createHmac("sha256", context.var.config.cardKey).update(text).digest("base64url").slice(0, 22);
}
