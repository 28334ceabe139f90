import { canonicalJson } from '../../attestation/canonical-json.ts';
import type { CaseRules } from './rules.ts';
import type { CaseState } from './state.ts';

/**
 * What the determinations and votes of all agencies may come to. A case is kept in one item of the table, of 400 KB at most, in which
 * questions stand once more as those to the vendor, and conditions as those of the decision.
 */
const MOST_BYTES = 110_000;

/** What a determination or a vote takes besides its content: who, when, the id of its command. */
const BESIDE_BYTES = 600;

const bytesOf = (content: unknown) => new TextEncoder().encode(canonicalJson(content)).length + BESIDE_BYTES;

/**
 * Why an agency may not record something: its part of the room in the case is used up. Each agency has a part of its own, so that none
 * can leave another without a word, which would count as no objection. Null where there is room.
 */
export function lackOfRoom(rules: CaseRules, state: CaseState, agency: string, content: unknown): string | null {
  const most = Math.floor(MOST_BYTES / rules.agencies.length);
  const own = [
    ...state.determinations.filter((one) => one.agency === agency).map(({ body }) => body),
    ...state.votes.filter((one) => one.agency === agency).map(({ conditions }) => conditions),
  ];
  const used = own.reduce<number>((sum, one) => sum + bytesOf(one), 0);
  const wanted = bytesOf(content);
  return used + wanted <= most
    ? null
    : `The case has room for ${kilobytes(most)} of determinations and votes of ${agency}; ${kilobytes(used)} are used, and this takes ${kilobytes(wanted)}. Say it in fewer words, and point to documents.`;
}

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000)} KB`;
