// What a deployment may have beyond what wrangler.toml binds for all: its last lines say how.
declare namespace Cloudflare {
  interface Env {
    /** Where closed days are kept as Parquet. Without it nothing leaves the store. */
    ARCHIVE?: R2Bucket;
    /** In front of the intake, for `POST /api/payments?async=1`. */
    QUEUE?: Queue<string>;
  }
}

interface Env {
  ARCHIVE?: R2Bucket;
  QUEUE?: Queue<string>;
}
