import { expect, test } from "vitest";
import { keyOf, referenceOf } from "./reference.ts";

const MAIL = { id: "fraud:order-1001>mail:ann@example.org", createdAt: Date.UTC(2026, 10, 20, 10) };

// Another way of making them would forget all mails in doubt: each would be sent again under a key that Resend does not know.
test("a mail's reference and key are what they have been since the first release", () => {
  expect(referenceOf(MAIL)).toBe("68ccbd39d409901c3fe0");
  expect(keyOf({ ...MAIL, keys: 1 })).toBe("vigie-68ccbd39d409901c3fe0-1");
  expect(keyOf({ ...MAIL, keys: 12 })).toBe("vigie-68ccbd39d409901c3fe0-12");
});

test("they differ by the message and by its birth", () => {
  const others = [
    { ...MAIL, createdAt: MAIL.createdAt + 1 },
    { ...MAIL, id: MAIL.id.replace("ann", "bob") },
  ];
  expect(new Set([MAIL, ...others].map(referenceOf)).size).toBe(3);
});
