// How things stand, gathered from the store and the objects: what boards are sent, and what /api/health answers.
import { pointsView, totalsView } from "../board/view.ts";
import type { Health, Status } from "../board/wire.ts";
import type { Config } from "../config.ts";
import { MINUTE_MS } from "../store/minutes.ts";
import type { Store } from "../store/store.ts";
import { dayAt } from "../zone.ts";
import { healthOf } from "./health.ts";

const QUARTER_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

export async function healthNow(env: Env, store: Store, config: Config, nowMs: number): Promise<Health> {
  const [backlog, poller, intake] = await Promise.all([
    store.backlog(dayAt(config.reportZone, nowMs).from),
    env.POLLER.getByName("poller").status(),
    env.INTAKE.getByName("intake").status(),
  ]);
  return healthOf({ backlog, poller, model: intake.model, store: store.kind }, config, nowMs);
}

export async function statusNow(env: Env, store: Store, config: Config, nowMs: number): Promise<Status> {
  const day = dayAt(config.reportZone, nowMs);
  const thisMinute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const [hourFrom, hourTo] = [thisMinute - HOUR_MS + MINUTE_MS, thisMinute + MINUTE_MS];
  const [health, hour, quarters] = await Promise.all([
    healthNow(env, store, config, nowMs),
    store.totals(hourFrom, hourTo, MINUTE_MS),
    store.totals(day.from, day.to, QUARTER_MS),
  ]);
  return {
    date: day.date,
    zone: config.reportZone,
    today: totalsView(quarters),
    lastHour: pointsView(hour, hourFrom, hourTo, MINUTE_MS),
    day: pointsView(quarters, day.from, Math.min(day.to, nowMs + 1), QUARTER_MS),
    health,
  };
}
