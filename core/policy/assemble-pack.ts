import { parseDocument } from 'yaml';
import { Criterion, EquivalentCriterion } from './criterion.ts';
import { equivalentOf, equivalentProblems, type Standards } from './equivalent.ts';
import { isRecord } from './overlay.ts';
import { type Pack, PackHead, parsePack } from './pack.ts';
import { PackInvalid, type PackProblem, problemsOf } from './pack-error.ts';
import { criterionOf, type Reference } from './refer.ts';
import { signatureCriteria } from './signature-rule.ts';

/** A file of a standard: its path inside the folder of the version, and its content. */
export interface PackFile {
  path: string;
  text: string;
}

const CRITERION_FILE = /^criteria\/([A-Z]{3}-[0-9]{2})\.yaml$/;
/** Files beside the standard that are not part of its content. */
const BESIDE = new Set(['CHANGELOG.md']);
/** No standard needs more aliases; a YAML bomb does. */
const MAX_ALIASES = 10;
/** One mistake in YAML makes many; the first tell where it is. */
const MOST_SYNTAX = 3;

/**
 * A standard from its files: `pack.yaml` and `criteria/<id>.yaml`. Their order does not matter. Criteria that refer to another
 * standard are resolved, and what it asks of a signature becomes criteria, so that the result stands alone.
 * @param others files of the standards that it may refer to
 * @throws PackInvalid with every problem of every file
 */
export function assemblePack(files: readonly PackFile[], others: Standards = new Map()): Pack {
  const problems: PackProblem[] = [];
  let head: PackHead | undefined;
  const criteria: Criterion[] = [];
  for (const { path, text } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (BESIDE.has(path)) continue;
    const [, id] = CRITERION_FILE.exec(path) ?? [];
    if (path !== 'pack.yaml' && id === undefined) {
      problems.push({ file: path, field: '', message: 'Expected pack.yaml or criteria/<id>.yaml.' });
      continue;
    }
    const value = parseYaml({ path, text }, problems);
    if (value === undefined) continue;
    if (id === undefined) {
      const parsed = PackHead.safeParse(value);
      if (parsed.success) head = parsed.data;
      else problems.push(...problemsOf(path, parsed.error));
      continue;
    }
    const criterion = criterionFrom(path, value, others, problems);
    if (criterion === null) continue;
    if (criterion.id !== id)
      problems.push({
        file: path,
        field: 'id',
        message: `The file is named after ${id}, but its id is ${criterion.id}.`,
      });
    criteria.push(criterion);
  }
  if (head === undefined && !problems.some(({ file }) => file === 'pack.yaml'))
    problems.push({ file: 'pack.yaml', field: '', message: 'The standard has no pack.yaml.' });
  criteria.push(...adoptedBy(head, others, problems));
  if (problems.length > 0 || head === undefined) throw new PackInvalid(problems);
  return parsePack({ ...head, criteria: [...criteria, ...signatureCriteria(head.bundleSignature ?? [])] });
}

/** A criterion of the file, with what it takes from another standard filled in; null where there is a problem. */
function criterionFrom(path: string, value: unknown, others: Standards, problems: PackProblem[]): Criterion | null {
  if (!isRecord(value) || value.equivalent === undefined) {
    const parsed = Criterion.safeParse(value);
    if (parsed.success) return parsed.data;
    problems.push(...problemsOf(path, parsed.error));
    return null;
  }
  const parsed = EquivalentCriterion.safeParse(value);
  if (!parsed.success) {
    problems.push(...problemsOf(path, parsed.error));
    return null;
  }
  const other = referred({ file: path, field: 'equivalent', ...parsed.data.equivalent }, others, problems);
  if (other === null) return null;
  problems.push(...equivalentProblems(parsed.data, other, path));
  return equivalentOf(parsed.data, other);
}

/** The criteria of other standards that a standard has as they stand. */
function adoptedBy(head: PackHead | undefined, others: Standards, problems: PackProblem[]): Criterion[] {
  return (head?.adopts ?? []).flatMap(({ pack, criteria }, at) =>
    criteria.flatMap((criterion): Criterion[] => {
      const field = `adopts[${at}].criteria`;
      const other = referred({ file: 'pack.yaml', field, pack, criterion }, others, problems);
      return other === null ? [] : [{ ...other, equivalent: { pack, criterion } }];
    }),
  );
}

/** The criterion of another standard that a reference names; null, and a problem, where there is none. */
function referred(reference: Reference, others: Standards, problems: PackProblem[]): Criterion | null {
  const found = criterionOf(reference, others, (file) => parseYaml(file, problems));
  if (typeof found !== 'string') return found;
  problems.push({ file: reference.file, field: reference.field, message: found });
  return null;
}

function parseYaml({ path, text }: PackFile, problems: PackProblem[]): unknown {
  const document = parseDocument(text, { uniqueKeys: true, strict: true });
  for (const { message, linePos } of document.errors.slice(0, MOST_SYNTAX))
    problems.push({
      file: path,
      field: `line ${linePos?.[0].line ?? '?'}`,
      message: message.split('\n')[0] ?? message,
    });
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    problems.push({ file: path, field: '', message: cause instanceof Error ? cause.message : 'The file is not YAML.' });
    return undefined;
  }
}
