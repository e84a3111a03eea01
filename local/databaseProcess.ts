// Test and development equipment: PostgreSQL and the bridge in front of it, in a process of their own, so that they end
// with whoever started them, however that ends. Says where it is on standard output; ends with standard input.
import { startBridge } from "./neonBridge.ts";
import { startPostgres } from "./postgres.ts";

const dataDir = process.argv[2] ?? null;
const postgres = await startPostgres({ dataDir });
const bridge = await startBridge(postgres.port);
const at = (port: number) => `postgresql://${postgres.user}:${postgres.password}@127.0.0.1:${port}`;
process.stdout.write(`${at(bridge.port)} ${at(postgres.port)}\n`);

process.stdin.resume();
process.stdin.once("close", async () => {
  await bridge.close();
  await postgres.stop();
  process.exit(0);
});
// Ctrl-C in a terminal reaches every process there; this one is still needed by the others, which close the input last.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
