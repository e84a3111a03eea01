import { availableParallelism } from "node:os";
import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { RESOURCES } from "./local/archiveAndQueue.ts";
import { openDatabase } from "./local/database.ts";
import { binaries, serviceBindings } from "./test/binaries.ts";
import { lineTo } from "./test/neon/line.ts";
import type {} from "./test/neon/setup.ts";
import { egress } from "./test/workerd/egress.ts";

// Many tests start Node once more, as people start commands: what these programs share is compiled once, and kept.
process.env.NODE_COMPILE_CACHE ??= path.resolve(import.meta.dirname, "node_modules/.cache/compiled");

const bindings = {
  VIGIE_LOCAL: "1",
  CARD_KEY: "a key of the tests, thirty-two characters or more",
  PAYMENTS_URL: "http://feed.test/current-transactions",
};
const wrangler = { configPath: "./wrangler.toml" };
/** What must be the same on every store: these run on each, as their file names say. */
const ON_EVERY_STORE = "test/workerd/**/*.stores.test.ts";

/** The board's files, which the Worker serves. */
const BOARD = "test/board.ts";

/** Mails and posts leave; every payment alerts, at any hour of the day. */
const MAILING = {
  DECLINE_THRESHOLD: "0",
  REVIEW_THRESHOLD: "0",
  RESEND_API_KEY: "re_tests",
  RESEND_BASE_URL: "http://resend.test",
  ALERT_FROM: "Vigie <vigie@example.org>",
  ALERT_TO: "ann@example.org, bob@example.org",
  ALERT_WEBHOOK_URL: "http://hooks.test/vigie, slack+http://hooks.test/slack",
  ALERT_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  PUBLIC_URL: "https://vigie.test",
};
const MAIL_TESTS = "test/workerd/outbox*.test.ts";
const MAIL_TESTS_ON_EVERY_STORE = "test/workerd/outbox*.stores.test.ts";

/**
 * Two files at least run side by side, because many tests wait for a store that hangs or a process that ends. A test that
 * is stuck is given up late, because a busy machine is slow.
 */
const PACE = { maxWorkers: Math.max(2, availableParallelism() - 1), testTimeout: 60_000, hookTimeout: 60_000 };

interface Files {
  include: string[];
  exclude?: string[];
}

function onD1(name: string, files: Files, variables: Record<string, string>): TestProjectConfiguration {
  return {
    plugins: [
      binaries(),
      cloudflareTest(async () => ({
        wrangler,
        miniflare: {
          ...RESOURCES,
          serviceBindings,
          bindings: { ...bindings, ...variables, MIGRATIONS: await readD1Migrations("migrations/d1") },
          outboundService: egress(),
        },
      })),
    ],
    test: { name, ...files, ...PACE, setupFiles: ["test/workerd/setup.ts"], globalSetup: BOARD },
  };
}

function onNeon(name: string, files: Files, variables: Record<string, string>): TestProjectConfiguration {
  return {
    plugins: [
      binaries(),
      cloudflareTest(async ({ inject }) => {
        const server = inject("databaseServer");
        const MIGRATIONS = await readD1Migrations("migrations/d1");
        // A database for each test file, as D1 has its storage for each.
        const DATABASE_URL = await openDatabase({ url: server }, `test_${crypto.randomUUID()}`);
        return {
          wrangler,
          miniflare: {
            ...RESOURCES,
            serviceBindings,
            bindings: { ...bindings, ...variables, STORE: "neon", DATABASE_URL, MIGRATIONS },
            outboundService: lineTo(server, egress()),
          },
        };
      }),
    ],
    test: { name, ...files, ...PACE, globalSetup: [BOARD, "test/neon/setup.ts"] },
  };
}

/**
 * Pure modules in Node; whole ticks in workerd, with real D1, Durable Objects and ONNX; both stores side by side; the page
 * in a real browser.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          ...PACE,
          // Two hundred files with no state of their own: each module is loaded once a process, not once a file.
          isolate: false,
          include: [
            "{worker,model,simulator,paymentFile,dashboard,local,bench,test/watching,test/simulation}/**/*.test.ts",
          ],
        },
      },
      onD1("workerd", { include: ["test/workerd/**/*.test.ts"], exclude: [MAIL_TESTS] }, {}),
      onD1("mail", { include: [MAIL_TESTS] }, MAILING),
      onNeon("neon", { include: [ON_EVERY_STORE, "test/neon/**/*.test.ts"], exclude: [MAIL_TESTS] }, {}),
      onNeon("neon mail", { include: [MAIL_TESTS_ON_EVERY_STORE] }, MAILING),
      {
        test: {
          name: "copy",
          include: ["test/copy/**/*.test.ts"],
          ...PACE,
          globalSetup: "test/neon/setup.ts",
        },
      },
      {
        test: {
          name: "deploy",
          include: ["test/deploy/**/*.test.ts"],
          ...PACE,
          globalSetup: "test/browser/setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          ...PACE,
          globalSetup: "test/browser/setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
