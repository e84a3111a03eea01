// Bindings that a deployment may have beyond those that wrangler.toml gives to all. `npm run deploy` adds them.
declare namespace Cloudflare {
  interface Env {
    /** Keeps closed days as Parquet. Without it nothing leaves the store. */
    ARCHIVE?: R2Bucket;
    /** The queue in front of the deciders, for `POST /api/payments?async=1`. */
    QUEUE?: Queue<string>;
    /** Which upload this is; not set on a developer's machine. */
    VIGIE_BUILD?: string;
  }
}

interface Env {
  ARCHIVE?: R2Bucket;
  QUEUE?: Queue<string>;
  VIGIE_BUILD?: string;
}
