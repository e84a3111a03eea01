import { expect, test } from "vitest";
import { HELP } from "./help.ts";
import { DEFAULTS, parseOptions } from "./options.ts";

const parse = (line: string) => parseOptions(line === "" ? [] : line.split(" "));
const problem = (line: string) => {
  const parsed = parse(line);
  return "problem" in parsed ? parsed.problem : null;
};

test("nothing given means the defaults", () => {
  expect(parse("")).toEqual({ options: DEFAULTS });
});

test("every option is understood", () => {
  const line =
    "--port 0 --host 0.0.0.0 --seed 4 --rate 60 --cards 34000 --fraud-share 0.0167 --fraud-hours even --timezone Europe/Paris --snapshot --rows 3 --limit 0 --fault slow --fault garbage-row:0.5";
  expect(parse(line)).toMatchObject({
    options: {
      port: 0,
      host: "0.0.0.0",
      seed: 4,
      rate: 60,
      cards: 34_000,
      fraudShare: 0.0167,
      fraudHours: "even",
      timezone: "Europe/Paris",
      feed: "snapshot",
      rows: 3,
      limit: 0,
      faults: [
        { name: "slow", share: 0.2 },
        { name: "garbage-row", share: 0.5 },
      ],
    },
  });
  expect(parse("--replay a.csv --order random --rate max")).toMatchObject({
    options: { replay: "a.csv", order: "random", rate: "max" },
  });
  expect(parse("--help")).toEqual({ help: true });
});

test.each([
  ["--port eighty", "--port must be a whole number from 0 to 65535"],
  ["--port 80000", "--port must be"],
  ["--cards 0", "--cards must be a whole number from 1"],
  ["--rate -3", "--rate"],
  ["--rate max", "--rate max goes with --replay"],
  ["--fraud-share 2", "--fraud-share must be a number from 0 to 1"],
  ["--fraud-share 0.3", "give more --cards or a lower --rate"],
  ["--fraud-hours noon", "--fraud-hours must be natural or even"],
  ["--timezone Mars", "--timezone"],
  ["--fault frog", "garbage-row"],
  ["--fault html:7", "--fault html takes a share from 0 to 1"],
  ["--fault html:", "--fault html takes a share"],
  ["--snapshot --replay a.csv", "--order random"],
  ["--frauds 3", "--frauds"],
  ["surplus", "surplus"],
])("%s is refused with a line that names the option and the fix", (line, expected) => {
  expect(problem(line)).toContain(expected);
  expect(problem(line)).not.toContain("\n");
});

test("the help names every option and fits a terminal", () => {
  for (const name of ["port", "seed", "rate", "cards", "fraud-share", "replay", "snapshot", "fault", "limit"]) {
    expect(HELP).toContain(`--${name}`);
  }
  expect(HELP.split("\n").filter((line) => line.length > 125)).toEqual([]);
});
