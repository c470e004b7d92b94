import type { SendOutcome } from '../../functions/domain/mail.ts';
import type { soakWorld } from './world.ts';

type World = Awaited<ReturnType<typeof soakWorld>>;
type Answer = { outcome?: SendOutcome; accepted?: boolean };

/** What SES answers to a mail: now and then nothing that can be known, that it is busy, or that it will not have it. */
function answerTo(dice: number, accepted: boolean): Answer {
  if (dice < 0.003) return { outcome: { kind: 'unknown', code: 'Timeout' }, accepted };
  if (dice < 0.008) return { outcome: { kind: 'busy', code: 'TooManyRequestsException' } };
  if (dice < 0.009) return { outcome: { kind: 'refused', code: 'MessageRejected' } };
  return {};
}

/** Lets SES answer badly; returns the zone that the reader of each copy in its journal had then. `note` is told of bad answers. */
export function badAnswers({ e, stores }: World, random: () => number, note: (what: string) => void): readonly string[] {
  const zones: string[] = [];
  e.world.answer = ({ tags }) => {
    const { outcome, accepted = !outcome } = answerTo(random(), random() < 0.5);
    if (accepted) zones.push(stores.readers.all.get(tags.reader ?? '')?.preferences?.zone ?? 'UTC');
    if (outcome) note(`SES answered: ${outcome.kind}`);
    return outcome ? { outcome, accepted } : {};
  };
  return zones;
}

/** What becomes of the events that wait: some are lost or come twice, a few mailboxes are gone or full, somebody presses "spam". */
export function eventsArrive({ e }: World, random: () => number): void {
  e.world.events = e.world.events.flatMap((event) => {
    const dice = random();
    const bounce = (bounceType: string, bounceSubType: string) => ({
      ...event,
      eventType: 'Bounce',
      bounce: { bounceType, bounceSubType },
    });
    if (dice < 0.002) return [event, bounce('Permanent', 'General')];
    if (dice < 0.004) return [event, bounce('Transient', 'MailboxFull')];
    if (dice < 0.0041) return [event, { ...event, eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' } }];
    return dice < 0.05 ? [] : dice < 0.07 ? [event, event] : [event];
  });
}
