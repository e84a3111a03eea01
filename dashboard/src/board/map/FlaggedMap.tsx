// Where the flagged payments of the last hours were made: points on a map, and the same as a table.
import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { PaymentMap } from "../../../../worker/wire/map.ts";
import { type Answer, ask } from "../../shared/ask.ts";
import { Choice } from "../../shared/Choice.tsx";
import { status } from "../signals.ts";
import { cellsOf } from "./cells.ts";
import { PlacePayments, PlaceTable } from "./Places.tsx";
import { Points } from "./Points.tsx";
import { emptyWords, shownWords } from "./words.ts";
import "./map.css";

const SPANS = [
  { value: "1", label: "Last hour" },
  { value: "6", label: "6 hours" },
  { value: "24", label: "24 hours" },
] as const;

/** New payments are asked for at most this often: each answer may be a hundred kilobytes. */
const AGAIN_MS = 5_000;

/** They outlive the panel: whoever comes back from a payment finds the map as it was. */
const hours = signal<(typeof SPANS)[number]["value"]>("24");
const chosen = signal<string | null>(null);

export function FlaggedMap() {
  const answer = useSignal<Answer<PaymentMap> | null>(null);
  const askedAt = useRef(0);
  const askedHours = useRef("");
  const today = status.value?.today;
  const news = today === undefined ? "" : `${today.reviews} ${today.declines}`;
  const span = hours.value;

  useEffect(() => {
    let wanted = true;
    const waitMs = span === askedHours.current ? askedAt.current + AGAIN_MS - Date.now() : 0;
    const timer = setTimeout(() => {
      askedAt.current = Date.now();
      askedHours.current = span;
      void ask<PaymentMap>(`/api/map?hours=${span}`).then((value) => {
        if (wanted) answer.value = value;
      });
    }, waitMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [span, news, answer]);

  return (
    <section class="map" aria-label="Map of flagged payments">
      <Choice
        name="map-hours"
        legend="Time shown"
        options={SPANS}
        value={span}
        onChoose={(value) => {
          hours.value = value;
        }}
      />
      <Body answer={answer.value} />
    </section>
  );
}

function Body({ answer }: { answer: Answer<PaymentMap> | null }) {
  if (answer === null) return <p class="panel-quiet">Loading…</p>;
  if (!answer.ok) return <p class="notice warn">{answer.problem}</p>;
  const empty = emptyWords(answer.value);
  if (empty !== null) return <p class="panel-empty">{empty}</p>;
  const cells = cellsOf(answer.value.payments);
  const open = cells.find(({ key }) => key === chosen.value);
  return (
    <>
      <p class="panel-quiet">{shownWords(answer.value, cells)}</p>
      <Points
        cells={cells}
        chosen={open?.key ?? null}
        onChoose={(key) => {
          chosen.value = key;
        }}
      />
      {open !== undefined && <PlacePayments key={open.key} cell={open} />}
      <PlaceTable cells={cells} />
    </>
  );
}
