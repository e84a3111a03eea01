// A Worker that does nothing, with Vigie's bindings: what workerd and the local stand-ins for D1 and the assets cost.
import { DurableObject } from "cloudflare:workers";

class Idle extends DurableObject {}

export {
  Idle as Archivist,
  Idle as Backtester,
  Idle as Board,
  Idle as DeadLetters,
  Idle as Decider,
  Idle as Desk,
  Idle as Sources,
  Idle as Doorkeeper,
  Idle as Ledger,
  Idle as Outbox,
  Idle as Poller,
  Idle as Registrar,
  Idle as Watchman,
};

export default {
  fetch: () => Response.json({ score: 0 }),
};
