import { keepWatch } from "./health/keepWatch.ts";
import { app } from "./http/app.ts";
import { consume } from "./queue/consume.ts";

export { Outbox } from "./alert/outbox.ts";
export { Archivist } from "./archive/archivist.ts";
export { Board } from "./board/board.ts";
export { Watchman } from "./health/watchman.ts";
export { Intake } from "./pipeline/intake.ts";
export { Poller } from "./pipeline/poller.ts";
export { DeadLetters } from "./queue/deadLetters.ts";

export default {
  fetch(request: Request, env, context) {
    // Whoever comes by wakes the watchman, should its alarm and the cron both be dead.
    keepWatch(env, context, Date.now());
    return app.fetch(request, env, context);
  },
  async scheduled(_controller, env) {
    await Promise.all([
      env.POLLER.getByName("poller").beat(),
      env.OUTBOX.getByName("outbox").beat(),
      env.WATCHMAN.getByName("watchman").beat(),
      env.ARCHIVIST.getByName("archivist").beat(),
    ]);
  },
  queue: (batch, env) => consume(batch, env),
} satisfies ExportedHandler<Env>;
