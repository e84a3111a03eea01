// Categories in words, for a table cell as well as for "$84.20 on …". It imports nothing, since the dashboard includes
// it.

const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    food_dining: "food and dining",
    gas_transport: "fuel and transport",
    grocery_net: "online groceries",
    grocery_pos: "in-store groceries",
    health_fitness: "health and fitness",
    home: "house and home",
    kids_pets: "children and pets",
    misc_net: "other online items",
    misc_pos: "other in-store items",
    shopping_net: "online shopping",
    shopping_pos: "in-store shopping",
  }),
);

/** A category without words of its own, such as `personal_care`, is shown by its name. Empty: the sender gave none. */
export function categoryWords(category: string): string {
  if (category === "") return "no category";
  return WORDS.get(category) ?? category.replaceAll("_", " ");
}
