// GET /session and POST /logout serve the pages' button that signs out.
import { Hono } from "hono";
import type { LogoutAnswer, SessionAnswer } from "../../wire/answers.ts";
import { audited } from "../audited.ts";
import type { App } from "../context.ts";
import { requireOwnOrigin, shownRole } from "../door/access.ts";
import { signedInAs } from "../door/changes.ts";
import { logOut, sessionRole } from "../door/session.ts";

/** Cloudflare's own address on a host that Access stands in front of. */
const ACCESS_LOGOUT = "/cdn-cgi/access/logout";

export const logout = new Hono<App>()
  .get("/session", (context) => {
    const { accessToken } = context.var;
    const answer: SessionAnswer = {
      signedIn: accessToken.verdict === "valid" || shownRole(context) !== null,
      person: accessToken.person,
    };
    return context.json(answer);
  })
  .post("/logout", requireOwnOrigin, async (context) => {
    const role = sessionRole(context);
    const isByAccess = context.var.accessToken.verdict === "valid";
    logOut(context);
    // Nobody who was not signed in signs out.
    if (role !== null || isByAccess) {
      await audited(context, { action: "logout", subject: role ?? "access" }, signedInAs(context, role));
    }
    const answer: LogoutAnswer = { next: isByAccess ? ACCESS_LOGOUT : "/login" };
    return context.json(answer);
  });
