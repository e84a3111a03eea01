// Draws the page of cards, or that of merchants.
import { render } from "preact";
import type { SubjectKind } from "../../../worker/store/subjects.ts";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../shared/base.css";
import "../shared/fields.css";
import "../shared/header.css";
import "../shared/payment.css";
import "../shared/policyPages.css";
import "../shared/table.css";
import "./subjects.css";

export function open(kind: SubjectKind): void {
  const root = document.getElementById("app");
  if (root === null) return;
  render(<Page kind={kind} />, root);
  start(kind);
}
