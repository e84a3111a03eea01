import { readFileSync } from "node:fs";
import { join } from "node:path";

export default new Uint8Array(readFileSync(join(import.meta.dirname, "../../model/artifacts/bundle.zip")));
