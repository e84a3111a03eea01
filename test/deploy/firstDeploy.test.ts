// On a clean account: one command, and a payment that is pushed to the printed address is decided and on the board.
import { readFileSync, statSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { get, push, type Secrets } from "./visitor.ts";
import { builtFrom, folderForTest, platformForTest, run, worldOn } from "./world.ts";

test("one command on an empty account, and a payment that is pushed there is decided and on the board", async () => {
  const platform = await platformForTest();
  const home = folderForTest();
  const what = await builtFrom(inject("built"));
  const first = worldOn(platform, what, home);
  expect(await run(first)).toBe(0);

  const [, file = ""] = /New secrets are in (.*\.json),/.exec(first.said.join("\n")) ?? [];
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const secrets: Secrets & { CARD_KEY: string } = JSON.parse(readFileSync(file, "utf8"));
  for (const secret of Object.values(secrets)) expect(first.said.join("\n")).not.toContain(secret);

  const address = platform.workerUrl;
  expect(first.said.join("\n")).toContain(address);
  expect((await get(address, "api/payments", null)).status).toBe(401);
  expect(await push(address, secrets, "order-1")).toMatchObject({
    status: 200,
    text: expect.stringMatching(/"outcome":"\w+"/),
  });
  expect((await get(address, "api/payments", secrets.DASHBOARD_TOKEN)).text).toContain("order-1");
  expect((await get(address, "", secrets.DASHBOARD_TOKEN)).text).toContain("<title>");
  expect((await get(address, "api/health", secrets.DASHBOARD_TOKEN)).status).toBe(200);
  expect(platform.account.scripts.get("vigie")?.crons).toEqual(["* * * * *"]);

  const before = platform.calls.length;
  const second = worldOn(platform, what, home);
  expect(await run(second)).toBe(0);
  expect(second.said.join("\n")).toContain("there is nothing to do");
  const changing = platform.calls
    .slice(before)
    .filter(({ method, path }) => method !== "GET" && !path.endsWith("/query"));
  expect(changing.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
  expect((await get(address, "api/payments", secrets.DASHBOARD_TOKEN)).text).toContain("order-1");
});
