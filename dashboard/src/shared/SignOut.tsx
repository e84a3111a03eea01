// The button that signs out, for people who have signed in. Where Vigie runs open there is no button.
import { signal } from "@preact/signals";
import type { LogoutAnswer, SessionAnswer } from "../../../worker/wire/answers.ts";
import { ask } from "./ask.ts";

const session = signal<SessionAnswer | null>(null);
const problem = signal<string | null>(null);

export async function askWhoIsSignedIn(): Promise<void> {
  const answer = await ask<SessionAnswer>("/session");
  if (answer.ok) session.value = answer.value;
}

async function signOut(): Promise<void> {
  const answer = await ask<LogoutAnswer>("/logout", { method: "POST" });
  // The way back must not lead here: this page shows what only signed-in people may see.
  if (answer.ok) location.replace(answer.value.next);
  else problem.value = answer.problem;
}

export function SignOut() {
  const known = session.value;
  if (known === null || !known.signedIn) return null;
  return (
    <>
      <button type="button" class="sign-out" title={known.person ?? undefined} onClick={() => void signOut()}>
        Sign out
      </button>
      {problem.value !== null && <span role="alert">{problem.value}</span>}
    </>
  );
}
