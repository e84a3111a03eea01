// Columns of one's own: numbers and words that a row or a source carries and that no feed of the world has, such as
// device_age_days. The policy declares them, so that a slip in a sender does not become a column.

export const MOST_COLUMNS = 32;
export const COLUMN_NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** Characters of a text. */
export const COLUMN_TEXT_LENGTH = 60;

export interface Column {
  name: string;
  kind: "number" | "text";
}
