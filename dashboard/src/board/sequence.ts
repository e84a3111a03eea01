// The number up to which the board has heard everything. After a broken connection it resumes from there. Pure.

export interface Sequence {
  /** Every change up to this one has been heard, or is known to be superseded. */
  through: number;
  /** Numbers that were heard beyond a gap. */
  beyond: ReadonlySet<number>;
}

/** Most numbers that may wait beyond a gap. A number may never come: its row may have changed again before it was told. */
const GAP_PATIENCE = 500;

export function startAt(seq: number): Sequence {
  return { through: seq, beyond: new Set() };
}

export function hear(sequence: Sequence, seq: number): Sequence {
  if (seq <= sequence.through || sequence.beyond.has(seq)) return sequence;
  const beyond = new Set(sequence.beyond).add(seq);
  let through = sequence.through;
  if (beyond.size > GAP_PATIENCE) through = Math.min(...beyond) - 1;
  while (beyond.delete(through + 1)) through += 1;
  return { through, beyond };
}
