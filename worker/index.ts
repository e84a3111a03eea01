import { app } from "./http/app.ts";

export { Outbox } from "./alert/outbox.ts";
export { Board } from "./board/board.ts";
export { Watchman } from "./health/watchman.ts";
export { Intake } from "./pipeline/intake.ts";
export { Poller } from "./pipeline/poller.ts";

export default {
  fetch: app.fetch,
  async scheduled(_controller, env) {
    await Promise.all([env.POLLER.getByName("poller").beat(), env.OUTBOX.getByName("outbox").beat()]);
  },
} satisfies ExportedHandler<Env>;
