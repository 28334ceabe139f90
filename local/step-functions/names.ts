import { ServiceException } from './errors.ts';

// Whitespace, brackets, wildcards, special and control characters: the characters the API reference excludes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** @throws {ServiceException} `InvalidName` when a state machine or execution may not be called this */
export function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || FORBIDDEN.test(name)) {
    throw new ServiceException(
      'InvalidName',
      `Invalid Name: '${name}': expected 1 to 80 characters without whitespace, brackets, wildcards, or any of "#%\\^|~\`$&,;:/`,
    );
  }
}

/** The ARN of an execution of a machine. */
export function executionArn(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** The ARN of a run of a Distributed Map: its child workflows are those of the machine `<machine>/<label>`. */
export function mapRunArn(machineArn: string, label: string, id: string): string {
  return `${machineArn.replace(':stateMachine:', ':mapRun:')}/${label}:${id}`;
}

/** Whether an execution is a child workflow of a Distributed Map. */
export function isChild(execution: string): boolean {
  return /:execution:[^:/]+\/[^:]+:[^:]+$/.test(execution);
}

/** The ARN of the machine an execution belongs to. */
export function machineArnOf(execution: string): string {
  return execution.slice(0, execution.lastIndexOf(':')).replace(':execution:', ':stateMachine:');
}

/** The ARN of a version (by its number) or an alias of a machine. */
export function qualified(machineArn: string, qualifier: string): string {
  return `${machineArn}:${qualifier}`;
}

/**
 * An ARN of a machine, a version or an alias as the machine's own and, where there is one, the number or name behind it.
 * @throws {ServiceException} `InvalidArn`
 */
export function splitArn(arn: string): { machine: string; qualifier: string | undefined } {
  checkArn(arn, 'stateMachine');
  const [, machine = '', qualifier] = /^(.*:stateMachine:[^:]+)(?::([^:]+))?$/.exec(arn) ?? [];
  return { machine, qualifier };
}

/** @throws {ServiceException} `InvalidArn` when it is not the ARN of a state machine (with or without a qualifier) or an execution, as asked */
export function checkArn(arn: string, kind: 'stateMachine' | 'execution'): void {
  const shape = kind === 'stateMachine' ? /:stateMachine:[^:]+(:[^:]+)?$/ : /:execution:[^:]+:[^:]+$/;
  if (!arn.startsWith('arn:aws') || !shape.test(arn)) {
    throw new ServiceException('InvalidArn', `Invalid Arn: '${arn}' is not the ARN of a ${kind}`);
  }
}
