// What the file of payments:export says of itself, in its parquet metadata: the command writes it, training reads it.

/** The key of the metadata. */
export const OWN_FILE_KEY = "vigie";
/** Grows when the columns come to mean something else. */
export const OWN_FILE_FORMAT = 1;
