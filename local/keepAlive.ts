// Keeps a process alive. When it dies it is started again; when it dies again and again it is given up, with the
// reason.
import { reasonOf } from "./errorSentence.ts";

export interface Mortal {
  /** Settles with the reason once the process has ended, whether told to or not. */
  ended: Promise<string>;
  /** Settles once the process has ended. */
  stop(): Promise<void>;
}

export interface KeptAlive {
  /** Settles with the reason when the process is given up; never when it is stopped. */
  lost: Promise<string>;
  stop(): Promise<void>;
}

/** This many deaths within a minute are no accident. */
const DEATHS = 5;
const WINDOW_MS = 60_000;

/** `start` throws when the process cannot be started, at first or ever again. */
export async function keepAlive(start: () => Promise<Mortal>, onDeath: (why: string) => void): Promise<KeptAlive> {
  let isStopping = false;
  let starting = start();
  await starting;

  const lost = new Promise<string>((giveUp) => {
    const deaths: number[] = [];
    const watch = async (): Promise<void> => {
      const why = await (await starting).ended;
      if (isStopping) return;
      const now = Date.now();
      deaths.push(now);
      if (deaths.filter((at) => now - at < WINDOW_MS).length >= DEATHS) return giveUp(why);
      onDeath(why);
      starting = start();
      return watch();
    };
    watch().catch((error: unknown) => giveUp(reasonOf(error) ?? String(error)));
  });
  return {
    lost,
    async stop() {
      isStopping = true;
      // It may be starting again at this moment, and may fail to.
      const last = await starting.catch(() => null);
      await last?.stop();
    },
  };
}
