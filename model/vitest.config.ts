// Tests of training that need more than npm installs. `npm run model:test` runs them; `npm test` does not.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.training.ts"],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
