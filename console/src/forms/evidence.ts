import type { Citation, Finding } from '#core/policy/finding.ts';
import { figureText, scaleOf } from '../case/figure-chart.tsx';
import type { Choice } from '../components/fields.tsx';

/** A piece of evidence in words that lead back to it. */
export function citationText({ evaluation, figure, pointer, note }: Citation): string {
  const place = [pointer.file, pointer.member, pointer.path].filter(Boolean).join(' ');
  if (figure === undefined || figure.mean === null) return [evaluation, note, place].filter(Boolean).join(': ');
  const top = scaleOf(figure);
  const interval =
    figure.interval === null
      ? ''
      : ` (${figure.interval.level * 100}% interval ${figureText(figure.interval.low, top)} to ${figureText(figure.interval.high, top)})`;
  return `${evaluation ?? ''} ${figure.score} ${figureText(figure.mean, top)} of ${figure.n}${interval}: ${place}`.trim();
}

/** The evidence under the findings of a criterion, to be picked. */
export function evidenceFor(findings: readonly Finding[], criterion: string): Choice[] {
  const texts = findings
    .filter((finding) => finding.criterion === criterion)
    .flatMap((finding) => [finding.found, ...finding.evidence.map(citationText)]);
  return [...new Set(texts)].slice(0, 60).map((text) => ({ value: text, text }));
}

/** The criteria of a case to be picked, those that are not met first. */
export function criteriaOf(findings: readonly Finding[], agency: string | null): Choice[] {
  const weight = ({ outcome, agency: of }: Finding) =>
    (outcome === 'not_met' || outcome === 'error' ? 0 : outcome === 'inconclusive' ? 1 : outcome === 'met' ? 2 : 3) +
    (of === agency ? 0 : 0.5);
  const first = new Map<string, Finding>();
  for (const finding of findings.toSorted((a, b) => weight(a) - weight(b)))
    if (!first.has(finding.criterion)) first.set(finding.criterion, finding);
  return [...first.values()].map(({ criterion, title, outcome }) => ({
    value: criterion,
    text: `${criterion} ${title} (${outcome.replaceAll('_', ' ')})`,
  }));
}
