// One value in an object's storage. Each object lists its cells once, with their keys and types. A key never changes,
// because what an older version stored lies under it.

export interface Cell<Value> {
  /** Undefined when nothing was stored yet. */
  get(): Value | undefined;
  put(value: Value): void;
  delete(): void;
}

export function cellIn(kv: SyncKvStorage): <Value>(key: string) => Cell<Value> {
  return <Value>(key: string): Cell<Value> => ({
    get: () => kv.get<Value>(key),
    put: (value) => kv.put<Value>(key, value),
    delete: () => void kv.delete(key),
  });
}
