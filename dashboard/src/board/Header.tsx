// The header, always in sight: the name, where payments come from, and whether all is well.

import { span } from "../shared/format.ts";
import { Nav } from "../shared/Nav.tsx";
import { hrefOf } from "../shared/route.ts";
import { Bell } from "./Bell.tsx";
import { notProcessed } from "./deadLetters.ts";
import { refusedToday } from "./rejects.ts";
import { board, condition, health, now, status } from "./signals.ts";

export function Header() {
  return (
    <header class="header">
      <Nav here="Board" />
      <Feed />
      <Pulse />
      <Bell />
    </header>
  );
}

function Feed() {
  const feed = health.value?.feed;
  if (feed === undefined) return <p class="feed">&nbsp;</p>;
  if (feed.host === null) return <p class="feed">Payments are pushed</p>;
  return (
    <p class="feed">
      <span class="feed-how">from</span> <span class="feed-host">{feed.host}</span>
      <span class="feed-how">, asked every {feed.pollSeconds} s</span>
    </p>
  );
}

function Pulse() {
  const { tone, word } = condition.value;
  // What was stored last says little while nothing can be.
  const last = board.value.away === null ? (status.value?.health.lastPayment ?? null) : null;
  const { rejects = 0, deadLetters = 0 } = status.value?.health ?? {};
  return (
    <div class="pulse">
      {rejects + deadLetters > 0 && (
        <a class="refused" href={hrefOf({ opened: { kind: "rejects" }, view: board.value.view })}>
          {deadLetters > 0 ? notProcessed(deadLetters) : refusedToday(rejects)}
        </a>
      )}
      <span class="last">{last === null ? "" : `last payment ${span(now.value - Date.parse(last))} ago`}</span>
      <span class={`chip ${tone}`} role="status">
        <span class="dot" aria-hidden="true" />
        {word}
      </span>
    </div>
  );
}
