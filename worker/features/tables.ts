// What the features must know of the world in which a model was trained: its categories, and how much each amount and hour
// looks like fraud there. It comes with the model, in its bundle (docs/bundle.md). No code knows one data set.

export interface Tables {
  /** The categories that the model knows. The place of one is its code, for the trees. Neighbours behave alike. */
  vocabulary: readonly string[];
  /** Ages from which a holder belongs to the next group, in years. */
  ageBorders: readonly number[];
  /** Points of `amounts` per factor of e in the amount, from $1 on. */
  stepsPerE: number;
  /**
   * Log of how much likelier the amount is in a fraud than in another payment. By group of holders, by code of the category,
   * and by point.
   */
  amounts: readonly (readonly Float64Array[])[];
  /** The same log by hour on the wall clock, 0 to 23. */
  hours: readonly number[];
  /**
   * Whether words of the model's own are told apart in what a card paid before. Left out: there all categories that are none of CATEGORIES
   * are one, as for models from before histories knew such words.
   */
  pastWords?: boolean;
  /** How late the truth counts. Left out in models that do not read it. */
  truth?: TruthTable;
  /** The columns of one's own that the model reads, in the order of their features. Left out where it reads none. */
  extra?: readonly ExtraTable[];
}

export interface TruthTable {
  /** So many days after a payment its truth counts, if it is known by then: 1 to LONGEST_DELAY_DAYS. */
  delayDays: number;
  /** The share of frauds among all payments: what is thought of a card or merchant without payments. */
  share: number;
}

export interface ExtraTable {
  name: string;
  /** Of a text: its words, each with its place as code. Any other is unknown. Null: it is a number. */
  words: readonly string[] | null;
}
