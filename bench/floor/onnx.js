// What no start with ONNX Runtime can do without: the runtime, the shipped model and one score, and nothing else. It has
// Vigie's bindings, so that workerd starts the same things beside it.
import { DurableObject } from "cloudflare:workers";
import { unzipSync } from "fflate";
import bundle from "../../model/artifacts/bundle.zip";
import { openOnnx } from "../../worker/scoring/onnx.ts";

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

const entries = unzipSync(new Uint8Array(bundle), { filter: ({ name }) => /^(model|golden)\./.test(name) });
const [{ features }] = JSON.parse(new TextDecoder().decode(entries["golden.json"]));
const session = await openOnnx(entries["model.onnx"]);

export default {
  async fetch() {
    const [score] = await session.run(
      Float32Array.from(features, (value) => value ?? Number.NaN),
      features.length,
    );
    return Response.json({ score });
  },
};
