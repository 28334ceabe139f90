import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApi } from '#core/api/openapi.ts';
import { API_ROUTES } from '#core/api/routes.ts';
import { routes } from '../../infra/constructs/vendor-api.ts';

const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() })).default([]),
  responses: z.record(z.string(), z.unknown()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});
const document = Document.parse(openApi());
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

/** Every reference within a value. */
function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [String(one)] : refsIn(one)));
}

describe('the OpenAPI document', () => {
  it('has the routes that are deployed, each with its right, and no other', () => {
    // What the handler answers is what is deployed, by another test.
    const key = (method: string, path: string, scope: string | null) =>
      `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')} ${scope}`;
    const published = ['/attestation/keys', '/log/{path+}'].map((path) => key('get', path, null));
    const deployed = [...published, ...routes.map(({ method, path, scope }) => key(method, path, scope))];
    const described = operations.map(({ path, method, operation }) =>
      key(method, path, operation.security[0]?.token?.[0] ?? null),
    );
    expect(described.sort()).toEqual(deployed.sort());
  });

  it('names each request once, and says what each parameter of a path is', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(Object.keys(operation.responses), path).toContain('default');
    }
  });

  it('refers to nothing that is not there, and has schemas that compile', () => {
    const { schemas } = document.components;
    for (const { path, operation } of operations)
      for (const ref of refsIn(operation)) expect(Object.keys(schemas), path).toContain(ref.split('/').at(-1));
    const ajv = new Ajv2020({ strict: true, strictRequired: false, validateFormats: false, allErrors: true });
    for (const [name, schema] of Object.entries(schemas)) expect(() => ajv.compile(schema), name).not.toThrow();
  });

  it('asks for what has to be asked', () => {
    const parameter = (name: string, path: string) =>
      document.paths[path]?.get?.parameters.find((one) => one.name === name)?.required;
    expect(parameter('criterion', '/cases/{caseId}/samples')).toBe(true);
    expect(parameter('start', '/cases/{caseId}/samples')).toBe(false);
    expect(parameter('uploadId', '/submissions/{submissionId}')).toBe(true);
  });

  it('is published as it is', () => {
    const published = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
    expect(published, 'run "npm run schemas"').toBe(`${JSON.stringify(openApi(), null, 2)}\n`);
    expect(API_ROUTES.length).toBe(operations.length);
  });
});
