import type { DeterminationBody, Resolution } from '#core/adjudication/case/parts.ts';
import type { ProcedureView } from '#core/api/procedure-wire.ts';
import { determinationText } from './event-text.ts';
import type { Sheet } from './sheet.ts';
import { words } from './text.ts';

/** What each agency says now; earlier ones are in the log. */
export function determinationRows({ determinations, silent, deadlines, run }: ProcedureView, page: Sheet): string[] {
  const latest = new Map(
    determinations.filter((one) => one.run === run && one.void === null).map((one) => [one.agency, one]),
  );
  const told = [...latest.values()].flatMap((one) => {
    const by = [one.preparedBy, one.signedBy].filter((person) => person !== null).join(', signed by ');
    const waits = one.signatureNeeded && one.signedBy === null ? '; not signed yet' : '';
    const detail = detailOf(one.body).map((text) => `   ${text}`);
    return [
      `${one.agency} (${one.n}): ${determinationText(one.body)}${by === '' ? '' : `, by ${by}`}${waits}`,
      ...detail,
    ];
  });
  const owing = deadlines.filter(({ what }) => what === 'determination').map(({ party }) => party);
  if (owing.length > 0) told.push(`not yet: ${owing.join(', ')}`);
  if (silent.length > 0) told.push(`silent: ${silent.join(', ')}`);
  return told.length === 0 ? [] : page.row('agencies', ...told);
}

/** What a determination carries, one line each. */
function detailOf(body: DeterminationBody): string[] {
  switch (body.kind) {
    case 'concur':
      return body.resolves.map(resolved);
    case 'concur_with_conditions':
      return [
        ...body.conditions.map(({ text, metric, due }) => `condition: ${text} (${metric}; due ${due})`),
        ...body.resolves.map(resolved),
      ];
    case 'non_concur':
      return body.objections.map(({ criterion, evidence, cure }) => `${criterion}: ${evidence} Cure: ${cure}`);
    case 'request_information':
      return body.questions.map(
        ({ criterion, text }) => `asks${criterion === null ? '' : ` on ${criterion}`}: ${text}`,
      );
    case 'not_in_remit':
      return [];
  }
}

const resolved = ({ criterion, evaluation, evidence, reason }: Resolution): string =>
  `resolves ${criterion}${evaluation === null ? '' : ` on ${evaluation}`}: ${reason} Evidence: ${evidence}`;

/** Votes that were cast in this run. */
export function voteRows({ votes, run }: ProcedureView, page: Sheet): string[] {
  const cast = votes.filter((one) => one.run === run && one.void === null);
  return cast.length === 0
    ? []
    : page.row('votes', ...cast.map((one) => `${one.agency}, ${words(one.body)}: ${words(one.position)}`));
}
