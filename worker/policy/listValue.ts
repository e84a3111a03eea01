// A value of a list, as people write it: read like the same value of a payment, or else it would never be met.
import { cardNumbersIn } from "../cardNumber.ts";
import { isCardId } from "../payment/cardId.ts";
import { categoryIn } from "../payment/category.ts";
import { merchantIn } from "../payment/idAndMerchant.ts";
import { inOneLine, maskCardNumbers } from "../text.ts";
import type { ListKind } from "./lists.ts";
import { SOURCE_NAME } from "./sources.ts";

export type ValueRead = { ok: true; value: string } | { ok: false; problem: string };

/** Never repeats what was written: it may be a card's number. */
const CARD_NUMBER = "looks like a card's number, which Vigie never keeps: give the card's id, as its payments show it";

export function readValue(kind: ListKind, text: string): ValueRead {
  const written = inOneLine(text).trim();
  if (written === "") return refused("must not be empty");
  switch (kind) {
    case "card":
      if (isCardId(written) && cardNumbersIn(written, "id").length === 0) return { ok: true, value: written };
      return refused(
        holdsNumber(written) ? CARD_NUMBER : "must be a card's id, 22 letters, digits or _ -, as its payments show it",
      );
    case "source": {
      const name = written.toLowerCase();
      if (SOURCE_NAME.test(name)) return { ok: true, value: name };
      return refused("must be poll, push or the name of a source, such as stripe");
    }
    case "bin":
      if (/^\d{6,8}$/.test(written)) return { ok: true, value: written };
      return refused(holdsNumber(written) ? CARD_NUMBER : "must be the first 6 to 8 digits of a card's number");
    case "country": {
      const code = written.toUpperCase();
      return /^[A-Z]{2}$/.test(code)
        ? { ok: true, value: code }
        : refused("must be two letters (ISO 3166), such as FR");
    }
    case "merchant":
    case "category": {
      // At the door such a number is masked, so no payment would have the name.
      if (holdsNumber(written)) return refused(CARD_NUMBER);
      const read = kind === "merchant" ? merchantIn({ merchant: text }) : categoryIn(text);
      return read.ok ? read : refused(read.problem ?? "must not be empty");
    }
  }
}

function holdsNumber(text: string): boolean {
  return maskCardNumbers(text) !== text;
}

function refused(problem: string): ValueRead {
  return { ok: false, problem };
}
