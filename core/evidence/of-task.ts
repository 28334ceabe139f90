import type { Evidence } from './evidence.ts';

/** Formats whose scores begin with the task's name; elsewhere a "/" in a score is its author's own. */
const NAMED_BY_TASK = new Set(['lm-eval', 'helm', 'garak', 'inspect-eval-set', 'every-eval-ever', 'plain-csv']);

/**
 * The evidence of one task, where a log holds several and the manifest declares which: the claims and figures whose score
 * names it, as "asdiv/acc,none" does. Samples, flags and digest stay those of the whole log. A task that no score names,
 * such as the standard name of a benchmark that the log calls otherwise, chooses nothing: all stays. What is chosen goes
 * by the declared name alone, so that one task of a group cannot stand for the group.
 */
export function ofTask(evidence: Evidence, task: string | undefined): Evidence {
  if (task === undefined || !NAMED_BY_TASK.has(evidence.format)) return evidence;
  const wanted = `/${plain(task)}/`;
  const names = ({ score }: { score: string }) => `/${plain(score)}`.includes(wanted);
  const recomputed = evidence.recomputed.filter(names);
  if (recomputed.length === 0) return evidence;
  const agreements = evidence.agreements?.filter(({ first }) => names({ score: first }));
  return {
    ...evidence,
    task,
    claims: evidence.claims.filter(names),
    recomputed,
    ...(agreements !== undefined && { agreements }),
  };
}

/** Benchmarks are written with "-", "_", "." and spaces alike, and in either case. */
const plain = (name: string) => name.toLowerCase().replace(/[-_.\s]+/g, '_');
