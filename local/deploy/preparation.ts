// What a deploy has in hand once it has looked, before it changes anything.
import type { Built } from "./build.ts";
import type { Connection } from "./connect.ts";
import type { Found } from "./found.ts";
import type { Names } from "./names.ts";
import type { Wanted } from "./plan.ts";
import type { KeptSecrets } from "./unshownSecrets.ts";
import type { World } from "./world.ts";

export interface Deploy {
  world: World;
  connection: Connection;
  built: Built;
  names: Names;
  wanted: Wanted;
  kept: KeptSecrets;
  find: () => Promise<Found>;
}
