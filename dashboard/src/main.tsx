// Entry of the board's page.
import { render } from "preact";
import { App } from "./components/App.tsx";
import { start } from "./state.ts";
import "./styles/base.css";
import "./styles/header.css";
import "./styles/overview.css";
import "./styles/table.css";
import "./styles/panel.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<App />, root);
  start();
}
