/**
 * The state machines and the functions they invoke. The CDK app derives substitutions and grants from this map,
 * and a test shows that it agrees with the `.asl.json` files.
 */

/** Folders of `functions/` that a state machine invokes. */
export type WorkflowFunction =
  | 'open-bundle'
  | 'read-evaluation'
  | 'assemble-evidence'
  | 'check-agency'
  | 'decide'
  | 'adjudicate'
  | 'request-determination';

export interface Machine {
  /** File beside this one. */
  readonly definition: string;
  /** Placeholder in the definition -> the function whose ARN takes its place. */
  readonly functions: Readonly<Record<string, WorkflowFunction>>;
  /** Placeholder -> the function that is deployed once per agency; its place is taken by a JSONata object, agency id -> ARN. */
  readonly functionsPerAgency: Readonly<Record<string, WorkflowFunction>>;
  /** Placeholders that are no functions; `Definition` is the digest of the file, by which a case says how it was reviewed. */
  readonly values: readonly ('Partition' | 'EventBusName' | 'Definition')[];
}

export type MachineName = 'review' | 'procedure';

export const machines: Readonly<Record<MachineName, Machine>> = {
  review: {
    definition: 'review.asl.json',
    functions: {
      OpenBundleFunction: 'open-bundle',
      ReadEvaluationFunction: 'read-evaluation',
      AssembleEvidenceFunction: 'assemble-evidence',
      DecideFunction: 'decide',
    },
    functionsPerAgency: { CheckAgencyFunctions: 'check-agency' },
    values: ['Partition', 'EventBusName', 'Definition'],
  },
  procedure: {
    definition: 'procedure.asl.json',
    functions: {
      AdjudicateFunction: 'adjudicate',
      RequestDeterminationFunction: 'request-determination',
    },
    functionsPerAgency: {},
    values: ['Partition'],
  },
};
