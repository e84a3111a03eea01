// The secrets by which sources sign what they send: one variable for each source, named after it.

const BEGINNING = "SOURCE_SECRET_";
/** For commands, which pass such variables on whatever source they are of. */
export const SOURCE_SECRET = /^SOURCE_SECRET_[A-Z][A-Z0-9_]{0,39}$/;

export function sourceSecretName(source: string): string {
  return `${BEGINNING}${source.toUpperCase().replaceAll("-", "_")}`;
}

/** Without the blanks around it, such as the line break of a pasted one. Null where none is set. */
export function sourceSecret(env: object, source: string): string | null {
  const secret = String(Reflect.get(env, sourceSecretName(source)) ?? "").trim();
  return secret === "" ? null : secret;
}
