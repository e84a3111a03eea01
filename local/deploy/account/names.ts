// The names of all that a Vigie has in an account, made from the Worker's name. Two Vigies of one account differ in it.

export interface Names {
  worker: string;
  database: string;
  bucket: string;
  queue: string;
  deadLetters: string;
}

export function namesOf(worker: string): Names {
  return {
    worker,
    database: worker,
    bucket: `${worker}-archive`,
    queue: `${worker}-payments`,
    // worker/queue/consume.ts knows the queue of dead letters by the end of its name.
    deadLetters: `${worker}-dead-letters`,
  };
}

/** A bucket or queue that is bound under another name is kept. */
export function namesAround(worker: string, bucket: string | null, queue: string | null): Names {
  const names = namesOf(worker);
  return { ...names, bucket: bucket ?? names.bucket, queue: queue ?? names.queue };
}
