// `npm run payments:export`: all payments of a Vigie, local or deployed, as a file to train on. It reads the API, so it needs the
// address and the token, and no access to the database.
import { trainingPage } from "../../worker/wire/training.ts";
import { askVigie } from "../askVigie.ts";
import { Mendable } from "../errorSentence.ts";
import { credentialsOf } from "../labelRows.ts";
import { messageOf, progress, say } from "../terminal.ts";
import { writeWhole } from "../wholeFile.ts";
import { type ExportOptions, HELP, readOptions } from "./options.ts";
import { type FilePart, trainingFile } from "./trainingFile.ts";

/** The most that the API gives at once. */
const PAGE = 500;

interface Told {
  payments: number;
  judged: number;
  isSimulated: boolean;
  leftBefore: string | null;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ("help" in options) return void process.stdout.write(HELP);
  if ("problem" in options) throw new Mendable(`${options.problem} (--help says more)`);
  const told: Told = { payments: 0, judged: 0, isSimulated: false, leftBefore: null };
  await writeWhole(options.out, trainingFile(parts(options, told)));
  const count = (value: number) => value.toLocaleString("en");
  const simulated = told.isSimulated ? ", all of them simulated" : "";
  say(
    `${count(told.payments)} payments in ${options.out}${simulated}; of ${count(told.judged)} it is known what they were`,
  );
  if (told.leftBefore !== null) {
    say(
      `Payments from before ${told.leftBefore} have left the store for the archive and are not among them: docs/archive.md says how to read it`,
    );
  }
  say(`Train on them: npm run model:train -- --data ${options.out}`);
}

async function* parts({ url, from, to }: ExportOptions, told: Told): AsyncGenerator<FilePart> {
  const credentials = credentialsOf(process.env);
  let cursor: string | null = "";
  while (cursor !== null) {
    const address: URL = new URL(`/api/training?limit=${PAGE}${cursor === "" ? "" : `&cursor=${cursor}`}`, url);
    for (const [name, day] of Object.entries({ from, to })) {
      if (day !== null) address.searchParams.set(name, `${day}T00:00:00Z`);
    }
    const page = trainingPage.safeParse(await askVigie(address, credentials));
    if (!page.success) {
      throw new Mendable(
        `what ${address.origin} answers is no page of payments: is that a Vigie, and as new as this one?`,
      );
    }
    const { payments, about, leftBefore, simulated, next } = page.data;
    if (told.payments + payments.length === 0) {
      throw new Mendable(
        `${address.origin} has no payments${from === null && to === null ? "" : " of these days"}: no file is written`,
      );
    }
    told.payments += payments.length;
    told.judged += payments.filter(({ verdict, label }) => verdict !== null || label !== null).length;
    told.isSimulated = simulated;
    told.leftBefore = leftBefore;
    progress(`${told.payments.toLocaleString("en")} payments`);
    yield { rows: payments, about };
    cursor = next;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The payments could not be exported: ${messageOf(error)}\n`);
  process.exit(1);
});
