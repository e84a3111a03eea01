/** Letters that Unicode does not take apart into a plain one and a mark. */
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

/** A text to compare by, where neither case nor accents matter: `Épicerie Zoé` and `epicerie zoe` are one. */
export function folded(text: string): string {
  const marksApart = text.normalize("NFKD").toLowerCase().normalize("NFKD");
  const plain = marksApart.replace(/[\u0300-\u036f]+/g, "").replace(ODD_LETTERS, (letter) => PLAIN[letter] ?? letter);
  // Marks of other scripts belong to their letters: back together with them.
  return plain.normalize("NFKC");
}
