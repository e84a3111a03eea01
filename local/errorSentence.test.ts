import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Mendable, notReached, reasonOf } from "./errorSentence.ts";

/** The error that `act` really throws. */
async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
  return act().then(
    () => expect.unreachable("it worked"),
    (error: unknown) => error,
  );
}

const HERE = import.meta.dirname;
const listening = (port: number, host: string) =>
  new Promise((resolve, reject) =>
    createServer()
      .once("error", reject)
      .listen(port, host, () => resolve(null)),
  );

test.each([
  ["a file that is not there", () => readFile(`${HERE}/none`), /none: no such file or folder$/],
  ["a folder for a file", () => readFile(HERE), /is a folder; name a file$/],
  [
    "a file for a folder",
    () => writeFile(path.join(HERE, "errorSentence.ts", "x"), ""),
    /a file stands where a folder/,
  ],
  [
    "a file where a folder is to be made",
    () => mkdir(path.join(HERE, "errorSentence.ts")),
    /a file stands where a folder/,
  ],
  ["a program that is not there", () => promisify(execFile)("no-such-program"), /^no-such-program is not installed/],
  ["an address of another machine", () => listening(0, "192.0.2.1"), /^192\.0\.2\.1 is no address of this machine$/],
])("%s is told in one sentence", async (_what, act, sentence) => {
  expect(reasonOf(await thrownBy(act))).toMatch(sentence);
});

test("a server that does not answer, and one that is not there, are told apart, and the port is named", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/`;
  const late = await thrownBy(() => fetch(url, { signal: AbortSignal.timeout(1) }));
  expect(reasonOf(late)).toBe("the other side did not answer in time: try again");
  expect(reasonOf(await thrownBy(() => listening(port, "127.0.0.1")))).toMatch(
    new RegExp(`^port ${port} is already in use: `),
  );
  await new Promise((resolve) => server.close(resolve));
  expect(reasonOf(await thrownBy(() => fetch(url)))).toMatch(new RegExp(`^nothing answers at 127.0.0.1:${port}: `));
  // No browser asks this port, and neither does fetch.
  expect(reasonOf(await thrownBy(() => fetch("http://127.0.0.1:9/")))).toBe("the request could not be sent: bad port");
});

test("an address that cannot be asked is named, with what to do", async () => {
  const server = createHttpServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const told = async (url: string) => notReached(url, await thrownBy(() => fetch(url)));
  const plain = `https://127.0.0.1:${port}`;
  expect(await told(plain)).toBe(
    `${plain} could not be asked: what answers there speaks no https: try http; look at the address`,
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const closed = `http://127.0.0.1:${port}`;
  expect(await told(closed)).toBe(
    `${closed} could not be asked: nothing answers at 127.0.0.1:${port}: look at the address, and whether it runs`,
  );
  expect(await told("http://127.0.0.1:9")).toBe(
    "http://127.0.0.1:9 could not be asked: the request could not be sent: bad port; look at the address",
  );
});

test("a full disk is told as one, whoever met it", async () => {
  const met = await thrownBy(() => writeFile("/dev/full", "x"));
  expect(reasonOf(new Error("the bench broke", { cause: met }))).toBe(
    "the disk is full: free some space and try again",
  );
});

test("what a person can mend says so itself; a bug has no reason", () => {
  expect(reasonOf(new Mendable("set PORT"))).toBe("set PORT");
  expect(reasonOf(new TypeError("x is not a function"))).toBeNull();
  expect(reasonOf(new Error("nobody thought of this"))).toBeNull();
  expect(reasonOf("text")).toBeNull();
});
