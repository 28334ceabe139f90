import * as z from 'zod';
import { readStored, TableItemError } from '#functions/shared/table/stored-item.ts';

export const Keys = z.object({ PK: z.string(), SK: z.string() });

/** Reads items by their schemas; what cannot be read is a fault among `faults`, and null. */
export function storedReader(faults: string[]) {
  return <S extends z.ZodType<object>>(schema: S, item: Record<string, unknown>): z.infer<S> | null => {
    try {
      return readStored(schema, Keys.parse(item), item);
    } catch (error) {
      if (!(error instanceof TableItemError)) throw error;
      faults.push(error.message);
      return null;
    }
  };
}

/** Whether a log ends where its summary says: what is not so, and nothing where it is. */
export function headFaults(
  of: string,
  summary: { readonly lastSeq: number; readonly lastHash: string } | null,
  last: { readonly seq: number; readonly hash: string } | undefined,
): string[] {
  if (summary === null) return [`the summary of the ${of} is not there`];
  if (last?.seq === summary.lastSeq && last.hash === summary.lastHash) return [];
  return [
    `the log ends with event ${last?.seq ?? 'none'}; the summary says ${summary.lastSeq} with another hash or number`,
  ];
}
