// How what belongs to a Vigie is called in an account. Two Vigies of one account differ in the Worker's name.

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
