import type { Branch, State } from '../definition.ts';
import type { DefinitionProblem } from '../errors.ts';
import { parseResource, readerCall } from '../resource.ts';
import { everyState } from './walk.ts';

/** What the engine or its task integration cannot do is said before anything runs. */
export function supportProblems(machine: Branch, supports?: (resource: string) => boolean): DefinitionProblem[] {
  return [...everyState(machine)].flatMap(({ name, state }) =>
    stateProblems(state, supports).map((message) => ({ state: name, message })),
  );
}

function stateProblems(state: State, supports: ((resource: string) => boolean) | undefined): string[] {
  const callable = (arn: string) => parseResource(arn) !== undefined && (supports?.(arn) ?? true);
  const problems = retryProblems(state);
  if (state.QueryLanguage === 'JSONPath') problems.push('its query language is JSONPath; only JSONata runs here');
  if (state.Type === 'Task') {
    if (!callable(state.Resource)) problems.push(`Resource '${state.Resource}' is not one that can be called here`);
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
      problems.push(`HeartbeatSeconds (${heartbeat}) must be less than TimeoutSeconds (${timeout})`);
    }
    if (state.Credentials !== undefined)
      problems.push('Credentials (calls into another account) are not supported here');
  }
  if (state.Type === 'Wait' && (state.Seconds === undefined) === (state.Timestamp === undefined)) {
    problems.push('expected exactly one of Seconds and Timestamp');
  }
  if (state.Type === 'Map') {
    const { ItemReader, Items, ItemBatcher, ResultWriter, ItemProcessor } = state;
    const distributed = ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
    const { ExecutionType = 'STANDARD' } = ItemProcessor.ProcessorConfig ?? {};
    if (ExecutionType !== 'STANDARD') {
      problems.push(
        `ItemProcessor.ProcessorConfig.ExecutionType '${ExecutionType}' is not supported here; STANDARD is`,
      );
    }
    if (ItemBatcher !== undefined) {
      if (!distributed) problems.push("ItemBatcher needs ProcessorConfig.Mode 'DISTRIBUTED'");
      if (ItemBatcher.MaxItemsPerBatch === undefined && ItemBatcher.MaxInputBytesPerBatch === undefined) {
        problems.push('ItemBatcher: expected MaxItemsPerBatch, MaxInputBytesPerBatch, or both');
      }
    }
    if (typeof Items === 'object' && Items !== null && !Array.isArray(Items)) {
      problems.push('Items: an object is not supported here; expected an array');
    }
    if (ResultWriter !== undefined) problems.push('ResultWriter is not supported here');
    if (ItemReader) {
      const { InputType = 'JSON', CSVHeaderLocation, CSVHeaders } = ItemReader.ReaderConfig ?? {};
      if (InputType === 'CSV' && CSVHeaderLocation === undefined) {
        problems.push('ItemReader.ReaderConfig.CSVHeaderLocation: expected FIRST_ROW or GIVEN for InputType CSV');
      }
      if (CSVHeaderLocation === 'GIVEN' && !CSVHeaders?.length) {
        problems.push(
          'ItemReader.ReaderConfig.CSVHeaders: expected the headers, which CSVHeaderLocation GIVEN announces',
        );
      }
      if (!distributed) problems.push("ItemReader needs ProcessorConfig.Mode 'DISTRIBUTED'");
      if (Items !== undefined) problems.push('expected at most one of Items and ItemReader');
      if (
        !/:s3:getObject$/.test(ItemReader.Resource) ||
        !['JSON', 'JSONL', 'CSV'].includes(InputType) ||
        !callable(readerCall(ItemReader.Resource))
      ) {
        problems.push(
          `ItemReader '${ItemReader.Resource}' (${InputType}) is not supported here; s3:getObject of JSON, JSONL or CSV is`,
        );
      }
    }
  }
  return problems;
}

function retryProblems(state: State): string[] {
  const lists = [
    ...('Retry' in state ? [['Retry', state.Retry ?? []] as const] : []),
    ...('Catch' in state ? [['Catch', state.Catch ?? []] as const] : []),
  ];
  return lists.flatMap(([field, entries]) =>
    entries.flatMap(({ ErrorEquals }, index) =>
      ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || index < entries.length - 1)
        ? [`${field}[${index}]: States.ALL stands alone in its list, and in the last entry`]
        : [],
    ),
  );
}
