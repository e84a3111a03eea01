// This browser's own name, made once. With a token alone it is all that tells two people apart who review from the same queue.

const KEY = "vigie client";
let made: string | null = null;

export function client(): string {
  made ??= kept() ?? fresh();
  return made;
}

function kept(): string | null {
  try {
    const name = localStorage.getItem(KEY);
    return name !== null && /^[0-9a-f]{32}$/.test(name) ? name : null;
  } catch {
    return null;
  }
}

function fresh(): string {
  const name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // The name holds until the page is left. Its claims run out.
  }
  return name;
}
