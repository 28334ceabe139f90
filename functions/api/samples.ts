import * as z from 'zod';
import type { Caller } from '#core/api/people.ts';
import type { SamplesQuery } from '#core/api/queries.ts';
import type { CaseSamples } from '#core/api/samples-wire.ts';
import { needsOfLog } from '#core/api/shown-files.ts';
import { findingsSeen } from '#core/api/sight.ts';
import { ZipError } from '#core/bundle/zip/zip-error.ts';
import { logFiles } from '#core/evidence/reading-basis.ts';
import { valuesOf } from '#core/evidence/sample-scores.ts';
import { samplePage } from '#core/evidence/samples/sample-page.ts';
import { Finding } from '#core/policy/finding.ts';
import { evidenceKeys } from '../shared/evidence-keys.ts';
import type { EvidenceStore } from '../shared/evidence-store.ts';
import { Reading } from '../shared/reading.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFiles } from './case-files.ts';
import type { CaseFinder, FoundCase } from './case-finder.ts';
import { cursorOf } from './cursor.ts';
import { requireKept } from './require-kept.ts';
import { standardOf } from './versions.ts';

const cursor = cursorOf(z.strictObject({ at: z.int().positive() }));

/** The samples behind findings, read from the log where they stand. */
export class Samples {
  readonly #finder: CaseFinder;
  readonly #store: EvidenceStore;
  readonly #files: CaseFiles;

  constructor(finder: CaseFinder, store: EvidenceStore, files: CaseFiles) {
    this.#finder = finder;
    this.#store = store;
    this.#files = files;
  }

  /** @throws ApiFault 404 for a case, standard, finding or file that is not there for the caller, 409 before the checks are decided */
  async of(caller: Caller, caseId: string, query: SamplesQuery): Promise<CaseSamples> {
    return this.samplesOf(await this.#finder.find(caller, caseId), query);
  }

  /** What a case that somebody may see shows them of the samples behind a finding that they may see. */
  async samplesOf(found: FoundCase, query: SamplesQuery): Promise<CaseSamples> {
    const { item, sight } = found;
    const { bundle } = item;
    const standard = standardOf(found, query.standard);
    requireKept(item, 'bundle', 'evidence');
    const findings = await this.#findings(found, standard);
    const { evaluation, score, cited } = citedBy(findings, query);
    const index = await this.#files.index(item);
    const declared = index.manifest?.evaluations.find(({ id }) => id === evaluation);
    const files = declared === undefined ? [] : logFiles(index, declared.path).files.map(({ path }) => path);
    const path = query.file ?? cited.find((one) => files.includes(one)) ?? files[0];
    const needs = needsOfLog(sight, standard, findings, evaluation);
    const file =
      path !== undefined && files.includes(path) ? this.#files.seen(index, path, sight, needs, declared?.path) : null;
    if (file === null)
      throw new ApiFault(
        404,
        'file-unknown',
        `The log of "${evaluation}" has no file "${path ?? ''}" that can be read.`,
      );
    const { criterion } = query;
    const { confidentiality, withheld } = file;
    const about = { bundle, standard, criterion, evaluation, score, file: file.path, files, confidentiality, withheld };
    if (withheld !== null) return { ...about, total: null, samples: [], next: null };

    await using log = await this.#files.open(item, index, file);
    const page = await readable(file.path, () =>
      samplePage(log, file.path, query.start === undefined ? 0 : cursor.decode(query.start).at),
    );
    const values = score === null ? null : await this.#values(found, evaluation, score);
    return {
      ...about,
      total: page.total,
      samples: page.samples.map((sample) => ({ ...sample, value: values?.get(sample.id ?? '') ?? null })),
      next: page.next === null ? null : cursor.encode({ at: page.next }),
    };
  }

  /** Those that the caller may see. */
  async #findings({ item, sight }: FoundCase, standard: string): Promise<Finding[]> {
    const findings = await this.#store.find(evidenceKeys.findings(item, standard), z.array(Finding));
    if (findings === null)
      throw new ApiFault(409, 'not-decided', `Version ${item.bundle} of case ${item.caseId} was not judged yet.`);
    const agencies = findingsSeen(sight, standard);
    return findings.filter(({ agency }) => agencies?.has(agency) ?? true);
  }

  async #values({ item }: FoundCase, evaluation: string, score: string): Promise<Map<string, number> | null> {
    const reading = await this.#store.find(evidenceKeys.reading(item, evaluation), Reading);
    return reading === null ? null : valuesOf(reading.scores, score);
  }
}

/** Which evaluation a finding rests on, by which score, and in which files. @throws ApiFault 404 */
function citedBy(findings: readonly Finding[], { criterion, evaluation: asked }: SamplesQuery) {
  const citations = findings
    .filter((finding) => finding.criterion === criterion)
    .flatMap(({ evaluation, evidence }) =>
      evidence.map((one) => ({ ...one, evaluation: one.evaluation ?? evaluation })),
    );
  const evaluation = asked ?? citations.find((one) => one.evaluation !== undefined)?.evaluation;
  const of = citations.filter((one) => one.evaluation === evaluation);
  if (evaluation === undefined || of.length === 0)
    throw new ApiFault(
      404,
      'samples-unknown',
      `No finding of ${criterion} that you see rests on samples${asked === undefined ? '' : ` of "${asked}"`}.`,
    );
  const score = of.find(({ figure }) => figure !== undefined)?.figure?.score ?? null;
  return { evaluation, score, cited: of.map(({ pointer }) => pointer.file) };
}

/** A log that cannot be read is an answer. */
async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new ApiFault(409, 'log-unreadable', `${file} cannot be read: ${error.message}`);
  }
}
