// What people read while nobody can get in: what to run, and where.
import { html } from "hono/html";
import { type Config, isOpen } from "../../config/config.ts";
import { messagePage, titledPage } from "./plainPage.ts";

const OPEN_ELSEWHERE =
  "Vigie is open here to its own machine only, by a name such as localhost or 127.0.0.1. By other names it is closed: set DASHBOARD_TOKEN.";

export function closedPage(config: Config) {
  if (isOpen(config)) return messagePage("Closed", OPEN_ELSEWHERE, false);
  return titledPage(
    "Closed",
    html`<p>Vigie is closed: nobody can sign in yet. If it is yours, run this in its folder:</p>
      <p><code>npm run deploy</code></p>
      <p>It makes the token that opens the board (DASHBOARD_TOKEN), and shows it once. To choose the token yourself:</p>
      <p><code>npm run deploy -- --secret DASHBOARD_TOKEN</code></p>
      <p>If your team signs in through Cloudflare Access, no token is needed:</p>
      <p><code>npm run deploy -- --set ACCESS_TEAM_DOMAIN=… --set ACCESS_AUD=…</code></p>`,
  );
}

/** Names no variable: strangers may see this. */
export function notConfiguredPage() {
  return titledPage(
    "Not configured",
    html`<p>A variable of this Worker is missing or wrong. Its log names it, and says what is expected.</p>
      <p>If it is yours, run this in its folder. It makes the secrets that are missing, and names what is wrong:</p>
      <p><code>npm run deploy</code></p>
      <p>One variable is set by <code>npm run deploy -- --set NAME=VALUE</code>, one secret by
        <code>npm run deploy -- --secret NAME</code>.</p>`,
  );
}
