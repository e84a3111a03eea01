// The map in a panel of its own. Its outlines are loaded with it, so that a board without the map does not wait for them.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Panel } from "../Panel.tsx";

type Drawn = typeof import("./FlaggedMap.tsx").FlaggedMap;

export function MapPanel() {
  const loaded = useSignal<{ FlaggedMap: Drawn } | "failed" | null>(null);

  useEffect(() => {
    import("./FlaggedMap.tsx").then(
      ({ FlaggedMap }) => {
        loaded.value = { FlaggedMap };
      },
      () => {
        loaded.value = "failed";
      },
    );
  }, [loaded]);

  return (
    <Panel kind="Map" name="Where flagged payments were made" wide>
      {loaded.value === null && <p class="panel-quiet">Loading…</p>}
      {loaded.value === "failed" && (
        <p class="notice warn">The map could not be loaded. Reload the page: there may be a newer version.</p>
      )}
      {typeof loaded.value === "object" && loaded.value !== null && <loaded.value.FlaggedMap />}
    </Panel>
  );
}
