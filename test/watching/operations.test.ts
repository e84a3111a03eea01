// docs/operations.md says what to do with everything that Vigie can tell or be given: nothing is left out, and nothing is named
// that does not exist.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { HELP } from "../../local/deploy/options.ts";
import { ONLY_SECRET } from "../../local/deploy/secrets/toSet.ts";
import packageJson from "../../package.json" with { type: "json" };
import { SOURCE_SECRET } from "../../worker/config/sourceSecrets.ts";
import { variables } from "../../worker/config/variables.ts";
import { INCIDENT_KINDS } from "../../worker/health/problem.ts";
import { readAlertRules } from "./watchers.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (name: string) => readFileSync(path.join(root, name), "utf8");
const page = read("docs/operations.md");

const headings = [...page.matchAll(/^#+ (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
/** As GitHub makes it from a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");

/** The text of the section with this heading, up to the next one of its rank. */
function section(heading: string, of = page): string {
  const [, rest = ""] = of.split(`\n## ${heading}\n`);
  return rest.split(/\n## /)[0] ?? "";
}

/** What stands in the first column of the tables, as code. */
const named = (text: string) => [...text.matchAll(/^\| `([a-z_]+)`/gm)].flatMap(([, name]) => name ?? []);

/** Names of events that the Worker logs: the first argument, or the constant that stands for it. */
function loggedEvents(): string[] {
  const sources = globSync("worker/**/*.ts", { cwd: root }).filter((name) => !name.endsWith(".test.ts"));
  const texts = sources.filter((name) => path.basename(name) !== "log.ts").map(read);
  const constants = new Map(
    texts.flatMap((text) =>
      [...text.matchAll(/const ([A-Z_]+) = "([a-z_]+)"/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
  );
  return texts.flatMap((text) =>
    [...text.matchAll(/\blog(?:Error|Note)\(\s*(?:"([a-z_]+)"|([A-Z_]+)|([^)]*))/g)].map(
      ([call, event, constant = ""]) => {
        const name = event ?? constants.get(constant);
        if (name === undefined) throw new Error(`the name of this event is not found: ${call}`);
        return name;
      },
    ),
  );
}

test("every kind of incident has its row, here and in docs/watchman.md", () => {
  expect(named(section("What each incident wants")).toSorted()).toEqual([...INCIDENT_KINDS].toSorted());
  expect(named(read("docs/watchman.md")).toSorted()).toEqual([...INCIDENT_KINDS].toSorted());
});

test("every event of the log has its row", () => {
  const events = [...new Set(loggedEvents())].toSorted();
  expect(events.length).toBeGreaterThan(20);
  expect(named(section("Read the logs")).toSorted()).toEqual(events);
});

test("every secret has its section", () => {
  const inReadme = [...read("README.md").matchAll(/^\|(.+?)\|.*\bsecret\b/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].flatMap(([, name]) => name ?? []),
  );
  const secrets = [...ONLY_SECRET, ...inReadme].filter((name) => name in variables.shape && name !== "STORE");
  expect(secrets.length).toBeGreaterThan(6);
  const sections = [...section("Rotate a secret").matchAll(/^### `([A-Z_]+)`$/gm)].map(([, name]) => name);
  expect(sections).toEqual(expect.arrayContaining([...new Set(secrets)]));
});

describe("every alert rule", () => {
  const rules = readAlertRules(read("prometheus/alerts.yml"));

  test("has its section, to which its runbook leads", () => {
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${anchorOf(alert)}`);
      expect(headings).toContain(alert);
    }
    const sections = [...section("Alert rules").matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(rules.map(({ alert }) => alert));
  });

  test("says which incidents a mail tells, by kinds that exist", () => {
    const said = rules.flatMap(({ annotations }) => annotations.mailed.match(/\b[a-z]+_[a-z]+\b/g) ?? []);
    expect(said.filter((kind) => !INCIDENT_KINDS.some((known) => known === kind))).toEqual([]);
  });
});

test("every npm script exists, and every option of a deploy is one that it takes", () => {
  const scripts = [...page.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script);
  expect(scripts.length).toBeGreaterThan(10);
  expect(scripts.filter((script) => script === undefined || !(script in packageJson.scripts))).toEqual([]);
  const options = [...page.matchAll(/npm run deploy -- ([^`\n]+)/g)].flatMap(
    ([, rest]) => rest?.match(/--[a-z-]+/g) ?? [],
  );
  expect(options.filter((option) => !HELP.includes(`  ${option} `))).toEqual([]);
  const set = [...page.matchAll(/--(?:set|secret) ([A-Z_]+)/g)].flatMap(([, name]) => name ?? []);
  expect(set.filter((name) => name !== "NAME" && !(name in variables.shape) && !SOURCE_SECRET.test(name))).toEqual([]);
});

test("every link leads to a page and a heading that exist", () => {
  const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)].map(([, file = "", anchor = ""]) => ({
    file,
    anchor,
  }));
  expect(links.length).toBeGreaterThan(20);
  for (const { file, anchor } of links) {
    const text = file === "" ? page : readFileSync(path.resolve(root, "docs", file), "utf8");
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
    if (anchor !== "") expect(anchors, `${file}#${anchor}`).toContain(anchor);
  }
});
