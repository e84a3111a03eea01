// The tab's icon. It counts what the title counts, for tabs too narrow to show a title. Pure.

const MOST = 99;

/** The plain logo, or the logo under a badge with the number. */
export function faviconHref(unseen: number): string {
  return unseen === 0 ? "/logo.svg" : `data:image/svg+xml,${encodeURIComponent(counted(unseen))}`;
}

function counted(unseen: number): string {
  const number = unseen > MOST ? `${MOST}+` : String(unseen);
  const size = number.length === 1 ? 20 : number.length === 2 ? 17 : 12;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
    '<rect width="32" height="32" rx="8" fill="#0d6b68"/>' +
    '<path d="M4 8 9.5 17 15 8" fill="none" stroke="#fff" stroke-width="3"/>' +
    '<circle cx="19.5" cy="19.5" r="12.5" fill="#b4232c" stroke="#fff" stroke-width="1.5"/>' +
    `<text x="19.5" y="${19.5 + size * 0.36}" font-family="sans-serif" font-size="${size}" font-weight="700" ` +
    `text-anchor="middle" fill="#fff">${number}</text></svg>`
  );
}
