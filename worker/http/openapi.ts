// The parts of /openapi.json that every route shares: how to get in, and how a refusal looks.
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { problem } from "../wire/answers.ts";
import { WEBHOOK_EVENTS } from "../wire/webhookEvents.ts";
import type { App } from "./context.ts";
import { SESSION_COOKIE } from "./door/session.ts";

const SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "DASHBOARD_TOKEN, or ADMIN_TOKEN" },
  adminBearer: { type: "http", scheme: "bearer", description: "ADMIN_TOKEN" },
  session: {
    type: "apiKey",
    in: "cookie",
    name: `__Host-${SESSION_COOKIE}`,
    description: `What the login page sets; over plain http, on a developer's own machine, it is called ${SESSION_COOKIE}`,
  },
  cloudflareAccess: {
    type: "apiKey",
    in: "header",
    name: "Cf-Access-Jwt-Assertion",
    description: "Set by Cloudflare Access in front of Vigie (ACCESS_TEAM_DOMAIN, ACCESS_AUD)",
  },
  signature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description:
      "Standard Webhooks with INGEST_SECRET: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, beside the " +
      "headers `webhook-id` and `webhook-timestamp` (seconds, at most five minutes off)",
  },
  sourceSignature: {
    type: "apiKey",
    in: "header",
    name: "stripe-signature",
    description:
      "Each source signs as its system does, with SOURCE_SECRET_NAME: Stripe in this header, Checkout.com in `cko-signature`, Shopify in " +
      "`x-shopify-hmac-sha256`, WooCommerce in `x-wc-webhook-signature`, Adyen within each item, and one's own as Standard Webhooks say " +
      "or as their mapping says",
  },
} as const;

/** A reader needs one of these; see docs/access.md. */
export const forReaders: Record<string, string[]>[] = [{ bearer: [] }, { session: [] }, { cloudflareAccess: [] }];
/** For what changes policy, models or sources. A session and a person of Access must be an admin's (`requireAdmin`). */
export const forAdmins: Record<string, string[]>[] = [{ adminBearer: [] }, { session: [] }, { cloudflareAccess: [] }];
export const forSenders: Record<string, string[]>[] = [{ signature: [] }];
export const forSources: Record<string, string[]>[] = [{ sourceSignature: [] }];

export const asProblem = { "application/json": { schema: problem } };

/** How any reader's route may refuse. */
export const refusals = {
  400: { description: "A parameter that this address does not take", content: asProblem },
  401: { description: "No credentials, or wrong ones", content: asProblem },
  403: {
    description: "A page of another site, a token of Cloudflare Access that does not hold, or plain http",
    content: asProblem,
  },
  429: { description: "Too many wrong tokens were tried: again after Retry-After", content: asProblem },
  503: { description: "Closed for want of configuration, or it did not work just now", content: asProblem },
};

/** How any admin's route may refuse. */
export const adminRefusals = {
  ...refusals,
  403: {
    description: `The caller may read, and not change this: \`error\` says who may. Or: ${refusals[403].description}`,
    content: asProblem,
  },
};

const webhookHeaders = z.object({
  "webhook-id": z.string().meta({ description: "The same in every attempt: an id that came before is a repeat" }),
  "webhook-timestamp": z.string().meta({ description: "When this attempt was made, in seconds since 1970" }),
  "webhook-signature": z.string().meta({
    description:
      "By ALERT_WEBHOOK_SECRET, as Standard Webhooks say: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`",
  }),
});

/** What is posted to those addresses of ALERT_WEBHOOK_URL that are no chats. */
function describeWebhooks(app: OpenAPIHono<App>): void {
  for (const [type, { told, schema }] of Object.entries(WEBHOOK_EVENTS)) {
    app.openAPIRegistry.registerWebhook({
      method: "post",
      path: type,
      summary: told,
      request: { headers: webhookHeaders, body: { required: true, content: { "application/json": { schema } } } },
      responses: {
        "2XX": {
          description: "Taken. After any other answer, or none within 10 s, it may be posted again (docs/alerts.md)",
        },
      },
    });
  }
}

export function describeRoutes(app: OpenAPIHono<App>): void {
  for (const [name, scheme] of Object.entries(SCHEMES)) {
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  describeWebhooks(app);
  app.doc31("/openapi.json", {
    openapi: "3.1.0",
    info: { title: "Vigie", version: "1", description: "Real-time card-fraud detection: payments in, decisions out." },
  });
}
