import { isUtf8 } from 'node:buffer';
import type { CaseDocument, CaseDocuments, DocumentEntry } from '#core/api/documents-wire.ts';
import type { Caller } from '#core/api/people.ts';
import type { DocumentsQuery } from '#core/api/queries.ts';
import { needsOfDocument } from '#core/api/shown-files.ts';
import { ApiFault } from './api-fault.ts';
import type { CaseFiles, SeenFile } from './case-files.ts';
import type { CaseFinder, FoundCase } from './case-finder.ts';
import { requireKept } from './require-kept.ts';
import { standardOf } from './versions.ts';

/** Most of a document that is shown. */
const SHOWN_BYTES = 512 * 1024;
const UTF8 = new TextDecoder();

/** Documents of the bundle under review: the model card, and what else the manifest lists. */
export class Documents {
  readonly #finder: CaseFinder;
  readonly #files: CaseFiles;

  constructor(finder: CaseFinder, files: CaseFiles) {
    this.#finder = finder;
    this.#files = files;
  }

  /** @throws ApiFault 404 for a case or standard that is not there for the caller, 409 before the checks are decided */
  async list(caller: Caller, caseId: string, query: DocumentsQuery): Promise<CaseDocuments> {
    const { item, documents } = await this.#of(await this.#finder.find(caller, caseId), query);
    return { bundle: item.bundle, documents: documents.map(({ entry }) => entry) };
  }

  /** @throws ApiFault 403 for a document that is withheld, 404 for one that is not there */
  async read(caller: Caller, caseId: string, n: string, query: DocumentsQuery): Promise<CaseDocument> {
    const { item, index, documents } = await this.#of(await this.#finder.find(caller, caseId), query);
    const found = documents.find(({ entry }) => String(entry.n) === n);
    if (found === undefined)
      throw new ApiFault(
        404,
        'document-unknown',
        `The bundle of case ${caseId} lists no document ${n} that can be read.`,
      );
    await using source = await this.#files.open(item, index, found.file);
    const bytes = await source.read(0, Math.min(source.size, SHOWN_BYTES));
    const document = found.entry;
    if (!isText(bytes)) return { document, format: 'other', text: '', truncated: false };
    const format = /\.(md|markdown)$/i.test(document.path) ? 'markdown' : 'text';
    return { document, format, text: UTF8.decode(bytes), truncated: source.size > SHOWN_BYTES };
  }

  async #of(found: FoundCase, query: DocumentsQuery) {
    const { item, sight } = found;
    // Only to say that there is no such standard for the caller.
    standardOf(found, query.standard);
    requireKept(item, 'bundle', 'evidence');
    const index = await this.#files.index(item);
    const documents = (index.manifest?.documents ?? []).flatMap(({ kind, path, title = null }, n) => {
      const file = this.#files.seen(index, path, sight, needsOfDocument(sight));
      return file === null ? [] : [{ file, entry: entryOf(file, { n, kind, title }) }];
    });
    return { item, index, documents };
  }
}

const entryOf = (
  { path, bytes, sha256, confidentiality, withheld }: SeenFile,
  { n, kind, title }: Pick<DocumentEntry, 'n' | 'kind' | 'title'>,
): DocumentEntry => ({ n, kind, title, path, bytes, sha256, confidentiality, withheld });

/** Whether bytes are text; what was cut in the middle of a character is still. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)));
}
