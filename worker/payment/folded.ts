/** Letters that Unicode does not split into a plain letter and a mark. */
const PLAIN: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};
const ODD_LETTERS = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

/** A text for comparing, in which neither case nor accents matter: `Épicerie Zoé` and `epicerie zoe` are equal. */
export function folded(text: string): string {
  const marksApart = text.normalize("NFKD").toLowerCase().normalize("NFKD");
  const plain = marksApart.replace(/[\u0300-\u036f]+/g, "").replace(ODD_LETTERS, (letter) => PLAIN[letter] ?? letter);
  // Marks of other scripts belong to their letters: they are joined to them again.
  return plain.normalize("NFKC");
}
