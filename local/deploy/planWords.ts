// Says what a deploy is about to do. Pure.
import type { Names } from "./account/names.ts";
import type { Plan, Step } from "./plan.ts";

export function planWords({ steps, secrets, variables, kept }: Plan, names: Names): string[] {
  if (steps.length === 0) return ["Everything is as it should be: there is nothing to do."];
  const made = secrets.made.length === 0 ? [] : [`      with new secrets: ${secrets.made.join(", ")}`];
  const given = secrets.given.length === 0 ? [] : [`      with the given secrets: ${secrets.given.join(", ")}`];
  const set = Object.keys(variables).filter((name) => !kept.includes(name));
  const settings = [
    ...(set.length === 0 ? [] : [`      with the variables: ${set.join(", ")}`]),
    ...(kept.length === 0 ? [] : [`      keeps the variables: ${kept.join(", ")}`]),
  ];
  const lines = steps.flatMap((step, index) => [
    `  ${index + 1}. ${stepWords(step, names)}`,
    ...(step.do === "upload" ? [...made, ...given, ...settings] : []),
  ]);
  return ["To be done:", ...lines];
}

export function stepWords(step: Step, { worker }: Names): string {
  switch (step.do) {
    case "make the database":
      return `make the D1 database ${step.name}`;
    case "make the bucket":
      return `make the bucket ${step.name}`;
    case "make the queue":
      return `make the queue ${step.name}`;
    case "migrate D1":
      return `bring the tables up to date: ${step.files.join(", ")}`;
    case "migrate PostgreSQL":
      return "bring the tables of the PostgreSQL at DATABASE_URL up to date";
    case "upload":
      return `upload the Worker ${worker}: ${step.because.join("; ")}`;
  }
}
