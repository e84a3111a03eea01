// What counts as one caller: an IPv4 address, or an IPv6 network of 64 bits, since whoever has one of its addresses has all.

export function networkOf(address: string): string {
  const url = `http://[${address}]/`;
  // Without an address all callers are one.
  if (!/^[\da-f:.]+$/i.test(address) || !URL.canParse(url)) return address;
  // As the URL parser writes it: small letters, no zeros in front, and no IPv4 at the end.
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::");
  const [before, after] = [groupsOf(head), groupsOf(tail ?? "")];
  const zeros = new Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":");
}
