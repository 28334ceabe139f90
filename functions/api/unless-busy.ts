import { CaseChangedError } from '../shared/table/case-table.ts';
import { ApiFault } from './api-fault.ts';

/** Does what writes to a case. @throws ApiFault 503 where others always were first */
export async function unlessBusy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CaseChangedError)) throw error;
    throw new ApiFault(503, 'case-busy', 'Others are writing to this case. Nothing was lost; try again.');
  }
}
