// The letter on a decision: as it was then, for readers, and how to contest it.
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { feedRow, scoredPayment } from "../rows.ts";
import { HOST, ledgerEnds, push, request } from "./worker.ts";

const store = openStore(env);
const DEPLOYED = { VIGIE_LOCAL: undefined, DASHBOARD_TOKEN: "a dashboard token of the tests" };

async function letter(
  id: string,
  init: RequestInit = {},
  changes: object = {},
): Promise<{ status: number; text: string; to: string | null }> {
  const headers = { accept: "text/html", ...init.headers };
  const answer = await request(`/payments/${id}/letter`, { redirect: "manual", ...init, headers }, changes);
  const text = (await answer.text()).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
  return { status: answer.status, text, to: answer.headers.get("location") };
}

async function put(path: string, method: string, body: unknown): Promise<{ rule?: { id: string }; policy: number }> {
  const headers = { "if-match": "*", "content-type": "application/json" };
  const answer = await request(path, { method, headers, body: JSON.stringify(body) });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  return answer.json();
}

const NIGHT = { name: "Night", when: "hour < 6", then: "review", state: "active" };

beforeAll(async () => {
  // The decider sits down at its first payment, and tries every rule out from then on.
  await push(feedRow());
  const { rule, policy } = await put("/api/rules", "POST", NIGHT);
  const hits = [{ rule: rule?.id ?? "" }];
  const reasons = [{ code: "rule", share: 1, text: "the rule “Night” asks for a review: hour < 6" }];
  const { epoch, lastSeq } = await store.takeWriter();
  await store.commit(epoch, {
    payments: [
      scoredPayment({
        id: "ruled",
        seq: lastSeq + 1,
        outcome: "review",
        policy,
        hits,
        reasons,
        last4: "4567",
        merchant: "<b>Plum</b>",
      }),
      scoredPayment({ id: "old", seq: lastSeq + 2, outcome: "decline", policy: null, model: "abc123abc123" }),
    ],
  });
  // The writer that was taken last is nobody's.
  await ledgerEnds();
  await put(`/api/rules/${rule?.id}`, "PUT", { ...NIGHT, when: "hour < 3" });
});

test("it has the rule as it was then, says who looked, and how to contest it once that is set", async () => {
  const before = await letter("ruled");
  expect(before.status).toBe(200);
  expect(before.text).toContain("set aside, for a person to look at it");
  expect(before.text).toContain("hour &lt; 6");
  expect(before.text).not.toContain("hour &lt; 3");
  expect(before.text).toContain("&lt;b&gt;Plum&lt;/b&gt;");
  expect(before.text).toContain("ending in 4567");
  expect(before.text).toMatch(/under version \d+ of our rules and settings/);
  expect(before.text).toContain("A person has yet to look at it.");
  expect(before.text).toContain("Nobody has set yet where to write to.");

  await put("/api/policy", "PUT", { contact: "complaints@example.org" });
  await request("/api/payments/ruled/verdict", { method: "POST", body: JSON.stringify({ verdict: "legitimate" }) });
  const after = await letter("ruled");
  expect(after.text).toContain("Write to: complaints@example.org");
  expect(after.text).toContain("A person looked at it afterwards, and found that it was legitimate");
  expect(after.text).not.toContain("Nobody has set");
});

test("an old payment says that its version is not known, and one that is not here has no letter", async () => {
  const { text } = await letter("old");
  expect(text).toContain("it was decided before versions were kept");
  expect(text).toContain("abc123abc123");
  expect((await letter("nobody")).status).toBe(404);
});

test("it is for readers, and the sign-in leads back to it and to nowhere else", async () => {
  expect(await letter("ruled", {}, DEPLOYED)).toMatchObject({ status: 303, to: "/login?to=/payments/ruled/letter" });
  const body = () => new URLSearchParams({ token: DEPLOYED.DASHBOARD_TOKEN });
  const signIn = async (to: string) =>
    (
      await request(`${HOST}/login?to=${to}`, { method: "POST", body: body(), redirect: "manual" }, DEPLOYED)
    ).headers.get("location");
  expect(await signIn("/payments/ruled/letter")).toBe("/payments/ruled/letter");
  for (const to of [
    "/payments/../letter/x",
    "//evil.test/letter",
    "/payments//evil.test/letter",
    "/payments/a/b/letter",
  ]) {
    expect(await signIn(to), to).toBe("/");
  }
  const bearer = { headers: { authorization: `Bearer ${DEPLOYED.DASHBOARD_TOKEN}` } };
  expect((await letter("ruled", bearer, DEPLOYED)).status).toBe(200);
});
