import { expect, test } from "vitest";
import { Mendable } from "./errorSentence.ts";
import { keepAlive, type Mortal } from "./keepAlive.ts";

/** A process that lives until it is killed or stopped. */
function mortal(): Mortal & { kill: (why: string) => void } {
  const { promise: ended, resolve: kill } = Promise.withResolvers<string>();
  return { ended, kill, stop: async () => kill("it was told to") };
}

test("what dies is started again, and says why it died", async () => {
  const lives: ReturnType<typeof mortal>[] = [];
  const deaths: string[] = [];
  const start = async () => {
    const life = mortal();
    lives.push(life);
    return life;
  };
  const kept = await keepAlive(start, (why) => deaths.push(why));
  lives[0]?.kill("signal SIGKILL");
  await expect.poll(() => lives.length).toBe(2);
  expect(deaths).toEqual(["signal SIGKILL"]);
  await kept.stop();
  expect(await lives[1]?.ended).toBe("it was told to");
  expect(lives.length).toBe(2);
});

test("what dies at once, again and again, is given up with the last reason", async () => {
  let starts = 0;
  const start = async () => {
    starts += 1;
    const life = mortal();
    life.kill(`death ${starts}`);
    return life;
  };
  const kept = await keepAlive(start, () => undefined);
  expect(await kept.lost).toBe(`death ${starts}`);
  expect(starts).toBe(5);
});

test("what cannot be started again is given up with the reason", async () => {
  const first = mortal();
  const starts = [async () => first, () => Promise.reject(new Mendable("port 5432 is already in use"))];
  const kept = await keepAlive(
    () => starts.shift()?.() ?? expect.unreachable(),
    () => undefined,
  );
  first.kill("signal SIGKILL");
  expect(await kept.lost).toBe("port 5432 is already in use");
  await kept.stop();
});

test("what cannot be started at all is an error at once", async () => {
  await expect(keepAlive(() => Promise.reject(new Mendable("no disk")), expect.unreachable)).rejects.toThrow("no disk");
});
