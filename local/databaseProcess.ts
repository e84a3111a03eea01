// Test and development equipment: PostgreSQL and the bridge in front of it, in a process of their own, so that they end
// with the program that started them, however it ends. The process prints one line: where the database is, or why there
// is none. It ends with its standard input, or when PostgreSQL cannot be kept alive.
import { rm } from "node:fs/promises";
import type { DatabaseOrder, DatabaseReport } from "./database.ts";
import { startBridge } from "./neonBridge.ts";
import { startPostgres } from "./postgres.ts";
import { messageOf } from "./terminal.ts";

// Ctrl-C in a terminal reaches every process there. The others still need this one, and close its input last.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const order: DatabaseOrder = JSON.parse(process.argv[2] ?? "{}");
const report = (line: DatabaseReport) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function run(): Promise<void> {
  const onDeath = (why: string) => process.stderr.write(`PostgreSQL ended (${why}); it is started again.\n`);
  const postgres = await startPostgres({ ...order, port: order.postgresPort, onDeath });
  const bridge = await startBridge(postgres.port, order.bridgePort).catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  const end = async (code: number) => {
    await bridge.close();
    await postgres.stop();
    if (code === 0) await rm(order.scratchDir, { recursive: true, force: true });
    process.exit(code);
  };
  const { user, password } = postgres;
  report({ user, password, postgresPort: postgres.port, bridgePort: bridge.port });
  void postgres.lost.then((why) => {
    report({ problem: `PostgreSQL cannot be kept running (${why})` });
    return end(1);
  });
  process.stdin.resume();
  process.stdin.once("close", () => end(0));
}

run().catch((error: unknown) => {
  report({ problem: messageOf(error) });
  process.exit(1);
});
