// The JSON of the registry and of the policy: one schema for the HTTP answers, /openapi.json and the page's types.
import { z } from "@hono/zod-openapi";
import { gate } from "./comparison.ts";
import { next, time } from "./scalars.ts";

export const modelVersion = z
  .string("must be a model's version")
  .regex(/^[0-9a-f]{12}$/, "must be a model's version, which is 12 of the digits 0-9 and a-f");

const doer = {
  by: z.string().meta({ description: "Who, as far as that is known" }),
  via: z.string().meta({ description: "By which way: `board`, `api`, `mail`, `verdict`, `mlflow` or `deploy`" }),
  note: z.string().nullable(),
};

export const registeredModel = z
  .object({
    version: z
      .string()
      .meta({ description: "First 12 hex digits of its bundle's content hash", example: "8b576d2094c1" }),
    state: z.enum(["candidate", "challenger", "champion", "retired"]).meta({
      description:
        "`candidate`: proved, and never in use; `challenger`: scores every payment and changes none; `champion`: decides; " +
        "`retired`: was in use",
    }),
    isShipped: z.boolean().meta({ description: "It is the one that is shipped with this Vigie" }),
    addedAt: time.nullable().meta({ description: "Null for a shipped one that is not in the registry yet" }),
    ...doer,
    bytes: z.int().nullable(),
    proof: z
      .object({
        golden: z.int().meta({ description: "Golden vectors that came out exact to the last bit" }),
        rows: z
          .int()
          .meta({ description: "Made-up rows on which ONNX Runtime and the tree walker agreed to the last bit" }),
        figures: z.unknown().meta({ description: "What its training measured on held-out cards" }),
      })
      .nullable(),
  })
  .openapi("RegisteredModel");
export type RegisteredModelView = z.infer<typeof registeredModel>;

export const policyView = z
  .object({
    version: z.int().meta({ description: "0 before anybody has set anything" }),
    champion: z.string().meta({ description: "The version of the model that decides" }),
    challenger: z.string().nullable(),
    followsShipped: z.boolean().meta({
      description: "No model was chosen: whichever one is shipped decides, also after the next deploy",
    }),
  })
  .openapi("Policy");
export type PolicyView = z.infer<typeof policyView>;

export const policyVersion = policyView.extend({ at: time, ...doer }).openapi("PolicyVersion");

export const modelList = z
  .object({
    policy: policyView,
    shipped: z.string(),
    goBackTo: z.string().nullable().meta({
      description:
        "The model that decided before; null where there is none, as after going back. The gate lets it through",
    }),
    models: z.array(registeredModel).meta({ description: "The newest first" }),
    history: z.array(policyVersion).meta({
      description: "Which models were in use since when, the newest first; at most 100. More: /api/policy/versions",
    }),
  })
  .openapi("ModelList");
export type ModelList = z.infer<typeof modelList>;

export const exchanged = z
  .object({
    changed: z.boolean().meta({ description: "False: it was so already" }),
    policy: policyView,
    gate: gate.nullable().meta({ description: "What the gate said; null where it was not asked" }),
  })
  .openapi("Exchanged");

export const gateRefusal = z
  .object({ error: z.string(), field: z.string().optional(), gate: gate.nullable() })
  .openapi("GateRefusal");

export const policyMoved = z.object({ error: z.string(), policy: policyView }).openapi("PolicyMoved");

export const policyVersions = z.object({ versions: z.array(policyVersion), next }).openapi("PolicyVersions");

export const mlflowLook = z
  .object({
    at: time,
    number: z.string().nullable().meta({ description: "What MLflow calls the version that was dealt with last" }),
    version: z
      .string()
      .nullable()
      .meta({ description: "The model's own version; null when it was refused, or none came" }),
    said: z.string().nullable().meta({ description: "What came of it, in words" }),
    nothing: z.string().nullable().meta({ description: "Why there was nothing to take in; null otherwise" }),
    problem: z
      .string()
      .nullable()
      .meta({ description: "Why the look failed, or the version was refused; null when all is well" }),
  })
  .openapi("MlflowLook");
