// The relay of the outbox: sends what is owed, by alarm.
import { DurableObject } from "cloudflare:workers";

export class Outbox extends DurableObject<Env> {
  /** From the intake after a commit and from the cron; harmless when doubled. */
  async beat(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {}
}
