import { expect, test, vi } from "vitest";
import { type ListEntry, MOST_ENTRIES, VALUE_LENGTH } from "../policy/lists.ts";
import { FIRST_POLICY, type Policy } from "../policy/policy.ts";
import { NOTE_LENGTH } from "../verdict/note.ts";
import { type ChangePorts, changePolicy } from "./changePolicy.ts";

const SAID = { by: "ann", via: "api", note: null };

function anEntry(at: number, noteLength: number): ListEntry {
  const value = String(at).padStart(VALUE_LENGTH, "店");
  const entry = { id: `entry-${at}`, list: "block", kind: "merchant", value, note: "字".repeat(noteLength) } as const;
  return { ...entry, by: "ann", via: "api", at: 1, until: null };
}

function portsFrom(held: Policy) {
  const written: Policy[] = [];
  const told: string[] = [];
  const ports: ChangePorts = {
    ledger: { heldPolicy: async () => held, changePolicy: async (_, next) => void written.push(next) },
    deciders: [{ tryOut: async () => null, adopt: async (text) => void told.push(text) }],
    now: () => 2,
    newId: () => "new",
  };
  return { ports, written, told };
}

test("full lists with ordinary notes are told to deciders; what could not be told to them is not written", async () => {
  const adding = (at: number) => ({ kind: "entries_added" as const, entries: [anEntry(at, 1)] });
  const some = Array.from({ length: MOST_ENTRIES - 1 }, (_, at) => anEntry(at, 100));
  const ordinary = portsFrom({ ...FIRST_POLICY, entries: some });
  expect(await changePolicy({ ...SAID, from: null, edit: adding(MOST_ENTRIES) }, ordinary.ports)).toMatchObject({
    status: "changed",
  });
  expect([ordinary.written.length, ordinary.told.length]).toEqual([1, 1]);
  const full = portsFrom({ ...FIRST_POLICY, entries: some.map((_, at) => anEntry(at, NOTE_LENGTH)) });
  expect(await changePolicy({ ...SAID, from: null, edit: adding(MOST_ENTRIES) }, full.ports)).toMatchObject({
    ...{ status: "refused", problem: expect.stringContaining("too much text") },
  });
  expect([full.written, full.told]).toEqual([[], []]);
});

test("a decider that does not hear of a change is said, and the change stands", async () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  const { ports, told } = portsFrom(FIRST_POLICY);
  const [hears] = ports.deciders;
  const deaf = { tryOut: async () => null, adopt: () => Promise.reject(new Error("Network connection lost.")) };
  const edit = { kind: "settings", settings: { blockOnFraud: true } } as const;
  const answer = await changePolicy(
    { ...SAID, from: null, edit },
    { ...ports, deciders: hears === undefined ? [deaf] : [deaf, hears] },
  );
  expect([answer.status, told.length]).toEqual(["changed", 1]);
  expect(said.mock.calls.flat().join()).toContain('"event":"policy_not_followed"');
  said.mockRestore();
});
