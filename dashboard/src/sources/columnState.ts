// Changes of the columns of one's own.
import type { Column } from "../../../worker/policy/ownColumns.ts";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen } from "../shared/changePolicy.ts";
import { putColumns } from "./ask.ts";
import { withColumn, withoutColumn } from "./columns.ts";
import { loadCame } from "./rateState.ts";
import { changing, loadPolicy, policy } from "./state.ts";

/** A Worker of the version before, while a deploy mixes both, says nothing of them. */
const columnsNow = () => policy.peek()?.columns ?? [];
const kindOf = (name: string) => columnsNow().find((column) => column.name === name)?.kind;

async function loadBoth(): Promise<void> {
  await Promise.all([loadPolicy(), loadCame()]);
}

/** One change, made on the columns that hold. `name`: the column that must still be as the person saw it. */
function changeColumns(
  change: (columns: readonly Column[]) => Column[],
  name: string,
  said: string,
): Promise<Answer<unknown>> {
  const seen = kindOf(name);
  const send = (version: number) => putColumns(change(columnsNow()), version);
  const look = async () => {
    await loadPolicy();
    const now = policy.peek();
    return now === null ? null : { version: now.version, isSame: kindOf(name) === seen };
  };
  return changing(changeAsSeen(send, policy.peek()?.version ?? 0, look), said, loadBoth);
}

export function addColumn(column: Column): Promise<Answer<unknown>> {
  const said = `Payments keep ${column.name} as a ${column.kind} from now on.`;
  return changeColumns((columns) => withColumn(columns, column), column.name, said);
}

export function removeColumn(name: string): Promise<Answer<unknown>> {
  const said = `Payments keep ${name} no longer from now on. Those that have it keep it.`;
  return changeColumns((columns) => withoutColumn(columns, name), name, said);
}
