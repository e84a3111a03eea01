// Remembers each reader of a feed, by the caller's name. Only the readers that were answered last are kept, because anybody
// may call under ever new names.

const MOST_READERS = 1000;

export interface Readers<Reader> {
  get(caller: string): Reader | undefined;
  /** To be called with each answer. The reader that was answered last is forgotten last. */
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
