// A mail provider that fails in every way it can: each mail once, all the same.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import {
  AT_MOST,
  accepted,
  calm,
  EVERYONE,
  freshRow,
  messagesOf,
  PATIENTLY,
  providerDoes,
  recipientsOf,
} from "./mails.ts";
import { ledger, push } from "./worker.ts";

const outbox = () => env.OUTBOX.getByName("outbox");

afterEach(calm);

test(
  "a mail whose acceptance was not heard of is not sent again",
  async () => {
    await providerDoes({ kind: "silence", accepted: true });
    const row = freshRow({ merchant: "fraud_Silent Swan" });
    await push(row);
    await expect
      .poll(async () => (await messagesOf(row.trans_num)).map(({ state }) => state), PATIENTLY)
      .toEqual(Array(4).fill("sent"));
    expect(recipientsOf(await accepted("Silent Swan"))).toEqual(EVERYONE);
  },
  AT_MOST,
);

test(
  "a provider that is down, busy or out of its mind gets each mail once it is back, once",
  async () => {
    await providerDoes(
      {
        kind: "answer",
        status: 429,
        headers: { "retry-after": "1" },
        body: '{"statusCode":429,"name":"rate_limit_exceeded","message":"Too many requests."}',
      },
      { kind: "answer", status: 500, body: '{"statusCode":500,"name":"internal_server_error","message":"oops"}' },
      { kind: "garbled", body: "<html>Welcome</html>" },
    );
    const row = freshRow({ merchant: "fraud_Patient Plover" });
    await push(row);
    await evictDurableObject(outbox());
    await evictDurableObject(ledger());
    await expect
      .poll(async () => (await messagesOf(row.trans_num)).map(({ state }) => state), PATIENTLY)
      .toEqual(Array(4).fill("sent"));
    expect(recipientsOf(await accepted("Patient Plover"))).toEqual(EVERYONE);
  },
  AT_MOST,
);
