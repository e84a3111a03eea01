// Where the archive's files are: what it needs of a bucket, and R2 as one.

export interface Shelf {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Null: there is no such file. */
  get(key: string): Promise<Uint8Array | null>;
  /** Bytes; null: there is no such file. */
  sizeOf(key: string): Promise<number | null>;
}

export function r2Shelf(bucket: R2Bucket): Shelf {
  return {
    async put(key, bytes) {
      // R2 itself refuses bytes that changed on their way.
      const sha256 = await crypto.subtle.digest("SHA-256", bytes);
      await bucket.put(key, bytes, { sha256, httpMetadata: { contentType: "application/vnd.apache.parquet" } });
    },
    async get(key) {
      const object = await bucket.get(key);
      return object === null ? null : new Uint8Array(await object.arrayBuffer());
    },
    async sizeOf(key) {
      return (await bucket.head(key))?.size ?? null;
    },
  };
}
