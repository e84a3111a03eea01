// Entry of the sources page.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../shared/base.css";
import "../shared/fields.css";
import "../shared/header.css";
import "../shared/policyPages.css";
import "../shared/table.css";
import "./sources.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
