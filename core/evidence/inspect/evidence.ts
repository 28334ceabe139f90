import type { Claim, Evidence, Flag } from '../evidence.ts';
import type { KeepScores } from '../sample-scores.ts';
import { agreementsOf } from './agreements.ts';
import { claimsOf } from './claims.ts';
import { draw } from './draw.ts';
import { figuresOf } from './figures.ts';
import { coverageFlags } from './flags/coverage.ts';
import { figureFlags } from './flags/figures.ts';
import { modelFlags } from './flags/model.ts';
import { runFlags } from './flags/run.ts';
import { sampleFlags } from './flags/samples.ts';
import { MAX_CLAIMS } from './limits.ts';
import type { InspectParts } from './parts.ts';

/** Names by which the provider says the model answered; more than these are not worth listing. */
const MAX_ANSWERERS = 20;

/** What the taken-apart log says, with every figure recomputed and every defect flagged. */
export function toEvidence(parts: InspectParts, keepScores?: KeepScores): Evidence {
  const stated = claimsOf(parts);
  const claims = stated.slice(0, MAX_CLAIMS);
  const { recomputed, spreads, scored } = figuresOf(parts, claims);
  keepScores?.(scored);
  const agreements = agreementsOf(parts.rows);
  return {
    ...runOf(parts, claims),
    ...countsOf(parts),
    recomputed,
    ...(agreements.length > 0 && { agreements }),
    drawn: draw(parts.rows, parts.sha256),
    flags: [
      ...parts.found,
      ...tooMany(stated.length, parts),
      ...runFlags(parts),
      ...modelFlags(parts),
      ...coverageFlags(parts),
      ...figureFlags(parts, claims, recomputed, spreads),
      ...sampleFlags(parts),
    ],
    sha256: parts.sha256,
    bytes: parts.bytes,
  };
}

/** What the header says of the run. */
export function runOf(
  parts: Pick<InspectParts, 'format' | 'header' | 'rows' | 'broken' | 'unfinished'>,
  claims: readonly Claim[],
) {
  const { header } = parts;
  const spec = header.eval;
  const limit = spec?.config?.limit;
  const seed = spec?.config?.sample_shuffle;
  const selected = spec?.dataset?.sample_ids?.length;
  return {
    format: parts.format,
    ...(header.version !== undefined && { formatVersion: String(header.version) }),
    ...(spec && { tool: `inspect_ai ${spec.packages?.inspect_ai ?? ''}`.trim() }),
    task: spec?.task ?? '',
    ...(spec?.task_version !== undefined && { taskVersion: String(spec.task_version) }),
    model: spec?.model ?? '',
    modelRoles: Object.fromEntries(
      Object.entries(spec?.model_roles ?? {}).flatMap(([role, model]) => (model === undefined ? [] : [[role, model]])),
    ),
    status: statusOf(parts),
    ...(spec?.created !== undefined && { created: spec.created }),
    dataset: {
      ...(spec?.dataset?.name !== undefined && { name: spec.dataset.name }),
      ...(spec?.dataset?.samples !== undefined && { size: spec.dataset.samples }),
      ...(selected !== undefined && { selected }),
      ...(spec?.dataset?.shuffled !== undefined && { shuffled: spec.dataset.shuffled }),
      ...(typeof seed === 'number' && { seed }),
    },
    ...(limit !== undefined && { limit: typeof limit === 'number' ? String(limit) : limit.join('-') }),
    epochs: spec?.config?.epochs ?? epochsSeen(parts),
    claims: claims.map(plainClaim),
  };
}

/** What the rows add up to. */
export function countsOf({ rows }: Pick<InspectParts, 'rows'>) {
  const answeredBy = [...new Set(rows.flatMap(({ answeredBy }) => answeredBy ?? []))].sort().slice(0, MAX_ANSWERERS);
  return {
    samples: rows.length,
    ids: new Set(rows.map(({ id }) => id)).size,
    errored: rows.filter(({ errored }) => errored).length,
    limited: rows.filter(({ limit }) => limit !== null).length,
    refused: rows.filter(({ refused }) => refused).length,
    fallbacks: rows.filter(({ fallback }) => fallback !== null).length,
    answeredBy,
  };
}

/** A log without a header is still "started", whatever its journal claims; one that cannot be read has no status. */
function statusOf({
  header,
  unfinished,
  broken,
}: Pick<InspectParts, 'header' | 'unfinished' | 'broken'>): Evidence['status'] {
  if (broken || !header.eval) return 'unreadable';
  return unfinished ? 'started' : (header.status ?? 'unreadable');
}

/** Most rows that one sample has, where the header does not state the epochs. */
function epochsSeen({ rows }: Pick<InspectParts, 'rows'>): number {
  const perId = new Map<string, number>();
  let most = 1;
  for (const { id } of rows) {
    const count = (perId.get(id) ?? 0) + 1;
    perId.set(id, count);
    most = Math.max(most, count);
  }
  return most;
}

function tooMany(stated: number, { headerPointer }: InspectParts): Flag[] {
  if (stated <= MAX_CLAIMS) return [];
  const message = `The header states ${stated} metrics; the first ${MAX_CLAIMS} are read.`;
  return [{ id: 'too-large', message, count: stated - MAX_CLAIMS, pointer: headerPointer(['results', 'scores']) }];
}

function plainClaim({ score, scorer, reducer, metric, value, pointer }: Claim): Claim {
  return {
    score,
    ...(scorer !== undefined && { scorer }),
    ...(reducer !== undefined && { reducer }),
    metric,
    value,
    pointer,
  };
}
