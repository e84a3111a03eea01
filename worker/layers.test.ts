// Holds the house together: which folder of the Worker may import which. docs/layers.md says why.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** From the ground up. A room imports from the floors below its own. `words` are the files that lie in worker/ itself. */
const FLOORS: readonly (readonly string[])[] = [
  ["words"],
  ["payment"],
  ["features", "policy"],
  ["scoring", "decision", "rules"],
  ["store", "notice", "wire", "config"],
  ["pipeline", "alert", "verdict", "report", "registry", "archive", "health", "backtest", "subjects"],
  ["engines", "queue", "objects", "http", "index"],
];

/** Imports that are allowed between rooms of one floor. They may make no circle. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  policy: ["features"],
  decision: ["scoring", "rules"],
  notice: ["store", "wire"],
  wire: ["store"],
  config: ["store", "notice"],
  objects: ["engines", "queue"],
  http: ["engines", "queue"],
  index: ["objects", "http", "queue"],
};

/** Topics do not import one another. These five at most may. */
const EXCEPTIONS: readonly { from: string; to: string; because: string }[] = [
  { from: "archive", to: "report", because: "a day's files are proved against its closed report before it leaves" },
  { from: "backtest", to: "pipeline", because: "a stored payment is assessed by the steps of one that comes in" },
  { from: "health", to: "pipeline", because: "health judges what the pipeline counts on the way" },
  { from: "health", to: "verdict", because: "how good the declines are is part of how things stand" },
];

/** Pure rooms get the clock, random numbers and the network as arguments. */
const PURE = [
  "words",
  "payment",
  "features",
  "policy",
  "scoring",
  "rules",
  "decision",
  "store",
  "notice",
  "wire",
  "config",
];
const WORLD: readonly { name: string; pattern: RegExp }[] = [
  { name: "a module of Cloudflare's", pattern: /from "cloudflare:/ },
  { name: "drizzle", pattern: /from "drizzle-orm/ },
  { name: "the clock", pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/ },
  { name: "chance", pattern: /\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b/ },
  { name: "the network", pattern: /(?<![.\w"])fetch\(/ },
];

const ROOT = import.meta.dirname;
/** What the engines of the store are made of; the rest of store/ is the port that everybody may know. */
const ENGINES = /^store\/(sql|d1|neon)\/|^store\/(open|retryWrites)\.ts$/;

interface Import {
  from: string;
  to: string;
}

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll(path.sep, "/"))
  .filter((file) => file.endsWith(".ts") && !/\.(test|d)\.ts$/.test(file))
  .sort();
const texts = new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")]));
const imports = files.flatMap((from): Import[] =>
  [...(texts.get(from) ?? "").matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, to = ""]) => ({
    from,
    to: path.posix.normalize(path.posix.join(path.posix.dirname(from), to)),
  })),
);
const within = imports.filter(({ to }) => texts.has(to));

function roomOf(file: string): string {
  if (file === "index.ts") return "index";
  if (ENGINES.test(file)) return "engines";
  return file.includes("/") ? (file.split("/")[0] ?? "") : "words";
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}

/** Why this import may not be; null: it may. */
function objectionTo({ from, to }: Import): string | null {
  const [importing, imported] = [roomOf(from), roomOf(to)];
  if (importing === imported || floorOf(imported) < floorOf(importing)) return null;
  const says = `worker/${from} imports worker/${to}`;
  if (floorOf(imported) > floorOf(importing)) {
    return `${says}: ${imported} lies above ${importing}; let the shell hand over a value or a function`;
  }
  if (BESIDE[importing]?.includes(imported)) return null;
  if (EXCEPTIONS.some((exception) => exception.from === importing && exception.to === imported)) return null;
  return `${says}: ${importing} and ${imported} stand side by side; let the shell hand over what one needs of the other`;
}

/** The nodes of one circle, if there is any. */
function circleIn(arrows: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): string[] => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const to of next.get(node) ?? []) {
      const circle = visit(to, [...trail, node]);
      if (circle.length > 0) return circle;
    }
    done.add(node);
    return [];
  };
  for (const node of next.keys()) {
    const circle = visit(node, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test("every folder of the Worker has its floor", () => {
  expect([...new Set(files.map(roomOf))].filter((room) => floorOf(room) === -1)).toEqual([]);
});

test("no folder imports from above, and topics do not import one another", () => {
  expect(within.map(objectionTo).filter((objection) => objection !== null)).toEqual([]);
});

test("each exception is needed, and there are five at most", () => {
  const isUsed = ({ from, to }: Import) => within.some((each) => roomOf(each.from) === from && roomOf(each.to) === to);
  expect(EXCEPTIONS.filter((exception) => !isUsed(exception))).toEqual([]);
  expect(EXCEPTIONS.length).toBeLessThanOrEqual(5);
  const beside = Object.entries(BESIDE).flatMap(([from, rooms]) => rooms.map((to) => ({ from, to })));
  expect(beside.filter((arrow) => !isUsed(arrow))).toEqual([]);
});

test("no files import one another in a circle, types included", () => {
  expect(circleIn(within)).toEqual([]);
});

test("no folders import one another in a circle", () => {
  const arrows = within.map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }));
  expect(circleIn(arrows.filter(({ from, to }) => from !== to))).toEqual([]);
});

test("the pure folders take the clock, chance and the network as values", () => {
  const findings = files
    .filter((file) => PURE.includes(roomOf(file)))
    .flatMap((file) =>
      WORLD.filter(({ pattern }) => pattern.test(withoutComments(texts.get(file) ?? ""))).map(
        ({ name }) => `worker/${file} uses ${name}, and ${roomOf(file)} is pure`,
      ),
    );
  expect(findings).toEqual([]);
});

test("only store/open.ts knows both engines", () => {
  const knowing = files.filter((file) => {
    const engines = within.filter(({ from }) => from === file).map(({ to }) => /^store\/(d1|neon)\//.exec(to)?.[1]);
    return engines.includes("d1") && engines.includes("neon");
  });
  expect(knowing).toEqual(["store/open.ts"]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "");
}
