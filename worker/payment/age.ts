/** Whole years from a date of birth (`YYYY-MM-DD`) to a moment (epoch ms, UTC date); null when that is no human age. */
export function ageYears(dateOfBirth: string, atMs: number): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(dateOfBirth);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = new Date(atMs);
  const hadBirthday = at.getUTCMonth() + 1 > month || (at.getUTCMonth() + 1 === month && at.getUTCDate() >= day);
  const age = at.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
  return age >= 0 && age <= 130 ? age : null;
}
