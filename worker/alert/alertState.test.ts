import { expect, test } from "vitest";
import { alertState } from "./alertState.ts";

test("an alert has come as far as the least of its messages", () => {
  const sent = { state: "sent" as const, reference: "mail-1" };
  const kept = { state: "sent" as const, reference: "outbox" };
  const pending = { state: "pending" as const, reference: null };
  const failed = { state: "failed" as const, reference: null };
  expect(alertState({ notice: null }, [])).toBe("held_back");
  expect(alertState({ notice: "nobody" }, [])).toBe("nobody");
  expect(alertState({ notice: "n" }, [sent, pending])).toBe("pending");
  expect(alertState({ notice: "n" }, [sent, pending, failed])).toBe("failed");
  expect(alertState({ notice: "n" }, [kept])).toBe("kept");
  expect(alertState({ notice: "n" }, [sent, kept])).toBe("sent");
});
