import { SIGNATURE_PATH } from '../../bundle/bundle-digest.ts';
import { MANIFEST_PATH } from '../../bundle/manifest.ts';
import type { Problem } from '../../bundle/problem.ts';
import type { Recomputed } from '../../evidence/evidence.ts';
import type { Criterion } from '../criterion.ts';
import type { JudgedEvaluation } from '../facts.ts';
import type { Citation } from '../finding.ts';

/** One recomputed figure and where its bytes are. */
export function citeFigure(evaluation: string, recomputed: Recomputed): Citation {
  const { score, metric, mean, stderr, n, interval, claimed, pointer } = recomputed;
  return { evaluation, pointer, figure: { score, metric, mean, stderr, n, interval, claimed } };
}

/** A log as a whole. */
export function citeLog({ declared, evidence }: JudgedEvaluation, note?: string): Citation {
  return {
    evaluation: declared.id,
    pointer: { file: declared.path, ...(evidence === null ? {} : { sha256: evidence.sha256 }) },
    ...(note === undefined ? {} : { note }),
  };
}

/** What a finding on a log rests on: the flags and figures that the criterion reads, or the log as a whole. */
export function citeEvaluation(evaluation: JudgedEvaluation, { reads }: Criterion): Citation[] {
  const { declared, evidence } = evaluation;
  const flags = (evidence?.flags ?? [])
    .filter(({ id }) => reads.flags.includes(id))
    .map(({ id, message, pointer }) => ({ evaluation: declared.id, pointer, note: `${id}: ${message}` }));
  const figures = reads.recomputed ? (evidence?.recomputed ?? []).map((figure) => citeFigure(declared.id, figure)) : [];
  const drawn = reads.drawn
    ? (evidence?.drawn ?? []).map(({ id, epoch, transcript, pointer }) => ({
        evaluation: declared.id,
        pointer,
        note: `drawn at random: sample ${id}, epoch ${epoch}${transcript ? '' : ', without its messages'}`,
      }))
    : [];
  const citations = [...flags, ...figures, ...drawn];
  return citations.length > 0 ? citations : [citeLog(evaluation)];
}

/** One citation per problem of the bundle: all of them, however many the text names. */
export function citeProblem({ code, file, pointer, line, found, expected, cure }: Problem): Citation {
  return {
    pointer: { file, ...(pointer === undefined ? {} : { path: pointer }) },
    note: `${code}${line === undefined ? '' : `, line ${line}`}: found ${found}; expected ${expected}. ${cure}`,
  };
}

/** The parts of the manifest that a criterion reads; the signature of the bundle is a file beside it. */
export function citeManifest({ reads }: Criterion): Citation[] {
  return reads.manifest.map((part) => ({
    pointer: part === 'signature' ? { file: SIGNATURE_PATH } : { file: MANIFEST_PATH, path: `/${part}` },
  }));
}
