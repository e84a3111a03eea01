// What the bridge uses of `pg`, which ships without types.
declare module "pg" {
  export interface Field {
    name: string;
    tableID: number;
    columnID: number;
    dataTypeID: number;
    dataTypeSize: number;
    dataTypeModifier: number;
    format: string;
  }
  export interface Result {
    command: string;
    rowCount: number | null;
    fields: Field[];
    rows: (string | null)[][];
  }
  export interface Query {
    text: string;
    values?: unknown[];
    rowMode: "array";
    types: { getTypeParser(): (text: string) => string };
  }
  export interface PoolClient {
    query(query: Query): Promise<Result>;
    release(destroy?: boolean): void;
  }
  export interface PoolSettings {
    host: string;
    port: number;
    user: string;
    password: string;
    database: string;
    max: number;
    /** Queries leave at once, not each after the answer to the last. */
    pipeline: boolean;
    idleTimeoutMillis: number;
  }
  class Pool {
    constructor(settings: PoolSettings);
    connect(): Promise<PoolClient>;
    on(event: "error", listener: (error: Error) => void): void;
    end(): Promise<void>;
  }
  const pg: { Pool: typeof Pool };
  export default pg;
}
