// Reads PromQL by Prometheus' own grammar, as far as tests ask: which metrics an expression names, and which of their labels.
import { parser } from "@prometheus-io/lezer-promql";

export interface Selector {
  metric: string;
  labels: { name: string; values: string[] }[];
}

export interface Query {
  selectors: Selector[];
  /** Labels that are named elsewhere: `by`, `on`, `ignoring`, `group_left`. */
  groupings: string[];
}

/** Throws where Prometheus could not read the expression. */
export function readPromQl(expression: string): Query {
  const query: Query = { selectors: [], groupings: [] };
  const text = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  const tree = parser.parse(expression);
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) throw new Error(`no PromQL from character ${from} on: ${expression}`);
    },
  });
  tree.iterate({
    enter({ type, node }) {
      if (type.name === "GroupingLabels") query.groupings.push(...node.getChildren("LabelName").map(text));
      if (type.name !== "VectorSelector") return;
      const metric = node.getChild("Identifier");
      if (metric === null) throw new Error(`a selector without the name of a metric: ${expression}`);
      const labels = node
        .getChild("LabelMatchers")
        ?.getChildren("UnquotedLabelMatcher")
        .map((matcher) => {
          const [name, operator, value] = ["LabelName", "MatchOp", "StringLiteral"].map((kind) => {
            const part = matcher.getChild(kind);
            return part === null ? "" : text(part);
          });
          const plain = (value ?? "").slice(1, -1);
          return { name: name ?? "", values: operator?.endsWith("~") ? plain.split("|") : [plain] };
        });
      query.selectors.push({ metric: text(metric), labels: labels ?? [] });
    },
  });
  if (query.selectors.length === 0) throw new Error(`no metric in: ${expression}`);
  return query;
}
