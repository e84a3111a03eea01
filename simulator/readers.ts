// What is known of each reader of a feed: of those that were answered last, since anybody may call under ever new names.

const MOST_READERS = 1000;

export interface Readers<Reader> {
  get(caller: string): Reader | undefined;
  /** To be called with each answer: who is answered is forgotten last. */
  remember(caller: string, reader: Reader): void;
}

export function createReaders<Reader>(): Readers<Reader> {
  const readers = new Map<string, Reader>();
  return {
    get: (caller) => readers.get(caller),
    remember(caller, reader) {
      readers.delete(caller);
      readers.set(caller, reader);
      const [oldest] = readers.keys();
      if (readers.size > MOST_READERS && oldest !== undefined) readers.delete(oldest);
    },
  };
}
