import { expect, test } from "vitest";
import { middleLong, near, northing, type Place, projectionFor } from "./projection.ts";

const FRAME = { width: 800, height: 480 };
const PARIS = { lat: 48.9, long: 2.4 };
const LISBON = { lat: 38.7, long: -9.1 };
const SEATTLE = { lat: 47.6, long: -122.3 };
const MIAMI = { lat: 25.8, long: -80.2 };

const isWithin = ([x, y]: [number, number]) => x >= 0 && x <= FRAME.width && y >= 0 && y <= FRAME.height;

test("every place is in the frame, with room around it, wherever in the world the places are", () => {
  const worlds: Place[][] = [
    [PARIS],
    [SEATTLE, MIAMI],
    [PARIS, SEATTLE, { lat: -33.9, long: 151.2 }],
    [
      { lat: -18.1, long: 178.4 },
      { lat: -13.8, long: -171.8 },
    ],
    [
      { lat: 78.2, long: 15.6 },
      { lat: -54.8, long: -68.3 },
    ],
  ];
  for (const places of worlds) {
    const { locate } = projectionFor(places, FRAME);
    for (const place of places) {
      const [x, y] = locate(place);
      expect(isWithin([x, y])).toBe(true);
      expect(Math.min(x, FRAME.width - x, y, FRAME.height - y)).toBeGreaterThan(30);
    }
  }
});

test("north is up and east is right", () => {
  const { locate } = projectionFor([PARIS, LISBON], FRAME);
  expect(locate(PARIS)[0]).toBeGreaterThan(locate(LISBON)[0]);
  expect(locate(PARIS)[1]).toBeLessThan(locate(LISBON)[1]);
});

test("one place alone is in the middle, with its country around it", () => {
  const { locate, scale } = projectionFor([PARIS], FRAME);
  expect(locate(PARIS).map(Math.round)).toEqual([400, 240]);
  const degrees = FRAME.width / scale;
  expect(degrees).toBeGreaterThan(15);
  expect(degrees).toBeLessThan(40);
});

test("places on both sides of the date line are neighbours", () => {
  const [fiji, samoa] = [
    { lat: -18.1, long: 178.4 },
    { lat: -13.8, long: -171.8 },
  ];
  const { locate } = projectionFor([fiji, samoa], FRAME);
  expect(locate(samoa)[0]).toBeGreaterThan(locate(fiji)[0]);
  expect(middleLong([178.4, -171.8])).toBeCloseTo(-176.7);
});

test("the middle of places is on their side of the world", () => {
  expect(middleLong([-122.3, -80.2])).toBeCloseTo(-101.25);
  expect(middleLong([2.4])).toBeCloseTo(2.4);
  expect(middleLong([2.4, 2.4])).toBeCloseTo(2.4);
  expect(middleLong([-9.1, 2.4, 24.9])).toBeCloseTo(7.9);
});

test("a longitude has the turn that is nearest to another", () => {
  expect(near(-171.8, 178.4)).toBeCloseTo(188.2);
  expect(near(178.4, -171.8)).toBeCloseTo(-181.6);
  expect(near(10, 20)).toBe(10);
});

test("shapes keep their angles: a degree north is as long as one east, the longer the farther north", () => {
  for (const lat of [0, 40, 60]) {
    const aDegreeNorth = northing(lat + 0.5) - northing(lat - 0.5);
    expect(aDegreeNorth).toBeCloseTo(1 / Math.cos((lat * Math.PI) / 180), 2);
  }
  expect(northing(90)).toBe(northing(83));
});

test("without places the inhabited world is in the frame", () => {
  const { locate } = projectionFor([], FRAME);
  for (const place of [PARIS, SEATTLE, { lat: -33.9, long: 151.2 }]) expect(isWithin(locate(place))).toBe(true);
});
