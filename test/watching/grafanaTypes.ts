// What a dashboard is, by Grafana's own types. They name values by enums, and JSON has the values themselves.
import type { Dashboard as AnyDashboard, FieldConfig, Panel, RowPanel } from "@grafana/schema";
import type { Options as Stat } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  Options as Timeline,
  FieldConfig as TimelineField,
} from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type {
  Options as Table,
  FieldConfig as TableField,
} from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type {
  Options as TimeSeries,
  FieldConfig as TimeSeriesField,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

type Plain<T> = unknown extends T
  ? T
  : T extends string
    ? `${T}`
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** The package leaves open what a datasource is asked: these are the fields of Prometheus' own queries that are used here. */
export interface Target {
  refId: string;
  datasource: { type: "prometheus"; uid: string };
  editorMode: "code";
  expr: string;
  legendFormat?: string;
  range: boolean;
  instant?: boolean;
  format?: "table";
}

interface PanelOf<Type extends string, Options, Custom>
  extends Omit<Plain<Panel>, "type" | "options" | "fieldConfig" | "targets"> {
  type: Type;
  id: number;
  title: string;
  description: string;
  options: Plain<Options>;
  targets: Target[];
  fieldConfig: {
    defaults: Omit<Plain<FieldConfig>, "custom"> & { custom?: Plain<Custom> };
    overrides: {
      matcher: { id: "byName"; options: string };
      properties: { id: "color"; value: Plain<FieldConfig["color"]> }[];
    }[];
  };
}

export type AnyPanel =
  | PanelOf<"stat", Stat, never>
  | PanelOf<"timeseries", TimeSeries, TimeSeriesField>
  | PanelOf<"table", Table, TableField>
  | PanelOf<"state-timeline", Timeline, TimelineField>;

export interface Dashboard extends Omit<Plain<AnyDashboard>, "panels"> {
  panels: (AnyPanel | Plain<RowPanel>)[];
}
