// The page of all cards or merchants, and of one of them.
import { useEffect } from "preact/hooks";
import type { SubjectKind } from "../../../worker/store/subjects.ts";
import { Nav } from "../shared/Nav.tsx";
import { zone } from "../shared/zone.ts";
import { listHref } from "./address.ts";
import { List } from "./List.tsx";
import { One } from "./One.tsx";
import { address, lastList, one, problem, rows, SKIPPED_TO } from "./state.ts";

const TITLES = { card: "Cards", merchant: "Merchants" } as const;

export function Page({ kind }: { kind: SubjectKind }) {
  const isOne = "one" in address.value;
  const known = isOne ? one.value : rows.value;
  // The tab, and so the browser's history, names no merchant: a sender could write anything there.
  const name = !isOne ? TITLES[kind] : kind === "card" ? "Card" : "Merchant";
  useEffect(() => {
    document.title = `${name} – Vigie`;
  }, [name]);
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the {TITLES[kind].toLowerCase()}
      </a>
      <header class="header">
        <Nav here={TITLES[kind]} />
      </header>
      <main class="policy-page typed subjects" aria-busy={known === null && problem.value === null}>
        <div class="policy-head">
          {isOne ? (
            <p class="back">
              <a href={listHref(lastList.value)}>All {TITLES[kind].toLowerCase()}</a>
            </p>
          ) : (
            <>
              <h1 id={SKIPPED_TO} tabIndex={-1}>
                {TITLES[kind]}
              </h1>
              <a href={kind === "card" ? "/merchants" : "/cards"}>{kind === "card" ? "Merchants" : "Cards"}</a>
              <p class="aside">Times are in {zone.value}.</p>
            </>
          )}
        </div>
        {isOne && one.value === null && (
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            {name}
          </h1>
        )}
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
          </p>
        )}
        {known === null && problem.value === null && <p class="aside">Loading…</p>}
        {isOne ? one.value !== null && <One kind={kind} one={one.value} /> : <List kind={kind} />}
      </main>
    </>
  );
}
