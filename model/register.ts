// npm run model:register: a bundle goes to the registry of a Vigie.
import { runCommand } from "./progress.ts";
import { register } from "./registerBundle.ts";

await runCommand(() =>
  register(process.argv.slice(2), process.env, (line) => void process.stdout.write(`${line.trimEnd()}\n`)),
);
