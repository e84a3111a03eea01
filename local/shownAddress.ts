// How an address from the environment is shown: without the name, the password and the query, which may be secrets.

export function shownAddress(address: string): string {
  const url = URL.parse(address);
  return url === null
    ? "an address that cannot be read"
    : `${url.protocol}//${url.host}${url.pathname}`.replace(/\/$/, "");
}
