// The table of merchant category codes that comes with Vigie, to be read and searched.
import { useSignal } from "@preact/signals";
import { category, counted } from "../shared/format.ts";
import { codesOf, mccRows } from "./categories.ts";

export function MccCodes() {
  const search = useSignal("");
  const rows = mccRows(search.value);
  return (
    <details class="codes">
      <summary>Merchant category codes, as they come with Vigie</summary>
      <p class="aside">
        A payment with a code and no category of its own gets the category of this table. An entry above for the code
        goes before it.
      </p>
      <label class="field">
        <span class="field-name">Find a code or a word</span>
        <input
          type="search"
          autocomplete="off"
          placeholder="5732, or hotels"
          value={search.value}
          onInput={({ currentTarget }) => {
            search.value = currentTarget.value;
          }}
        />
      </label>
      <p class="aside" role="status">
        {rows.length === 0 ? "Nothing is found." : `${counted(rows.length, "line")}.`}
      </p>
      {rows.length > 0 && (
        <table class="plain-table code-table">
          <thead>
            <tr>
              <th scope="col">Code</th>
              <th scope="col">What is sold</th>
              <th scope="col">Category</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.from + row.to + row.what}>
                <th scope="row">{codesOf(row)}</th>
                <td class="sentence">{row.what}</td>
                <td>{category(row.category)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
