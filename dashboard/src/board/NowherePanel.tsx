// An address that leads nowhere, said over the board.
import { Panel } from "./Panel.tsx";

export function NowherePanel({ path }: { path: string }) {
  return (
    <Panel kind="Address" name="There is nothing here">
      <p class="notice warn">
        The address asks for <bdi>/{path}</bdi>, which is no part of this board. It may have been cut when it was
        copied.
      </p>
    </Panel>
  );
}
