import type { ErrorResponse } from "resend";
import { expect, test } from "vitest";
import { attemptOf, findingOf } from "./resendErrors.ts";

/** As Resend answers; the library's type knows fewer names than the provider. */
function error(statusCode: number, name: string, message: string): ErrorResponse {
  return { statusCode, name: name as ErrorResponse["name"], message };
}
const kindOf = (refusal: ErrorResponse) => attemptOf(refusal, null, 0).kind;

test.each([
  [400, "validation_error", "API key is invalid"],
  [
    400,
    "validation_error",
    "The associated domain with your API key is not verified. Please, create a new API key with full access or with a verified domain.",
  ],
  [401, "missing_api_key", "Missing API key in the authorization header."],
  [401, "validation_error", "API key is invalid"],
  [401, "restricted_api_key", "This API key is restricted to only send emails."],
  [402, "payment_required", "Your last invoice is not paid."],
  [403, "invalid_api_key", "API key is invalid."],
  [
    403,
    "suspended_api_key",
    "Your API key has been suspended since too many of your mails to these recipients bounced.",
  ],
  [403, "invalid_permission", "This API key lacks a permission."],
  [
    403,
    "validation_error",
    "The example.org domain is not verified. Please, add and verify your domain on https://resend.com/domains",
  ],
  [403, "validation_error", "This API key is not authorized to send emails from example.org"],
  [404, "not_found", "The requested endpoint does not exist."],
  [405, "method_not_allowed", "Method is not allowed for the requested path."],
  [422, "invalid_from_address", "The from address is invalid."],
  [
    422,
    "validation_error",
    "Invalid `from` field. The email address needs to follow the `email@example.com` or `Name <email@example.com>` format.",
  ],
  [429, "rate_limit_exceeded", "Too many requests."],
  [429, "daily_quota_exceeded", "You have reached your daily email sending quota."],
  [429, "monthly_quota_exceeded", "You have reached your monthly email sending quota."],
])("what is wrong with the sender or the account is tried again: %i %s, %s", (...refusal) => {
  expect(kindOf(error(...refusal))).toBe("refused");
});

test.each([
  [400, "validation_error", "The `subject` field is too long."],
  [403, "validation_error", "You can only send testing emails to your own email address (ann@example.org)."],
  [413, "validation_error", "The email is larger than 40MB."],
  [422, "missing_required_field", "Missing `html` or `text` field."],
  [422, "validation_error", "The `\\n` is not allowed in the `subject` field."],
  [
    422,
    "validation_error",
    "Invalid `to` field. Please use our testing email address instead of domains like `example.com`.",
  ],
  [451, "security_error", "We may have found a security issue with the request."],
])("what is wrong with the recipient or the content is final: %i %s, %s", (...refusal) => {
  expect(kindOf(error(...refusal))).toBe("impossible");
});

test.each([
  [408, "application_error", "Request timeout."],
  [409, "concurrent_idempotent_requests", "Same idempotency key used while original request is still in progress."],
  [500, "internal_server_error", "An unexpected error occurred."],
  [503, "application_error", "Service unavailable."],
])("a mail of which the provider does not say that it was refused may have been accepted: %i %s", (...answer) => {
  expect(kindOf(error(...answer))).toBe("unknown");
});

test("a plan that is spent is asked again after an hour, or when the provider says", () => {
  const spent = error(429, "monthly_quota_exceeded", "You have reached your monthly email sending quota.");
  expect(attemptOf(spent, null, 0)).toMatchObject({ retryAfterMs: 3_600_000 });
  expect(attemptOf(spent, { "retry-after": "60" }, 0)).toMatchObject({ retryAfterMs: 60_000 });
});

test("a look-up with a key that may only send is a person's affair; one with a bad key waits for a good one", () => {
  const may = (...refusal: [number, string, string]) => findingOf(error(...refusal)).kind;
  expect(may(401, "restricted_api_key", "This API key is restricted to only send emails.")).toBe("impossible");
  expect(may(403, "invalid_api_key", "API key is invalid.")).toBe("unknown");
  expect(may(403, "suspended_api_key", "Your API key has been suspended.")).toBe("unknown");
  expect(may(400, "validation_error", "API key is invalid")).toBe("unknown");
});
