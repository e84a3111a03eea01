// npm run model:evaluate: how good the shipped model is on labelled payments, by the code and runtime that serve it.
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { mustTakeFiles } from "../local/folder.ts";
import { writeWhole } from "../local/wholeFile.ts";
import { createFeatures } from "../worker/features/compute.ts";
import type { CardHistory } from "../worker/features/history.ts";
import type { Situation } from "../worker/features/situation.ts";
import type { FeedKind } from "../worker/payment/payment.ts";
import type { Thresholds } from "../worker/scoring/detector.ts";
import { thresholdsOf } from "../worker/scoring/manifest.ts";
import { BASELINES, baselineScores } from "./baselines.ts";
import { BUNDLE, readModel, SHIPPED } from "./bundleFile.ts";
import { type CareMeasure, careText, careWalk } from "./care.ts";
import { careTradeOff, type TradeOffLine, tradeOffText } from "./careTradeOff.ts";
import { type Compared, compare } from "./comparison.ts";
import { curveSvg } from "./curve.ts";
import { DRIFTS, type Drift } from "./drift.ts";
import { driftText, measureDrifts } from "./driftTable.ts";
import { daysOf, type Evaluation, evaluate, weightsForShare } from "./evaluation.ts";
import { readDataset } from "./files.ts";
import { type Dataset, takeRows } from "./labelledPayments.ts";
import { featureMatrix, matrixAt, warmUp } from "./matrix.ts";
import { daysFor } from "./ownFeatures.ts";
import { ownFileAt, readOwnPayments } from "./ownPayments.ts";
import { truthOf, truthText } from "./ownTruth.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";
import { comparisonText, evaluationText } from "./report.ts";
import { flagAll, scoreAll } from "./shippedModel.ts";
import {
  readWish,
  remarkOn,
  THRESHOLD_HELP,
  THRESHOLD_OPTIONS,
  thresholdSettings,
  thresholdsAsWished,
} from "./thresholdOptions.ts";

const HELP = `Measures a model on labelled payments: its bundle, and the features and runtime that serve it.

  npm run model:evaluate -- --data FILE [--warmup FILE]... [--feed stream|snapshot] [--bundle FILE] [--json]

  --data      what to score: a Kaggle CSV file, or parquet of the same columns; may be given more than once. Or payments of
              your own, as npm run payments:export writes them: those of which it is known what they were
  --warmup    payments before those, from which the cards' histories are built; may be given more than once
  --feed      stream (default): event times and card histories are real;
              snapshot: only the payment itself is known, no hour and no history
  --mature-days  of your own payments: what nobody called a fraud so many days before the newest is taken for legitimate (60)
  --first     score every payment as if it were its card's first (a stream without histories)
  --fraud-share  weighs the frauds so that they are this share of all payments (0.0058), for data that was sampled by labels
  --json      one JSON object on standard output
  --drift     NAME or all: what the model is worth on these payments after a drift, beside what it is worth without.
              NAME is one of ${driftNames()}
  --levels    what other levels of CARE_... would send to a person (docs/care.md)
  --curve     write the precision-recall curve to this SVG file
  --bundle    the model's bundle.zip (model/artifacts/bundle.zip, the shipped one)
  --model     the folder that model:train wrote it to, instead of --bundle

  Other thresholds than the shipped ones, without training; the two variables to set are printed:

${THRESHOLD_HELP}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string", multiple: true },
      warmup: { type: "string", multiple: true, default: [] },
      feed: { type: "string", default: "stream" },
      first: { type: "boolean", default: false },
      "mature-days": { type: "string" },
      "fraud-share": { type: "string" },
      json: { type: "boolean", default: false },
      drift: { type: "string" },
      levels: { type: "boolean", default: false },
      curve: { type: "string" },
      bundle: { type: "string" },
      model: { type: "string" },
      ...THRESHOLD_OPTIONS,
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (values.data === undefined) throw new BadInput("--data is missing; see --help");
  const feed = feedOf(values.feed);
  const drifts = driftsOf(values.drift);
  const share = shareOf(values["fraud-share"]);
  const wish = readWish(values);
  if (drifts !== null && wish !== null) {
    throw new BadInput("--drift goes with the shipped thresholds: leave costs and budgets out");
  }
  if (drifts !== null && values.levels)
    throw new BadInput("--levels looks at the payments as they are: leave --drift out");
  if (values.curve !== undefined) await mustTakeFiles(dirname(values.curve));
  const file = bundleFile(values);
  const model = readModel(file);

  const cards = new Map<string, number>();
  const byCard = feed === "stream" && !values.first;
  const histories = new Map<number, CardHistory>();
  const { days } = daysFor(model.manifest.features);
  if (values.warmup.length > 0 && feed === "stream") {
    const before = await readLabelled(values.warmup, { cards, byCard });
    const step = startStep("Building card histories");
    warmUp(before, histories, days);
    step.done(`${histories.size.toLocaleString("en")} cards`);
  }
  const all = await readLabelled(values.data, { cards, byCard });
  const judged = judgedOf(all, values["mature-days"]);
  const data = judged === null ? all : takeRows(all, judged);
  if (data.frauds === 0 || data.frauds === data.rows) {
    throw new BadInput(
      `${values.data.join(", ")}: all ${data.rows} rows have the same is_fraud; measuring needs both kinds`,
    );
  }
  if (drifts !== null) {
    const measured = await measureDrifts(drifts, { model, data, feed, histories: values.first ? null : histories });
    const about = { model: model.version, feed, first: values.first };
    return void process.stdout.write(
      values.json ? `${JSON.stringify({ ...about, drifts: measured }, null, 2)}\n` : driftText(about, measured),
    );
  }
  const scoring = startStep("Scoring");
  const { support } = model;
  const tradeOff = values.levels ? careTradeOff(data.rows) : null;
  const care = careWalk(data.rows, feed, support, (i, payment, facts) => tradeOff?.look(i, payment, facts, support));
  const places = judged === null ? null : new Map(judged.map((i, place) => [i, place]));
  const walked = featureMatrix(all, feed, {
    featuresOf: createFeatures(model.tables, model.manifest.features),
    width: model.manifest.features.length,
    ...(days === undefined ? {} : { days }),
    histories: values.first ? null : histories,
    look(i, payment, history) {
      const place = places === null ? i : places.get(i);
      if (place !== undefined) care.look(place, payment, history);
    },
    step: scoring,
  });
  const { features, situations } = judged === null ? walked : matrixAt(walked, judged);
  const scores = await scoreAll(model, situations, features);
  const baselines = await baselineScores(join(dirname(file), BASELINES), features);
  scoring.done(`${data.rows.toLocaleString("en")} payments`);

  const weights = share === null ? new Float64Array(data.rows).fill(1) : weightsForShare(data, share);
  const everyone = { scores, weights };
  const wished = wish === null ? null : thresholdsAsWished(wish, everyone, daysOf(data));
  const thresholds = (of: Situation): Thresholds => wished ?? thresholdsOf(model.manifest, of);
  const scored = { ...flagAll(data, situations, scores, thresholds), weights };
  const measuring = startStep("Measuring, with 200 resamples for the intervals");
  const evaluation = evaluate(scored);
  const compared = compare(data, [{ name: `this model (${model.version})`, scores }, ...baselines], weights);
  const isFlagged = (i: number): boolean => scored.reviewed[i] === 1;
  const careful = care.measure(data.fraud, isFlagged);
  const levels = tradeOff?.measure(data.fraud, isFlagged) ?? null;
  measuring.done(`${data.frauds.toLocaleString("en")} frauds`);

  const situation = feed === "snapshot" ? "snapshot" : values.first ? "first" : "stream";
  if (values.curve !== undefined) await writeWhole(values.curve, curveSvg(scored, situation));
  const remark = wish === null || wished === null ? null : remarkOn(wished, wish);
  const about = { feed, version: model.version, thresholds: thresholds(situation), remark, share };
  const toSet = wish === null || wished === null ? "" : thresholdSettings(wished, wish);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(asJson(evaluation, compared, { ...careful, ...(levels === null ? {} : { levels }) }, about), null, 2)}\n`
      : `${toSet}${evaluationText(evaluation, about)}\n${careText(careful)}\n${levels === null ? "" : `${tradeOffText(levels)}\n`}${comparisonText(compared)}`,
  );
}

/** Kaggle's files, or exports of one's own payments. */
async function readLabelled(paths: readonly string[], how: { cards: Map<string, number>; byCard: boolean }) {
  const [own] = await Promise.all(paths.slice(0, 1).map(ownFileAt));
  return own === null || own === undefined
    ? readDataset(paths, how)
    : (await readOwnPayments(paths, { cards: how.cards })).data;
}

/** The positions of the payments of which it is known, or taken for granted, what they were. Null: of all. */
function judgedOf(data: Dataset, matureDays: string | undefined): number[] | null {
  if (data.own === undefined) {
    if (matureDays === undefined) return null;
    throw new BadInput("--mature-days goes with a file of your own payments, which npm run payments:export writes");
  }
  const days = Number(matureDays ?? "60");
  if (!Number.isInteger(days) || days < 0)
    throw new BadInput(`--mature-days must be a whole number, not ${matureDays}`);
  const truth = truthOf(data, days);
  const positions = Array.from(truth.usable.keys()).filter((i) => truth.usable[i] === 1);
  process.stderr.write(`  ${truthText(truth, days)}\n`);
  return positions;
}

interface About {
  feed: FeedKind;
  version: string;
  thresholds: Thresholds;
  remark: string | null;
  /** The share of frauds that they were weighed to. */
  share: number | null;
}

function asJson(
  evaluation: Evaluation,
  compared: Compared[],
  care: CareMeasure & { levels?: TradeOffLine[] },
  { feed, version, thresholds, remark, share }: About,
): object {
  const { rows, frauds, days, measures, intervals, bySituation, byCategory, tradeOff } = evaluation;
  return {
    model: version,
    feed,
    rows,
    frauds,
    days,
    ...(share === null ? {} : { fraud_share: share }),
    threshold: thresholds.decline,
    review_threshold: thresholds.review,
    ...(remark === null ? {} : { thresholds_remark: remark }),
    ...measures,
    intervals,
    by_situation: bySituation,
    by_category: byCategory,
    trade_off: tradeOff,
    care,
    compared,
  };
}

function bundleFile({ bundle, model }: { bundle?: string | undefined; model?: string | undefined }): string {
  if (bundle !== undefined && model !== undefined) throw new BadInput("state --bundle or --model, not both");
  return bundle ?? (model === undefined ? SHIPPED : join(model, BUNDLE));
}

function feedOf(text: string): FeedKind {
  if (text !== "stream" && text !== "snapshot") throw new BadInput(`--feed must be stream or snapshot, not ${text}`);
  return text;
}

/** Null without the option. */
function shareOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new BadInput(`--fraud-share must be a share between 0 and 1, such as 0.0058, not ${JSON.stringify(text)}`);
}

/** Null without the option. */
function driftsOf(name: string | undefined): readonly Drift[] | null {
  if (name === undefined) return null;
  const drifts = name === "all" ? DRIFTS : DRIFTS.filter((drift) => drift.name === name);
  if (drifts.length === 0) throw new BadInput(`--drift must be all or one of ${driftNames()}, not ${name}`);
  return drifts;
}

function driftNames(): string {
  return DRIFTS.map(({ name }) => name).join(", ");
}

await runCommand(main);
