// Reads the secrets that --secret names: asks for each, or reads standard input, one line for each.
import { Mendable } from "../../errorSentence.ts";
import type { World } from "../world.ts";

export async function givenSecrets(
  names: readonly string[],
  { ask, readInput }: Pick<World, "ask" | "readInput">,
): Promise<Map<string, string>> {
  const given = new Map<string, string>();
  if (names.length === 0) return given;
  if (ask === null) {
    const lines = (await readInput()).split("\n").map((line) => line.trim());
    for (const [index, name] of names.entries()) given.set(name, lines[index] ?? "");
  } else {
    for (const name of names) given.set(name, (await ask(`${name}: `, true)).trim());
  }
  const empty = [...given].filter(([, value]) => value === "").map(([name]) => name);
  if (empty.length > 0) {
    throw new Mendable(`${empty.join(", ")} got no value: type it, or pipe it in, one line for each --secret`);
  }
  return given;
}
