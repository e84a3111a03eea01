// What looks at Vigie from outside, as it lies in the repository: the dashboard for Grafana, and the alert rules for Prometheus.
import { parse } from "yaml";
import { z } from "zod";

const dashboardForm = z.object({
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string(), query: z.unknown() })) }),
  panels: z.array(
    z.looseObject({
      id: z.int(),
      type: z.string(),
      title: z.string(),
      description: z.string().optional(),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      datasource: z.unknown().optional(),
      fieldConfig: z.object({ defaults: z.looseObject({ unit: z.string().optional() }) }).optional(),
      targets: z
        .array(z.looseObject({ datasource: z.unknown(), expr: z.string(), legendFormat: z.string().optional() }))
        .default([]),
      transformations: z
        .array(
          z.object({
            id: z.literal("organize"),
            options: z.object({
              renameByName: z.record(z.string(), z.string()),
              excludeByName: z.record(z.string(), z.boolean()),
            }),
          }),
        )
        .default([]),
    }),
  ),
});
export type Dashboard = z.output<typeof dashboardForm>;

const DURATION = /^(\d+[smhd])+$/;

/** Strict: Prometheus takes no other fields either, and reads no rule of a file in which one is wrong. */
const rulesForm = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Vigie[A-Z][A-Za-z]+$/),
          expr: z.string(),
          for: z.string().regex(DURATION).default("0s"),
          labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
          annotations: z.strictObject({
            summary: z.string().min(1),
            description: z.string().min(1),
            mailed: z.string().regex(/^(no|yes)\b/),
            runbook: z.string().regex(/^docs\/operations\.md#[a-z-]+$/),
          }),
        }),
      ),
    }),
  ),
});
export type AlertRule = z.output<typeof rulesForm>["groups"][number]["rules"][number];

export function readDashboard(json: string): Dashboard {
  return dashboardForm.parse(JSON.parse(json));
}

export function readAlertRules(yaml: string): AlertRule[] {
  return rulesForm.parse(parse(yaml)).groups.flatMap(({ rules }) => rules);
}

/** The labels that Grafana (`{{label}}`) or Prometheus (`{{ $labels.label }}`) fills in. */
export function labelsIn(template: string): string[] {
  return [...template.matchAll(/\{\{\s*(?:\$labels\.)?([a-z]\w*)\b[^}]*\}\}/g)].flatMap(([, label]) => label ?? []);
}

/** Grafana puts a duration and the chosen values in. What stands for them here is read alike. */
export function filledIn(expression: string): string {
  return expression.replaceAll("$__rate_interval", "5m");
}
