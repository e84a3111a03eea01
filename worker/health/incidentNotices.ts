// The notices about an incident: one when it begins, one when it is over. Pure.

import type { Config } from "../config/config.ts";
import type { Notice } from "../notice/fanOut.ts";
import type { MailContent } from "../notice/mail.ts";
import type { Incident } from "../store/incidents.ts";
import { timeIn } from "../zone.ts";
import { lasting } from "./incidentDue.ts";
import type { IncidentKind } from "./problem.ts";

type Settings = Pick<Config, "publicUrl" | "reportZone">;

interface Words {
  meaning: string;
  /** Said when the incident is over. */
  over: string;
}

/** By kind of incident. One that another version stored may have a kind that is not known here. */
const WORDS: Readonly<Record<string, Words>> = {
  no_tick: {
    meaning:
      "Payments are not being fetched, so no fraud among them is seen. Vigie's own alarm and the cron have both failed to wake the poller.",
    over: "The feed is polled again.",
  },
  feed: {
    meaning:
      "Payments cannot be fetched, so no fraud among them is seen until the feed answers again. Vigie goes on asking.",
    over: "The feed answers again.",
  },
  no_payment: {
    meaning: "Either nobody pays, or payments no longer reach Vigie: then no fraud among them is seen.",
    over: "Payments come in again.",
  },
  refused: {
    meaning:
      "Rows that are refused are kept with their reason, but not judged, so no fraud among them is seen. Has the sender changed a column? The board shows the refused rows.",
    over: "Few rows are refused again.",
  },
  journal: {
    meaning:
      "Payments are decided and answered all the same, as long as there is room for what waits. Alerts, boards and reports learn of them once they are recorded.",
    over: "All that was decided is recorded.",
  },
  queue: {
    meaning:
      "What is pushed for later is taken, but not judged, so no fraud among it is seen. The queue keeps it for some days at most.",
    over: "The queue is being emptied again.",
  },
  dead_letters: {
    meaning:
      "They are kept, but not judged, so no fraud among them is seen. Once the cause is gone, try them again on the board, beside the refused rows.",
    over: "No queued message is left that could not be processed.",
  },
  outbox: {
    meaning:
      "Alerts may not reach you. They are kept, and the outbox says what the mail provider or the chat answered.",
    over: "The outbox is empty again.",
  },
  undelivered: {
    meaning:
      "Whoever reads that mailbox is not told of frauds. Either the address is wrong, or its mail server refuses, or Resend sends nothing more to it since an earlier mail bounced. Correct ALERT_TO or take the address off Resend's list of suppressed ones; the outbox then sends again what was lost.",
    over: "No mail was lost in the last 24 hours, or all that were have been sent again.",
  },
  model: {
    meaning: "Payments are still taken in and stored, but not judged as they should be.",
    over: "The model runs again as it should.",
  },
  challenger: {
    meaning:
      "Payments are decided as before: a challenger decides nothing. The payments that it could not judge are missing in its comparison with the champion.",
    over: "The challenger judges all payments again, or is no longer the challenger.",
  },
  source: {
    meaning:
      "Payments of other senders are decided as before. What this source sends is lost until it is sent again: its secret is another one here, or its mapping does not fit what it sends now. The page of sources shows the last events.",
    over: "Events of the source are taken again, or no more are refused.",
  },
  mlflow: {
    meaning:
      "Payments are decided as before. What the alias in MLflow points to does not come in until it can be read; the text says what to look at.",
    over: "The alias in MLflow can be followed again.",
  },
  currency: {
    meaning:
      "Pushes are answered 503 and polls take nothing, so that no sum adds up two currencies. Senders that repeat lose nothing. Set CURRENCY back, or start Vigie on another store.",
    over: "CURRENCY is again what the payments kept here are summed in.",
  },
  days: {
    meaning:
      "Payments are decided all the same. The model misses what cards and merchants did since then, and frauds that became known: shops where fraud has just begun look as they did before. It is read by itself as soon as the store can be read; the log says why it cannot.",
    over: "What cards and merchants did is known again through the last day that counts.",
  },
  rules: {
    meaning:
      "Payments are decided without these rules: by the other rules, the lists and the model. Correct the rule, or turn it off, on the page of rules.",
    over: "All rules can be read and asked again.",
  },
  flagged: {
    meaning:
      "Look at the newest flagged payments: are they frauds of one kind, or has something changed in what the feed sends? If this is what payments are like now, it is taken for usual after a week.",
    over: "Payments are flagged as usual again, or have been flagged like this for a week, so that this is usual now.",
  },
  scores: {
    meaning:
      "A model that sees other payments than before guesses. Has the feed changed its columns, units or time zone? Are there new customers? Verdicts show whether the model still holds.",
    over: "Scores are spread as usual again, or have been spread like this for a week, so that this is usual now.",
  },
  features: {
    meaning:
      "The model reads what is named here. If a column, a unit or a clock has changed at the sender, mend it there: until then scores say little. After that this incident may last for up to three days more, while the last 72 hours still hold payments of before. If your customers have changed, give verdicts, and train the model on your payments.",
    over: "Payments are as they usually are again, or have been like this for a week, so that this is usual now.",
  },
  recall: {
    meaning:
      "Frauds pass that would have been found before. Open those that were missed: what do they have in common? Lower REVIEW_THRESHOLD meanwhile, and train the model on payments that have them.",
    over: "The model finds as many of the frauds as usual again, or has found this few for a week.",
  },
  unfamiliar: {
    meaning:
      "The model learned from other payments than these, so it may let frauds pass without a word. Are categories or amounts in other words or units than before? If these are simply your payments, the model is not made for them: docs/care.md.",
    over: "Most payments are of a kind that the model knows again, or have been like this for a week.",
  },
  storage: {
    meaning:
      "A full store takes nothing in. Let old days leave it for an archive (RETENTION_DAYS, docs/archive.md), or raise STORE_LIMIT_GB if there is more room than Vigie knows of.",
    over: "The store has room again.",
  },
  archive: {
    meaning:
      "Nothing is lost: payments stay in the store until they are in the archive. But the store grows meanwhile. Vigie goes on trying.",
    over: "The archive works again.",
  },
  stopped: {
    meaning:
      "Nothing was fetched or alerted meanwhile. What the feed still serves is taken in now; whether something is missing, the report of that day says.",
    over: "Vigie runs again.",
  },
  store: {
    meaning:
      "While the store cannot be read, payments are decided and wait to be recorded. Alerts, boards and reports learn of them now.",
    over: "The store answers again.",
  },
} satisfies Record<IncidentKind, Words>;
const UNKNOWN = { meaning: "", over: "It is over." };

/** An incident that was found only after its end is told once. */
export function noticesOf(opened: readonly Incident[], ended: readonly Incident[], settings: Settings): Notice[] {
  return [
    ...opened.map((incident) => notice(incident, "started", settings)),
    ...ended.map((incident) => notice(incident, "ended", settings)),
  ];
}

function notice(incident: Incident, step: "started" | "ended", settings: Settings): Notice {
  const { id, kind, startedAt, endedAt, detail } = incident;
  return {
    id: `incident:${id}:${step}`,
    kind: "incident",
    content: () => contentOf(incident, step, settings),
    event: {
      type: `incident.${step}`,
      data: {
        id,
        kind,
        detail,
        startedAt: new Date(startedAt).toISOString(),
        endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
      },
    },
  };
}

function contentOf(incident: Incident, step: "started" | "ended", { publicUrl, reportZone }: Settings): MailContent {
  const { kind, detail, startedAt, endedAt } = incident;
  const { meaning, over } = WORDS[kind] ?? UNKNOWN;
  const title = step === "ended" ? over : detail;
  const facts: MailContent["facts"] = [["Since", timeIn(reportZone, startedAt)]];
  if (endedAt !== null) {
    facts.push(["Until", timeIn(reportZone, endedAt)], ["Lasted", lasting(endedAt - startedAt)]);
  }
  return {
    subject: step === "ended" ? `Over: ${title.replace(/\.$/, "")}` : `Trouble: ${title.replace(/\.$/, "")}`,
    preheader: step === "ended" ? detail : meaning,
    title,
    tone: step === "ended" ? "calm" : "trouble",
    paragraphs: step === "ended" ? [`It began with: ${detail}`] : [meaning].filter((words) => words !== ""),
    facts,
    buttons: publicUrl === null ? [] : [{ label: "Open the board", href: publicUrl, tone: "plain" }],
    footer: [
      step === "ended"
        ? "Vigie tells of each incident twice: when it begins, and when it has been over for five minutes."
        : endedAt === null
          ? "Vigie checks each minute, and tells you again when this is over."
          : "Vigie checks each minute; during this incident it could not.",
    ],
  };
}
