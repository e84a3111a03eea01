import { app } from "./http/app.ts";
import { wakeWatchman } from "./objects/wakeWatchman.ts";
import { ledgerOf } from "./pipeline/deciders.ts";
import { consume } from "./queue/consume.ts";

export { Archivist } from "./objects/archivist.ts";
export { Backtester } from "./objects/backtester.ts";
export { Board } from "./objects/board.ts";
export { DeadLetters } from "./objects/deadLetters.ts";
export { Decider } from "./objects/decider.ts";
export { Desk } from "./objects/desk.ts";
export { Doorkeeper } from "./objects/doorkeeper.ts";
export { Ledger } from "./objects/ledger.ts";
export { Outbox } from "./objects/outbox.ts";
export { Poller } from "./objects/poller.ts";
export { Registrar } from "./objects/registrar.ts";
export { Sources } from "./objects/sources.ts";
export { Watchman } from "./objects/watchman.ts";

export default {
  fetch(request: Request, env, context) {
    wakeWatchman(env, context, Date.now());
    return app.fetch(request, env, context);
  },
  async scheduled(_controller, env) {
    await Promise.all([
      env.POLLER.getByName("poller").beat(),
      ledgerOf(env).beat(),
      env.OUTBOX.getByName("outbox").beat(),
      env.WATCHMAN.getByName("watchman").beat(),
      env.ARCHIVIST.getByName("archivist").beat(),
      env.REGISTRAR.getByName("registrar").beat(),
    ]);
  },
  queue: (batch, env) => consume(batch, env),
} satisfies ExportedHandler<Env>;
