// Entry of the report page.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../styles/base.css";
import "../styles/header.css";
import "../styles/overview.css";
import "../styles/table.css";
import "./report.css";
import "./print.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
