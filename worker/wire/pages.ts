// The pages of the board. Each is a file of dashboard/; build, navigation, keys and the way back from the login go by this list.

export const PAGES = [
  { file: "index", href: "/", name: "Board", key: "b" },
  { file: "reviews", href: "/reviews", name: "Reviews", key: "v" },
  { file: "report", href: "/report", name: "Report", key: "r" },
  { file: "rules", href: "/rules", name: "Rules", key: "u" },
  { file: "cards", href: "/cards", name: "Cards", key: "c" },
  { file: "merchants", href: "/merchants", name: "Merchants", key: "n", beside: "Cards" },
  { file: "lists", href: "/lists", name: "Lists", key: "l" },
  { file: "sources", href: "/sources", name: "Sources", key: "s" },
  { file: "models", href: "/models", name: "Models", key: "m" },
  { file: "outbox", href: "/outbox", name: "Outbox", key: "o" },
  { file: "audit", href: "/audit", name: "Audit", key: "a" },
  /** `key`: after a `g`, it leads there. `beside`: reached from that page, so that the navigation stays short. */
] as const satisfies { file: string; href: string; name: string; key: string; beside?: string }[];

export type PageName = (typeof PAGES)[number]["name"];

/** Where a card or merchant is shown, by the card's id or the merchant's name. Half a surrogate pair could not be encoded. */
export function subjectHref(kind: "card" | "merchant", value: string): string {
  return `/${kind}s#/${encodeURIComponent(value.toWellFormed())}`;
}
