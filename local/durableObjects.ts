// The Durable Objects of wrangler.toml as Miniflare takes them. What an object stored stays its own when its class gets another
// name: `renamed_classes` says so to Cloudflare, but Miniflare does not read that. It keeps objects in `do/WORKER-CLASS` of the
// state directory and makes their ids from the same words, so that a renamed class would begin with nothing, and moving the
// directory would not help. Here each class keeps the name with which it began.
/** The part of wrangler's configuration that says which objects there are. */
export interface ObjectsConfig {
  durable_objects: { bindings: readonly { name: string; class_name: string }[] };
  migrations: readonly { renamed_classes?: readonly { from: string; to: string }[] | undefined }[];
}

/** By binding. A class that was not renamed gets the name that Miniflare itself would give it. */
export function durableObjectsOf({ durable_objects, migrations }: ObjectsConfig, workerName: string) {
  return Object.fromEntries(
    durable_objects.bindings.map(({ name, class_name }) => [
      name,
      {
        className: class_name,
        useSQLite: true,
        unsafeUniqueKey: `${workerName}-${firstNameOf(class_name, migrations)}`,
      },
    ]),
  );
}

/** A class may have been renamed more than once. */
function firstNameOf(className: string, migrations: ObjectsConfig["migrations"]): string {
  const renamed = migrations.flatMap(({ renamed_classes = [] }) => renamed_classes);
  return renamed.reduceRight((name, { from, to }) => (name === to ? from : name), className);
}
