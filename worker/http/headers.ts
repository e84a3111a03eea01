// Sets the headers of every answer, including static files: what a browser may do with it, and that it is not kept.
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { App } from "./context.ts";

const secure = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    frameSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: "no-referrer",
  xFrameOptions: "DENY",
  crossOriginResourcePolicy: "same-origin",
});

export const answerHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  // The answer of an upgraded socket cannot get headers.
  if (context.res.status === 101) return;
  const ownPolicy = context.res.headers.get("content-security-policy");
  await secure(context, async () => undefined);
  if (ownPolicy !== null) {
    context.header("content-security-policy", ownPolicy);
    // The answer's own policy says who may frame it. Browsers that do not know policies may frame it from this origin only.
    context.header("x-frame-options", "SAMEORIGIN");
  }
  // Static files say themselves how long they may be kept. `context.header` is not used: it would make a second Response.
  if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
};

/**
 * Names the upload that answers, also to callers who may see nothing else: `npm run deploy` waits for it. It is a random number
 * beside a fingerprint of the code, and tells nothing about payments.
 */
export const sayWhichBuild: MiddlewareHandler<App> = async (context, next) => {
  await next();
  const build = context.env.VIGIE_BUILD;
  if (build !== undefined) context.header("vigie-build", build);
};
