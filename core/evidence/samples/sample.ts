import * as z from 'zod';
import type { Pointer } from '../evidence.ts';

/** Most bytes of one sample that are shown, and most samples of a page: an answer stays below a megabyte or two. */
export const SHOWN_BYTES = 32 * 1024;
export const PAGE = 10;

/** A sample as it stands in its log. */
export interface ShownSample {
  readonly id: string | null;
  readonly epoch: number | null;
  readonly text: string;
  readonly truncated: boolean;
  readonly fault: string | null;
  readonly pointer: Pointer;
}

/** A page of samples; `next` is where the following one starts, in a measure of the format's own. */
export interface SamplePage {
  readonly samples: readonly ShownSample[];
  readonly total: number | null;
  readonly next: number | null;
}

const Id = z.union([z.string(), z.number()]).transform(String).optional().catch(undefined);

/** What tools call a sample by: Inspect, lm-evaluation-harness, HELM, tables of runs. */
const Named = z.looseObject({
  id: Id,
  doc_id: Id,
  instance_id: Id,
  sample_id: Id,
  epoch: z.number().optional().catch(undefined),
});

/** Id and epoch of a sample by its own JSON; nulls where that is cut, or says neither. */
export function nameOf(text: string): Pick<ShownSample, 'id' | 'epoch'> {
  try {
    const { id, doc_id, instance_id, sample_id, epoch } = Named.parse(JSON.parse(text));
    return { id: id ?? doc_id ?? instance_id ?? sample_id ?? null, epoch: epoch ?? null };
  } catch {
    return { id: null, epoch: null };
  }
}

/** How a sample begins whose tool writes its name first. */
const BEGINS = /^\s*\{\s*"(?:id|doc_id|instance_id)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*,(?:\s*"epoch"\s*:\s*(\d+))?/;

/** The same of a sample that is cut, where it begins with its name. */
function nameAtHead(text: string): Pick<ShownSample, 'id' | 'epoch'> {
  const [, id, epoch] = BEGINS.exec(text) ?? [];
  return { id: id === undefined ? null : nameOf(`{"id":${id}}`).id, epoch: epoch === undefined ? null : Number(epoch) };
}

const UTF8 = new TextDecoder();

/** A sample from its bytes, or from the first of them. */
export function shown(bytes: Uint8Array, length: number, pointer: Pointer): ShownSample {
  const truncated = length > SHOWN_BYTES;
  const text = UTF8.decode(bytes.subarray(0, SHOWN_BYTES));
  const named = truncated ? nameAtHead(text) : nameOf(text);
  return { ...named, text, truncated, fault: null, pointer };
}
