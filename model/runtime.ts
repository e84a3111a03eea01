// Scores rows with the shipped runtime, ONNX Runtime Web, in Node.
import * as ort from "onnxruntime-web";

const BATCH = 8192;

export interface Runtime {
  /** Margins of row-major features, one per row. */
  margins(features: Float32Array): Promise<Float32Array>;
}

export async function openRuntime(onnxBytes: Uint8Array, width: number): Promise<Runtime> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const session = await ort.InferenceSession.create(onnxBytes);
  return {
    async margins(features) {
      const rows = features.length / width;
      const margins = new Float32Array(rows);
      for (let start = 0; start < rows; start += BATCH) {
        const end = Math.min(rows, start + BATCH);
        const batch = features.slice(start * width, end * width);
        const { margin } = await session.run({ features: new ort.Tensor("float32", batch, [end - start, width]) });
        if (!(margin?.data instanceof Float32Array)) throw new Error("the model did not answer with float margins");
        margins.set(margin.data, start);
      }
      return margins;
    },
  };
}
