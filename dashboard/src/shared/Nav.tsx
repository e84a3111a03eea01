// The same at the top of each page: the name, the links between the pages, and the way out.
import { useEffect } from "preact/hooks";
import { PAGES, type PageName } from "../../../worker/wire/pages.ts";
import * as format from "./format.ts";
import { Shortcuts } from "./Shortcuts.tsx";
import { askWhoIsSignedIn, SignOut } from "./SignOut.tsx";
import { followToReview, openReviews } from "./toReview.ts";

export function Nav({ here }: { here: PageName }) {
  useEffect(() => void askWhoIsSignedIn(), []);
  useEffect(followToReview, []);
  const page = PAGES.find(({ name }) => name === here);
  const beside = page !== undefined && "beside" in page ? page.beside : null;
  return (
    <>
      <div class="brand">
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M6 10.5 16 26l10-15.5" />
          <circle cx="16" cy="8" r="3.4" />
        </svg>
        <span class="name">Vigie</span>
      </div>
      <nav class="nav" aria-label="Pages">
        {PAGES.filter((page) => !("beside" in page)).map(({ href, name }) => (
          <a key={href} href={href} aria-current={name === here ? "page" : name === beside ? "true" : undefined}>
            {name}
            {href === "/reviews" && <ToReview />}
          </a>
        ))}
        <SignOut />
        <Shortcuts page={here} />
      </nav>
    </>
  );
}

/** How many payments wait for a person. */
function ToReview() {
  const waiting = openReviews.value;
  if (waiting === null || waiting.open === 0) return null;
  return (
    <span class="to-review">
      {" "}
      {format.count(waiting.open)}
      {waiting.more && "+"}
      <span class="unseen"> to review</span>
    </span>
  );
}
