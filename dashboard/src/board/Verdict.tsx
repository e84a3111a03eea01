// What people say that this payment was: two buttons, a note, and everything that was said before.
import { useSignal } from "@preact/signals";
import { FRAUD_TYPES, type FraudType, isFraudType } from "../../../worker/payment/fraudType.ts";
import type { PaymentView, VerdictView } from "../../../worker/wire/board.ts";
import { FRAUD_TYPE_WORDS } from "../../../worker/wire/fraudTypes.ts";
import { type PaymentDetail, sendVerdict } from "../shared/askPayment.ts";
import * as format from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { choiceWords, speakerWords, verdictWords } from "../shared/verdicts.ts";
import { zone } from "../shared/zone.ts";
import { now } from "./signals.ts";

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;
const CHOICES = ["fraud", "legitimate"] as const;

interface VerdictProps {
  payment: PaymentView;
  verdicts: readonly VerdictView[];
  onSaid: (said: Pick<PaymentDetail, "payment" | "verdicts">) => void;
}

export function Verdict({ payment, verdicts, onSaid }: VerdictProps) {
  const note = useSignal("");
  /** Undefined until the person chooses: then the kind that was said before stays. */
  const chosen = useSignal<FraudType | null | undefined>(undefined);
  const fraudType = chosen.value === undefined ? (verdicts.at(-1)?.fraudType ?? null) : chosen.value;
  const sending = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function say(verdict: VerdictView["verdict"]): Promise<void> {
    if (sending.value) return;
    sending.value = true;
    const answer = await sendVerdict(payment.id, verdict, note.value.trim(), chosen.value);
    sending.value = false;
    problem.value = answer.ok ? null : `It was not saved. ${answer.problem}`;
    if (!answer.ok) return;
    note.value = "";
    chosen.value = undefined;
    onSaid(answer.value);
  }

  return (
    <section class="panel-part" aria-labelledby="verdict">
      <h3 id="verdict">
        What was it? <span class="aside">Counts for precision and recall</span>
      </h3>
      <div class="verdict-choices">
        {CHOICES.map((choice) => (
          <button
            type="button"
            key={choice}
            class={`verdict-choice ${choice}`}
            aria-pressed={payment.verdict === choice}
            aria-disabled={sending.value}
            onClick={() => void say(choice)}
          >
            {choiceWords(choice, payment)}
          </button>
        ))}
        {payment.verdict !== null && (
          <button type="button" class="link" onClick={() => void say(null)}>
            Take back
          </button>
        )}
      </div>
      <label class="verdict-kind">
        <span>Kind of fraud, if it is one</span>
        <select
          value={fraudType ?? ""}
          onChange={({ currentTarget: { value } }) => {
            chosen.value = isFraudType(value) ? value : null;
          }}
        >
          <option value="">not known</option>
          {FRAUD_TYPES.map((type) => (
            <option key={type} value={type}>
              {FRAUD_TYPE_WORDS[type]}
            </option>
          ))}
        </select>
      </label>
      <label class="verdict-note">
        <span class="unseen">Note (optional)</span>
        <textarea
          rows={1}
          maxLength={NOTE_LENGTH}
          placeholder="Note (optional)"
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </label>
      <p class={problem.value === null ? "unseen" : "notice warn"} role="status">
        {problem.value ?? (payment.verdict === null ? "" : `Marked as ${verdictWords(payment.verdict, payment)}.`)}
      </p>
      {verdicts.length > 0 && (
        <ol class="verdicts">
          {verdicts.toReversed().map((verdict) => (
            <Said key={verdict.at} said={verdict} payment={payment} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Said({ said, payment }: { said: VerdictView; payment: PaymentView }) {
  return (
    <li>
      <span class="sentence">
        {said.verdict === null ? "Taken back" : `Marked as ${verdictWords(said.verdict, payment)}`}
        {said.fraudType && `: ${FRAUD_TYPE_WORDS[said.fraudType]}`}
      </span>{" "}
      <span class="aside">
        <bdi>{speakerWords(said)}</bdi>,{" "}
        <Time iso={said.at}>{format.dayAndTimeOfDay(said.at, now.peek(), zone.value)}</Time>
      </span>
      {said.note !== null && <bdi class="verdict-words">{said.note}</bdi>}
    </li>
  );
}
