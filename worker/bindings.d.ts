// Bindings that a deployment may have beyond those that wrangler.toml gives to all. The last lines of wrangler.toml say
// how.
declare namespace Cloudflare {
  interface Env {
    /** Keeps closed days as Parquet. Without it nothing leaves the store. */
    ARCHIVE?: R2Bucket;
    /** The queue in front of the intake, for `POST /api/payments?async=1`. */
    QUEUE?: Queue<string>;
  }
}

interface Env {
  ARCHIVE?: R2Bucket;
  QUEUE?: Queue<string>;
}
