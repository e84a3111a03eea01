// The whole page: landmarks in the order in which they are read.
import { useLayoutEffect } from "preact/hooks";
import { moveFocus } from "../shared/focus.ts";
import { opened } from "./address.ts";
import { Banner } from "./Banner.tsx";
import { Chart } from "./Chart.tsx";
import { Figures } from "./Figures.tsx";
import { Footer } from "./Footer.tsx";
import { Header } from "./Header.tsx";
import { MapPanel } from "./map/MapPanel.tsx";
import { NowherePanel } from "./NowherePanel.tsx";
import { PaymentPanel } from "./PaymentPanel.tsx";
import { Payments } from "./Payments.tsx";
import { RejectsPanel } from "./RejectsPanel.tsx";
import { health, spoken, unrecorded } from "./signals.ts";

export function App() {
  const open = opened.value;
  const covered = open !== null;

  // When the last panel closes, the focus goes back to the element that opened the first one. A panel that took another's
  // place would give it to an element of the other, which is gone. The effect runs before paint, so before the panel takes
  // the focus. The address follows a closed panel a little later, and a quick person has moved on by then.
  useLayoutEffect(() => {
    if (!covered) return;
    const opener = document.activeElement;
    return () => moveFocus(opener, opener);
  }, [covered]);

  return (
    <>
      <a class="skip" href="#payments">
        Skip to the payments
      </a>
      <Header />
      <main class={health.value === null ? "settling" : ""}>
        <h1 class="unseen">Card payments, live</h1>
        <Banner />
        <Figures />
        <Chart />
        <Payments />
      </main>
      <Footer />
      <p class="unseen" aria-live="polite">
        {spoken}
      </p>
      <p class="unseen" role="status">
        {unrecorded.value?.spoken}
      </p>
      {open?.kind === "payment" && <PaymentPanel key={open.id} id={open.id} />}
      {open?.kind === "rejects" && <RejectsPanel />}
      {open?.kind === "map" && <MapPanel />}
      {open?.kind === "nowhere" && <NowherePanel key={open.path} path={open.path} />}
    </>
  );
}
