// The outlines of the map, as dashboard/outlines.ts makes them when the board is built: each is lines for polyline.ts.
declare module "virtual:outlines" {
  /** Rings. */
  export const LAND: string;
  export const BORDERS: string;
  /** Borders within the United States. */
  export const STATES: string;
}
