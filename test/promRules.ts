// The rules of Prometheus' own checker (`promtool check metrics`) for metrics, and of its reader for the text. The checker
// itself comes from no registry of packages that this repository uses.

interface Series {
  name: string;
  labels: Map<string, string>;
  value: number;
}

export interface Family {
  name: string;
  help: string | undefined;
  type: string | undefined;
  series: Series[];
}

/** Reads the text format, version 0.0.4. Throws at the first line that Prometheus would not take. */
export function readMetrics(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families = new Map<string, Family>();
  let current: Family | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? [];
    if (keyword === undefined) {
      const series = readSeries(line);
      if (current === undefined || !belongs(series.name, current)) throw new Error(`without its TYPE: ${line}`);
      current.series.push(series);
      continue;
    }
    if (current?.name !== name) {
      if (families.has(name)) throw new Error(`a metric in two pieces: ${line}`);
      current = { name, help: undefined, type: undefined, series: [] };
      families.set(name, current);
    }
    if (keyword === "HELP" && current.help === undefined) current.help = rest;
    else if (keyword === "TYPE" && current.type === undefined && current.series.length === 0) current.type = rest;
    else throw new Error(`twice, or too late: ${line}`);
  }
  return families;
}

function readSeries(line: string): Series {
  const [, name = "", , labels = "", value = ""] =
    /^([a-zA-Z_:][\w:]*)(\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\n"])*",?)*)\})? (\S+)$/.exec(line) ?? [];
  const isNumber = /^(NaN|[+-]?Inf|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(value);
  if (name === "" || !isNumber) throw new Error(`cannot be read: ${line}`);
  const pairs = [...labels.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\[\\n"])*)"/g)];
  const read = new Map(pairs.map(([, label = "", text = ""]) => [label, unescaped(text)]));
  if (read.size !== pairs.length) throw new Error(`a label comes twice: ${line}`);
  return { name, labels: read, value: Number(value.replace("Inf", "Infinity")) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, each) => (each === "n" ? "\n" : each));
}

function belongs(name: string, { name: family, type }: Family): boolean {
  const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
  return suffixes.some((suffix) => name === family + suffix);
}

/** Each other unit, and the base unit to use in its place. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  ...{ minutes: "seconds", hours: "seconds", days: "seconds", weeks: "seconds", milliseconds: "seconds" },
  ...{ microseconds: "seconds", nanoseconds: "seconds", kilobytes: "bytes", megabytes: "bytes", gigabytes: "bytes" },
  ...{ bits: "bytes", kilometers: "meters", miles: "meters", fahrenheit: "celsius", kelvins: "kelvin" },
};
const SHORT_UNITS = ["s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"];

/** The checker's findings; empty when it has none. */
export function findingsOn(families: Iterable<Family>): string[] {
  return [...families].flatMap((family) => {
    const { name, help, type = "untyped", series } = family;
    const words = name.split("_");
    const labels = series.flatMap((each) => [...each.labels.keys()]);
    const isHistogram = type === "histogram";
    const identities = series.map((each) => JSON.stringify([each.name, [...each.labels].sort()]));
    const other = words.find((word) => word in OTHER_UNITS);
    const rules: [broken: boolean, finding: string][] = [
      [(help ?? "") === "", "no help text"],
      [!["counter", "gauge", "histogram"].includes(type), `the type ${type}`],
      [(type === "counter") !== name.endsWith("_total"), "_total is for counters, and for each of them"],
      [other !== undefined, `${OTHER_UNITS[other ?? ""]} is the unit, not ${other}`],
      [words.some((word) => SHORT_UNITS.includes(word)), "an abbreviated unit"],
      [words.includes(type), "its type in its name"],
      [name.includes(":"), "a colon"],
      [[name, ...labels].some((each) => /[a-z][A-Z]/.test(each)), "camelCase"],
      [!isHistogram && /_(bucket|count|sum)$/.test(name), "a suffix that is a histogram's"],
      [labels.includes("quantile") || (!isHistogram && labels.includes("le")), "a reserved label"],
      [new Set(identities).size < identities.length, "the same series twice"],
      [isHistogram && !isWhole(family), "a histogram that does not add up"],
      [type === "counter" && series.some(({ value }) => !(value >= 0)), "a counter below 0"],
    ];
    return rules.flatMap(([broken, finding]) => (broken ? [`${name}: ${finding}`] : []));
  });
}

/** Buckets grow up to +Inf, which is the count; a sum and a count for each. */
function isWhole({ name, series }: Family): boolean {
  const groups = Map.groupBy(series, ({ labels }) => JSON.stringify([...labels].filter(([label]) => label !== "le")));
  return [...groups.values()].every((group) => {
    const buckets = group.filter((each) => each.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels.get("le")?.replace("Inf", "Infinity")));
    const values = buckets.map(({ value }) => value);
    const [sums, counts] = ["_sum", "_count"].map((suffix) => group.filter((each) => each.name === name + suffix));
    const grows = (all: number[]) => all.every((each, at) => at === 0 || each >= (all[at - 1] ?? 0));
    const isCumulative = grows(bounds) && bounds.at(-1) === Number.POSITIVE_INFINITY && grows(values);
    return isCumulative && sums?.length === 1 && counts?.length === 1 && counts[0]?.value === values.at(-1);
  });
}
