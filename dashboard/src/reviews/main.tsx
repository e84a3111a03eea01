// Entry of the page of reviews.
import { render } from "preact";
import { Page } from "./Page.tsx";
import { start } from "./state.ts";
import "../shared/base.css";
import "../shared/fields.css";
import "../shared/header.css";
import "../shared/payment.css";
import "./reviews.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  start();
}
