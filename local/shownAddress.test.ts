import { expect, test } from "vitest";
import { shownAddress } from "./shownAddress.ts";

test.each([
  ["https://example.com/current-transactions", "https://example.com/current-transactions"],
  ["https://ann:hunter2@example.com:8443/feed?api_key=hunter2#hunter2", "https://example.com:8443/feed"],
  ["http://ann:hunter2@127.0.0.1:9", "http://127.0.0.1:9"],
  ["hunter2", "an address that cannot be read"],
])("%s is shown without its secrets", (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});
