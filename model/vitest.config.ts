// Tests of training that need more than npm installs; run by `npm run model:test`, not by `npm test`.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.training.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
