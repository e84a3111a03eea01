// Entry of the audit page.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../shared/base.css";
import "../shared/header.css";
import "./audit.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
