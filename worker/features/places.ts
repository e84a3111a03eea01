// Where each feature stands in what is stored with a payment, and where rules find it: those of every model first, then those that only
// some read, whatever the order of a model's own inputs. Columns of one's own are on the payment itself.
import { FEATURES } from "./catalogue.ts";
import { MORE_FEATURES } from "./moreFeatures.ts";

/** New ones come at the end of MORE_FEATURES, since stored payments have their values by place. */
export const PLACED_FEATURES: readonly { name: string; unit: string; group: string; meaning: string }[] = [
  ...FEATURES,
  ...MORE_FEATURES,
];

/**
 * A model's inputs by place, with NaN for what it does not read. `names`: of its inputs, those of every model first. Left out: it reads
 * those alone. The values behind those of every model are left out where it reads none of them.
 */
export function byPlace(inputs: Float32Array, names?: readonly string[]): Float32Array {
  if (inputs.length <= FEATURES.length) return inputs;
  const usual = inputs.subarray(0, FEATURES.length);
  const from = names === undefined ? null : inputsOfPlaces(names);
  if (from === null) return usual;
  const placed = new Float32Array(PLACED_FEATURES.length).fill(Number.NaN);
  placed.set(usual);
  from.forEach((input, at) => {
    placed[FEATURES.length + at] = inputs[input] ?? Number.NaN;
  });
  return placed;
}

const known = new WeakMap<readonly string[], readonly number[] | null>();

/** Of MORE_FEATURES, which input each is; -1 where the model does not read it. Null: it reads none. */
function inputsOfPlaces(names: readonly string[]): readonly number[] | null {
  const before = known.get(names);
  if (before !== undefined) return before;
  const inputs = MORE_FEATURES.map(({ name }) => names.indexOf(name));
  const found = inputs.every((input) => input === -1) ? null : inputs;
  known.set(names, found);
  return found;
}
