import { afterEach, expect, test, vi } from "vitest";
import { progress, say } from "./terminal.ts";

const wasTTY = process.stdout.isTTY;

afterEach(() => {
  vi.restoreAllMocks();
  process.stdout.isTTY = wasTTY;
});

function shownOn(isTTY: boolean): string {
  process.stdout.isTTY = isTTY;
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  progress("Loading: 10 …");
  progress("Loading: 20 …");
  say("a line of the log");
  return write.mock.calls.map(([text]) => text).join("");
}

test("a line that is said takes the place of the progress on a terminal", () => {
  expect(shownOn(true).split("\r\x1b[2K")).toEqual(["", "Loading: 10 …", "Loading: 20 …", "a line of the log\n"]);
});

test("a pipe gets whole lines only", () => {
  expect(shownOn(false)).toBe("a line of the log\n");
});
