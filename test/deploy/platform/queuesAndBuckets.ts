// Queues with their consumers, and R2 buckets.
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Account, Queue } from "./account.ts";
import { answer, refuse } from "./answers.ts";

const shown = ([queue_id, { name, consumers }]: [string, Queue]) => ({
  queue_id,
  queue_name: name,
  consumers: consumers.map(consumerShown),
  consumers_total_count: consumers.length,
});

const consumerShown = ({ id, script, settings, deadLetterQueue }: Queue["consumers"][number]) => ({
  consumer_id: id,
  type: "worker",
  script,
  settings,
  ...(deadLetterQueue === null ? {} : { dead_letter_queue: deadLetterQueue }),
});

export function queueRoutes(account: Account): Hono {
  const app = new Hono();
  app.get("/", (context) => {
    const names = context.req.queries("name") ?? [];
    const found = [...account.queues].filter(([, { name }]) => names.length === 0 || names.includes(name)).map(shown);
    const page = Number(context.req.query("page") ?? 1);
    const result = page > 1 ? [] : found;
    return answer(context, result, {
      result_info: { page, per_page: 100, count: result.length, total_count: found.length, total_pages: 1 },
    });
  });
  app.post("/", async (context) => {
    const { queue_name: name } = await context.req.json<{ queue_name?: string }>();
    if (!name) return refuse(context, 400, 11003, "queue_name is required");
    if ([...account.queues.values()].some((queue) => queue.name === name))
      return refuse(context, 409, 11009, `Queue name '${name}' is already taken`);
    const id = randomUUID().replaceAll("-", "");
    const queue: Queue = { name, consumers: [] };
    account.queues.set(id, queue);
    return answer(context, shown([id, queue]));
  });
  app.delete("/:id", (context) => {
    if (!account.queues.delete(context.req.param("id"))) return refuse(context, 404, 11000, "Queue not found");
    return answer(context, null);
  });
  app.get("/:id/consumers", (context) => {
    const queue = account.queues.get(context.req.param("id"));
    return queue === undefined
      ? refuse(context, 404, 11000, "Queue not found")
      : answer(context, queue.consumers.map(consumerShown));
  });
  app.on(["POST", "PUT"], ["/:id/consumers", "/:id/consumers/:consumer"], async (context) => {
    const queue = account.queues.get(context.req.param("id"));
    if (queue === undefined) return refuse(context, 404, 11000, "Queue not found");
    const body = await context.req.json<{
      script_name: string;
      settings: Record<string, unknown>;
      dead_letter_queue?: string;
    }>();
    const other = queue.consumers.find(({ script }) => script !== body.script_name);
    if (other !== undefined) return refuse(context, 409, 11004, "This queue already has a consumer");
    const consumer = {
      id: queue.consumers[0]?.id ?? randomUUID().replaceAll("-", ""),
      script: body.script_name,
      settings: body.settings,
      deadLetterQueue: body.dead_letter_queue ?? null,
    };
    queue.consumers = [consumer];
    return answer(context, consumerShown(consumer));
  });
  app.delete("/:id/consumers/:consumer", (context) => {
    const queue = account.queues.get(context.req.param("id"));
    if (queue === undefined) return refuse(context, 404, 11000, "Queue not found");
    queue.consumers = queue.consumers.filter(({ id }) => id !== context.req.param("consumer"));
    return answer(context, null);
  });
  return app;
}

export function bucketRoutes(account: Account): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!account.hasR2) return refuse(context, 403, 10042, "Please enable R2 through the Cloudflare Dashboard.");
    return next();
  });
  app.get("/", (context) => answer(context, { buckets: [...account.buckets.keys()].map((name) => ({ name })) }));
  app.get("/:name", (context) => {
    const name = context.req.param("name");
    return account.buckets.has(name)
      ? answer(context, { name })
      : refuse(context, 404, 10006, "The specified bucket does not exist.");
  });
  app.post("/", async (context) => {
    const { name } = await context.req.json<{ name?: string }>();
    if (!name) return refuse(context, 400, 10005, "The specified bucket name is not valid.");
    if (account.buckets.has(name))
      return refuse(context, 409, 10004, "The bucket you tried to create already exists, and you own it.");
    account.buckets.set(name, new Set());
    return answer(context, { name });
  });
  app.delete("/:name", (context) => {
    const objects = account.buckets.get(context.req.param("name"));
    if (objects === undefined) return refuse(context, 404, 10006, "The specified bucket does not exist.");
    if (objects.size > 0) return refuse(context, 409, 10008, "The bucket you tried to delete is not empty.");
    account.buckets.delete(context.req.param("name"));
    return answer(context, null);
  });
  app.get("/:name/objects", (context) => {
    const objects = [...(account.buckets.get(context.req.param("name")) ?? [])];
    return answer(
      context,
      objects.slice(0, 2).map((key) => ({ key })),
      { result_info: { is_truncated: objects.length > 2 } },
    );
  });
  app.delete("/:name/objects/:key{.+}", (context) => {
    account.buckets.get(context.req.param("name"))?.delete(decodeURIComponent(context.req.param("key")));
    return answer(context, null);
  });
  return app;
}
