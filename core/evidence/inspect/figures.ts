import type { Recomputed } from '../evidence.ts';
import { type Figures, notRecomputed, recompute, type SampleScore, valuesById } from '../recompute.ts';
import type { ScoredFigure } from '../sample-scores.ts';
import { clusteredStandardError } from '../statistics/cluster.ts';
import { variance } from '../statistics/moments.ts';
import { type GroupOf, type InspectClaim, reducersOf } from './claims.ts';
import { groupFigures } from './group-figures.ts';
import { MAX_SCORES } from './limits.ts';
import type { InspectParts } from './parts.ts';
import { doubtful, type SampleRow } from './row.ts';

/** A spread that the header claims, beside the same from the samples; null where the samples do not give one. */
export interface Spread {
  claim: InspectClaim;
  value: number | null;
  n: number;
}

const TOO_MANY = notRecomputed(`the log has more than ${MAX_SCORES} scores`);

/**
 * Recomputes every claimed mean, gives the reason where a claim is not a mean, and adds the mean of every score that
 * nothing is claimed of. Spreads (stderr, std, var) are set beside the samples' own.
 */
export function figuresOf(
  parts: InspectParts,
  claims: readonly InspectClaim[],
): { recomputed: Recomputed[]; spreads: Spread[]; scored: ScoredFigure[] } {
  const known = new Map<string, Figures>();
  const usual = reducersOf(parts.header)[0] ?? 'mean';
  const figures = (wanted: Wanted): Figures => {
    const key = JSON.stringify([wanted.score, wanted.scorer, wanted.reducer, wanted.group]);
    const value = known.get(key) ?? (known.size < MAX_SCORES ? compute(parts, wanted) : TOO_MANY);
    known.set(key, value);
    return value;
  };
  const wantedBy = ({ score, scorer, reducer = usual, group }: InspectClaim): Wanted => ({
    score,
    scorer,
    reducer,
    group,
  });
  const recomputed: Recomputed[] = [];
  const scored: ScoredFigure[] = [];
  const state = (score: string, metric: string, figures: Figures, claimed: number | null) => {
    scored.push({ score, metric, figures });
    recomputed.push(entry(parts, score, metric, figures, claimed));
  };
  const spreads: Spread[] = [];
  for (const claim of claims) {
    const wanted = wantedBy(claim);
    if (claim.kind === 'mean') state(claim.score, claim.metric, figures(wanted), claim.value);
    else if (claim.kind === 'own') state(claim.score, claim.metric, notAMean(claim), claim.value);
    else if (claim.cluster === undefined) spreads.push({ claim, ...spread(claim, figures(wanted)) });
    else spreads.push(...clusteredSpread(parts, claim, claim.cluster, wanted));
  }
  const claimed = new Set(recomputed.map(({ score }) => score));
  for (const claim of claims) if (claimed.has(claim.score)) claimed.add(claim.scorer ?? claim.score);
  const unclaimed = scoreNames(parts.rows, claims.length === 0).filter((name) => !claimed.has(name));
  for (const score of unclaimed.slice(0, MAX_SCORES))
    state(score, 'mean', figures({ score, scorer: undefined, reducer: usual, group: undefined }), null);
  return { recomputed, spreads, scored };
}

/** Which figures are asked for. */
interface Wanted {
  score: string;
  scorer: string | undefined;
  reducer: string;
  group: GroupOf | undefined;
}

function compute(parts: InspectParts, wanted: Wanted): Figures {
  const { dataset, config } = parts.header.eval ?? {};
  const { score, scorer, reducer, group } = wanted;
  const scores = (rows: readonly SampleRow[]) => scoresOf(rows, score, scorer);
  if (group) return groupFigures(parts.rows, scores, group, { reducer, epochs: config?.epochs ?? 1 });
  const expectedIds = dataset?.sample_ids?.length;
  return recompute(scores(parts.rows), {
    reducer,
    epochs: config?.epochs ?? 1,
    ...(expectedIds !== undefined && { expectedIds }),
  });
}

function scoresOf(rows: readonly SampleRow[], score: string, scorer: string | undefined): SampleScore[] {
  return rows.map((row) => ({
    id: row.id,
    epoch: row.epoch,
    value: loggedValue(row, score, scorer),
    doubtful: doubtful(row),
  }));
}

/** Nothing where a sample lacks the key or there are too few clusters: then the samples do not give the figure. */
function clusteredSpread(parts: InspectParts, claim: InspectClaim, key: string, wanted: Wanted): Spread[] {
  const clusters = new Map(parts.rows.map((row) => [row.id, row.metadata?.get(key)]));
  const values =
    valuesById(scoresOf(parts.rows, wanted.score, wanted.scorer), wanted.reducer) ?? new Map<string, number>();
  const samples = [...values].flatMap(([id, value]) => {
    const cluster = clusters.get(id);
    return cluster === undefined ? [] : [{ value, cluster }];
  });
  const value = samples.length < values.size ? null : clusteredStandardError(samples);
  return value === null ? [] : [{ claim, value, n: samples.length }];
}

/** The value under the score's name, or under that key of its scorer's object, or the one unnamed score. */
function loggedValue(row: SampleRow, score: string, scorer: string | undefined): unknown {
  if (row.scores.has(score)) return row.scores.get(score);
  const whole = scorer === undefined ? undefined : row.scores.get(scorer);
  if (whole instanceof Map) return whole.get(score);
  return row.scores.size === 0 ? row.onlyScore : undefined;
}

/** `unnamed`: the one score of an old log may still be without a name. */
function scoreNames(rows: readonly SampleRow[], unnamed: boolean): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name of row.scores.keys()) names.add(name);
    if (unnamed && row.scores.size === 0 && row.onlyScore !== undefined) names.add('score');
  }
  return [...names].sort();
}

function notAMean(claim: InspectClaim): Figures {
  const name = JSON.stringify(claim.metric.slice(0, 80));
  return notRecomputed(`${name} is a metric of its author's own; only means over samples are recomputed`);
}

function entry(
  parts: InspectParts,
  score: string,
  metric: string,
  figures: Figures,
  claimed: number | null,
): Recomputed {
  const { values: _, ids: __, ...stated } = figures;
  const difference = claimed === null || figures.mean === null ? null : Math.abs(claimed - figures.mean);
  return { score, metric, ...stated, claimed, difference, pointer: parts.rowsPointer };
}

function spread(claim: InspectClaim, figures: Figures): { value: number | null; n: number } {
  const { n, stderr, values } = figures;
  if (claim.kind === 'stderr') return { value: stderr, n };
  const squared = variance(values);
  return { value: squared === null || claim.kind === 'var' ? squared : Math.sqrt(squared), n };
}
