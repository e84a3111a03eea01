// The bindings that a deploy has with --archive and --queue: the archive's bucket, and the queue in front of the deciders.
// The Worker on this machine and in tests always has both.
import type { V4MiniflareOptions } from "miniflare";

export const RESOURCES = {
  r2Buckets: { ARCHIVE: { id: "vigie-archive" } },
  queueProducers: { QUEUE: { queueName: "vigie-payments" } },
  queueConsumers: {
    "vigie-payments": {
      maxBatchSize: 20,
      maxBatchTimeout: 1,
      maxRetries: 100,
      deadLetterQueue: "vigie-dead-letters",
    },
    "vigie-dead-letters": { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 100, retryDelay: 60 },
  },
} satisfies Partial<V4MiniflareOptions>;
