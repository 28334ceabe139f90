import type { CaseEventType } from '../attestation/event-chain.ts';
import type { Topic } from './topics.ts';

type Recipient = 'vendor' | 'agencies' | 'coordinator' | 'panel';

/** Who is told of an event, and in which words. `title` completes "The case …". */
export interface Told {
  readonly topic: Topic;
  readonly tell: readonly Recipient[];
  readonly title: string;
  readonly text: string;
  /** By every channel that a party has, whatever it takes. */
  readonly always?: true;
}

const ALL: readonly Recipient[] = ['vendor', 'agencies', 'coordinator'];
const told = (topic: Topic, tell: readonly Recipient[], title: string, text: string): Told => ({
  topic,
  tell,
  title,
  text,
});

/** Every event of a case; null where nobody is told. No text says more than that it happened: content stays in the case. */
export const TOLD: Readonly<Record<CaseEventType, Told | null>> = {
  opened: told('progress', ['vendor'], 'is open', 'The bundle has arrived, and its checks have begun.'),
  screening_started: null,
  returned: told(
    'action',
    ['vendor'],
    'was returned',
    'The submission cannot be judged as it is. The findings say what is missing and what cures it; submit a new version before the due date.',
  ),
  accepted: told(
    'progress',
    ['vendor'],
    'was accepted',
    'The submission is complete. The clock of the review runs from this day.',
  ),
  checks_started: null,
  referred: told(
    'action',
    ALL,
    'is with the agencies',
    'The checks leave points that people have to decide. Each agency determines by its due date.',
  ),
  decided: told('decision', ALL, 'is decided', 'The verdict and its reasons are in the case.'),
  determined: told('progress', ['coordinator'], 'has a new determination', 'An agency has determined.'),
  signed: told(
    'progress',
    ['coordinator'],
    'has a signed determination',
    'A determination has its second signature and is in effect.',
  ),
  recused: told(
    'progress',
    ['coordinator'],
    'has a recusal',
    'Somebody has stepped back from the case. What they prepared, signed or voted is void.',
  ),
  silence_recorded: told(
    'progress',
    ['coordinator'],
    'goes on without a determination',
    'An agency did not determine in time. What its silence counts as is in the standard.',
  ),
  request_issued: told(
    'action',
    ['vendor', 'coordinator'],
    'has questions for the vendor',
    'The agencies ask for information, all in one request. The clock of the review stands until it is answered.',
  ),
  answer_extended: told(
    'progress',
    ['vendor', 'coordinator'],
    'has more time for the answer',
    'The due date of the answer was moved.',
  ),
  request_answered: told(
    'progress',
    ['agencies', 'coordinator'],
    'has an answer',
    'The vendor has answered the request. The clock of the review runs again.',
  ),
  request_expired: told(
    'progress',
    ALL,
    'goes on without an answer',
    'The request was not answered in time. The clock of the review runs again.',
  ),
  extended: told('progress', ALL, 'has more time', 'The due dates were moved once, with a reason that is in the case.'),
  escalated: told(
    'action',
    ALL,
    'goes to those who settle what is split',
    'The agencies do not agree, or a point is open. The next body votes by its due date.',
  ),
  voted: told('progress', ['coordinator'], 'has a new vote', 'An agency has voted.'),
  notice_issued: told(
    'action',
    ALL,
    'missed the day of its decision',
    'No decision was made in time. The open issues and the new date are in the case.',
  ),
  lapsed: told('decision', ALL, 'has lapsed', 'The review ran past its last day and is over without a clearance.'),
  withdrawn: told('decision', ALL, 'was withdrawn', 'The vendor has withdrawn the submission.'),
  bundle_amended: told('progress', ALL, 'has a new version of its bundle', 'What changed is checked anew.'),
  amendment_rejected: told(
    'action',
    ['vendor', 'coordinator'],
    'keeps its former bundle',
    'The new version was not acceptable and is set aside. The findings say why.',
  ),
  condition_met: told(
    'progress',
    ['vendor', 'coordinator'],
    'has a condition that is met',
    'Its verifier has confirmed a condition.',
  ),
  condition_breached: told('decision', ALL, 'has a breached condition', 'A condition of the clearance is breached.'),
  condition_expired: told(
    'decision',
    ALL,
    'has a condition that expired',
    'A condition of the clearance has run out and no longer holds.',
  ),
  reopened: told(
    'decision',
    ALL,
    'is open again',
    'The decision is set aside, and the agencies determine anew. The cause is in the case.',
  ),
  appealed: told(
    'progress',
    ['agencies', 'coordinator'],
    'is under appeal',
    'The vendor has appealed. A panel of people who had no part in the case decides.',
  ),
  panel_appointed: told(
    'action',
    ['panel', 'vendor'],
    'has an appeal panel',
    'The panel is appointed, and decides by its due date.',
  ),
  appeal_decided: told(
    'decision',
    ALL,
    'has a decision on its appeal',
    'The panel has decided. Its reasons are in the case.',
  ),
  appeal_overdue: told(
    'action',
    ['panel', 'vendor', 'coordinator'],
    'has an appeal that is overdue',
    'The panel did not decide in time. The new date is in the case.',
  ),
  hold_placed: told(
    'progress',
    ['vendor', 'coordinator'],
    'is under a legal hold',
    'Nothing of it is destroyed until the hold is lifted. The reason is in the case.',
  ),
  hold_lifted: told(
    'progress',
    ['vendor', 'coordinator'],
    'is no longer under a legal hold',
    'What is kept of it is destroyed once its time is over.',
  ),
  emergency_access_opened: {
    ...told(
      'action',
      ALL,
      'has an emergency access',
      'Somebody who has no part in it reads its evidence, for a time that ends by itself. The reason is in the case; a principal or the coordinator can end it at once.',
    ),
    always: true,
  },
  emergency_access_ended: {
    ...told(
      'progress',
      ALL,
      'has an emergency access that was ended',
      'An emergency access was ended before its time. The agencies review it.',
    ),
    always: true,
  },
  emergency_access_reviewed: {
    ...told(
      'progress',
      ALL,
      'has a review of an emergency access',
      'An agency has said whether an emergency access was justified.',
    ),
    always: true,
  },
  destruction_begun: null,
  destroyed: told(
    'decision',
    ['vendor', 'coordinator'],
    'has a certificate of destruction',
    'Its bundle or what was read from it is destroyed. What and why is in the case; verdict and digests stay.',
  ),
};
