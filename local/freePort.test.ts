import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, mustBeFree } from "./freePort.ts";

const taken = createServer();
beforeAll(() => new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => taken.close(resolve)));

test("a port that another program holds is refused by its number, with a way out", async () => {
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(mustBeFree("127.0.0.1", port)).rejects.toThrow(
    `port ${port} is already in use; choose another with PORT, such as PORT=8989 npm start`,
  );
});

test("any free port will do", async () => {
  await expect(mustBeFree("127.0.0.1", 0)).resolves.toBeUndefined();
});

test("a port that is said to be free can be had", async () => {
  const port = await freePort("127.0.0.1");
  expect(port).toBeGreaterThan(0);
  await expect(mustBeFree("127.0.0.1", port)).resolves.toBeUndefined();
});
