// ONNX Runtime inside workerd. Only this file knows how to start and run it there.
import wasmModule from "onnxruntime-web/ort-wasm-simd-threaded.wasm";
import * as ort from "onnxruntime-web/wasm";
import type { OnnxSession } from "./detector.ts";

/** The shortest valid WebAssembly binary: magic number and version. It stands for the module imported above. */
const PLACEHOLDER = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/**
 * Creates a session. That costs 300–400 ms of CPU, so it is done once per isolate. After one failure ONNX Runtime is
 * dead for the isolate: the caller must fall back, not try again. Throws when the model's input is not called
 * `features` or its output is not called `margin`.
 */
export async function openOnnx(model: Uint8Array): Promise<OnnxSession> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = PLACEHOLDER;
  const session = await withImportedModule(() => ort.InferenceSession.create(model));
  if (session.inputNames.join() !== "features" || session.outputNames.join() !== "margin") {
    await session.release();
    throw new Error(
      `the model's input must be called features and its output margin, not ${session.inputNames.join()} and ${session.outputNames.join()}`,
    );
  }
  return {
    async run(rows, width) {
      const count = rows.length / width;
      const { margin } = await session.run({ features: new ort.Tensor("float32", rows, [count, width]) });
      if (!(margin?.data instanceof Float32Array) || margin.data.length !== count) {
        throw new Error(`ONNX Runtime answered ${margin?.data.length ?? "nothing"} for ${count} rows`);
      }
      return margin.data;
    },
    release: () => session.release(),
  };
}

/**
 * Workers may not compile WebAssembly from bytes. While ONNX Runtime starts, its placeholder is therefore exchanged for
 * the imported module.
 */
async function withImportedModule<T>(start: () => Promise<T>): Promise<T> {
  const original = WebAssembly.instantiate;
  const answerPlaceholder = async (source: unknown, imports?: WebAssembly.Imports) => {
    if (!isPlaceholder(source)) throw new Error("only ONNX Runtime's placeholder is expected while it starts");
    return { module: wasmModule, instance: new WebAssembly.Instance(wasmModule, imports) };
  };
  Object.assign(WebAssembly, { instantiate: answerPlaceholder });
  try {
    return await start();
  } finally {
    Object.assign(WebAssembly, { instantiate: original });
  }
}

function isPlaceholder(source: unknown): boolean {
  const length = source instanceof ArrayBuffer || ArrayBuffer.isView(source) ? source.byteLength : -1;
  return length === PLACEHOLDER.length;
}
