import { expect } from 'vitest';
import { qualified } from '../../../../local/step-functions/names.ts';
import { fixture } from '../fixture.ts';
import { type Area, conforms } from './row.ts';
import { SOURCES } from './sources.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const all = (stateMachineVersionArn: string, weight = 100) => [{ stateMachineVersionArn, weight }];

/** A machine of which two versions are published: each passes on its own number. */
function versions(random = () => 0.5) {
  const on = fixture(undefined, { random });
  const register = (output: number) =>
    on.engine.register({
      name: 'm',
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'P',
        States: { P: { Type: 'Pass', Output: output, End: true } },
      },
    });
  const { arn } = register(1);
  const one = on.engine.versions.publish(arn, { description: 'the first' });
  register(2);
  const two = on.engine.versions.publish(arn, {});
  register(3);
  const begin = (stateMachineArn: string, name?: string) => on.engine.startExecution({ stateMachineArn, name });
  const outputOf = async (stateMachineArn: string) =>
    (await on.clock.runUntil(on.engine.waitFor(begin(stateMachineArn).arn))).output;
  return { on, arn, one, two, begin, outputOf, register };
}

export const versionsAndAliases: Area = {
  title: 'Versions and aliases',
  rows: [
    conforms('VERSION-1', 'Versions are numbered from 1 on, and listed newest first', SOURCES.listVersions, () => {
      const { on, arn, one, two } = versions();
      expect([one.arn, two.arn]).toEqual([`${arn}:1`, `${arn}:2`]);
      expect(on.engine.versions.list(arn).map(({ number }) => number)).toEqual([2, 1]);
    }),
    conforms('VERSION-2', 'One revision is published once', SOURCES.publishVersion, () => {
      const { on, arn, register } = versions();
      const three = on.engine.versions.publish(arn, {});
      register(3);
      expect(on.engine.versions.publish(arn, {}).arn).toBe(three.arn);
      expect(on.engine.versions.list(arn)).toHaveLength(3);
    }),
    conforms(
      'VERSION-3',
      'A revision that is not the present one is a ConflictException',
      SOURCES.publishVersion,
      () => {
        const { on, arn } = versions();
        expect(() => on.engine.versions.publish(arn, { revisionId: 'INITIAL' })).toThrow(code('ConflictException'));
      },
    ),
    conforms('VERSION-4', 'A number is never given twice', SOURCES.version, () => {
      const { on, arn, two } = versions();
      on.engine.versions.delete(two.arn, []);
      expect(on.engine.versions.publish(arn, {}).number).toBe(3);
    }),
    conforms(
      'VERSION-5',
      'An execution of a version runs what was published, and says which',
      SOURCES.associate,
      async () => {
        const { on, arn, one, begin, outputOf } = versions();
        expect(await outputOf(one.arn)).toBe('1');
        expect(on.engine.describeExecution(begin(one.arn, 'a').arn)).toMatchObject({
          arn: `${arn.replace(':stateMachine:', ':execution:')}:a`,
          machine: arn,
          version: 1,
          alias: null,
        });
      },
    ),
    conforms(
      'VERSION-6',
      'Without a qualifier the latest revision runs, and the execution is of no version',
      SOURCES.associate,
      async () => {
        const { on, arn, begin, outputOf } = versions();
        expect(await outputOf(arn)).toBe('3');
        on.engine.versions.publish(arn, {});
        expect(on.engine.describeExecution(begin(arn, 'a').arn)).toMatchObject({ version: null, alias: null });
      },
    ),
    conforms('VERSION-7', 'A version that is described is what was published', SOURCES.describeMachine, () => {
      const { on, one } = versions();
      expect(on.engine.describeStateMachine(one.arn).definition).toContain('"Output":1');
    }),
    conforms(
      'VERSION-8',
      'A version to which an alias leads cannot be deleted: ConflictException',
      SOURCES.deleteVersion,
      () => {
        const { on, one, arn } = versions();
        on.engine.aliases.create('live', all(one.arn));
        const names = on.engine.aliases.list(one.arn).map(({ name }) => name);
        expect(() => on.engine.versions.delete(one.arn, names)).toThrow(code('ConflictException'));
        expect(on.engine.versions.list(arn)).toHaveLength(2);
      },
    ),
    conforms('ALIAS-1', 'An alias leads to a version, and its executions name both', SOURCES.associate, async () => {
      const { on, one, begin, outputOf } = versions();
      const { arn } = on.engine.aliases.create('live', all(one.arn));
      expect(await outputOf(arn)).toBe('1');
      expect(on.engine.describeExecution(begin(arn, 'a').arn)).toMatchObject({ version: 1, alias: 'live' });
    }),
    conforms(
      'ALIAS-2',
      'It is moved in one step; what runs keeps the version that it was started with',
      SOURCES.updateAlias,
      async () => {
        const { on, one, two, begin, outputOf } = versions();
        const { arn } = on.engine.aliases.create('live', all(two.arn));
        const before = begin(arn, 'before');
        on.engine.aliases.update(arn, { routing: all(one.arn) });
        expect(await outputOf(arn)).toBe('1');
        expect(await on.clock.runUntil(on.engine.waitFor(before.arn))).toMatchObject({ output: '2', version: 2 });
      },
    ),
    conforms('ALIAS-3', 'It leads to two versions by weights of 100 together', SOURCES.alias, async () => {
      let at = 0.69;
      const { on, arn, one, two, outputOf } = versions(() => at);
      const split = (a: number, b: number) => [...all(one.arn, a), ...all(two.arn, b)];
      const live = on.engine.aliases.create('live', split(70, 30));
      expect(await outputOf(live.arn)).toBe('1');
      at = 0.7;
      expect(await outputOf(live.arn)).toBe('2');
      for (const routes of [split(70, 29), [...all(one.arn, 50), ...all(one.arn, 50)], all(arn)])
        expect(() => on.engine.aliases.create('other', routes)).toThrow(code('ValidationException'));
    }),
    conforms('ALIAS-4', 'Its name has a character that is no digit', SOURCES.createAlias, () => {
      const { on, one } = versions();
      for (const name of ['123', '', 'a b', 'a'.repeat(81)])
        expect(() => on.engine.aliases.create(name, all(one.arn)), name).toThrow(code('ValidationException'));
    }),
    conforms(
      'ALIAS-5',
      'The same alias made again is the same; with another routing it is a ConflictException',
      SOURCES.createAlias,
      () => {
        const { on, one, two } = versions();
        const { arn } = on.engine.aliases.create('live', all(one.arn));
        expect(on.engine.aliases.create('live', all(one.arn)).arn).toBe(arn);
        expect(() => on.engine.aliases.create('live', all(two.arn))).toThrow(code('ConflictException'));
      },
    ),
    conforms('ALIAS-6', 'One that is not there is ResourceNotFound', SOURCES.updateAlias, () => {
      const { on, arn, one } = versions();
      const none = qualified(arn, 'none');
      expect(() => on.engine.aliases.update(none, { routing: all(one.arn) })).toThrow(code('ResourceNotFound'));
      expect(() => on.engine.aliases.describe(none)).toThrow(code('ResourceNotFound'));
    }),
    conforms(
      'ALIAS-7',
      'A version or an alias that is not there cannot be started: StateMachineDoesNotExist',
      SOURCES.startExecution,
      () => {
        const { arn, begin } = versions();
        for (const qualifier of ['9', 'none'])
          expect(() => begin(qualified(arn, qualifier))).toThrow(code('StateMachineDoesNotExist'));
      },
    ),
    conforms('ALIAS-8', 'The name of an execution is one for all versions', SOURCES.startExecution, () => {
      const { on, arn, one, two, begin } = versions();
      const live = on.engine.aliases.create('live', all(one.arn));
      const first = begin(live.arn, 'a');
      on.engine.aliases.update(live.arn, { routing: all(two.arn) });
      expect(begin(live.arn, 'a')).toMatchObject({ arn: first.arn, version: 1 });
      expect(first.arn).toBe(begin(arn, 'a').arn);
    }),
    conforms('ALIAS-9', 'Executions are listed by version and by alias', SOURCES.listExecutions, () => {
      const { on, arn, one, two, begin } = versions();
      const live = on.engine.aliases.create('live', all(two.arn));
      for (const [n, start] of [arn, one.arn, two.arn, live.arn].entries()) begin(start, `e-${n}`);
      const names = (of: string) => on.engine.listExecutions(of, undefined, 9).items.map(({ name }) => name);
      expect(names(arn)).toHaveLength(4);
      expect(names(one.arn)).toEqual(['e-1']);
      expect(names(two.arn).sort()).toEqual(['e-2', 'e-3']);
      expect(names(live.arn)).toEqual(['e-3']);
    }),
    conforms(
      'ALIAS-10',
      'A map inside of a machine cannot be started: ValidationException',
      SOURCES.startExecution,
      () => {
        const { arn, begin } = versions();
        expect(() => begin(`${arn}/label`)).toThrow(code('ValidationException'));
      },
    ),
  ],
};
