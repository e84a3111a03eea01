// The whole lists page: all lists at the side, the entries of one of them, and the ways in and out.
import { count } from "../shared/format.ts";
import { me } from "../shared/me.ts";
import { Nav } from "../shared/Nav.tsx";
import { ReadOnly } from "../shared/ReadOnly.tsx";
import { zone } from "../shared/zone.ts";
import { Add } from "./Add.tsx";
import { Csv } from "./Csv.tsx";
import { Entries } from "./Entries.tsx";
import { DropList, NewList } from "./OwnLists.tsx";
import { current, DONE, done, lists, opened, problem, putBack, removed, SKIPPED_TO } from "./state.ts";
import { meaningOf, titleOf } from "./words.ts";

export function Page() {
  const known = lists.value;
  return (
    <>
      <a class="skip" href={`#${SKIPPED_TO}`}>
        Skip to the lists
      </a>
      <header class="header">
        <Nav here="Lists" />
      </header>
      <main class="policy-page typed" aria-busy={known === null && problem.value === null}>
        <div class="policy-head">
          <h1 id={SKIPPED_TO} tabIndex={-1}>
            Lists
          </h1>
          <p class="aside">Times are in {zone.value}.</p>
        </div>
        {problem.value !== null && (
          <p class="notice warn" role="alert">
            {problem.value}
            {known !== null && " What is shown below was known before."}
          </p>
        )}
        <p class={done.value === null ? "unseen" : "notice calm"} role="status" id={DONE} tabIndex={-1}>
          {done.value}
          <PutBack />
        </p>
        <ReadOnly to="/lists" />
        {known !== null && (
          <div class="lists-sides">
            <AllLists />
            <Opened key={opened.value} />
          </div>
        )}
      </main>
    </>
  );
}

function PutBack() {
  const gone = removed.value;
  if (gone === null) return null;
  return (
    <>
      {" "}
      <button type="button" class="link" onClick={() => void putBack(gone)}>
        Put it back
      </button>
    </>
  );
}

function AllLists() {
  return (
    <div class="all-lists">
      <nav aria-label="Lists">
        <ul>
          {(lists.value?.lists ?? []).map((list) => (
            <li key={list.name}>
              <a
                class="list-link"
                href={`#${list.name}`}
                aria-current={list.name === opened.value ? "true" : undefined}
              >
                {titleOf(list)} <span class="aside">{count(list.entries)}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {me.value?.mayChange === true && <NewList />}
    </div>
  );
}

function Opened() {
  const list = current.value;
  if (list === null) return <p class="empty-line">There is no list called {opened.value}.</p>;
  const mayChange = me.value?.mayChange === true;
  return (
    <section class="one-list" aria-labelledby="one-list">
      <div class="section-head">
        <h2 id="one-list">{titleOf(list)}</h2>
        <p class="aside">{meaningOf(list)}</p>
      </div>
      {mayChange && <Add list={list} />}
      <Entries list={list} mayChange={mayChange} />
      <Csv list={list} mayChange={mayChange} />
      {mayChange && !list.isBuiltIn && <DropList list={list} />}
    </section>
  );
}
