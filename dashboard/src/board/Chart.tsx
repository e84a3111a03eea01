// The live chart: payments a minute over the last hour, or a quarter of an hour over today, with the flagged ones on top.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Point } from "../../../worker/wire/board.ts";
import { Choice } from "../shared/Choice.tsx";
import { count, counted, timeOfDay } from "../shared/format.ts";
import { hrefOf } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { type Bar, type Box, chartWords, draw, pointTime, type Span } from "./chart.ts";
import { board, status } from "./signals.ts";

const HEIGHT = 136;
const SPANS = [
  { value: "hour", label: "Last hour" },
  { value: "day", label: "Today" },
] as const;

export function Chart() {
  const span = useSignal<Span>("hour");
  const pointed = useSignal<string | null>(null);
  const width = useSignal(0);
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);

  const points = (span.value === "hour" ? status.value?.lastHour : status.value?.day) ?? [];
  const box: Box = { width: width.value, height: HEIGHT, left: 0, right: 34, top: 8, bottom: 24 };
  const readout = points.find((point) => point.start === pointed.value) ?? points.at(-1);

  return (
    <section class="chart" aria-labelledby="chart">
      <div class="section-head">
        <h2 id="chart">{span.value === "hour" ? "Payments per minute" : "Payments per quarter hour"}</h2>
        <p class="aside readout" aria-hidden="true">
          {readout !== undefined && (
            <>
              <Time iso={readout.start}>{pointTime(readout, span.value, zone.value)}</Time> <span class="key all" />{" "}
              {counted(readout.payments, "payment")} <span class="key flagged" /> {count(readout.flagged)} flagged
            </>
          )}
        </p>
        <Choice
          name="span"
          legend="Time shown"
          options={SPANS}
          value={span.value}
          onChoose={(value) => {
            span.value = value;
          }}
        />
      </div>
      <div class="frame" ref={frame}>
        {width.value > 0 && (
          <Bars
            points={points}
            span={span.value}
            box={box}
            pointed={pointed.value}
            onPoint={(start) => {
              pointed.value = start;
            }}
          />
        )}
        {status.value !== null && points.every((point) => point.payments === 0) && (
          <p class="frame-empty">
            <span>No payments {span.value === "hour" ? "in the last hour" : "today"} yet.</span>
          </p>
        )}
      </div>
      <div class="chart-foot">
        <p>
          Times in {zone}
          <a class="map-link" href={hrefOf({ opened: { kind: "map" }, view: board.value.view })}>
            Map of flagged payments
          </a>
        </p>
        <PointTable points={points} />
      </div>
    </section>
  );
}

interface BarsProps {
  points: readonly Point[];
  span: Span;
  box: Box;
  pointed: string | null;
  onPoint: (start: string | null) => void;
}

function Bars({ points, span, box, pointed, onPoint }: BarsProps) {
  const { bars, ticksX, ticksY, baseline } = draw(points, span, box, zone.value);
  const right = box.width - box.right;
  return (
    <svg
      width={box.width}
      height={box.height}
      viewBox={`0 0 ${box.width} ${box.height}`}
      role="img"
      aria-label={`${chartWords(points, span, zone.value)} Times in ${zone.value}.`}
      onPointerLeave={() => onPoint(null)}
    >
      {ticksY.map((tick) => (
        <g key={tick.y}>
          <line class="grid" x1={box.left} x2={right} y1={tick.y} y2={tick.y} />
          <text class="tick" x={right + 8} y={tick.y + 4}>
            {tick.label}
          </text>
        </g>
      ))}
      {bars.map((bar) => (
        <BarShape key={bar.point.start} bar={bar} box={box} pointed={bar.point.start === pointed} onPoint={onPoint} />
      ))}
      <line class="axis" x1={box.left} x2={right} y1={baseline + 0.5} y2={baseline + 0.5} />
      {ticksX.map((tick) => (
        <text key={tick.x} class="tick" x={tick.x} y={box.height - 6} text-anchor={tick.x < 20 ? "start" : "middle"}>
          {tick.label}
        </text>
      ))}
    </svg>
  );
}

interface BarShapeProps {
  bar: Bar;
  box: Box;
  pointed: boolean;
  onPoint: (start: string | null) => void;
}

function BarShape({ bar, box, pointed, onPoint }: BarShapeProps) {
  const baseline = box.height - box.bottom;
  return (
    <g
      class={`bar${bar.open ? " open" : ""}${pointed ? " pointed" : ""}`}
      onPointerEnter={() => onPoint(bar.point.start)}
    >
      <rect class="reach" x={bar.x} y={box.top} width={bar.width} height={baseline - box.top} />
      <rect class="all" x={bar.x} y={bar.top} width={bar.width} height={baseline - bar.top} />
      {bar.flaggedBottom > bar.top && (
        <rect class="flagged" x={bar.x} y={bar.top} width={bar.width} height={bar.flaggedBottom - bar.top} />
      )}
    </g>
  );
}

/** The chart as numbers, for people who prefer them or don't see the bars. */
function PointTable({ points }: { points: readonly Point[] }) {
  return (
    <details class="point-table">
      <summary>As a table</summary>
      <table aria-label="The chart as a table">
        <thead>
          <tr>
            <th scope="col">From ({zone})</th>
            <th scope="col">Payments</th>
            <th scope="col">Flagged</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.start}>
              <th scope="row">
                <Time iso={point.start}>{timeOfDay(point.start, zone.value)}</Time>
              </th>
              <td>{count(point.payments)}</td>
              <td>{count(point.flagged)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
