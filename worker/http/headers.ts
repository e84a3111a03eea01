// Headers of every answer, the static files' included: what a browser may do with it, and that it is not kept.
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

const secure = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
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
  // An upgraded socket's answer cannot be given headers.
  if (context.res.status === 101) return;
  await secure(context, async () => undefined);
  // Static files say themselves how long they hold.
  if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
};
