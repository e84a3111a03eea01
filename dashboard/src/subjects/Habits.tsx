// In which categories and at which hours a card or merchant has payments.
import type { MerchantInFull } from "../../../worker/wire/subjects.ts";
import { category, count, counted, percent } from "../shared/format.ts";
import { ShareBar } from "../shared/Marks.tsx";
import { money } from "../shared/money.ts";

const SHOWN = 6;

interface CategoriesProps {
  categories: MerchantInFull["categories"];
  /** Payments that were looked at. */
  all: number;
}

export function Categories({ categories, all }: CategoriesProps) {
  const others = categories.slice(SHOWN);
  const inOthers = others.reduce((sum, { payments }) => sum + payments, 0);
  return (
    <div>
      <h3>Categories</h3>
      <ul class="subject-categories">
        {categories.slice(0, SHOWN).map(({ category: name, payments, amount }) => (
          <li key={name}>
            <span>{name === "" ? <span class="aside">none given</span> : <bdi>{category(name)}</bdi>}</span>
            <span>
              {percent(payments / all)} <span class="aside">{money(amount)}</span>
            </span>
            <ShareBar share={payments / all} />
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <p class="aside">
          {counted(inOthers, "payment")} in {counted(others.length, "other category", "other categories")}.
        </p>
      )}
    </div>
  );
}

const hourWords = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

export function Hours({ hours, zone }: { hours: readonly number[]; zone: string }) {
  const most = Math.max(1, ...hours);
  return (
    <div>
      <h3>
        Hours <span class="aside">in {zone}</span>
      </h3>
      <svg class="subject-hours" viewBox="0 0 240 40" preserveAspectRatio="none" aria-hidden="true">
        {hours.map((payments, hour) => {
          const height = (payments / most) * 38;
          return <rect key={hour} x={hour * 10 + 1} y={40 - height} width="8" height={height} />;
        })}
      </svg>
      <p class="subject-clock aside" aria-hidden="true">
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour}>{hourWords(hour)}</span>
        ))}
        <span>24:00</span>
      </p>
      <p class="unseen">
        {hours.flatMap((payments, hour) => (payments === 0 ? [] : `${hourWords(hour)}: ${count(payments)}`)).join(", ")}
      </p>
    </div>
  );
}
