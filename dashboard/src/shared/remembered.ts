// What a person chose in this browser, kept there. A browser may refuse to keep anything; the choice then holds until the page
// is left.

export function isRemembered(choice: string): boolean {
  try {
    return localStorage.getItem(`vigie ${choice}`) !== null;
  } catch {
    return false;
  }
}

export function remember(choice: string, isChosen: boolean): void {
  try {
    if (isChosen) localStorage.setItem(`vigie ${choice}`, "yes");
    else localStorage.removeItem(`vigie ${choice}`);
  } catch {
    // Nothing is lost but the memory.
  }
}
