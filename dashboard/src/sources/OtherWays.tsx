// Ways of payments that need no mapping.

export function OtherWays() {
  return (
    <section aria-labelledby="ways">
      <div class="section-head">
        <h2 id="ways">Rows of your own</h2>
      </div>
      <p class="aside ways">
        A program of yours sends its payments to <code>POST {location.origin}/api/payments</code>, one row or a list of
        rows, signed with <code>INGEST_SECRET</code>. Or Vigie fetches them from <code>PAYMENTS_URL</code>; with{" "}
        <code>PAYMENTS_SOURCE</code> the answer is read as one of the sources above.
      </p>
    </section>
  );
}
