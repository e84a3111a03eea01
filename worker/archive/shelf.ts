// The place of the archive's files: what the archive needs from a bucket, implemented by R2.

export interface Shelf {
  /** Throws `ForeignFile`, and changes nothing, when the file is there and was written by another Vigie. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Null when there is no such file. */
  get(key: string): Promise<Uint8Array | null>;
  /** Size and hash of the file, without its content; null when there is no such file. */
  find(key: string): Promise<Found | null>;
}

export interface Found {
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
}

export class ForeignFile extends Error {
  override name = "ForeignFile";
  constructor(key: string) {
    super(
      `another Vigie writes into this bucket, give each its own: ${key} is there already, and was not written by this one`,
    );
  }
}

/** `owner`: files are named by days, which every Vigie has, so each file also says which Vigie wrote it. */
export function r2Shelf(bucket: R2Bucket, owner: string): Shelf {
  return {
    async put(key, bytes) {
      const there = await bucket.head(key);
      if (there !== null && there.customMetadata?.owner !== owner) throw new ForeignFile(key);
      const stored = await bucket.put(key, bytes, {
        // R2 refuses bytes that changed on their way …
        sha256: await sha256Of(bytes),
        // … and refuses to overwrite a file that was written after we looked.
        onlyIf: there === null ? { etagDoesNotMatch: "*" } : { etagMatches: there.etag },
        httpMetadata: { contentType: "application/vnd.apache.parquet" },
        customMetadata: { owner },
      });
      if (stored === null) throw new Error(`${key} was written by someone else at the same time`);
    },
    get: r2Files(bucket).get,
    async find(key) {
      const there = await bucket.head(key);
      if (there === null) return null;
      const { sha256 } = there.checksums;
      if (sha256 !== undefined) return { bytes: there.size, sha256: hex(sha256) };
      // A file that a person put there has no checksum in R2, so it is computed.
      const bytes = await r2Files(bucket).get(key);
      return bytes === null ? null : { bytes: bytes.length, sha256: await sha256Of(bytes) };
    },
  };
}

/** For code that only reads. */
export function r2Files(bucket: R2Bucket): Pick<Shelf, "get"> {
  return {
    async get(key) {
      const object = await bucket.get(key);
      return object === null ? null : new Uint8Array(await object.arrayBuffer());
    },
  };
}

/** In hexadecimal. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
