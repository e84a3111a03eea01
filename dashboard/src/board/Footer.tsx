// What the pipeline runs on, for the people who run it.
import { count, counted, timeOfDay } from "../shared/format.ts";
import { careNow, linesNow } from "../shared/lines.ts";
import { hrefOf } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { qualityWords } from "../shared/verdicts.ts";
import { ownZone, zone } from "../shared/zone.ts";
import { board, status } from "./signals.ts";
import { archiveWords, storeWords } from "./storage.ts";

const ENGINES = { onnx: "ONNX Runtime", trees: "the built-in tree walker", none: "no engine" };
const STORES = { d1: "D1", neon: "Neon" };

export function Footer() {
  const health = status.value?.health;
  if (health === undefined) return <footer class="footer" />;
  const { model, lastTick, storage } = health;
  const care = careNow(health);
  const models = status.value?.quality.models ?? [];
  return (
    <footer class="footer">
      <dl>
        <div>
          <dt>Model</dt>
          <dd>
            <code>{model.version}</code> on {ENGINES[model.engine]}
          </dd>
        </div>
        {health.thresholds.length > 0 && (
          <div>
            <dt>Thresholds</dt>
            <dd>{linesNow(health)}</dd>
          </div>
        )}
        {care !== null && (
          <div>
            <dt>To a person anyway</dt>
            <dd>{care}</dd>
          </div>
        )}
        {models.length > 1 && (
          <div>
            <dt>Precision by model</dt>
            <dd>
              {models.map((each, at) => (
                <span key={each.model}>
                  {at > 0 && "; "}
                  <code>{each.model}</code> {qualityWords(each).join(", ")}
                </span>
              ))}
            </dd>
          </div>
        )}
        <div>
          <dt>Store</dt>
          <dd>
            {STORES[health.store]}
            {storage !== null && `, ${storeWords(storage)}`}
          </dd>
        </div>
        {storage !== null && storage.archive !== null && (
          <div>
            <dt>Archive</dt>
            <dd>{archiveWords(storage.archive)}</dd>
          </div>
        )}
        {health.feed.host !== null && (
          <div>
            <dt>Feed</dt>
            <dd>{health.feed.host}</dd>
          </div>
        )}
        {lastTick !== null && (
          <div>
            <dt>Last fetch</dt>
            <dd>
              <Time iso={lastTick.at}>{timeOfDay(lastTick.at, zone.value)}</Time>,{" "}
              {lastTick.ok ? counted(lastTick.received, "payment") : "failed"}
            </dd>
          </div>
        )}
        <div>
          <dt>Refused rows</dt>
          <dd>
            <a href={hrefOf({ opened: { kind: "rejects" }, view: board.value.view })}>{count(health.rejects)} today</a>
          </dd>
        </div>
        <div>
          <dt>Alerts waiting</dt>
          <dd>
            {count(health.alertsPending - health.alertsHeldBack)}
            {health.alertsHeldBack > 0 && `, ${count(health.alertsHeldBack)} held for the next summary`}
          </dd>
        </div>
        <div>
          <dt>Times in</dt>
          <dd>
            {zone}
            {zone.value !== ownZone && `; point at a time to see it in ${ownZone}`}
          </dd>
        </div>
      </dl>
    </footer>
  );
}
