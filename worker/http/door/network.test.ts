import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test("an IPv4 address stands for itself", () => {
  expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
});

test.each([
  ["2001:db8:1:2::1", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002:0:0:0:9", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::ffff:203.0.113.7", "0:0:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
])("%s is of %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each(["", "unknown", "::1]/x", "1.2.3.4, 5.6.7.8", ":::"])("%o is no address, and does no harm", (text) => {
  expect(networkOf(text)).toBe(text);
});
