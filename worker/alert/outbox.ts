// The relay of the outbox: sends what is owed, by alarm.
import { DurableObject } from "cloudflare:workers";

export class Outbox extends DurableObject<Env> {
  /** From the intake after a commit and from the cron: something may be due at this time. Harmless when doubled. */
  async beat(dueAt = Date.now()): Promise<void> {
    const alarm = await this.ctx.storage.getAlarm();
    if (alarm === null || alarm > dueAt) await this.ctx.storage.setAlarm(dueAt);
  }

  override async alarm(): Promise<void> {}
}
