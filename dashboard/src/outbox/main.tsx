// Entry of the outbox page.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../styles/base.css";
import "../styles/header.css";
import "./outbox.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
