// Said at the top of every page that shows simulated payments.

export function Simulated({ simulated }: { simulated: boolean }) {
  if (!simulated) return null;
  return (
    <p class="notice calm">
      <strong>Simulated payments.</strong> Cards and merchants are made up. What you push here counts as simulated, too.
    </p>
  );
}
