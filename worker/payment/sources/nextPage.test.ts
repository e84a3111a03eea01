import { expect, test } from "vitest";
import { nextPage } from "./nextPage.ts";

const ASKED = "https://feed.example/v1/events?limit=100";

test.each([
  [{ parameter: "cursor", next: "/next" }, { next: "a b" }, [], "https://feed.example/v1/events?limit=100&cursor=a+b"],
  [{ parameter: "cursor", next: "/next" }, { next: null }, [], null],
  [
    { parameter: "starting_after", lastItem: "/id", more: "/has_more" },
    { has_more: true },
    [{ id: "e1" }, { id: "e2" }],
    "https://feed.example/v1/events?limit=100&starting_after=e2",
  ],
  [{ parameter: "starting_after", lastItem: "/id", more: "/has_more" }, { has_more: false }, [{ id: "e1" }], null],
  [{ parameter: "starting_after", lastItem: "/id" }, {}, [], null],
  [{ next: "/links/next" }, { links: { next: "/v1/events?page=2" } }, [], "https://feed.example/v1/events?page=2"],
  [{ next: "/links/next" }, { links: { next: "https://feed.example/p2" } }, [], "https://feed.example/p2"],
])("%j goes on at %j", (pages, answer, items, url) => {
  expect(nextPage(pages, answer, items, ASKED)).toEqual({ ok: true, url });
});

test.each([
  { links: { next: "https://elsewhere.example/p2" } },
  { links: { next: "http://feed.example/p2" } },
  { links: { next: {} } },
])("%j leads nowhere", (answer) => {
  expect(nextPage({ next: "/links/next" }, answer, [], ASKED)).toMatchObject({ ok: false });
});
