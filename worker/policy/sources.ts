// What people say about a system that sends its own events.

export interface SourceSettings {
  /** As in its address: lower-case letters, digits, - and _. */
  name: string;
  /** How its events become payments and verdicts: JSON text, which payment/sources/ reads. */
  mapping: string;
  note: string | null;
}

export const SOURCE_NAME = /^[a-z][a-z0-9_-]{0,39}$/;
export const MOST_SOURCES = 50;
