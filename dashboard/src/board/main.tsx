// Entry of the board's page.
import { render } from "preact";
import { App } from "./App.tsx";
import { start } from "./signals.ts";
import "../shared/base.css";
import "../shared/fields.css";
import "../shared/header.css";
import "../shared/overview.css";
import "../shared/table.css";
import "../shared/payment.css";
import "./panel.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<App />, root);
  start();
}
