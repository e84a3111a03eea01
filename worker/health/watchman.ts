// The watchman: notices by an alarm of its own when anything has gone silent.
import { DurableObject } from "cloudflare:workers";

export class Watchman extends DurableObject<Env> {
  /** From the cron and from requests; harmless when doubled. */
  async beat(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {}
}
