// Entry of the report page.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../shared/base.css";
import "../shared/header.css";
import "../shared/overview.css";
import "../shared/table.css";
import "./report.css";
import "./print.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
