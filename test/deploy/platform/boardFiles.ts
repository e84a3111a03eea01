// Uploads of static files: the manifest first, then the contents that the platform does not have, by their hashes.
import { Hono } from "hono";
import type { Account } from "./account.ts";
import { answer } from "./answers.ts";

type Manifest = Record<string, { hash: string; size: number }>;

export function boardFileRoutes(account: Account): Hono {
  const app = new Hono();
  app.post("/scripts/:name/assets-upload-session", async (context) => {
    const { manifest } = await context.req.json<{ manifest: Manifest }>();
    const missing = [...new Set(Object.values(manifest).map(({ hash }) => hash))].filter(
      (hash) => !account.files.has(hash),
    );
    return answer(context, { jwt: jwtOf(manifest), buckets: missing.length === 0 ? [] : [missing] });
  });
  app.post("/assets/upload", async (context) => {
    for (const [hash, part] of await context.req.formData()) {
      const encoded = typeof part === "string" ? part : await part.text();
      account.files.set(hash, Buffer.from(encoded, "base64"));
    }
    const session = context.req.header("authorization")?.replace("Bearer ", "") ?? "";
    return answer(context, { jwt: session });
  });
  return app;
}

function jwtOf(manifest: Manifest): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ manifest })}.x`;
}
