// The look that all mails share: content in, subject, plain text and HTML out. Pure. The HTML uses only what mail programs
// support: tables and inline styles, no script, no remote image. Text from outside is escaped here.
import { cut } from "../text.ts";
import { plain } from "./words.ts";

export interface MailContent {
  subject: string;
  /** The text that a list of mails shows behind the subject. */
  preheader: string;
  title: string;
  tone: "fraud" | "calm" | "trouble";
  paragraphs: string[];
  /** `href`: where more is known of the value. */
  facts: [name: string, value: string, href?: string][];
  list?: { heading: string; items: string[] }[];
  table?: { columns: string[]; rows: string[][] }[];
  buttons: { label: string; href: string; tone: "danger" | "plain" }[];
  footer: string[];
}

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

const SUBJECT_LENGTH = 150;
const FONT = "system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
const BAR = { fraud: "#b4232c", calm: "#0d6b68", trouble: "#b87503" } as const;

export function renderMail(content: MailContent): RenderedMail {
  const made = plainContent(content);
  return { subject: made.subject, text: textOf(made), html: htmlOf(made) };
}

/** Only a web address is a link, whatever else was meant as one. */
export function isLink(href: string): boolean {
  return /^https?:\/\/[^\s"'<>\\]+$/.test(href) && URL.canParse(href);
}

/** Makes every text plain. Header fields end at a line break, so a subject must not hold one, and no text may hide anything. */
function plainContent(content: MailContent): MailContent {
  return {
    subject: cut(plain(content.subject), SUBJECT_LENGTH),
    preheader: cut(plain(content.preheader), SUBJECT_LENGTH),
    title: plain(content.title),
    tone: content.tone,
    paragraphs: content.paragraphs.map(plain),
    facts: content.facts.map(([name, value, href]) => {
      return href !== undefined && isLink(href) ? [plain(name), plain(value), href] : [plain(name), plain(value)];
    }),
    list: (content.list ?? []).map(({ heading, items }) => ({ heading: plain(heading), items: items.map(plain) })),
    table: (content.table ?? []).map(({ columns, rows }) => ({
      columns: columns.map(plain),
      rows: rows.map((row) => row.map(plain)),
    })),
    buttons: content.buttons.filter(({ href }) => isLink(href)).map((each) => ({ ...each, label: plain(each.label) })),
    footer: content.footer.map(plain),
  };
}

function textOf({ title, paragraphs, facts, list = [], table = [], buttons, footer }: MailContent): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length)) + 2;
  const parts = [
    title,
    ...paragraphs,
    facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`).join("\n"),
    ...list.map(({ heading, items }) => [`${heading}:`, ...items.map((item) => `- ${item}`)].join("\n")),
    ...table.map(textTable),
    ...buttons.map(({ label, href }) => `${label}:\n${href}`),
    // Mail programs hide what follows this line.
    `-- \n${footer.join("\n")}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function textTable({ columns, rows }: { columns: string[]; rows: string[][] }): string {
  const widths = columns.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: string[]) =>
    widths
      .map((width, at) => (cells[at] ?? "").padEnd(width))
      .join("  ")
      .trimEnd();
  return [line(columns), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function htmlOf({
  subject,
  preheader,
  title,
  tone,
  paragraphs,
  facts,
  list = [],
  table = [],
  buttons,
  footer,
}: MailContent): string {
  const body = [
    `<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:650;color:#16202a">${escaped(title)}</h1>`,
    ...paragraphs.map((text) => `<p class="ink" style="${PARAGRAPH}" dir="auto">${escaped(text)}</p>`),
    factRows(facts),
    ...list.map(({ heading, items }) => `${headingOf(heading)}${listItems(items)}`),
    ...table.map(tableRows),
    buttonRow(buttons),
  ].join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<base target="_blank">
<title>${escaped(subject)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper { background-color: #0f1315 !important; }
  .sheet { background-color: #161b1e !important; border-left-color: #262e33 !important; border-right-color: #262e33 !important; border-bottom-color: #262e33 !important; }
  .ink { color: #e9edef !important; }
  .soft { color: #9ba6af !important; }
  .line { border-color: #262e33 !important; }
  .danger { background-color: #c2343c !important; }
  .plain { background-color: #20272b !important; border-color: #6b757d !important; }
  .plain a { color: #e9edef !important; }
}
@media (max-width: 480px) {
  .sheet-pad { padding: 24px 20px !important; }
  .buttons { width: 100% !important; }
  .stack { display: block !important; width: 100% !important; padding: 0 0 10px !important; box-sizing: border-box !important; }
}
</style>
</head>
<body class="paper" style="margin:0;padding:0;background-color:#f6f6f3">
<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escaped(preheader)}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f6f6f3">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background-color:#ffffff;border:1px solid #e5e5df;border-top:4px solid ${BAR[tone]};border-collapse:separate">
<tr><td class="sheet-pad" style="padding:32px;font-family:${FONT};font-size:16px;line-height:1.5">
${body}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px">
<tr><td class="soft" style="padding:16px 12px;font-family:${FONT};font-size:13px;line-height:1.5;color:#59636d">
${footer.map(escaped).join("<br>\n")}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

const PARAGRAPH = "margin:0 0 16px;color:#16202a";
const CELL = "padding:8px 0;border-top:1px solid #e5e5df;vertical-align:top";

function factRows(facts: MailContent["facts"]): string {
  if (facts.length === 0) return "";
  const rows = facts.map(
    ([name, value, href]) =>
      `<tr><td class="soft line" style="${CELL};padding-right:16px;width:1%;white-space:nowrap;font-size:14px;color:#59636d">${escaped(name)}</td>` +
      `<td class="ink line" dir="auto" style="${CELL};color:#16202a;overflow-wrap:anywhere">${linked(escaped(value), href)}</td></tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;font-family:${FONT};font-size:15px">\n${rows.join("\n")}\n</table>`;
}

function linked(html: string, href: string | undefined): string {
  return href === undefined ? html : `<a class="ink" href="${escaped(href)}" style="color:#16202a">${html}</a>`;
}

function headingOf(heading: string): string {
  return `<h2 class="ink" style="margin:0 0 6px;font-size:16px;line-height:1.4;font-weight:650;color:#16202a">${escaped(heading)}</h2>\n`;
}

function listItems(items: string[]): string {
  const rows = items.map((item) => `<li dir="auto" style="margin:0 0 4px">${escaped(item)}</li>`);
  return `<ul class="ink" style="margin:0 0 20px;padding:0 0 0 20px;color:#16202a">\n${rows.join("\n")}\n</ul>`;
}

function tableRows({ columns, rows }: { columns: string[]; rows: string[][] }): string {
  const side = (at: number) => (at === 0 ? "" : "padding-left:12px;");
  const head = columns.map(
    (name, at) =>
      `<th scope="col" class="soft" style="${side(at)}padding-bottom:6px;text-align:${at === 0 ? "left" : "right"};font-size:13px;font-weight:400;color:#59636d">${escaped(name)}</th>`,
  );
  const lines = rows.map(
    (row) =>
      `<tr>${row
        .map(
          (cell, at) =>
            `<td class="ink line" dir="auto" style="${CELL};${side(at)}${at === 0 ? "text-align:left;overflow-wrap:anywhere" : "text-align:right;white-space:nowrap"};color:#16202a">${escaped(cell)}</td>`,
        )
        .join("")}</tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;font-family:${FONT};font-size:14px">\n<tr>${head.join("")}</tr>\n${lines.join("\n")}\n</table>`;
}

/** Buttons are cells with a background, because Outlook does not show links with padding as buttons. */
function buttonRow(buttons: MailContent["buttons"]): string {
  if (buttons.length === 0) return "";
  const cells = buttons.map(({ label, href, tone }) => {
    const [fill, edge, ink] = tone === "danger" ? ["#b4232c", "#b4232c", "#ffffff"] : ["#ffffff", "#8b9095", "#16202a"];
    return (
      `<td class="stack" style="padding:0 10px 0 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>` +
      `<td class="${tone}" align="center" style="background-color:${fill};border:1px solid ${edge};border-radius:8px">` +
      `<a href="${escaped(href)}" style="display:block;padding:11px 18px;font-family:${FONT};font-size:15px;font-weight:600;line-height:1.3;color:${ink};text-decoration:none">${escaped(label)}</a>` +
      `</td></tr></table></td>`
    );
  });
  // More than three are too wide for one line.
  const inRow = cells.length > 3 ? 2 : cells.length;
  const rows = Array.from({ length: Math.ceil(cells.length / inRow) }, (_, at) =>
    cells.slice(at * inRow, (at + 1) * inRow),
  );
  return rows
    .map(
      (row) =>
        `<table role="presentation" class="buttons" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 0"><tr>${row.join("")}</tr></table>`,
    )
    .join("\n");
}

export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
