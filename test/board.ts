// Builds the board where the Worker of the tests looks for it, once a run, so that any test file runs in a fresh clone.
import path from "node:path";
import { buildBoard } from "../local/workerd.ts";

const root = path.resolve(import.meta.dirname, "..");
let built: Promise<void> | null = null;

export default function setup(): Promise<void> {
  built ??= buildBoard(path.join(root, "dashboard/dist"));
  return built;
}
