// The drawing: outlines below, and on them a link or a button for each place.

import { BORDERS, LAND, STATES } from "virtual:outlines";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { paymentHref } from "../../shared/route.ts";
import { useTabStop } from "../../shared/tabStop.ts";
import { zone } from "../../shared/zone.ts";
import { board } from "../signals.ts";
import { type Cell, radiiOf } from "./cells.ts";
import { pathOf } from "./outlinePaths.ts";
import { decodeLines } from "./polyline.ts";
import { type Frame, projectionFor } from "./projection.ts";
import { cellWords } from "./words.ts";

const land = decodeLines(LAND);
const borders = decodeLines(BORDERS);
const states = decodeLines(STATES);

const LEAST_HEIGHT = 240;
const MOST_HEIGHT = 520;
const HEIGHT_OF_WIDTH = 0.6;
/** Pixels a degree from which borders within a country do not crowd each other. */
const STATES_FROM = 5;

interface PointsProps {
  cells: readonly Cell[];
  chosen: string | null;
  onChoose: (key: string) => void;
}

export function Points({ cells, chosen, onChoose }: PointsProps) {
  const width = useSignal(0);
  const frame = useRef<HTMLDivElement>(null);
  const stop = useTabStop(
    cells.map(({ key }) => key),
    chosen,
  );

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);

  const height = Math.round(Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, width.value * HEIGHT_OF_WIDTH)));
  const box: Frame = { width: width.value, height };
  const projection = projectionFor(
    cells.map(({ place }) => place),
    box,
  );

  const radii = radiiOf(cells, box.width);
  return (
    <figure class="map-figure">
      <div class="map-frame" ref={frame} style={{ height: `${height}px` }}>
        {width.value > 0 && (
          <>
            <Outlines box={box} cells={cells} />
            <ul {...stop.listens} aria-label="Places, the one with the most money first">
              {cells.map((cell, at) => {
                const [x, y] = projection.locate(cell.place);
                const size = 2 * (radii[at] ?? 0);
                return (
                  <li key={cell.key} style={{ left: `${x}px`, top: `${y}px` }}>
                    <Point
                      cell={cell}
                      size={size}
                      isStop={stop.row === cell.key}
                      isChosen={chosen === cell.key}
                      onChoose={onChoose}
                    />
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </div>
      <figcaption>
        <span class="map-key decline" /> declined <span class="map-key review" /> to review. A larger point is more
        money; a number says how many payments one place has.
      </figcaption>
    </figure>
  );
}

interface PointProps {
  cell: Cell;
  size: number;
  isStop: boolean;
  isChosen: boolean;
  onChoose: (key: string) => void;
}

/** One payment is opened at once. Several of a place are listed under the map, each with its link. */
function Point({ cell, size, isStop, isChosen, onChoose }: PointProps) {
  const [payment] = cell.payments;
  const words = cellWords(cell, zone.value);
  const shared = {
    class: `point ${cell.declined > 0 ? "decline" : "review"}`,
    style: { width: `${size}px`, height: `${size}px` },
    title: words,
    "aria-label": words,
    tabIndex: isStop ? 0 : -1,
    "data-row": cell.key,
  };
  if (payment !== undefined && cell.payments.length === 1) {
    return (
      <a {...shared} href={paymentHref(payment.id, board.value.view)}>
        {null}
      </a>
    );
  }
  return (
    <button {...shared} type="button" aria-pressed={isChosen} onClick={() => onChoose(cell.key)}>
      {cell.payments.length}
    </button>
  );
}

/** They change with the frame and with where the places are, and not with each payment. */
function Outlines({ box, cells }: { box: Frame; cells: readonly Cell[] }) {
  const places = cells
    .map(({ key }) => key)
    .sort()
    .join();
  const paths = useMemo(() => {
    const projection = projectionFor(
      cells.map(({ place }) => place),
      box,
    );
    return {
      land: pathOf(land, projection, box, true),
      borders: pathOf(borders, projection, box, false),
      states: projection.scale < STATES_FROM ? "" : pathOf(states, projection, box, false),
    };
  }, [places, box.width, box.height]);
  return (
    <svg width={box.width} height={box.height} viewBox={`0 0 ${box.width} ${box.height}`} aria-hidden="true">
      <path class="land" d={paths.land} />
      <path class="states" d={paths.states} />
      <path class="borders" d={paths.borders} />
    </svg>
  );
}
