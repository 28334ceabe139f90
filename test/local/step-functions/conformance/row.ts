import { expect } from 'vitest';
import { InvalidDefinition } from '../../../../local/step-functions/errors.ts';
import { defaultIntegrations } from '../../../../local/step-functions/integrations.ts';
import type { Json } from '../../../../local/step-functions/json.ts';
import { fixture } from '../fixture.ts';

/** One statement about Step Functions, where it is documented, and what the local interpreter does. */
export interface Row {
  readonly id: string;
  readonly statement: string;
  /** Address of the documentation. */
  readonly source: string;
  readonly outcome: 'conforms' | 'refused' | 'differs';
  /** In what it differs, or what is refused. */
  readonly note?: string;
  /** Shows the outcome; throws where it is another. */
  readonly check: () => void | Promise<void>;
}

export interface Area {
  readonly title: string;
  readonly rows: readonly Row[];
}

type Check = Row['check'];

/** What tasks of the local run can call; nothing is called here. */
const integrations = defaultIntegrations({
  invokeFunction: async () => ({ payload: null }),
  callService: async () => null,
});

/** The interpreter does as documented. */
export const conforms = (id: string, statement: string, source: string, check: Check): Row => ({
  id,
  statement,
  source,
  outcome: 'conforms',
  check,
});

/** The interpreter does something else, which the check shows. */
export const differs = (id: string, statement: string, source: string, note: string, check: Check): Row => ({
  id,
  statement,
  source,
  outcome: 'differs',
  note,
  check,
});

/** Not supported: a machine with this does not start, and the error names the state and the field. */
export const refused = (...row: Parameters<typeof rejected>): Row => ({
  ...rejected(...row),
  outcome: 'refused',
  note: row[4].says,
});

/** A mistake, as it is for the service: a machine with this does not start, and the error names the state and the field. */
export function rejected(
  id: string,
  statement: string,
  source: string,
  states: Record<string, Json>,
  problem: { state: string; says: string },
  machine: Record<string, Json> = { QueryLanguage: 'JSONata' },
): Row {
  return {
    id,
    statement,
    source,
    outcome: 'conforms',
    check: () => {
      const [StartAt = ''] = Object.keys(states);
      const { engine } = fixture(integrations);
      let error: unknown;
      try {
        engine.register({ name: 'machine', definition: { StartAt, States: states, ...machine } });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(InvalidDefinition);
      expect(error).toMatchObject({
        problems: expect.arrayContaining([
          expect.objectContaining({ state: problem.state, message: expect.stringContaining(problem.says) }),
        ]),
      });
    },
  };
}
