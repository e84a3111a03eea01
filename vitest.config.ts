import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { egress } from "./test/workerd/egress.ts";

/** Pure modules in Node; whole ticks in workerd, with real D1, Durable Objects and ONNX; the page in a real browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{worker,model,simulator,dashboard,local,bench}/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                VIGIE_LOCAL: "1",
                CARD_KEY: "a key of the tests, thirty-two characters or more",
                PAYMENTS_URL: "http://feed.test/current-transactions",
                MIGRATIONS: await readD1Migrations("migrations/d1"),
              },
              outboundService: egress,
            },
          })),
        ],
        test: {
          name: "workerd",
          include: ["test/workerd/**/*.test.ts"],
          setupFiles: ["test/workerd/setup.ts"],
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: "test/browser/setup.ts",
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
