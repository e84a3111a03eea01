// Entry of the sources page.
import "./withoutEval.ts";
import { render } from "preact";
import { loadCategories } from "./categoryState.ts";
import { Page } from "./Page.tsx";
import { loadCame } from "./rateState.ts";
import { startSources } from "./sourceState.ts";
import { keepLoading, loadPolicy } from "./state.ts";
import "../shared/base.css";
import "../shared/fields.css";
import "../shared/header.css";
import "../shared/policyPages.css";
import "../shared/table.css";
import "./sources.css";

const root = document.getElementById("app");
if (root !== null) {
  render(<Page />, root);
  startSources();
  for (const load of [loadPolicy, loadCame, loadCategories]) keepLoading(load);
}
