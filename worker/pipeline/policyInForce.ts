// The policy under which a decider decides, and the models that it names. The decider follows the ledger's word: a model is opened
// first, and put in place at a group's boundary. See docs/models.md.
import { crossedLines, type ThresholdSettings, thresholdProblem } from "../decision/thresholds.ts";
import { situationsOf } from "../features/situation.ts";
import { messageOf } from "../log.ts";
import { categoryTable } from "../payment/knownAs.ts";
import type { FeedKind } from "../payment/payment.ts";
import { columnTable } from "../policy/ownColumns.ts";
import { FIRST_POLICY, type Lines, type Policy, type PolicyModels } from "../policy/policy.ts";
import { rateTable } from "../policy/rates.ts";
import type { Rule } from "../policy/rule.ts";
import type { Detector, Models } from "../scoring/detector.ts";
import { storeTroubleOf } from "../store/trouble.ts";
import type { Cell } from "../storedCell.ts";
import { rulingOf } from "./rulingOf.ts";

/** A model that was opened. Others may use it too, so it is left and not closed. */
export interface Opened {
  detector: Detector;
  leave(): void;
}

export interface PolicyPorts {
  cell: Cell<Policy>;
  /** The model that is shipped with this Vigie. */
  shipped: Detector;
  /** Opens a model of the registry, and proves it. Throws where it cannot. */
  open: (version: string) => Promise<Opened>;
  settings: () => ThresholdSettings & { feed: FeedKind };
}

export type PolicyInForce = ReturnType<typeof createPolicyInForce>;

type Role = keyof PolicyModels;

/** A model in its place. `problem`: why another one stands there than the policy names; null when it is the right one. */
interface Placed {
  opened: Opened | null;
  problem: string | null;
}

export function createPolicyInForce(ports: PolicyPorts) {
  const { cell, shipped, open } = ports;
  let policy = cell.get() ?? FIRST_POLICY;
  const models: Models = { champion: shipped, challenger: null };
  let placed: Record<Role, Placed> = { champion: nothing(), challenger: nothing() };
  /** Models that were in use until another came. They are kept until that one has scored a group. */
  let before: Opened[] = [];
  let isReady = named(policy).length === 0;
  let ruled = rulingOf(policy);
  let rates = rateTable(policy.rates);
  let categories = categoryTable(policy.categories);
  let columns = columnTable(policy.columns);

  /** The version of the registry that stands for a role. Null: none, or the shipped one, which needs no opening. */
  function versionFor({ models: named }: Pick<Policy, "models">, role: Role): string | null {
    const version = named[role];
    return version === shipped.version ? null : version;
  }

  function named(given: Pick<Policy, "models">): string[] {
    return [versionFor(given, "champion"), versionFor(given, "challenger")].filter((version) => version !== null);
  }

  async function place(given: Policy, role: Role): Promise<Placed> {
    const version = versionFor(given, role);
    if (version === null) return nothing();
    try {
      return { opened: await open(version), problem: null };
    } catch (error) {
      return { opened: null, problem: storeTroubleOf(error)?.problem ?? messageOf(error) };
    }
  }

  /** Opens what a policy names, and reads its rules. Returns a function that puts it in force: at once, and all of it. */
  async function ready(next: Policy): Promise<() => void> {
    const [champion, challenger] = await Promise.all([place(next, "champion"), place(next, "challenger")]);
    const ruling = rulingOf(next);
    return () => {
      cell.put(next);
      policy = next;
      ruled = ruling;
      rates = rateTable(next.rates);
      categories = categoryTable(next.categories);
      columns = columnTable(next.columns);
      before.push(...[placed.champion.opened, placed.challenger.opened].filter((opened) => opened !== null));
      placed = { champion, challenger };
      models.champion = champion.opened?.detector ?? shipped;
      // The shipped model can be a challenger, too.
      const challenging = challenger.opened?.detector ?? (next.models.challenger === shipped.version ? shipped : null);
      // A model does not challenge itself: a deploy may ship the challenger, and the shipped one may stand in for the champion.
      models.challenger = challenging?.version === models.champion.version ? null : challenging;
      isReady = true;
    };
  }

  /**
   * Opens what a policy would name, for a moment. Returns why it could not be followed; null when it can. Never throws. Only what is
   * another than now is judged: a rule that an upgrade broke, or a model that cannot be opened, must not keep people from mending others.
   */
  async function tryOut(next: Policy): Promise<string | null> {
    const wasBroken = (rule: Rule) =>
      ruled.broken.some(({ rule: { id, when } }) => id === rule.id && when === rule.when);
    const broken = rulingOf(next).broken.find(({ rule }) => !wasBroken(rule));
    if (broken !== undefined) return `the rule “${broken.rule.name}” cannot be read: ${broken.problem}`;
    const isOther = (role: Role) => next.models[role] !== policy.models[role];
    const areLinesSame = JSON.stringify(next.thresholds) === JSON.stringify(policy.thresholds);
    if (areLinesSame && !isOther("champion") && !isOther("challenger")) return null;
    const [champion, challenger] = await Promise.all([place(next, "champion"), place(next, "challenger")]);
    try {
      const problem =
        (isOther("champion") ? champion.problem : null) ?? (isOther("challenger") ? challenger.problem : null);
      if (problem !== null) return problem;
      return linesProblem(champion.opened?.detector ?? shipped, next.thresholds);
    } finally {
      // It is opened again in a moment. Until then it stays open, so that it need not be proved twice.
      before.push(...[champion.opened, challenger.opened].filter((opened) => opened !== null));
    }
  }

  /** Lines that people set must fit those of the model that decides. */
  function linesProblem(champion: Detector, lines: Policy["thresholds"]): string | null {
    const { feed, ...set } = ports.settings();
    const situations = situationsOf(feed);
    const crossed = crossedLines({ ...set, lines }, situations, champion.thresholds);
    if (crossed !== null) return crossed.problem;
    const problem = thresholdProblem(set, situations.filter((each) => !isWhole(lines[each])).map(champion.thresholds));
    return problem === null ? null : `${problem.variable} ${problem.message}`;
  }

  return {
    policy: () => policy,
    models,
    ready,
    tryOut,
    /** Under what payments are decided now. */
    settings: () => {
      const { version, thresholds: lines } = policy;
      return { policy: version, lines, ruling: ruled.ruling, rates, categories, columns };
    },
    /** Rules that cannot be read any more, as after an upgrade: they match nothing. */
    brokenRules: () => ruled.broken.map(({ rule, problem }) => ({ rule: rule.name, problem })),
    /** False until the models of the policy have been opened since this decider began. */
    isReady: () => isReady,
    /** Called when a group was scored: what was in use before is let go. */
    hasScored(): void {
      if (before.length === 0) return;
      for (const opened of before) opened.leave();
      before = [];
    },
    /** Why a model of the policy is not in its place, for people. */
    problems(): Record<Role, string | null> {
      return { champion: placed.champion.problem, challenger: placed.challenger.problem };
    },
  };
}

function isWhole(lines: Lines | undefined): boolean {
  return lines?.review != null && lines.decline !== null;
}

function nothing(): Placed {
  return { opened: null, problem: null };
}
