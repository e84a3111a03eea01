import { expect, test } from "vitest";
import { type FeedTrouble, hear } from "./feedTrouble.ts";

const ABOUT = { feed: "http://feed.test/now", pollSeconds: "12", nowMs: 0 };

/** The log has these lines, twelve seconds apart: answers what the terminal says to each. */
function said(lines: readonly string[]): (string | null)[] {
  let trouble: FeedTrouble | null = null;
  return lines.map((line, at) => {
    const heard = hear(trouble, line, { ...ABOUT, nowMs: at * 12_000 });
    trouble = heard.trouble;
    return heard.words;
  });
}

const refused = (message: string) => JSON.stringify({ level: "error", event: "feed_refused", message });
const failed = (message: string) => JSON.stringify({ level: "error", event: "feed_failed", message });
const answers = JSON.stringify({ level: "info", event: "feed_answers", received: 3 });

test("a feed that fails is told once when that begins and once when it ends, however often it is asked", () => {
  const closed = failed("answered status 401");
  expect(said([closed, closed, closed, answers, closed])).toEqual([
    "The feed http://feed.test/now answered status 401. It is asked every 12 s; you are told here when it answers.",
    null,
    null,
    "The feed http://feed.test/now answers again, after 36 seconds.",
    "The feed http://feed.test/now answered status 401. It is asked every 12 s; you are told here when it answers.",
  ]);
});

test("another reason is told as well, once, and reasons that take turns are not told again and again", () => {
  const lines = [failed("could not be reached"), failed("failed (502)"), failed("could not be reached"), answers];
  expect(said(lines).map((words) => words?.replace("The feed http://feed.test/now", "…"))).toEqual([
    "… could not be reached. It is asked every 12 s; you are told here when it answers.",
    "… still fails, now so: it failed (502).",
    undefined,
    "… answers again, after 36 seconds.",
  ]);
});

test("answers whose rows are all refused are told like failures, and so are their ends", () => {
  const unread = refused("answered 12 rows, all refused: amt is missing");
  const lines = [unread, unread, answers, unread, failed("answered status 401"), answers];
  expect(said(lines).map((words) => words?.replace("http://feed.test/now", "…"))).toEqual([
    "The feed … answered 12 rows, all refused: amt is missing. It is asked every 12 s; you are told here when its rows are taken.",
    undefined,
    "Rows of the feed … are taken again, after 24 seconds.",
    "The feed … answered 12 rows, all refused: amt is missing. It is asked every 12 s; you are told here when its rows are taken.",
    "The feed … still fails, now so: it answered status 401.",
    "The feed … answers again, after 24 seconds.",
  ]);
});

test("the end of a failure that this terminal never heard of is not told, and other lines stay as they are", () => {
  const other = JSON.stringify({ level: "error", event: "request_failed", message: "x" });
  expect(said([answers, other, "plain words"])).toEqual([null, other, "plain words"]);
});
