// The Worker's two big files, ONNX Runtime's WebAssembly and the model's bundle, for tests inside workerd. The test runner
// would hand each of them over as a JSON list of its bytes, 14 million numbers for ONNX Runtime, which costs ten seconds
// of processor time a test file. Here workerd reads the same files from the disk.
import path from "node:path";
import type { Plugin } from "vitest/config";

/** The name of workerd's view of the repository, of which only the modules below know. */
const DISK = "DISK_OF_THE_TESTS";
const MARK = "\0binary:";
const root = path.resolve(import.meta.dirname, "..");

export const serviceBindings = { [DISK]: { disk: { path: root, writable: false } } };

export function binaries(): Plugin {
  return {
    name: "vigie:binaries",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!/\.(wasm|zip)$/.test(source)) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      // The runner takes all that ends so for itself.
      return found === null ? null : `${MARK}${path.relative(root, found.id)}:`;
    },
    load(id) {
      if (!id.startsWith(MARK)) return null;
      const file = id.slice(MARK.length, -1);
      const bytes = `await (await env.${DISK}.fetch("http://disk/${file}")).arrayBuffer()`;
      // Only the runner may compile bytes, and only in tests.
      const content = file.endsWith(".wasm") ? `env.__VITEST_POOL_WORKERS_UNSAFE_EVAL.newWasmModule(${bytes})` : bytes;
      return `import { env } from "cloudflare:workers";\nexport default ${content};\n`;
    },
  };
}
