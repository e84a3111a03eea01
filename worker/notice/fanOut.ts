// Makes the messages that carry a notice: a mail to each recipient and a post to each channel, all rendered now.
import type { MessageKind, OwedMessage } from "../store/outbox.ts";
import type { Origin } from "../store/payments.ts";
import type { WebhookEvent } from "../wire/webhookEvents.ts";
import { CHANNELS } from "./channels/all.ts";
import { type MailContent, renderMail } from "./mail.ts";
import { referenceOf } from "./reference.ts";
import { type Channel, channelTarget, mailTarget } from "./targets.ts";

/** Something to tell, before it is known to whom. */
export interface Notice {
  /** `fraud:PAYMENT`, `rollup:SEQ`, `digest:ZONE:DATE` or `incident:ID:started`. Each is told once. */
  id: string;
  kind: MessageKind;
  /** Made for each recipient (a mail address, or a channel's target), because links may say who follows them. */
  content: (recipient: string) => MailContent;
  /** The event for programs. */
  event: WebhookEvent;
}

const SIMULATED =
  "This Vigie tries things out on simulated payments: cards and merchants are made up, and no money was moved.";

/** Where messages go. */
export interface Targets {
  mail: { to: readonly string[] };
  channels: readonly Channel[];
}

/** `origin`: of the store's payments. Whatever is told of simulated ones says so. */
export function messagesFor(
  told: Notice,
  { mail, channels }: Targets,
  nowMs: number,
  origin: Origin | null,
): OwedMessage[] {
  const notice = origin === "simulated" ? asSimulated(told) : told;
  const owed = (target: string) => ({
    id: `${notice.id}>${target}`,
    notice: notice.id,
    kind: notice.kind,
    target,
    createdAt: nowMs,
    dueAt: nowMs,
  });
  const mails = mail.to.map((address): OwedMessage => {
    const message = owed(mailTarget(address));
    const content = notice.content(address);
    return {
      ...message,
      ...renderMail({ ...content, footer: [...content.footer, `Reference ${referenceOf(message)}`] }),
    };
  });
  const posts = channels.map((channel): OwedMessage => {
    const target = channelTarget(channel);
    const content = notice.content(target);
    const body = CHANNELS[channel.kind].body({ content, event: notice.event, nowMs });
    return { ...owed(target), subject: renderMail(content).subject, text: JSON.stringify(body), html: null };
  });
  return [...mails, ...posts];
}

/** People read it in the subject and above all else, programs in the event. */
function asSimulated(notice: Notice): Notice {
  const { content } = notice;
  const event = structuredClone(notice.event);
  event.data.simulated = true;
  return {
    ...notice,
    content: (recipient) => {
      const said = content(recipient);
      return { ...said, subject: `[Simulated] ${said.subject}`, paragraphs: [SIMULATED, ...said.paragraphs] };
    },
    event,
  };
}
