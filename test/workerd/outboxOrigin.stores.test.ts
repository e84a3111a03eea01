// Whatever tells of simulated payments says so: mails, posts, reports, lists, files.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { MessageInFull, MessageList } from "../../worker/wire/messages.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { emptied, pushFromSimulator } from "./emptied.ts";
import { calm, PATIENTLY, posted } from "./mails.ts";
import { push, request } from "./worker.ts";

const now = () => ({ current_time: Date.now() });

beforeEach(emptied);
afterEach(calm);

test("whatever tells of simulated payments says that they are, and what a person pushes there is tried out as one of them", async () => {
  expect((await pushFromSimulator(feedRow(now()))).status).toBe(200);
  const order = fraudRow({ ...now(), amt: 1012.4, merchant: "fraud_Corner Shop" });
  expect(await (await push(order)).json()).toMatchObject({ status: "stored", simulated: true });
  expect(await (await push([order])).json()).toMatchObject({ decisions: [{ status: "repeated", simulated: true }] });

  expect(await (await request(`/api/payments/${order.trans_num}`)).json()).toMatchObject({ simulated: true });
  expect(await (await request("/api/payments")).json()).toMatchObject({ simulated: true });
  expect(await (await request("/api/reports/daily")).json()).toMatchObject({ simulated: true });
  expect(await (await request("/api/labels")).json()).toMatchObject({ simulated: true });
  const lines = (await (await request("/api/payments.jsonl")).text()).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).simulated)).toEqual([true, true]);
  for (const path of ["/api/payments.csv", "/api/reports/daily.csv"]) {
    const csv = await request(path);
    expect(csv.headers.get("content-disposition")).toMatch(/filename="simulated-payments.*\.csv"/);
    expect(
      (await csv.text())
        .trim()
        .split("\r\n")
        .map((line) => line.split(",").at(-1)),
    ).toEqual(["simulated", "yes", "yes"]);
  }
  const outbox = await (await request("/api/alerts")).json<MessageList>();
  expect(outbox).toMatchObject({ simulated: true });
  expect(outbox.messages).toHaveLength(4);
  for (const { subject } of outbox.messages) expect(subject).toBe("[Simulated] Fraud: $1,012.40 at Corner Shop");
  const mail = outbox.messages.find(({ channel }) => channel === "mail");
  const path = `/api/alerts/${encodeURIComponent(mail?.id ?? "")}`;
  const { text } = await (await request(path)).json<MessageInFull>();
  expect(text).toContain("simulated payments: cards and merchants are made up");
  const [link = ""] = /\/verdict\?link=\S+/.exec(text) ?? [];
  expect(await (await request(link)).text()).toContain("The payment is simulated.");
  await expect.poll(async () => (await posted("/vigie", order.trans_num)).length, PATIENTLY).toBe(1);
  const [hook] = await posted("/vigie", order.trans_num);
  expect(JSON.parse(hook?.body ?? "")).toMatchObject({ type: "fraud.detected", data: { simulated: true } });
});

test("what is told of real payments says nothing of simulation", async () => {
  await push(fraudRow({ ...now(), merchant: "fraud_Corner Shop" }));
  const outbox = await (await request("/api/alerts")).json<MessageList>();
  expect(outbox).toMatchObject({ simulated: false, messages: { length: 4 } });
  for (const { subject } of outbox.messages) expect(subject).toBe("Fraud: $1,012.40 at Corner Shop");
  const csv = await request("/api/payments.csv");
  expect(csv.headers.get("content-disposition")).toContain('filename="payments.csv"');
  expect(await csv.text()).not.toContain("simulated");
  expect(await (await request("/api/reports/daily")).json()).toMatchObject({ simulated: false });
});
