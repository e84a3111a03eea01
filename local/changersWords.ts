// Puts into words who may change policy, models and sources. Pure.

/** Null when nobody is set up to. */
export function changersWords(hasToken: boolean, hasPeople: boolean): string | null {
  const ways = [hasToken ? "whoever has ADMIN_TOKEN" : [], hasPeople ? "the people of ADMINS" : []].flat();
  return ways.length === 0 ? null : `by ${ways.join(" and ")}`;
}
