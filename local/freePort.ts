// Checks ports before long work, which would otherwise end with the news that the port is taken.
import { createServer } from "node:net";
import { Mendable } from "./errorSentence.ts";

/** Throws in words for the person who chose the port. */
export async function mustBeFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    const why = code === "EADDRINUSE" ? "is already in use" : `cannot be had (${String(code)})`;
    throw new Mendable(`port ${port} ${why}; choose another with PORT, such as PORT=8989 npm start`, { cause: error });
  }
  await new Promise((resolve) => server.close(resolve));
}

/** A port that is free now. It is needed before the program that uses it runs, so that others can be told. */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
