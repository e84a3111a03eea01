// The tables that the features take (worker/features/tables.ts), from the bundle's tables.json. Made by model/evidence.ts.

import { LONGEST_DELAY_DAYS } from "../features/days.ts";
import { holderGroups } from "../features/evidence.ts";
import type { Tables } from "../features/tables.ts";
import { elements, field, type JsonPart, names, number, numbers, refused, text } from "./jsonPart.ts";

export function readTables(root: JsonPart): Tables {
  const vocabulary = names(field(root, "vocabulary"));
  const ageBorders = numbers(field(root, "ageBorders"));
  const hours = numbers(field(root, "hours"));
  if (hours.length !== 24) throw refused(field(root, "hours"), "must have 24 numbers");
  const groups = elements(field(root, "groups"));
  if (groups.length !== holderGroups({ ageBorders })) {
    throw refused(
      field(root, "groups"),
      `must be ${holderGroups({ ageBorders })}, as the age borders part the holders`,
    );
  }
  return {
    vocabulary,
    ageBorders,
    stepsPerE: number(field(root, "stepsPerE")),
    amounts: groups.map((group) => {
      const tenths = field(group, "amountTenths");
      return vocabulary.map((category) => amountsIn(field(tenths, category)));
    }),
    hours,
    ...pastWordsIn(field(root, "pastWords")),
    ...truthIn(field(root, "truth")),
    ...extraIn(field(root, "extra")),
  };
}

/** Left out in bundles whose words are all of CATEGORIES, and in older ones. */
function pastWordsIn(part: JsonPart): Pick<Tables, "pastWords"> {
  if (part.value === undefined) return {};
  if (typeof part.value !== "boolean") throw refused(part, "must be true or false");
  return { pastWords: part.value };
}

/** Left out in bundles whose model knows no earlier frauds. */
function truthIn(part: JsonPart): Pick<Tables, "truth"> {
  if (part.value === undefined) return {};
  const delayDays = number(field(part, "delayDays"));
  if (!Number.isInteger(delayDays) || delayDays < 1 || delayDays > LONGEST_DELAY_DAYS)
    throw refused(field(part, "delayDays"), `must be a whole number from 1 to ${LONGEST_DELAY_DAYS}`);
  const share = number(field(part, "share"));
  if (!(share > 0 && share < 1)) throw refused(field(part, "share"), "must be between 0 and 1");
  return { truth: { delayDays, share } };
}

/** Left out in bundles whose model reads no columns of one's own. */
function extraIn(part: JsonPart): Pick<Tables, "extra"> {
  if (part.value === undefined) return {};
  return {
    extra: elements(part).map((column) => {
      const words = field(column, "words");
      return { name: text(field(column, "name")), words: words.value === null ? null : names(words) };
    }),
  };
}

/** The file has whole tenths, which people can read. */
function amountsIn(part: JsonPart): Float64Array {
  const tenths = numbers(part);
  if (tenths.length < 2) throw refused(part, "must have two points or more");
  const amounts = new Float64Array(tenths.length);
  for (let point = 0; point < tenths.length; point++) amounts[point] = (tenths[point] ?? 0) / 10;
  return amounts;
}
