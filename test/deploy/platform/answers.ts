// The envelope of every answer of the platform's API.
import type { Context } from "hono";

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500;

export function answer(context: Context, result: unknown, extra: Record<string, unknown> = {}): Response {
  return context.json({ success: true, errors: [], messages: [], result, ...extra });
}

export function refuse(context: Context, status: Status, code: number, message: string): Response {
  return context.json({ success: false, errors: [{ code, message }], messages: [], result: null }, status);
}

export const NO_WORKER = [404, 10007, "This Worker does not exist on your account."] as const;
