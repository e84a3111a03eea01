import { expect, test } from "vitest";
import { callApi } from "./api.ts";

const NOW = Date.UTC(2026, 10, 30, 12, 0, 0);

/** The pauses before the calls that follow an answer of 429 with that header. */
async function pausesAfter(header: string | null): Promise<number[]> {
  const pauses: number[] = [];
  const reply = await callApi(
    {
      baseUrl: "https://api.test",
      headers: {},
      nowMs: () => NOW,
      fetch: async () =>
        pauses.length < 2
          ? new Response("", { status: 429, headers: header === null ? {} : { "retry-after": header } })
          : Response.json({ success: true, result: 1 }),
      wait: async (ms) => {
        pauses.push(ms);
      },
    },
    "GET",
    "/accounts",
  );
  expect(reply).toEqual({ ok: true, result: 1 });
  return pauses;
}

test("a call that is slowed down is made again after the time that the answer asks for, in either of its forms", async () => {
  expect(await pausesAfter("7")).toEqual([7_000, 7_000]);
  expect(await pausesAfter(new Date(NOW + 9_000).toUTCString())).toEqual([9_000, 9_000]);
  expect(await pausesAfter("86400")).toEqual([60_000, 60_000]);
});

test("without a time that can be read, the pauses grow", async () => {
  for (const header of [null, "0", "soon"]) expect(await pausesAfter(header)).toEqual([1_000, 2_000]);
});
