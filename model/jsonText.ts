// JSON that people can read: indented, with each list of numbers on one line.

export function jsonText(value: unknown): string {
  const indented = JSON.stringify(value, null, 2);
  const oneLine = indented.replace(
    /\[\s+([^[\]{}"]*?)\s+\]/g,
    (_, numbers: string) => `[${numbers.replace(/\s+/g, " ")}]`,
  );
  return `${oneLine}\n`;
}
