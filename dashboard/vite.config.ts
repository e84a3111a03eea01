// How the board is built: `vite build dashboard` writes dashboard/dist, which the Worker serves as static assets.
import path from "node:path";
import { defineConfig } from "vite";
import { PAGES } from "../worker/wire/pages.ts";
import { outlines } from "./outlines.ts";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [outlines()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // From these versions on, browsers know `light-dark()`, so it needs no rewriting.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The content security policy allows no inline data in scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: PAGES.map(({ file }) => path.join(import.meta.dirname, `${file}.html`)),
      // The outlines take a second, and nobody can do anything about it.
      checks: { pluginTimings: false },
    },
  },
});
