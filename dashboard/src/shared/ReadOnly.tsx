// Told to people who may read a page and change nothing on it: why, and what to do about it.
import { me } from "./me.ts";

/** `to`: the page to which signing in leads back. */
export function ReadOnly({ to }: { to: string }) {
  const mine = me.value;
  if (mine === null || mine.mayChange) return null;
  return (
    <p class="notice">
      {mine.how} {mine.signIn !== null && <a href={`${mine.signIn}&to=${to}`}>Sign in to change things</a>}
    </p>
  );
}
